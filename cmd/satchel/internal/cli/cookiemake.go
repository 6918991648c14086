package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

const makeHelp = `Make the value of a session or flash cookie, as a program with this
configuration would write it: to log in with curl, to test an application. The
library's limits hold, and weak secrets are refused.

Pairs are arguments KEY=VALUE, or with - a JSON object of texts on standard
input, in its order. That is better for what is private: other users of the
machine see arguments, and the shell keeps them in its history. Keep the
result to yourself, too: it is as good as a login.

Without a flag for a secret it is asked for. The profile native derives the
key from the names of cookie and application, so --name and --application have
to be the program's: __Host-session, or in development session, and what
SATCHEL_APPLICATION says. Without --expires-after a session has no expiry, and
a flash of native ends after five minutes.

`

const makeExamples = `  satchel cookie make --secret-env APPLICATION_SECRET --profile play user=ada
  echo '{"username": "ada"}' | satchel cookie make --environment -
  curl -b "$(satchel cookie make --environment --header username=ada)" \
    https://localhost:9443/`

const (
	algorithmFlag    = "algorithm"
	expiresAfterFlag = "expires-after"
	sealedFlag       = "sealed"
)

// makeFlags are the flags of cookie make.
type makeFlags struct {
	cookieFlags
	algorithm, expiresAfter string
	sealed, header          bool
}

func newCookieMake(sh *shell) *cobra.Command {
	flags := makeFlags{cookieFlags: cookieFlags{needsSecret: true}}
	command := &cobra.Command{
		Use:     "make KEY=VALUE... | -",
		Short:   "Make the value of a cookie, for a test",
		Long:    makeHelp + environmentHelp,
		Example: makeExamples,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := flags.make(cmd, sh, args)
			if err != nil {
				return err
			}
			return sh.show(r)
		},
	}
	flags.addTo(command, satchel.Native.String(), string(inspect.Session))
	set := command.Flags()
	set.StringVar(&flags.algorithm, algorithmFlag, "HS256", "`algorithm`: HS256, HS384, HS512")
	set.StringVar(&flags.expiresAfter, expiresAfterFlag, "", "`time` until it expires, as in 1h")
	set.BoolVar(&flags.sealed, sealedFlag, false, "encrypt it (profile native)")
	set.BoolVar(&flags.header, "header", false, "print NAME=value, for curl -b")
	_ = command.RegisterFlagCompletionFunc(algorithmFlag, cobra.FixedCompletions([]string{"HS256", "HS384", "HS512"}, cobra.ShellCompDirectiveNoFileComp))
	return command
}

// makeResult is the cookie: this result shows it, since that is what was asked for.
type makeResult struct {
	Name  string        `json:"name"`
	Value string        `json:"value"`
	Scope inspect.Scope `json:"scope"`
	Size  int           `json:"size"` // of name and value in bytes

	header bool
}

func (r makeResult) writeText(p *page) {
	if r.header {
		p.line("%s=%s", r.Name, r.Value)
		return
	}
	p.line("%s", r.Value)
}

func (f *makeFlags) make(cmd *cobra.Command, sh *shell, args []string) (makeResult, error) {
	if err := f.check(cmd); err != nil {
		return makeResult{}, err
	}
	pairs, err := sh.readPairs(args)
	if err != nil {
		return makeResult{}, err
	}
	scopes, err := f.scopes(cmd, sh)
	if err != nil {
		return makeResult{}, err
	}
	encode, name := scopes.EncodeSession, scopes.SessionCookieName()
	if f.scope == string(inspect.Flash) {
		encode, name = scopes.EncodeFlash, scopes.FlashCookieName()
	}
	value, err := encode(pairs...)
	if err != nil {
		return makeResult{}, err
	}
	return makeResult{Name: name, Value: value, Scope: inspect.Scope(f.scope), Size: len(name) + len(value), header: f.header}, nil
}

// readPairs reads KEY=VALUE arguments, or an object on standard input. No error repeats
// any of it.
func (sh *shell) readPairs(args []string) ([]satchel.Pair, error) {
	if len(args) == 1 && args[0] == "-" {
		object, err := sh.readInput("the pairs")
		if err != nil {
			return nil, err
		}
		parsed, err := inspect.ParsePairs(object)
		if err != nil {
			return nil, &hintedError{fmt.Errorf("standard input %w", err), `it takes an object as in {"username": "ada"}`}
		}
		pairs := make([]satchel.Pair, len(parsed))
		for i, pair := range parsed {
			pairs[i] = satchel.Pair(pair)
		}
		return pairs, nil
	}
	if len(args) == 0 {
		return nil, usagef("no pairs: give KEY=VALUE, or - and a JSON object on standard input")
	}
	pairs := make([]satchel.Pair, len(args))
	for i, arg := range args {
		key, value, found := strings.Cut(arg, "=")
		if !found {
			return nil, usagef("argument %d is not of the form KEY=VALUE", i+1)
		}
		pairs[i] = satchel.Pair{Key: key, Value: value}
	}
	return pairs, nil
}

// scopes returns the program that would write the cookie.
func (f *makeFlags) scopes(cmd *cobra.Command, sh *shell) (*satchel.Scopes, error) {
	now, err := f.now()
	if err != nil {
		return nil, err
	}
	if f.environment {
		if f.name != "" {
			return nil, usagef("--%s has the name of the cookie, so --%s cannot stand beside it", f.from, nameFlag)
		}
		return f.scopesOfEnvironment(sh, now)
	}
	config, err := f.config(cmd, now)
	if err != nil {
		return nil, err
	}
	if config.Keys, err = f.source.keys(cmd, sh); err != nil {
		return nil, err
	}
	scopes, err := satchel.New(config)
	if err != nil {
		return nil, f.refusal(err)
	}
	return scopes, nil
}

func (f *makeFlags) scopesOfEnvironment(sh *shell, now time.Time) (*satchel.Scopes, error) {
	variables, err := f.variables(sh)
	if err != nil {
		return nil, err
	}
	config, err := configOfEnvironment(variables)
	if err != nil {
		return nil, err
	}
	config.Clock = func() time.Time { return now }
	config.OnEvent = func(context.Context, satchel.Event) {}
	scopes, err := satchel.New(config)
	if err != nil {
		return nil, inWordsOfVariables(variables, err, &config)
	}
	return scopes, nil
}

// config returns what the flags say, without the keys.
func (f *makeFlags) config(cmd *cobra.Command, now time.Time) (satchel.Config, error) {
	profile, err := f.profileOf()
	switch {
	case err != nil:
		return satchel.Config{}, err
	case profile == nil:
		return satchel.Config{}, usagef("--%s takes native, play or play25", profileFlag)
	case *profile == satchel.Play25:
		for _, name := range []string{algorithmFlag, expiresAfterFlag, dataClaimFlag} {
			if cmd.Flags().Changed(name) {
				return satchel.Config{}, usagef("--%s has no place in the form of Play 2.5, which has no token", name)
			}
		}
	}
	if *profile != satchel.Native {
		for _, name := range []string{sealedFlag, applicationFlag} {
			if cmd.Flags().Changed(name) {
				return satchel.Config{}, usagef("--%s goes with the profile native only", name)
			}
		}
	}
	// Secure has no part in the value, and names with a prefix need it.
	cookie := satchel.CookieConfig{Name: f.name, Secure: true}
	if *profile != satchel.Play25 {
		cookie.JWT = satchel.JWTConfig{SignatureAlgorithm: f.algorithm, DataClaim: f.dataClaim}
		if f.expiresAfter != "" {
			after, err := time.ParseDuration(f.expiresAfter)
			if err != nil || after < time.Second || after%time.Second != 0 {
				return satchel.Config{}, usagef("--%s takes a duration in whole seconds, as in 1h or 90s", expiresAfterFlag)
			}
			if !hasTokenDate(now.Add(after)) {
				return satchel.Config{}, usagef("--%s ends behind the year 9999", expiresAfterFlag)
			}
			cookie.JWT.ExpiresAfter = after
		}
	}
	config := satchel.Config{
		Profile:     *profile,
		Application: f.application,
		Sealed:      f.sealed,
		Clock:       func() time.Time { return now },
		OnEvent:     func(context.Context, satchel.Event) {},
	}
	own, beside := &config.Session, &config.Flash
	if f.scope == string(inspect.Flash) {
		own, beside = beside, own
	}
	*own = cookie
	if f.name != "" { // which may be the usual one of the other cookie
		beside.Name, beside.Secure = f.name+"-beside", true
	}
	return config, nil
}
