package serverprocess

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Process is a server that [Start] has started.
type Process struct {
	command *exec.Cmd
	ask     io.WriteCloser
	answers *bufio.Reader
	address string
}

// stopTime is how long a server may take to end. Nothing in it waits.
const stopTime = 10 * time.Second

// Start starts this program once more, as the server of a name, on one core and with
// GOMAXPROCS=1, and returns when it listens. [Process.Stop] has to be called; where ctx
// ends before, or this process, the server ends too. It fails on systems other than Linux.
func Start(ctx context.Context, name string, core int) (*Process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("serverprocess: %w", err)
	}
	p := &Process{command: exec.CommandContext(ctx, program)}
	p.command.Env = append(os.Environ(), variable+"="+name, "GOMAXPROCS=1")
	p.command.Stderr = os.Stderr
	p.command.WaitDelay = stopTime
	if p.ask, err = p.command.StdinPipe(); err != nil {
		return nil, fmt.Errorf("serverprocess: %w", err)
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("serverprocess: %w", err)
	}
	p.answers = bufio.NewReader(out)
	if err := onCore(core, p.command.Start); err != nil {
		return nil, fmt.Errorf("serverprocess: %w", err)
	}
	line, err := p.answers.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("serverprocess: the server %q says no address: %w", name, errors.Join(err, p.Stop()))
	}
	p.address = strings.TrimSpace(line)
	return p, nil
}

// Address is the server's host and port.
func (p *Process) Address() string { return p.address }

// Ask asks the server one question, which must be one line, and returns its answer. It is
// for one goroutine at a time.
func (p *Process) Ask(question string) (string, error) {
	if _, err := fmt.Fprintln(p.ask, question); err != nil {
		return "", fmt.Errorf("serverprocess: %q: %w", question, err)
	}
	line, err := p.answers.ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("serverprocess: %q has no answer: %w", question, err)
	}
	mark, quoted := line[:1], strings.TrimSpace(line[1:])
	text, err := strconv.Unquote(quoted)
	if err != nil {
		return "", fmt.Errorf("serverprocess: %q is answered by %q, which is no text in quotes", question, quoted)
	}
	if mark == markError {
		return "", errors.New(text)
	}
	return text, nil
}

// CPU is the processor time that the server has used so far, in the kernel too.
func (p *Process) CPU() (time.Duration, error) {
	text, err := p.Ask(questionCPU)
	if err != nil {
		return 0, err
	}
	return time.ParseDuration(text)
}

// Stop ends the server, and returns what it has failed with.
func (p *Process) Stop() error {
	_ = p.ask.Close() // the server ends where the questions do
	kill := time.AfterFunc(stopTime, func() { _ = p.command.Process.Kill() })
	defer kill.Stop()
	if err := p.command.Wait(); err != nil {
		return fmt.Errorf("serverprocess: %w", err)
	}
	return nil
}
