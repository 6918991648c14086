package cli

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
	"github.com/satchel-go/satchel/cmd/satchel/internal/rings"
	"github.com/satchel-go/satchel/internal/keyring"
)

func newKeys(sh *shell) *cobra.Command {
	command := &cobra.Command{
		Use:   "keys",
		Short: "Check a ring of keys",
		Args:  onlyCommands,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	command.AddCommand(newKeysCheck(sh))
	return command
}

func newKeysCheck(sh *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE|-",
		Short: "Say what a file of keys would do, before it is used",
		Long: `Say what a file of keys, as SATCHEL_KEY_FILE names it, would do: which key
signs now and which one from when on, and what is at fault. Keys are called by
the names that events and logs have for them. The exit code is 3 when a program
would refuse the file.`,
		Example: "  satchel keys check keys.new && mv keys.new keys",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("check takes one argument, the file with the keys")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := sh.readFile(args[0], "the keys")
			if err != nil {
				return err
			}
			r := checkKeys(string(text), time.Now())
			return sh.answer(r, len(r.Faults) == 0)
		},
	}
}

// keysResult is what a ring does, and what is wrong with it.
type keysResult struct {
	Good   bool      `json:"good"`
	Keys   []keyPlan `json:"keys"`
	Faults []string  `json:"faults"`
}

// keyPlan is the life of one key.
type keyPlan struct {
	KeyID       string     `json:"key_id"`
	State       string     `json:"state"` // at the moment
	ActiveFrom  *time.Time `json:"active_from,omitempty"`
	RetiredFrom *time.Time `json:"retired_from,omitempty"`
}

func checkKeys(text string, now time.Time) keysResult {
	r := keysResult{Keys: []keyPlan{}, Faults: []string{}}
	keys, err := satchel.ParseKeys(text)
	if err == nil {
		_, err = satchel.New(satchel.Config{Keys: keys, Clock: func() time.Time { return now }})
	}
	for _, fault := range judge.Apart(err) {
		r.Faults = append(r.Faults, inWordsOfFile(fault))
	}
	if r.Good = err == nil; !r.Good {
		return r
	}
	plan := rings.Plan(keys)
	ring, _ := plan.At(now)
	states := map[string]string{}
	for _, key := range ring {
		states[key.ID()] = key.State().String()
	}
	for _, key := range keys {
		id := keyring.New(string(key.Secret))[0].ID()
		r.Keys = append(r.Keys, keyPlan{KeyID: id, State: states[id], ActiveFrom: dateOf(key.ActiveFrom), RetiredFrom: dateOf(key.RetiredFrom)})
	}
	return r
}

// fieldsOfKeys are the fields of Config in a fault, which a file calls otherwise.
var fieldsOfKeys = regexp.MustCompile(`^satchel: Keys(?:\[(\d+)\])?(?:\.(\w+))?: `)

// inWordsOfFile says a fault of a ring as one of the file.
func inWordsOfFile(fault error) string {
	text := fault.Error()
	field := fieldsOfKeys.FindStringSubmatch(text)
	if field == nil {
		return text
	}
	place := ""
	if index, err := strconv.Atoi(field[1]); err == nil {
		place = fmt.Sprintf("key %d: ", index+1)
	}
	if stage, known := map[string]string{"ActiveFrom": "from=", "RetiredFrom": "until=", "State": "state="}[field[2]]; known {
		place += stage + " "
	}
	text = strings.NewReplacer("an ActiveFrom", "a from=", "ActiveFrom", "from=", "RetiredFrom", "until=").Replace(text[len(field[0]):])
	return place + text
}

func (r keysResult) writeText(p *page) {
	if !r.Good {
		p.line("a program would refuse these keys:")
		for _, fault := range r.Faults {
			p.verdicts([][]string{{"fault", fault}})
		}
		return
	}
	p.line("what each key does now (%s in all):", strconv.Itoa(len(r.Keys)))
	rows := make([][]string, len(r.Keys))
	for i, key := range r.Keys {
		rows[i] = []string{"key " + key.KeyID, key.State, since("signs from", key.ActiveFrom), since("refused from", key.RetiredFrom)}
	}
	p.table(rows)
}

func since(what string, date *time.Time) string {
	if date == nil {
		return ""
	}
	return what + " " + date.UTC().Format(time.RFC3339)
}

func dateOf(date time.Time) *time.Time {
	if date.IsZero() {
		return nil
	}
	return &date
}
