package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"github.com/satchel-go/satchel/cmd/satchel/internal/cli"
)

// prompt asks for a secret at the terminal. It talks to the terminal itself, since
// standard input may be a cookie and standard output a file.
func prompt(ctx context.Context, question string) (string, error) {
	terminal, err := openTerminal()
	if err != nil {
		return "", cli.ErrNoTerminal
	}
	defer func() { _ = terminal.Close() }()
	return ask(ctx, terminal, question)
}

// openTerminal opens the terminal that the process belongs to.
func openTerminal() (*os.File, error) {
	terminal, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err == nil {
		return terminal, nil
	}
	// No such thing on Windows; there the console is standard input.
	if fd := int(os.Stdin.Fd()); term.IsTerminal(fd) {
		return os.Stdin, nil
	}
	return nil, err
}

// ask reads one line without showing it, and leaves the terminal as it was, whatever ends
// it: the keys Ctrl-C and Ctrl-D, which are read as such, or a signal. [term.ReadPassword]
// is no choice: a signal that comes before it has begun would find nothing to restore, and
// the echo stay off.
func ask(ctx context.Context, terminal *os.File, question string) (string, error) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGHUP)
	defer signal.Stop(signals)
	fd := int(terminal.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return "", fmt.Errorf("the terminal cannot be asked: %w", err)
	}
	type answer struct {
		text string
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		text, err := term.NewTerminal(terminal, "").ReadPassword(question)
		answered <- answer{text, err}
	}()
	select {
	case a := <-answered:
		if a.err == nil {
			return a.text, term.Restore(fd, before)
		}
	case <-signals:
	case <-ctx.Done():
	}
	fmt.Fprint(terminal, "\r\n") // behind the question
	return "", errors.Join(errors.New("no secret was typed"), term.Restore(fd, before))
}
