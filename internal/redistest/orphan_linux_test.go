package redistest_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/satchel-go/satchel/internal/redistest"
)

// The test runs itself in a process of its own, which starts a server from a thread
// that then ends, uses it, and is killed.
func TestServerEndsWhenTheTestProcessIsKilled(t *testing.T) {
	const role = "REDISTEST_KILLED"
	if os.Getenv(role) != "" {
		beKilled(t)
	}
	command := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	// A process that is killed leaves its temporary folder to somebody else.
	command.Env = append(os.Environ(), role+"=1", "TMPDIR="+t.TempDir())
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = command.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	pid := 0
	for pid == 0 && lines.Scan() {
		if text, found := strings.CutPrefix(lines.Text(), "server "); found {
			pid, err = strconv.Atoi(text)
		}
	}
	if pid == 0 || err != nil {
		t.Fatalf("got the process %d and %v", pid, err)
	}
	if !isServer(pid) {
		t.Errorf("the server has gone before the test process has")
	}
	command.Process.Kill()
	command.Wait()
	waitFor(t, "the server ends", func() bool { return !isServer(pid) })
}

func beKilled(t *testing.T) {
	var server *redistest.Server
	thread := onThreadThatEnds(func() { server = redistest.Start(t) })
	waitFor(t, "the thread has ended", func() bool {
		_, err := os.Stat(fmt.Sprintf("/proc/self/task/%d", thread))
		return err != nil
	})
	for range 10 {
		do(t, server, "PING")
	}
	fmt.Fprintln(os.Stdout, "server", server.PID())
	select {}
}

// onThreadThatEnds returns the id of the thread that it calls the function on.
func onThreadThatEnds(call func()) (id int) {
	ids := make(chan int)
	go func() {
		// A goroutine that ends locked takes its thread with it.
		runtime.LockOSThread()
		thread := syscall.Gettid()
		if thread == os.Getpid() { // the first one of a process stays
			thread = onThreadThatEnds(call)
		} else {
			call()
		}
		ids <- thread
	}()
	return <-ids
}

// isServer reports whether the process is a server still. An orphan that has ended is
// there until the first process of the system waits for it.
func isServer(pid int) bool {
	command, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && strings.Contains(string(command), "redis-server")
}
