package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/satchel-go/satchel"
)

// lines is the [slog.Handler] of the command: whatever is said on standard error,
// by the command, the library or the server, is one line of the same form, as in
//
//	satchel: warning: rejected: session: signature: forged, damaged, or …
//
// A text of several lines goes on indented, so that none of it passes for a line
// of its own. There are no dates: the lines are for the person at the terminal.
type lines struct {
	mu     *sync.Mutex
	out    io.Writer
	suffix string // of WithAttrs
	group  string // of WithGroup, with a dot at the end
}

func newLines(out io.Writer) *lines { return &lines{mu: new(sync.Mutex), out: out} }

// Enabled implements [slog.Handler].
func (l *lines) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

// WithAttrs implements [slog.Handler].
func (l *lines) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := *l
	for _, attr := range attrs {
		with.suffix += l.describe(attr)
	}
	return &with
}

// WithGroup implements [slog.Handler].
func (l *lines) WithGroup(name string) slog.Handler {
	if name == "" {
		return l
	}
	with := *l
	with.group += name + "."
	return &with
}

// Handle implements [slog.Handler]. An event of the library says it all, so it
// stands in for the message.
func (l *lines) Handle(_ context.Context, record slog.Record) error {
	message, rest := record.Message, l.suffix
	record.Attrs(func(attr slog.Attr) bool {
		if event, ok := attr.Value.Any().(satchel.Event); ok {
			message = event.String()
		} else {
			rest += l.describe(attr)
		}
		return true
	})
	return l.say(word(record.Level), message+rest)
}

// say writes a line. The library's messages begin with its name, which is the
// command's too.
func (l *lines) say(kind, text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := fmt.Fprintf(l.out, "satchel: %s%s\n", kind, printable(strings.TrimPrefix(text, "satchel: ")))
	return err
}

// describe returns what goes behind a message for an attribute, as in " (path: /items)".
func (l *lines) describe(attr slog.Attr) string {
	value := attr.Value.Resolve()
	switch {
	case attr.Equal(slog.Attr{}):
		return ""
	case value.Kind() != slog.KindGroup:
		return " (" + strings.ReplaceAll(l.group+attr.Key, "_", " ") + ": " + value.String() + ")"
	}
	inner := *l
	if attr.Key != "" {
		inner.group += attr.Key + "."
	}
	var all strings.Builder
	for _, member := range value.Group() {
		all.WriteString(inner.describe(member))
	}
	return all.String()
}

// word is the level in front of a message. What is neither wrong nor a warning has
// none.
func word(level slog.Level) string {
	switch {
	case level >= slog.LevelError:
		return "error: "
	case level >= slog.LevelWarn:
		return "warning: "
	default:
		return ""
	}
}

// printable escapes what a terminal would obey.
func printable(text string) string {
	var safe strings.Builder
	for _, r := range strings.TrimRight(text, "\n") {
		switch {
		case r == '\n':
			safe.WriteString("\n    ")
		case r == '\t' || unicode.IsPrint(r):
			safe.WriteRune(r)
		default:
			safe.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return safe.String()
}
