// Package cli is the command line, apart from the process that it runs in: a test
// calls [Run] with arguments of its own.
//
// Rules of the output: results go to standard output. Everything else goes to
// standard error by way of one slog.Handler, as lines that begin with "satchel: ",
// "satchel: warning: " or "satchel: error: " and go on in lower case; a line
// "satchel: hint: " may follow an error. A secret is never an argument, since other
// users of the machine can see those, and is never printed. The exit code is 0 when
// all went well, 1 for a failure, and 2 for a command line that makes no sense.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	ExitOK      = 0
	ExitFailure = 1
	ExitUsage   = 2
)

// Invocation is what a command gets from the process.
type Invocation struct {
	Args           []string // without the program's name
	LookupEnv      func(name string) (value string, found bool)
	Stdout, Stderr io.Writer
}

// Run runs the command that the arguments name until it ends or ctx does, and
// returns the exit code. It sets the default of log/slog, which the library logs to.
func Run(ctx context.Context, invocation Invocation) int {
	out := newLines(invocation.Stderr)
	log := slog.New(out)
	slog.SetDefault(log)
	err := newRoot(invocation, log).ExecuteContext(ctx)
	if err == nil {
		return ExitOK
	}
	_ = out.say(word(slog.LevelError), err.Error()) // where it cannot be said the exit code still tells
	if hint, ok := errors.AsType[*hintedError](err); ok {
		_ = out.say("hint: ", hint.hint)
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		return ExitUsage
	}
	return ExitFailure
}

func newRoot(invocation Invocation, log *slog.Logger) *cobra.Command {
	root := &cobra.Command{
		Use:           "satchel",
		Short:         "Play Framework's Session and Flash scopes for Go",
		SilenceErrors: true, // Run prints them
		SilenceUsage:  true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unknown command %q; see satchel --help", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetArgs(invocation.Args)
	root.SetOut(invocation.Stdout)
	root.SetErr(invocation.Stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w; see %s --help", err, cmd.CommandPath())
	})
	root.AddCommand(newDemo(invocation, log))
	return root
}

// usageError is a command line that makes no sense.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// hintedError is an error with a line that says what to do.
type hintedError struct {
	error
	hint string
}

func (e *hintedError) Unwrap() error { return e.error }
