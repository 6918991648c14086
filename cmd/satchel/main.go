// Command satchel is the command line of the library of that name. Its one
// command so far starts the demo:
//
//	satchel demo
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/satchel-go/satchel/cmd/satchel/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(cli.Run(ctx, cli.Invocation{
		Args:      os.Args[1:],
		LookupEnv: os.LookupEnv,
		Stdout:    os.Stdout,
		Stderr:    os.Stderr,
	}))
}
