package main

import (
	"context"
	"errors"
	"fmt"
	"os"

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

// ask reads one line without showing it. An interrupt gives the terminal back as it was.
func ask(ctx context.Context, terminal *os.File, question string) (string, error) {
	fd := int(terminal.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("the terminal does not say how it is set: %w", err)
	}
	fmt.Fprint(os.Stderr, question)
	type answer struct {
		text []byte
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		answered <- answer{text, err}
	}()
	select {
	case a := <-answered:
		fmt.Fprintln(os.Stderr) // the one that was typed is not shown either
		if a.err != nil {
			return "", fmt.Errorf("no secret was typed: %w", a.err)
		}
		return string(a.text), nil
	case <-ctx.Done():
		fmt.Fprintln(os.Stderr)
		return "", errors.Join(errors.New("no secret was typed: interrupted"), term.Restore(fd, before))
	}
}
