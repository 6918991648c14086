package cli_test

import (
	"bytes"
	"errors"
	"log"
	"log/slog"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/cli"
)

// TestLines says something by way of the handler that a run leaves behind.
func TestLines(t *testing.T) {
	before := slog.Default()
	defer slog.SetDefault(before)
	event := satchel.Event{Outcome: satchel.Rejected, Reason: satchel.ReasonExpired, Cookie: "session"}
	for _, test := range []struct {
		name string
		say  func(*slog.Logger)
		want string
	}{
		{"a notice", func(l *slog.Logger) { l.Info("ready") }, "satchel: ready\n"},
		{"a warning of the library", func(l *slog.Logger) { l.Warn("satchel: look", "secret_file", "/x") }, "satchel: warning: look (secret file: /x)\n"},
		{"an event of the library", func(l *slog.Logger) { l.Warn("satchel needs attention", "event", event) }, "satchel: warning: rejected: session: expired\n"},
		{"an error", func(l *slog.Logger) { l.Error("failed", "path", "/", "reason", errors.New("why")) }, "satchel: error: failed (path: /) (reason: why)\n"},
		{"nothing of a debugger's", func(l *slog.Logger) { l.Debug("found") }, ""},
		{"package log", func(*slog.Logger) { log.Print("old") }, "satchel: old\n"},
		{"attributes kept", func(l *slog.Logger) { l.With("a", 1).WithGroup("g").With("b", 2).Info("m", "c", 3) }, "satchel: m (a: 1) (g.b: 2) (g.c: 3)\n"},
		{"groups", func(l *slog.Logger) { l.WithGroup("").Info("m", slog.Group("g", "a", 1), "x", 2) }, "satchel: m (g.a: 1) (x: 2)\n"},
		{"several lines", func(l *slog.Logger) { l.Warn("panic\n\tstack\nsatchel: ready\n") }, "satchel: warning: panic\n    \tstack\n    satchel: ready\n"},
		{"what a terminal obeys", func(l *slog.Logger) { l.Warn("a\x1b[2J", "b", "\r\u202e") }, `satchel: warning: a\x1b[2J (b: \r\u202e)` + "\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stderr bytes.Buffer
			cli.Run(t.Context(), cli.Invocation{Args: []string{"--help"}, Stdout: new(bytes.Buffer), Stderr: &stderr})
			test.say(slog.Default())
			if got := stderr.String(); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
