package cli

import (
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
	needsSecret bool   // it is asked for where no flag has it
	environment bool   // its variables count, or those of envFile
	envFile     string // where they are, if not in the environment
	from        string // the flag that says so
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
	flags.StringVar(&f.envFile, envFileFlag, "", "the same from a `file` with the variables; - is standard input")
	_ = cmd.MarkFlagFilename(envFileFlag)
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
	f.from = environmentFlag
	if cmd.Flags().Changed(envFileFlag) {
		f.from, f.environment = envFileFlag, true
	}
	if !f.environment {
		return nil
	}
	for _, name := range ofProgram {
		if cmd.Flags().Changed(name) {
			return usagef("--%s has all settings of the program, so --%s cannot stand beside it", f.from, name)
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
	if err != nil || !hasTokenDate(at) {
		return time.Time{}, usagef("--%s takes a time from 1970 to 9999, as in 2026-12-31T23:59:59Z", atFlag)
	}
	return at, nil
}

// hasTokenDate tells whether a token can have the date: the zero time stands for none, and
// beyond four digits of the year other programs do not read it.
func hasTokenDate(at time.Time) bool {
	year := at.UTC().Year()
	return year >= 1970 && year <= 9999
}

// settings returns how to read a cookie.
func (f *readFlags) settings(cmd *cobra.Command, sh *shell, skew time.Duration) (inspect.Settings, error) {
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
	if cmd.Flags().Changed(sealedFlag) {
		settings.Sealed = &f.sealed
	}
	switch {
	case f.environment:
		var variables []string
		if variables, err = f.variables(sh); err == nil {
			settings.Program, err = programOfEnvironment(variables, now)
		}
	case f.needsSecret || f.source.given(cmd):
		settings.Keys, err = f.source.keys(cmd, sh)
	}
	return settings, err
}

const defaultClockSkew = 5 * time.Minute

// environmentHelp says what --environment does.
var environmentHelp = strings.TrimSpace(`
With --environment the variables SATCHEL_… count as they do for a program that
uses satchel.ConfigFromEnvironment: profile, names, secrets, limits. What that
program would say is the answer. --env-file reads them from a file, as docker
run and systemd do; do not source such a file in a shell, which runs it.`)
