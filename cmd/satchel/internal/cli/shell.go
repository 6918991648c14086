package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/satchel-go/satchel/cmd/satchel/internal/harmless"
)

// shell is what the commands share: what the process has given, and how they answer.
type shell struct {
	Invocation
	log   *slog.Logger
	json  bool   // results are printed as JSON
	input string // what standard input was read for
}

// result is what a command found out. It is also a value for JSON, whose names are part of
// the interface: scripts depend on them.
type result interface {
	// writeText writes it for people. Text of others is made harmless by p.
	writeText(p *page)
}

// show prints a result as the user wants it.
func (sh *shell) show(r result) error {
	if sh.json {
		return sh.showJSON(r)
	}
	p := page{color: sh.Color}
	r.writeText(&p)
	_, err := io.WriteString(sh.Stdout, p.String())
	return err
}

// answer prints a result that is a yes or a no, which the exit code tells.
func (sh *shell) answer(r result, yes bool) error {
	if err := sh.show(r); err != nil || yes {
		return err
	}
	return errNo
}

func (sh *shell) showJSON(r result) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		return err
	}
	_, err := sh.Stdout.Write(harmless.JSON(text.Bytes()))
	return err
}

// interruptible is [Invocation.Interruptible].
func (sh *shell) interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	if sh.Interruptible == nil {
		return context.WithCancel(ctx)
	}
	return sh.Interruptible(ctx)
}

// lookupEnv returns an environment variable. The last of a name counts, as for the
// programs that are started with them.
func (sh *shell) lookupEnv(name string) (value string, found bool) {
	for _, variable := range sh.Environ {
		if is, text, _ := strings.Cut(variable, "="); is == name {
			value, found = text, true
		}
	}
	return value, found
}

// openInput returns standard input, of which there is only one, for what it holds.
func (sh *shell) openInput(holds string) (io.Reader, error) {
	if sh.input != "" {
		return nil, usagef("standard input cannot hold both %s and %s", sh.input, holds)
	}
	sh.input = holds
	if sh.Stdin == nil {
		return nil, fmt.Errorf("there is no standard input to read %s from", holds)
	}
	return sh.Stdin, nil
}

// readInput reads standard input for what it holds.
func (sh *shell) readInput(holds string) ([]byte, error) {
	input, err := sh.openInput(holds)
	if err != nil {
		return nil, err
	}
	return readAtMost(input, "standard input")
}

// maxInput bounds what is read of a file or a stream that holds a secret, a ring or a
// cookie; a whole Cookie header is below.
const maxInput = 64 << 10

func readAtMost(r io.Reader, name string) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxInput+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", name, err)
	case len(text) > maxInput:
		return nil, fmt.Errorf("%s has more than %d bytes, and so is something else", name, maxInput)
	}
	return text, nil
}
