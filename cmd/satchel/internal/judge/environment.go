package judge

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/judge/envfile"
	"github.com/satchel-go/satchel/cmd/satchel/internal/rings"
)

// Configuration is what there is to say about the variables of a program.
type Configuration struct {
	Cookies  []Cookie
	Findings []Finding
}

// Environment is what a program would be started with.
type Environment struct {
	// Variables are given as os.Environ has them. The last of a name counts.
	Variables []string

	// Elsewhere tells that the program is for another machine: a file of keys that is not
	// on this one is no fault then.
	Elsewhere bool

	// ReadKeys reads the file of keys.
	ReadKeys func(name string) ([]byte, error)
}

// Judge reads the variables as satchel.ConfigFromEnvironment does, and judges what comes of
// it as what serves a production. Where the library would refuse it, only that is said.
// Nothing is written: development mode gets a secret that is thrown away.
func (e Environment) Judge(ctx context.Context, now time.Time) Configuration {
	if !e.any() {
		o := &opinion{subject: "environment"}
		o.faultf(library, "", `no variable SATCHEL_… is set; begin with export SATCHEL_SECRETS="$(satchel secret new)"`)
		return Configuration{Findings: o.findings}
	}
	config, err := satchel.ConfigFromEnvironment(e.Variables)
	if err != nil {
		return Configuration{Findings: Faults(e.Variables, err, nil)}
	}
	notes, standIn := e.prepare(&config, now)
	scopes, err := satchel.New(config)
	if err != nil {
		return Configuration{Findings: append(Faults(e.Variables, err, &config), notes...)}
	}
	keys, err := rings.Of(&config, e.ReadKeys)
	if err != nil {
		return Configuration{Findings: append(Faults(e.Variables, err, &config), notes...)}
	}
	result := cookiesOf(ctx, scopes, &config, now)
	result.Findings = append(result.Findings, modes(&config)...)
	result.Findings = append(result.Findings, limits(&config, now)...)
	if !standIn {
		result.Findings = append(result.Findings, keyFindings(keys, now)...)
	}
	result.Findings = append(result.Findings, readers(&config, now)...)
	result.Findings = append(result.Findings, notes...)
	return result
}

func (e Environment) any() bool {
	for _, variable := range e.Variables {
		if name, value, _ := strings.Cut(variable, "="); strings.HasPrefix(name, prefix) && value != "" {
			return true
		}
	}
	return false
}

// prepare makes New do nothing but check. It tells whether a secret stands in for keys that
// are not here.
func (e Environment) prepare(config *satchel.Config, now time.Time) (notes []Finding, standIn bool) {
	o := &opinion{subject: "SATCHEL_KEY_FILE"}
	config.Clock = func() time.Time { return now }
	config.OnEvent = func(context.Context, satchel.Event) {}
	if _, err := os.Stat(config.KeyFile); e.Elsewhere && config.KeyFile != "" && errors.Is(err, fs.ErrNotExist) {
		config.KeyFile, config.Secrets = "", []satchel.Secret{satchel.NewSecret()}
		o.advisef("ASVS 11.1.1", "", "the file is not on this machine: judge it where it is, with satchel keys check")
		return o.findings, true
	}
	if config.Development && len(config.Secrets) == 0 && len(config.Keys) == 0 && config.KeyFile == "" {
		config.Secrets = []satchel.Secret{satchel.NewSecret()}
		return nil, true
	}
	return nil, false
}

// EnvFile judges the lines of a file of variables that are read in different ways. Those
// of other programs are their own business.
func EnvFile(notes []envfile.Note) []Finding {
	var findings []Finding
	for _, note := range notes {
		if !strings.HasPrefix(note.Variable, prefix) {
			continue
		}
		o := &opinion{subject: cut(note.Variable, shownWord)}
		o.advisef(library, "", "line %d: %s", note.Line, note.Text)
		findings = append(findings, o.findings...)
	}
	return findings
}
