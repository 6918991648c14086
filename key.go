package satchel

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/keyring"
)

// Key is a secret with the stages of its life, for a rotation that loses no session:
// staged (it verifies, and never signs), active (it signs), retiring (it verifies, and
// what it verified is written anew at the next page), retired (what it signed is
// refused). Give the same keys to all nodes in any order; with dates, all of them switch
// by their clocks, and a node whose clock is slow finds what the others sign already
// understood. See docs/rotation.md.
type Key struct {
	// Secret is the key itself.
	Secret Secret

	// ActiveFrom is when it begins to sign: staged before, active from then on, and
	// retiring as soon as another key with a later date takes over. Of several with
	// the same date, the first in the list signs. Default: the zero time, it always
	// did.
	ActiveFrom time.Time

	// RetiredFrom is when what it signed ends. It has to lie behind the date at which
	// another key takes over, by the tolerance for clocks at least and better by as
	// long as sessions live. Default: the zero time, never.
	RetiredFrom time.Time

	// State sets the state by hand; the dates do not count then. KeyRetired ends what a
	// stolen key has signed, at once. Default: KeyByDates.
	State KeyState

	_ [0]func()
}

// KeyState is what a [Key] is used for. The zero value is [KeyByDates].
type KeyState uint8

// The states of a key, in the order of its life.
const (
	// KeyByDates: ActiveFrom and RetiredFrom say.
	KeyByDates KeyState = iota
	// KeyStaged: it verifies, and never signs.
	KeyStaged
	// KeyActive: it signs. One key at most has it by hand.
	KeyActive
	// KeyRetiring: it verifies, and what it verified is written anew at the next page.
	KeyRetiring
	// KeyRetired: what it signed is refused, with an event of its own.
	KeyRetired
)

// keyStateNames are what UnmarshalText takes.
var keyStateNames = []string{
	KeyByDates: "by-dates", KeyStaged: "staged", KeyActive: "active", KeyRetiring: "retiring", KeyRetired: "retired",
}

// String returns "by-dates", "staged", "active", "retiring" or "retired".
func (s KeyState) String() string {
	if int(s) < len(keyStateNames) {
		return keyStateNames[s]
	}
	return fmt.Sprintf("KeyState(%d)", uint8(s))
}

// MarshalText implements [encoding.TextMarshaler]. An unknown state is an error.
func (s KeyState) MarshalText() ([]byte, error) {
	if int(s) >= len(keyStateNames) {
		return nil, fmt.Errorf("satchel: %v is no state of a key", s)
	}
	return []byte(s.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what String returns, in
// capitals too.
func (s *KeyState) UnmarshalText(name []byte) error {
	i := slices.Index(keyStateNames, strings.ToLower(string(name)))
	if i < 0 {
		return fmt.Errorf("satchel: state %q is none of %s", name, strings.Join(keyStateNames, ", "))
	}
	*s = KeyState(i) //nolint:gosec // an index of five
	return nil
}

// schedule is what the key ring is made of.
func schedule(keys []Key) keyring.Schedule {
	entries := make(keyring.Schedule, len(keys))
	for i, key := range keys {
		entries[i] = keyring.Entry{
			Secret:      string(key.Secret),
			ActiveFrom:  key.ActiveFrom,
			RetiredFrom: key.RetiredFrom,
			State:       keyring.State(key.State),
		}
	}
	return entries
}
