package cli

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel/internal/keyring"
)

func newSecretCheck(sh *shell) *cobra.Command {
	var source secretSource
	var purpose string
	command := &cobra.Command{
		Use:   "check",
		Short: "Say what a secret is good for",
		Long: `Say what a secret is good for, and by which name events and logs call it.
Without a flag it is asked for. The exit code is 3 for a secret that is not
good for what --for says.`,
		Example: `  satchel secret check
  satchel secret check --secret-file secret.txt --for hs512
  satchel secret new | satchel secret check --secret-file -`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(purposeNames(), purpose) {
				return usagef("--for takes one of %s", strings.Join(purposeNames(), ", "))
			}
			secret, err := source.read(cmd, sh)
			if err != nil {
				return err
			}
			r := checkSecret(string(secret), purpose)
			return sh.answer(r, r.Good)
		},
	}
	source.addTo(command)
	command.Flags().StringVar(&purpose, "for", "hs256", "`what` it has to be good for: "+strings.Join(purposeNames(), ", "))
	_ = command.RegisterFlagCompletionFunc("for", cobra.FixedCompletions(purposeNames(), cobra.ShellCompDirectiveNoFileComp))
	return command
}

// secretPurposes are what a secret can be good for, and how many bytes it needs: those of
// the digest.
var secretPurposes = []struct {
	name, words string
	need        int
}{
	{"hs256", "satchel, and Play 2.6 to 3.x with HS256", 32},
	{"hs384", "the same with HS384", 48},
	{"hs512", "the same with HS512", 64},
	{"play25", "Play 2.0.6 to 2.5", 20},
}

func purposeNames() []string {
	var names []string
	for _, purpose := range secretPurposes {
		names = append(names, purpose.name)
	}
	return names
}

// secretResult says what a secret is good for.
type secretResult struct {
	Good  bool        `json:"good"` // for what was asked
	Bytes int         `json:"bytes"`
	KeyID string      `json:"key_id"`
	Uses  []secretUse `json:"uses"`
}

// secretUse is one thing that a secret can be used for.
type secretUse struct {
	For     string `json:"for"`
	Verdict string `json:"verdict"` // ok; or else fault where it was asked, and advice
	Problem string `json:"problem,omitempty"`

	words string
}

func checkSecret(secret, asked string) secretResult {
	r := secretResult{Bytes: len(secret), KeyID: keyring.New(secret)[0].ID()}
	for _, purpose := range secretPurposes {
		use := secretUse{For: purpose.name, Verdict: "ok", words: purpose.words}
		err := keyring.Check(secret, purpose.need)
		switch {
		case err == nil:
			r.Good = r.Good || purpose.name == asked
		case purpose.name == asked:
			use.Verdict, use.Problem = "fault", err.Error()
		default:
			use.Verdict, use.Problem = "advice", err.Error()
		}
		r.Uses = append(r.Uses, use)
	}
	return r
}

func (r secretResult) writeText(p *page) {
	p.line("%s bytes; events and logs call it key %s", strconv.Itoa(r.Bytes), r.KeyID)
	var rows [][]string
	for _, use := range r.Uses {
		rows = append(rows, []string{use.Verdict, use.For, use.words, use.Problem})
	}
	p.verdicts(rows)
}
