package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
	"github.com/satchel-go/satchel/cmd/satchel/internal/judge/envfile"
)

const configHelp = `Judge the variables SATCHEL_… as they would serve in production: what the
library refuses, and what it takes but somebody should think about. The cookies
are shown as a browser would get them, without their values. No secret is
shown; keys are called by the names that events and logs have for them.

The variables are those of this process, or with --env-file those of a file as
Docker and systemd have them: lines NAME=value, with comments, quotes and
export; nothing is expanded.

What a program sets in its code cannot be seen here, as a deny list: satchel
doctor judges what it sends. Which domains are public suffixes, as co.uk, is
known from a list as old as this program.

Requirements are those of OWASP ASVS 5.0 and of RFC 6265bis, by their numbers;
browsers stands for what these do by themselves, and satchel for what the
library takes.

The exit code is 3 for a fault, and with --strict for advice too.`

const configExamples = `  satchel config check
  satchel config check --env-file deployment.env --strict
  docker inspect -f '{{range .Config.Env}}{{println .}}{{end}}' shop |
    satchel config check --env-file -`

func newConfig(sh *shell) *cobra.Command {
	command := &cobra.Command{
		Use:   "config",
		Short: "Judge a configuration",
		Args:  onlyCommands,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	command.AddCommand(newConfigCheck(sh))
	return command
}

func newConfigCheck(sh *shell) *cobra.Command {
	var file string
	var strict bool
	command := &cobra.Command{
		Use:     "check",
		Short:   "Judge the variables SATCHEL_… of a program",
		Long:    configHelp,
		Example: configExamples,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			environment := judge.Environment{Variables: sh.Environ, ReadKeys: readKeyFile}
			var notes []envfile.Note
			if cmd.Flags().Changed(envFileFlag) {
				var err error
				if environment.Variables, notes, err = readEnvFile(sh, file); err != nil {
					return err
				}
				environment.Elsewhere = true
			}
			now := time.Now()
			judged := environment.Judge(cmd.Context(), now)
			judged.Findings = append(judged.Findings, judge.EnvFile(notes)...)
			r := newConfigResult(judged, now, strict)
			return sh.answer(r, r.Good)
		},
	}
	command.Flags().StringVar(&file, envFileFlag, "", "`file` with the variables; - is standard input")
	command.Flags().BoolVar(&strict, strictFlag, false, "let advice count as a fault does")
	_ = command.MarkFlagFilename(envFileFlag)
	return command
}

const (
	envFileFlag = "env-file"
	strictFlag  = "strict"
)

func readEnvFile(sh *shell, name string) ([]string, []envfile.Note, error) {
	text, err := sh.readFile(name, "the variables")
	if err != nil {
		return nil, nil, err
	}
	variables, notes, err := envfile.Read(string(text))
	if err != nil {
		return nil, nil, fmt.Errorf("--%s: %w", envFileFlag, err)
	}
	return variables, notes, nil
}

// readKeyFile reads the keys once more, of which the library has found that they are good.
func readKeyFile(name string) ([]byte, error) {
	file, err := os.Open(name) //nolint:gosec // the one that the configuration names
	if err != nil {
		return nil, errors.New("cannot be read")
	}
	defer func() { _ = file.Close() }() // nothing was written
	return io.ReadAll(io.LimitReader(file, maxInput))
}

// configResult is what there is to say about a configuration.
type configResult struct {
	verdictCount
	At       time.Time       `json:"at"` // by the clock of this machine
	Cookies  []judge.Cookie  `json:"cookies"`
	Findings []judge.Finding `json:"findings"`
}

func newConfigResult(judged judge.Configuration, now time.Time, strict bool) configResult {
	return configResult{
		verdictCount: countVerdicts(judged.Findings, strict),
		At:           now.UTC().Truncate(time.Second),
		Cookies:      append([]judge.Cookie{}, judged.Cookies...),
		Findings:     append([]judge.Finding{}, judged.Findings...),
	}
}

func (r configResult) writeText(p *page) {
	p.line("judged as of %s, by the clock of this machine", r.At.Format(time.RFC3339))
	writeFindings(p, r.Cookies, r.Findings)
	r.verdictCount.writeText(p)
}
