package cli

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel"
)

const secretFlag = "secret-env"

// secretFrom returns the secret in the environment variable of a name; hint is what to do
// where there is none.
func secretFrom(name, hint string, lookup func(string) (string, bool)) (satchel.Secret, error) {
	text, err := variable{flag: secretFlag, name: name, holds: "secret", hint: hint}.read(lookup)
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

// noArguments refuses arguments without repeating them, since they may be a secret.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments; see %s --help", cmd.Name(), cmd.CommandPath())
	}
	return nil
}
