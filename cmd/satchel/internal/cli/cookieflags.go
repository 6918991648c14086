package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

// cookieFlags are the settings of a cookie that several commands take.
type cookieFlags struct {
	source      secretSource
	needsSecret bool // it is asked for where no flag has it
	environment bool
	profile     string
	scope       string
	name        string
	application string
	dataClaim   string
	at          string
}

// The names of those flags that errors mention.
const (
	environmentFlag = "environment"
	profileFlag     = "profile"
	scopeFlag       = "scope"
	nameFlag        = "name"
	applicationFlag = "application"
	dataClaimFlag   = "data-claim"
	atFlag          = "at"
)

const defaultDataClaim = "data"

// ofProgram are the flags that say what the environment says too.
var ofProgram = []string{
	profileFlag, applicationFlag, dataClaimFlag, clockSkewFlag, algorithmFlag, expiresAfterFlag, sealedFlag,
	secretFileFlag, secretFlag, secretPromptFlag, keyFileFlag,
}

// addTo adds the flags to a command; profile and scope are the defaults of these two.
func (f *cookieFlags) addTo(cmd *cobra.Command, profile, scope string) {
	f.source.addTo(cmd)
	f.source.addRingTo(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&f.environment, environmentFlag, false, "take all of it, secrets too, from SATCHEL_…")
	flags.StringVar(&f.profile, profileFlag, profile, "`profile`: native, play, play25")
	flags.StringVar(&f.scope, scopeFlag, scope, "`scope`: session or flash")
	flags.StringVar(&f.name, nameFlag, "", "`name` of the cookie")
	flags.StringVar(&f.application, applicationFlag, "", "`name` that SATCHEL_APPLICATION has")
	flags.StringVar(&f.dataClaim, dataClaimFlag, defaultDataClaim, "`claim` that holds the pairs")
	flags.StringVar(&f.at, atFlag, "", "`time` to take for now, as in 2026-12-31T23:59:59Z")
	for name, values := range map[string][]string{profileFlag: {"native", "play", "play25"}, scopeFlag: {"session", "flash"}} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
}

// check refuses values of a closed set that are none of it, and what the environment says.
func (f *cookieFlags) check(cmd *cobra.Command) error {
	if !slices.Contains([]string{"", string(inspect.Session), string(inspect.Flash)}, f.scope) {
		return usagef("--%s takes session or flash", scopeFlag)
	}
	if _, err := f.profileOf(); err != nil {
		return err
	}
	if _, err := f.now(); err != nil {
		return err
	}
	if !f.environment {
		return nil
	}
	for _, name := range ofProgram {
		if cmd.Flags().Changed(name) {
			return usagef("--%s has all settings of the program, so --%s cannot stand beside it", environmentFlag, name)
		}
	}
	return nil
}

// profileOf returns the profile, or nil where none is given.
func (f *cookieFlags) profileOf() (*satchel.Profile, error) {
	if f.profile == "" {
		return nil, nil //nolint:nilnil // no profile is one of the answers
	}
	profile := new(satchel.Profile)
	if profile.UnmarshalText([]byte(f.profile)) != nil {
		return nil, usagef("--%s takes native, play or play25", profileFlag)
	}
	return profile, nil
}

// now returns the moment to judge for.
func (f *cookieFlags) now() (time.Time, error) {
	if f.at == "" {
		return time.Now(), nil
	}
	at, err := time.Parse(time.RFC3339, f.at)
	if err != nil {
		return time.Time{}, usagef("--%s takes a time as in 2026-12-31T23:59:59Z", atFlag)
	}
	return at, nil
}

// program returns the configuration in the environment, and what the library makes of it.
// Its events are not told: what they would say is the result.
func (f *cookieFlags) program(sh *shell, now time.Time) (satchel.Config, *satchel.Scopes, error) {
	config, err := satchel.ConfigFromEnvironment(sh.Environ)
	if err != nil {
		return satchel.Config{}, nil, err
	}
	config.Clock = func() time.Time { return now }
	config.OnEvent = func(context.Context, satchel.Event) {}
	scopes, err := satchel.New(config)
	return config, scopes, err
}

// settings returns how to read a cookie.
func (f *cookieFlags) settings(cmd *cobra.Command, sh *shell, skew time.Duration) (inspect.Settings, error) {
	now, err := f.now()
	if err != nil {
		return inspect.Settings{}, err
	}
	profile, err := f.profileOf()
	if err != nil {
		return inspect.Settings{}, err
	}
	settings := inspect.Settings{
		Now:         now,
		Profile:     profile,
		Scope:       inspect.Scope(f.scope),
		Name:        f.name,
		Application: f.application,
		DataClaim:   f.dataClaim,
		ClockSkew:   skew,
	}
	switch {
	case f.environment:
		err = f.ofEnvironment(sh, &settings)
	case f.needsSecret || f.source.given(cmd):
		settings.Keys, err = f.source.keys(cmd, sh)
	}
	return settings, err
}

// ofEnvironment takes the settings over that a program has.
func (f *cookieFlags) ofEnvironment(sh *shell, settings *inspect.Settings) error {
	config, scopes, err := f.program(sh, settings.Now)
	if err != nil {
		return err
	}
	settings.Program, settings.Application = scopes, config.Application
	settings.DataClaim, settings.ClockSkew = tokenSettings(config.Session.JWT)
	flash := inspect.TokenSettings{}
	flash.DataClaim, flash.ClockSkew = tokenSettings(config.Flash.JWT)
	settings.OfFlash = &flash
	for i := range config.Readers {
		if reader := &config.Readers[i]; reader.Profile != config.Profile && settings.Now.Before(reader.Until) {
			settings.Readers = append(settings.Readers, "PLAY_SESSION") // the environment has no other name for one
		}
	}
	settings.Keys = config.Keys
	for _, secret := range config.Secrets {
		settings.Keys = append(settings.Keys, satchel.Key{Secret: secret})
	}
	if config.KeyFile != "" {
		text, err := sh.readFile(config.KeyFile, "the keys")
		if err != nil {
			return err
		}
		settings.Keys, err = satchel.ParseKeys(string(text))
		return err
	}
	return nil
}

// tokenSettings returns what a token is read with, defaults included.
func tokenSettings(jwt satchel.JWTConfig) (dataClaim string, skew time.Duration) {
	dataClaim, skew = jwt.DataClaim, jwt.ClockSkew
	if dataClaim == "" {
		dataClaim = defaultDataClaim
	}
	switch skew {
	case 0:
		skew = defaultClockSkew
	case satchel.None:
		skew = 0
	}
	return dataClaim, skew
}

const defaultClockSkew = 5 * time.Minute

// environmentHelp says what --environment does.
var environmentHelp = strings.TrimSpace(`
With --environment the variables SATCHEL_… count as they do for a program that
uses satchel.ConfigFromEnvironment: profile, names, secrets, limits. What that
program would say is the answer.`)
