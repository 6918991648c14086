package cli

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/keyring"
)

const secretFlag = "secret-env"

// secretFrom returns the secret in the environment variable of a name.
func secretFrom(name string, lookup func(string) (string, bool)) (satchel.Secret, error) {
	text, err := variable{flag: secretFlag, name: name, holds: "secret", hint: secretHint(name)}.read(lookup)
	return satchel.Secret(text), err
}

// explainSecret adds to an error of the library where the weak secret came from.
func explainSecret(err error, name string) error {
	if fault, ok := errors.AsType[*satchel.ConfigError](err); ok && strings.HasPrefix(fault.Field, "Secrets") {
		return &hintedError{err, secretHint(name)}
	}
	return err
}

func secretHint(name string) string {
	return fmt.Sprintf(`give %s a new secret, as in export %s="$(satchel secret new)"`, name, name)
}

func newSecret(sh *shell) *cobra.Command {
	command := &cobra.Command{
		Use:   "secret",
		Short: "Make a secret, or check one",
		Args:  onlyCommands,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	command.AddCommand(newSecretNew(sh), newSecretCheck(sh))
	return command
}

// Bounds of secret new, in bytes: below the least no algorithm takes it, and more than the
// most protects nothing better.
const (
	leastSecret, mostSecret = 32, 1024
	defaultSecret           = 48 // 64 characters, enough for HS512 in Play
)

func newSecretNew(sh *shell) *cobra.Command {
	var bytes int
	command := &cobra.Command{
		Use:   "new",
		Short: "Print a new random secret",
		Long: `Print a new random secret as one line of letters, digits, - and _. It goes
where the program's other secrets are kept: into SATCHEL_SECRETS, or
play.http.secret.key of a Play application that shares the cookies.`,
		Example: "  satchel secret new\n  (umask 077; satchel secret new > secret.txt)",
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			if bytes < leastSecret || bytes > mostSecret {
				return usagef("--bytes takes a number from %d to %d", leastSecret, mostSecret)
			}
			random := make([]byte, bytes)
			_, _ = rand.Read(random) // never fails since Go 1.24: the program ends instead
			return sh.show(newSecretResult{Secret: base64.RawURLEncoding.EncodeToString(random), Bits: 8 * bytes})
		},
	}
	command.Flags().IntVar(&bytes, "bytes", defaultSecret, "random bytes in it")
	return command
}

// newSecretResult is the one result that shows a secret, since that is what was asked for.
type newSecretResult struct {
	Secret string `json:"secret"`
	Bits   int    `json:"bits"`
}

func (r newSecretResult) writeText(p *page) { p.line("%s", r.Secret) }

func newSecretCheck(sh *shell) *cobra.Command {
	var source secretSource
	command := &cobra.Command{
		Use:   "check",
		Short: "Say what a secret is good for",
		Long: `Say what a secret is good for, and by which name events and logs call it.
Without a flag it is asked for. The exit code is 3 for a secret that is good
for nothing; one that is good for an old Play alone is 0.`,
		Example: "  satchel secret check\n  satchel secret check --secret-file secret.txt\n  satchel secret new | satchel secret check --secret-file -",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			secret, err := source.read(cmd, sh)
			if err != nil {
				return err
			}
			r := checkSecret(string(secret))
			if err := sh.show(r); err != nil {
				return err
			}
			if !r.Good {
				return errNo
			}
			return nil
		},
	}
	source.addTo(command)
	return command
}

// secretResult says what a secret is good for.
type secretResult struct {
	Good  bool        `json:"good"`
	Bytes int         `json:"bytes"`
	KeyID string      `json:"key_id"`
	Uses  []secretUse `json:"uses"`
}

// secretUse is one thing that a secret can be used for.
type secretUse struct {
	For     string `json:"for"`
	Verdict string `json:"verdict"` // ok or fault
	Problem string `json:"problem,omitempty"`
}

func checkSecret(secret string) secretResult {
	r := secretResult{Bytes: len(secret), KeyID: keyring.New(secret)[0].ID()}
	for _, use := range []struct {
		name string
		need int
	}{
		{"satchel, and Play 2.6 to 3.x with HS256", 32},
		{"Play with HS384", 48},
		{"Play with HS512", 64},
		{"Play 2.0.6 to 2.5", 20},
	} {
		judged := secretUse{For: use.name, Verdict: "ok"}
		if err := keyring.Check(secret, use.need); err != nil {
			judged.Verdict, judged.Problem = "fault", err.Error()
		} else {
			r.Good = true
		}
		r.Uses = append(r.Uses, judged)
	}
	return r
}

func (r secretResult) writeText(p *page) {
	p.line("%s bytes; events and logs call it key %s", strconv.Itoa(r.Bytes), r.KeyID)
	var rows [][]string
	for _, use := range r.Uses {
		rows = append(rows, []string{use.Verdict, use.For, use.Problem})
	}
	p.table(rows)
}

// noArguments refuses arguments without repeating them, since they may be a secret.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments; see %s --help", cmd.Name(), cmd.CommandPath())
	}
	return nil
}
