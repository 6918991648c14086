package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/demo"
)

const demoHelp = `Start a small web application that shows the session and the flash at work, and
beside them what the browser carries. Stop it with Ctrl-C.

Without --secret-env the demo runs in development mode: a secret is made and kept
in your configuration folder, cookies work over plain HTTP, and only this machine
is served.

With --secret-env it runs as in production, with the secret in the environment
variable of that name. Cookies of the profile native are then Secure, and browsers
drop such cookies over plain HTTP. So on a loopback address the demo takes Secure
away again and says so; on any other address, put a proxy with TLS in front.`

// demoFlags are the flags of the demo command.
type demoFlags struct{ address, profile, secretVariable string }

func newDemo(invocation Invocation) *cobra.Command {
	var flags demoFlags
	command := &cobra.Command{
		Use:     "demo",
		Short:   "Start the demo application",
		Long:    demoHelp,
		Example: "  satchel demo\n  satchel demo --addr 127.0.0.1:9001 --profile play\n  satchel demo --secret-env APPLICATION_SECRET",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("demo takes no arguments, got %q", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return runDemo(cmd, invocation, flags) },
	}
	command.Flags().StringVar(&flags.address, "addr", "127.0.0.1:9000", "address to listen on; port 0 takes a free one")
	command.Flags().StringVar(&flags.profile, "profile", satchel.Native.String(), "native, play (Play 2.6 to 3.x) or play25 (Play 2.0.6 to 2.5)")
	command.Flags().StringVar(&flags.secretVariable, "secret-env", "", "`name` of the environment variable with the secret")
	return command
}

func runDemo(cmd *cobra.Command, invocation Invocation, flags demoFlags) error {
	config, err := flags.config(cmd.Flags().Changed("secret-env"), invocation)
	if err != nil {
		return err
	}
	server, err := demo.New(demo.Options{
		Config:  config,
		Address: flags.address,
		Log:     slog.New(slog.NewTextHandler(invocation.Stderr, nil)),
	})
	if err != nil {
		return flags.explain(err)
	}
	fmt.Fprintf(invocation.Stderr, "satchel: the demo runs with the profile %s; stop it with Ctrl-C\n", config.Profile)
	fmt.Fprintln(invocation.Stdout, server.URL())
	return server.Run(cmd.Context())
}

// config turns the flags into the library's configuration.
func (f demoFlags) config(secretGiven bool, invocation Invocation) (satchel.Config, error) {
	profile, err := parseProfile(f.profile)
	if err != nil {
		return satchel.Config{}, err
	}
	if _, _, err := net.SplitHostPort(f.address); err != nil {
		return satchel.Config{}, usagef("--addr %q is not an address as in 127.0.0.1:9000", f.address)
	}
	if !secretGiven {
		return satchel.Config{Profile: profile, Development: true}, nil
	}
	if f.secretVariable == "" {
		return satchel.Config{}, usagef("--secret-env needs the name of an environment variable")
	}
	// An empty one is for the library to refuse, as it does any weak one.
	secret, _ := invocation.LookupEnv(f.secretVariable)
	config := satchel.Config{Profile: profile, Secrets: []satchel.Secret{satchel.Secret(secret)}}
	switch {
	case isLoopback(f.address):
		config.InsecureHTTP = true
		fmt.Fprintln(invocation.Stderr, "satchel: plain HTTP on a loopback address: cookies go without Secure, or the browser would drop them")
	case profile == satchel.Native:
		fmt.Fprintln(invocation.Stderr, "satchel: cookies are Secure: browsers drop them unless a proxy with TLS is in front")
	}
	return config, nil
}

// explain adds what only the command line knows to an error of the start.
func (f demoFlags) explain(err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return &hintedError{
			fmt.Errorf("another program listens on %s already", f.address),
			"choose another address with --addr; port 0 takes a free one",
		}
	}
	if fault, ok := errors.AsType[*satchel.ConfigError](err); ok && strings.HasPrefix(fault.Field, "Secrets") {
		return &hintedError{err, "the secret is what the environment variable " + f.secretVariable + " holds"}
	}
	return err
}

func parseProfile(name string) (satchel.Profile, error) {
	for _, profile := range []satchel.Profile{satchel.Native, satchel.Play, satchel.Play25} {
		if profile.String() == name {
			return profile, nil
		}
	}
	return 0, usagef("--profile %q is unknown; use native, play or play25", name)
}

// isLoopback tells whether only this machine can connect to the address.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}
