// Package cli is the command line, apart from the process that it runs in: a test
// calls [Run] with arguments of its own.
//
// Rules of the output: results go to standard output, as text for people or, with
// --json, as one JSON value. Everything else goes to standard error by way of one
// slog.Handler, as lines that begin with "satchel: ", "satchel: warning: " or
// "satchel: error: " and go on in lower case; a line "satchel: hint: " may follow an
// error. A secret is never an argument, since other users of the machine can see
// those, and is never printed but by the command that makes one. What a session or a
// flash says is printed where somebody asked for it.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Exit codes.
const (
	ExitOK      = 0 // all went well, and what was looked at is good
	ExitFailure = 1 // something could not be done: a file is missing, an address is taken
	ExitUsage   = 2 // the command line makes no sense
	ExitNo      = 3 // what was looked at is not good: a cookie is refused, a setting is at fault
)

// Invocation is what a command gets from the process.
type Invocation struct {
	Args           []string // without the program's name
	Environ        []string // as os.Environ has it
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	// Prompt asks the person at the terminal for a secret, which is not shown while it
	// is typed. Its error is ErrNoTerminal where nobody can be asked; nil is the same.
	Prompt func(ctx context.Context, question string) (string, error)

	// Interruptible returns a context that ends with an interrupt, for a command that has
	// something to bring to an end. An interrupt ends every other one, whatever it waits
	// for. Nil where there are no interrupts.
	Interruptible func(context.Context) (context.Context, context.CancelFunc)

	// Color tells whether Stdout is a terminal that shows colors.
	Color bool
}

// ErrNoTerminal is the error of a Prompt that finds no terminal.
var ErrNoTerminal = errors.New("there is no terminal")

// Run runs the command that the arguments name until it ends or ctx does, and
// returns the exit code. It sets the default of log/slog, which the library logs to.
func Run(ctx context.Context, invocation Invocation) int {
	out := newLines(invocation.Stderr)
	log := slog.New(out)
	slog.SetDefault(log)
	err := newRoot(&shell{Invocation: invocation, log: log}).ExecuteContext(ctx)
	if err == nil {
		return ExitOK
	}
	if errors.Is(err, errNo) { // its reasons are the result
		return ExitNo
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

func newRoot(sh *shell) *cobra.Command {
	root := &cobra.Command{
		Use:           "satchel",
		Short:         "Play Framework's Session and Flash scopes for Go",
		Long:          rootHelp,
		SilenceErrors: true, // Run prints them
		SilenceUsage:  true,
		Args:          onlyCommands,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetArgs(sh.Args)
	root.SetIn(sh.Stdin)
	root.SetOut(sh.Stdout)
	root.SetErr(sh.Stderr)
	root.SetFlagErrorFunc(withoutArguments)
	root.PersistentFlags().BoolVar(&sh.json, "json", false, "print the result as JSON")
	root.Version = thisVersion().Version
	root.SetVersionTemplate(thisVersion().line() + "\n")
	root.AddCommand(newDemo(sh), newCookie(sh), newSecret(sh), newKeys(sh), newConfig(sh), newDoctor(sh), newBatch(sh), newVersion(sh), newMan())
	root.InitDefaultCompletionCmd()
	for _, command := range root.Commands() {
		if command.Name() == "completion" {
			// Or a shell that it does not know gets the help, as if all were well.
			for _, shell := range command.Commands() {
				shell.Args = noArguments
			}
			command.Args, command.RunE = onlyCommands, func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
	return root
}

const rootHelp = `Play Framework's Session and Flash scopes for Go: look into their cookies,
check them, make secrets, and judge a configuration or a running site.

Results go to standard output, everything else to standard error.

The exit code is 0 when all is well, 1 when something could not be done, 2 when
the command line makes no sense, and 3 when what was looked at is not good: a
cookie is refused, a setting is a fault.

A secret is never an argument, since other users of the machine can see those:
it comes from a file, standard input, an environment variable, or is asked for.`

// onlyCommands is for a command whose arguments are the names of others. What was given is
// not repeated: it may be a secret, or a cookie in front of which a name was forgotten.
func onlyCommands(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, command := range cmd.Commands() {
		if command.IsAvailableCommand() {
			names = append(names, command.Name())
		}
	}
	return usagef("no such command; %s has %s; see %s --help", cmd.Name(), strings.Join(names, ", "), cmd.CommandPath())
}

// withoutArguments is the message about a flag that makes no sense. It repeats what was given
// only where that looks like the name of a flag, and not like a secret or a cookie whose
// quotes were forgotten.
func withoutArguments(cmd *cobra.Command, err error) error {
	if unknown, is := errors.AsType[*pflag.NotExistError](err); is {
		if name := unknown.GetSpecifiedName(); unknown.GetSpecifiedShortnames() == "" && flagName.MatchString(name) {
			return usagef("unknown flag: --%s; see %s --help", name, cmd.CommandPath())
		}
		return usagef("there is no such flag; a text that begins with a dash goes behind --; see %s --help", cmd.CommandPath())
	}
	if _, is := errors.AsType[*pflag.InvalidValueError](err); is {
		return usagef("a flag has a value that it does not take; see %s --help", cmd.CommandPath())
	}
	if _, is := errors.AsType[*pflag.InvalidSyntaxError](err); is {
		return usagef("a flag is misspelt; see %s --help", cmd.CommandPath())
	}
	return usagef("%w; see %s --help", err, cmd.CommandPath())
}

// flagName is how flags look; random text of some length does not.
var flagName = regexp.MustCompile(`^[a-z]{1,12}(-[a-z]{1,12}){0,2}$`)

// errNo ends a command whose result is a no.
var errNo = errors.New("no")

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
