// Command satchel is the command line of the library of that name: it looks into
// cookies, checks them, makes secrets, judges a configuration or a running site, and
// starts the demo. See docs/command-line.md, or
//
//	satchel --help
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"github.com/satchel-go/satchel/cmd/satchel/internal/cli"
)

func main() {
	os.Exit(cli.Run(context.Background(), cli.Invocation{
		Args:          os.Args[1:],
		Environ:       os.Environ(),
		Stdin:         os.Stdin,
		Stdout:        os.Stdout,
		Stderr:        os.Stderr,
		Prompt:        prompt,
		Interruptible: interruptible,
		Color:         term.IsTerminal(int(os.Stdout.Fd())) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
	}))
}

// interruptible returns a context that the first interrupt ends. A second one ends the program
// at once.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
