package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/demo"
)

const demoHelp = `Start a small web application that shows the session and the flash at work,
and beside them what the browser carries. Stop it with Ctrl-C. With port 0 in
--addr it takes a free port; the address is printed.

Without --secret-env the demo runs in development mode: a secret is made and
kept in your configuration folder, cookies work over plain HTTP, and only this
machine is served.

The items are kept in the memory of the demo, or with --cache in a server of
Redis or Valkey (redis://, rediss://, valkey://, unix://): then several demos
share the items of a browser. An address with a password is read from an
environment variable: name that with --cache-env. The demo starts and goes on
where the server does not answer.

With --secret-env it runs as in production, with the secret in the environment
variable of that name. Cookies of the profile native are then Secure, which
some browsers drop over plain HTTP. So on a loopback address the demo takes
Secure away again, and says so; on any other, put a proxy with TLS in front.`

const demoExamples = `  satchel demo
  satchel demo --addr 127.0.0.1:9001 --profile play
  satchel demo --sealed
  satchel demo --cache redis://127.0.0.1:6379
  satchel demo --secret-env APPLICATION_SECRET`

// demoFlags are the flags of the demo command.
type demoFlags struct {
	address, profile, secretVariable string
	cache, cacheVariable             string
	sealed                           bool
}

func newDemo(sh *shell) *cobra.Command {
	var flags demoFlags
	command := &cobra.Command{
		Use:     "demo",
		Short:   "Start the demo application",
		Long:    demoHelp,
		Example: demoExamples,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && strings.Contains(args[0], "://") { // with a password, perhaps
				return usagef("demo takes no arguments; the address of a cache goes behind --%s", cacheFlag)
			}
			return noArguments(cmd, args)
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return runDemo(cmd, sh, flags) },
	}
	command.Flags().StringVar(&flags.address, "addr", "127.0.0.1:9000", "`address` to listen on")
	command.Flags().StringVar(&flags.profile, "profile", satchel.Native.String(), "`profile`: native, play or play25")
	command.Flags().BoolVar(&flags.sealed, "sealed", false, "encrypt the cookies of the profile native")
	command.Flags().StringVar(&flags.cache, cacheFlag, demo.Memory, "memory, or the `address` of a server")
	command.Flags().StringVar(&flags.cacheVariable, cacheEnvFlag, "", "`name` of the variable with that address")
	command.Flags().StringVar(&flags.secretVariable, secretFlag, "", "`name` of the variable with the secret")
	_ = command.RegisterFlagCompletionFunc("profile", cobra.FixedCompletions(profileNames(), cobra.ShellCompDirectiveNoFileComp))
	return command
}

// runDemo says nothing about the demo before it is sure to run: a fault is alone on
// the screen, unless the cache does not answer either.
func runDemo(cmd *cobra.Command, sh *shell, flags demoFlags) (err error) {
	ctx, stop := sh.interruptible(cmd.Context())
	defer stop()
	config, err := flags.config(cmd.Flags().Changed(secretFlag), sh)
	if err != nil {
		return err
	}
	store, err := flags.openCache(ctx, cmd.Flags().Changed, sh)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	server, err := demo.New(demo.Options{Config: config, Address: flags.address, Store: store, Log: sh.log})
	if err != nil {
		return explainSecret(explainAddress(err, flags.address), flags.secretVariable)
	}
	switch {
	case config.InsecureHTTP:
		sh.log.Warn("cookies go without Secure (InsecureHTTP): this is plain HTTP on a loopback address, where some browsers would drop them")
	case config.Profile == satchel.Native && !config.Development:
		sh.log.Warn("cookies are Secure: most browsers drop them, except on localhost, unless a proxy with TLS is in front")
	}
	sh.log.Info("the demo runs; stop it with Ctrl-C", "profile", config.Profile.String(), "cache", store.Place())
	fmt.Fprintln(sh.Stdout, server.URL())
	return server.Run(ctx)
}

// config turns the flags into the library's configuration.
func (f demoFlags) config(secretGiven bool, sh *shell) (satchel.Config, error) {
	profile, err := parseProfile(f.profile)
	if err != nil {
		return satchel.Config{}, err
	}
	if err := checkAddress(f.address); err != nil {
		return satchel.Config{}, err
	}
	if f.sealed && profile != satchel.Native {
		return satchel.Config{}, usagef("--sealed goes with --profile native only: Play reads no encrypted cookies")
	}
	if !secretGiven {
		return satchel.Config{Profile: profile, Sealed: f.sealed, Development: true}, nil
	}
	secret, err := secretFrom(f.secretVariable, secretHint(f.secretVariable), sh.lookupEnv)
	if err != nil {
		return satchel.Config{}, err
	}
	return satchel.Config{Profile: profile, Sealed: f.sealed, Secrets: []satchel.Secret{secret}, InsecureHTTP: isLoopback(f.address)}, nil
}

func profileNames() []cobra.Completion {
	return []cobra.Completion{satchel.Native.String(), satchel.Play.String(), satchel.Play25.String()}
}

func parseProfile(name string) (satchel.Profile, error) {
	for _, profile := range []satchel.Profile{satchel.Native, satchel.Play, satchel.Play25} {
		if profile.String() == name {
			return profile, nil
		}
	}
	return 0, usagef("--profile is unknown; use native, play or play25")
}
