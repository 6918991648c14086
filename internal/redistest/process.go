package redistest

import (
	"context"
	"os"
	"os/exec"
	"runtime"
)

// process is a child that does not outlive this process.
type process struct {
	started *os.Process
	ended   chan struct{} // closed once the child is waited for
}

// startProcess runs a program whose output goes to a file.
//
// The kernel's promise to kill an orphan (prctl(2), PR_SET_PDEATHSIG) is tied to the
// thread that started the child, not to its process, and the Go runtime ends a thread
// when a goroutine ends that is locked to it. So the child has a thread of its own,
// which waits for it: that costs nothing more, because waiting blocks a thread anyway.
func startProcess(program string, args []string, output *os.File) (*process, error) {
	command := exec.CommandContext(context.Background(), program, args...) //nolint:gosec // the program is the caller's choice, as go test is
	command.Stdout = output
	command.Stderr = output
	command.SysProcAttr = endWithThread()

	p := &process{ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := command.Start()
		p.started = command.Process
		started <- err
		if err == nil {
			_ = command.Wait() // that it was killed is no news
			close(p.ended)
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// kill ends the child, stopped or not, and returns when nothing of it is left.
func (p *process) kill() {
	_ = p.started.Kill() // the only error is that it has ended
	<-p.ended
}

// hasEnded reports whether there is no child any more.
func (p *process) hasEnded() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}
