// Package cli is the command line, apart from the process that it runs in: a test
// calls [Run] with arguments of its own.
//
// Rules of the output: results go to standard output. Everything else goes to
// standard error; an error is one line in lower case that begins with "satchel: ",
// and a line "hint: " may follow. A secret is never an argument, since other users
// of the machine can see those, and is never printed. The exit code is 0 when all
// went well, 1 for a failure, and 2 for a command line that makes no sense.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

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
// returns the exit code.
func Run(ctx context.Context, invocation Invocation) int {
	root := newRoot(invocation)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return ExitOK
	}
	fmt.Fprintf(invocation.Stderr, "satchel: %s\n", strings.TrimPrefix(err.Error(), "satchel: "))
	if hint, ok := errors.AsType[*hintedError](err); ok {
		fmt.Fprintf(invocation.Stderr, "hint: %s\n", hint.hint)
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		return ExitUsage
	}
	return ExitFailure
}

func newRoot(invocation Invocation) *cobra.Command {
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
	root.AddCommand(newDemo(invocation))
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
