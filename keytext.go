package satchel

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// A rotation takes two or three keys; what is beyond these bounds is another text.
const (
	maxTextKeys     = 16
	maxTextBytes    = 64 << 10
	maxTextProblems = 16 // enough to see what kind of text it is
)

// ParseKeys reads keys from their text form, that of the file Config.KeyFile: secrets,
// each with its stages behind it, separated by white space and line breaks.
//
//	# a comment has a line of its own
//	kT5Yw8Qm2Zr7Lx4Nd9Vb3Hc6Jf1Gs0Pa  from=2026-12-01T00:00:00Z
//	QCY?tAnfk?aZ?iwrNwnxIlR6CTf:G3gf:90Latabg@5241AB`R5W:1uDFN];Ik@n  until=2027-01-15T00:00:00Z
//	a-string-secret-at-least-256-bits-long  state=retired
//
// from is Key.ActiveFrom and until Key.RetiredFrom, as dates of RFC 3339; state is
// Key.State, one of the names of [KeyState]. A key has each of them once at most.
//
// A secret is printable UTF-8 text. One that begins with #, or has = before its end,
// cannot stand here, since it looks like a comment or a mistyped stage; give it to
// Config.Keys. Of those that Play generates, every second has such a =; the padding of
// base64 has not. Commas at the ends are refused too.
//
// A text has 16 keys and 64 KiB at most; one without keys is no error here. Whether the
// secrets are strong, and not too many for a ring, [New] finds out. All faults are reported at once, joined, each a
// [*ConfigError] with the line and the position of the key, and never with a word of
// the text, which might be a secret.
func ParseKeys(text string) ([]Key, error) {
	keys, problems := readKeys(text)
	var faults faults
	for _, problem := range problems {
		faults.add("Keys", problem)
	}
	return keys, errors.Join(faults...)
}

// readKeys is ParseKeys for those who name the source of the text themselves. It
// returns either keys or problems.
func readKeys(text string) (keys []Key, problems []string) {
	switch {
	case len(text) > maxTextBytes:
		return nil, []string{fmt.Sprintf("more than %d bytes", maxTextBytes)}
	case !utf8.ValidString(text): // some editors and shells of Windows write UTF-16
		return nil, []string{"no UTF-8 text; save it as UTF-8"}
	}
	var r keyReader
	number := 0
	for line := range strings.SplitSeq(strings.TrimPrefix(text, "\ufeff"), "\n") {
		number++
		for i, field := range strings.Fields(line) {
			if i == 0 && field[0] == '#' {
				break
			}
			if problem := r.read(field); problem != "" {
				problems = append(problems, r.place(number)+problem)
			}
			if len(r.keys) > maxTextKeys || len(problems) >= maxTextProblems {
				return nil, append(problems, "reading ends here, since this is no list of keys")
			}
			if field[0] == '#' {
				break
			}
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return r.keys, nil
}

// stages are what can be said of a key.
var stages = []string{"from", "until", "state"}

// keyReader takes a text field by field.
type keyReader struct {
	keys   []Key    // faulty ones too, so that the stages of each find their key
	stages []string // those that the last key has
}

func (r *keyReader) place(line int) string {
	if len(r.keys) == 0 {
		return fmt.Sprintf("line %d: ", line)
	}
	return fmt.Sprintf("line %d, key %d: ", line, len(r.keys))
}

// read takes a secret or a stage. Any field may be a secret, or a piece of one, however
// much it looks like a stage; so no problem quotes it.
func (r *keyReader) read(field string) (problem string) {
	name, value, assigned := strings.Cut(field, "=")
	commas := strings.Trim(field, ",") != field || separatedByCommas(field)
	switch {
	case field[0] == '#':
		return "a comment needs a line of its own, and a secret that begins with # belongs into Config.Keys"
	case assigned && slices.Contains(stages, name):
		return r.stage(name, value)
	case !commas && strings.Contains(strings.TrimRight(field, "="), "="):
		return "no such stage; there are from=, until= and state=, and a secret with = inside belongs into Config.Keys"
	}
	same := slices.IndexFunc(r.keys, func(k Key) bool { return string(k.Secret) == field })
	// A copy, or a key would keep the whole text in memory.
	r.keys, r.stages = append(r.keys, Key{Secret: Secret(strings.Clone(field))}), nil
	switch {
	case len(r.keys) > maxTextKeys:
		return fmt.Sprintf("more than %d keys", maxTextKeys)
	case commas:
		return "has commas at an end, or is several secrets with commas between; separate secrets by white space"
	case strings.ContainsFunc(field, func(c rune) bool { return !unicode.IsPrint(c) }):
		return "has characters that cannot be seen, as a byte order mark or a NUL"
	case same >= 0:
		return fmt.Sprintf("the same secret as key %d", same+1)
	}
	return ""
}

// stage takes what belongs to the last key.
func (r *keyReader) stage(name, value string) (problem string) {
	if len(r.keys) == 0 {
		return name + "= stands before any secret; it goes behind the one that it belongs to"
	}
	if slices.Contains(r.stages, name) {
		return name + "= stands twice"
	}
	r.stages = append(r.stages, name)
	key := &r.keys[len(r.keys)-1]
	switch name {
	case "from":
		return readDate(&key.ActiveFrom, name, value)
	case "until":
		return readDate(&key.RetiredFrom, name, value)
	}
	if key.State.UnmarshalText([]byte(value)) != nil { // an error that quotes
		return "state= is none of " + strings.Join(keyStateNames, ", ")
	}
	return ""
}

// readDate refuses the zero time too, which would say that there is no date.
func readDate(into *time.Time, name, value string) (problem string) {
	date, err := time.Parse(time.RFC3339, value)
	if err != nil || date.IsZero() {
		return name + "= is no date as in 2026-12-01T00:00:00Z"
	}
	*into = date
	return ""
}

// separatedByCommas finds the mistake that would pass for one long secret, and log
// everybody out in the middle of a rotation: commas with nothing but good secrets, or
// nothing, around them. A strong secret may well contain one.
func separatedByCommas(secrets string) bool {
	parts := strings.Split(secrets, ",")
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(part string) bool {
		part = strings.TrimSpace(part)
		return part != "" && keyring.Check(part, token.HS256.Size()) != nil
	})
}
