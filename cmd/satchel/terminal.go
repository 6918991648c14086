package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"unicode/utf8"

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
// it: a key that interrupts, which is read as such, or a signal. [term.ReadPassword] is no
// choice: a signal that comes before it has begun would find nothing to restore, and the echo
// stay off. Nor is [term.Terminal], which waits for the rest of an escape sequence for ever,
// and drops what it does not know: another secret would come of it.
func ask(ctx context.Context, terminal *os.File, question string) (string, error) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGHUP)
	defer signal.Stop(signals)
	fd := int(terminal.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return "", fmt.Errorf("the terminal cannot be asked: %w", err)
	}
	fmt.Fprint(terminal, question)
	type answer struct {
		text string
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		text, err := readLine(terminal)
		answered <- answer{text, err}
	}()
	a := answer{err: errNotTyped}
	select {
	case a = <-answered:
	case <-signals:
	case <-ctx.Done():
	}
	fmt.Fprint(terminal, "\r\n") // behind the question
	return a.text, errors.Join(a.err, term.Restore(fd, before))
}

var errNotTyped = errors.New("no secret was typed")

// maxTyped is more than anybody types, in bytes.
const maxTyped = 4096

// The keys that mean something at the question, as a terminal in raw mode sends them. All
// others are the secret, to the byte.
const (
	interruptKey = 'C' - '@'
	endKey       = 'D' - '@'
	quitKey      = '\\' - '@'
	eraseKey     = 0x7F
	backspaceKey = '\b'
	killLineKey  = 'U' - '@'
)

// readLine reads what is typed, up to the end of the line.
func readLine(terminal io.Reader) (string, error) {
	var line, key []byte
	for key = make([]byte, 1); ; {
		if n, err := terminal.Read(key); err != nil || n == 0 {
			return "", errNotTyped
		}
		switch c := key[0]; {
		case c == '\r' || c == '\n':
			return string(line), nil
		case c == interruptKey || c == quitKey || c == endKey && len(line) == 0:
			return "", errNotTyped
		case c == killLineKey:
			line = nil
		case c == eraseKey || c == backspaceKey:
			_, size := utf8.DecodeLastRune(line)
			line = line[:len(line)-size]
		case c < ' ' && c != '\t':
			return "", fmt.Errorf("%w: a key was pressed that belongs to no secret, such as an arrow; give it in a file", errNotTyped)
		case len(line) == maxTyped:
			return "", fmt.Errorf("%w: it has more than %d bytes", errNotTyped, maxTyped)
		default:
			line = append(line, c)
		}
	}
}
