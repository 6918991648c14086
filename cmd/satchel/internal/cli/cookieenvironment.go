package cli

import (
	"errors"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

// variables returns those of the environment or of a file, as docker run and systemd read it.
// A shell that sourced such a file would run what stands in it.
func (f *cookieFlags) variables(sh *shell) ([]string, error) {
	if f.from != envFileFlag {
		return sh.Environ, nil
	}
	variables, notes, err := readEnvFile(sh, f.envFile)
	for _, note := range notes {
		sh.log.Warn("the file with the variables is not read alike everywhere", "line", note.Line, "variable", note.Variable, "note", note.Text)
	}
	return variables, err
}

// configOfEnvironment reads the configuration of a program. The secret that development mode
// makes for itself depends on the program and its folder, so that none that is made here
// would be the program's.
func configOfEnvironment(variables []string) (satchel.Config, error) {
	config, err := satchel.ConfigFromEnvironment(variables)
	if err != nil {
		return satchel.Config{}, inWordsOfVariables(variables, err, nil)
	}
	if config.Development && len(config.Secrets) == 0 && len(config.Keys) == 0 && config.KeyFile == "" {
		return satchel.Config{}, &hintedError{
			errors.New("SATCHEL_DEVELOPMENT: in development mode each program has a secret of its own, by its package and folder, which nobody else can have"),
			"set SATCHEL_SECRETS for the program and here, or give the secret and the other settings by flags, without --" + environmentFlag,
		}
	}
	return config, nil
}

// programOfEnvironment returns the program that has that configuration.
func programOfEnvironment(variables []string, now time.Time) (*inspect.Program, error) {
	config, err := configOfEnvironment(variables)
	if err != nil {
		return nil, err
	}
	program, err := inspect.NewProgram(config, readKeyFile, now)
	if err != nil {
		return nil, inWordsOfVariables(variables, err, &config)
	}
	return program, nil
}

// inWordsOfVariables says the faults of a configuration as those of the variables, without a
// value that could be a secret.
func inWordsOfVariables(variables []string, err error, config *satchel.Config) error {
	var faults []error
	for _, finding := range judge.Faults(variables, err, config) {
		faults = append(faults, errors.New(finding.Subject+": "+finding.Text))
	}
	return errors.Join(faults...)
}
