package satchel_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// keyText writes keys in their text form.
func keyText(keys []satchel.Key) string {
	var text strings.Builder
	for _, key := range keys {
		text.WriteString(string(key.Secret))
		if !key.ActiveFrom.IsZero() {
			text.WriteString(" from=" + key.ActiveFrom.Format(time.RFC3339Nano))
		}
		if !key.RetiredFrom.IsZero() {
			text.WriteString(" until=" + key.RetiredFrom.Format(time.RFC3339Nano))
		}
		fmt.Fprintf(&text, " state=%s\n", key.State)
	}
	return text.String()
}

func sameKeys(a, b []satchel.Key) bool {
	return slices.EqualFunc(a, b, func(a, b satchel.Key) bool {
		return a.Secret == b.Secret && a.ActiveFrom.Equal(b.ActiveFrom) && a.RetiredFrom.Equal(b.RetiredFrom) && a.State == b.State
	})
}

// keyProblems are the lines of an error of ParseKeys without what they all begin with.
func keyProblems(t *testing.T, err error) []string {
	t.Helper()
	var list []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		problem, ok := strings.CutPrefix(line, "satchel: Keys: ")
		if !ok {
			t.Errorf("an error begins otherwise: %q", line)
		}
		list = append(list, problem)
	}
	return list
}

func TestParseKeysReads(t *testing.T) {
	const first, other, padded = string(firstSecret), string(otherSecret), "q7eI2oVt0mJ8sXk3Zc5bYw9uRfHgLaPd1nTvEiMxKjQ="
	december, january := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 15, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name, text string
		want       []satchel.Key
	}{
		{"nothing", "", nil},
		{"nothing but white space and comments", " \r\n# " + first + "\n\t#\n  # from=never\n", nil},
		{"one secret without a line break", first, []satchel.Key{{Secret: firstSecret}}},
		{"several secrets in one line", first + " " + other + "\t" + padded, []satchel.Key{{Secret: firstSecret}, {Secret: otherSecret}, {Secret: padded}}},
		{"dates and a state, as documented", "# our keys\n" + first + "  from=2026-12-01T00:00:00Z\n" + other + "  until=2027-01-15T00:00:00Z\n" + padded + " state=retired",
			[]satchel.Key{{Secret: firstSecret, ActiveFrom: december}, {Secret: otherSecret, RetiredFrom: january}, {Secret: padded, State: satchel.KeyRetired}}},
		{"all stages of a key in lines of their own", first + "\n until=2027-01-15T01:00:00+01:00\n\n# a comment between\n state=Staged\n from=2026-12-01T00:00:00Z\n",
			[]satchel.Key{{Secret: firstSecret, ActiveFrom: december, RetiredFrom: january, State: satchel.KeyStaged}}},
		{"one line of an environment variable", first + " from=2026-12-01T00:00:00Z " + other + " state=by-dates",
			[]satchel.Key{{Secret: firstSecret, ActiveFrom: december}, {Secret: otherSecret}}},
		{"a byte order mark and line breaks of Windows", "\ufeff# keys\r\n" + first + " state=active\r\n" + other + "\r\n",
			[]satchel.Key{{Secret: firstSecret, State: satchel.KeyActive}, {Secret: otherSecret}}},
		{"a secret with a comma in it", "a,Vf9Lq4Xs7Rb0Nw5Zj8Ht3Yc6Md1Pg2Kv", []satchel.Key{{Secret: "a,Vf9Lq4Xs7Rb0Nw5Zj8Ht3Yc6Md1Pg2Kv"}}},
		{"a secret of Play's without =", "<Vf9Lq4X;?:Rb0Nw5Zj8Ht3Yc6Md@1Pg2Kv`#^[_]", []satchel.Key{{Secret: "<Vf9Lq4X;?:Rb0Nw5Zj8Ht3Yc6Md@1Pg2Kv`#^[_]"}}},
		{"a weak secret, which New refuses", "from", []satchel.Key{{Secret: "from"}}},
		{"as many keys as there may be", numbered(16), parsed16},
	} {
		t.Run(test.name, func(t *testing.T) {
			keys, err := satchel.ParseKeys(test.text)
			if err != nil || !sameKeys(keys, test.want) {
				t.Errorf("ParseKeys = %q, %v\nwant %q", keyText(keys), err, keyText(test.want))
			}
		})
	}
}

// numbered are so many different secrets.
func numbered(count int) string {
	var text strings.Builder
	for i := range count {
		fmt.Fprintf(&text, "%s%d\n", firstSecret, i)
	}
	return text.String()
}

var parsed16 = func() (keys []satchel.Key) {
	for secret := range strings.FieldsSeq(numbered(16)) {
		keys = append(keys, satchel.Key{Secret: satchel.Secret(secret)})
	}
	return keys
}()

const (
	noStage    = "no such stage; there are from=, until= and state=, and a secret with = inside belongs into Config.Keys"
	noFrom     = "from= is no date as in 2026-12-01T00:00:00Z"
	noUntil    = "until= is no date as in 2026-12-01T00:00:00Z"
	noState    = "state= is none of by-dates, staged, active, retiring, retired"
	commas     = "has commas at an end, or is several secrets with commas between; separate secrets by white space"
	unseen     = "has characters that cannot be seen, as a byte order mark or a NUL"
	comment    = "a comment needs a line of its own, and a secret that begins with # belongs into Config.Keys"
	homeless   = "stands before any secret; it goes behind the one that it belongs to"
	unreadable = "no UTF-8 text; save it as UTF-8"
	enough     = "reading ends here, since this is no list of keys"
)

func TestParseKeysRefuses(t *testing.T) {
	const first, other = string(firstSecret), string(otherSecret)
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"a stage before any secret", "# keys\nfrom=2026-12-01T00:00:00Z\n" + first, []string{"line 2: from= " + homeless}},
		{"a stage twice", first + " state=active\n" + other + " state=staged\nstate=staged", []string{"line 3, key 2: state= stands twice"}},
		{"a date twice that is none the first time", first + " from= from=2026-12-01T00:00:00Z", []string{"line 1, key 1: " + noFrom, "line 1, key 1: from= stands twice"}},
		{"a date without a time", first + " from=2026-12-01", []string{"line 1, key 1: " + noFrom}},
		{"a date with a blank", first + " until=2026-12-01 00:00:00Z", []string{"line 1, key 1: " + noUntil}},
		{"a day that there is not", first + " from=2026-11-31T00:00:00Z", []string{"line 1, key 1: " + noFrom}},
		{"the date that says there is none", first + " until=0001-01-01T00:00:00Z", []string{"line 1, key 1: " + noUntil}},
		{"a date of nothing", first + " until=", []string{"line 1, key 1: " + noUntil}},
		{"a secret in the place of a date", first + " from=" + other, []string{"line 1, key 1: " + noFrom}},
		{"an unknown state", first + " state=" + other, []string{"line 1, key 1: " + noState}},
		{"a mistyped stage", first + "\nform=2026-12-01T00:00:00Z", []string{"line 2, key 1: " + noStage}},
		{"a stage in capitals", first + " FROM=2026-12-01T00:00:00Z", []string{"line 1, key 1: " + noStage}},
		{"a secret with = inside", "QCY?tAnfk?aZ?iwrNwnxIlR6CTf:G3gf:90Latabg=5241AB`R5W:1uDFN];Ik@n", []string{"line 1: " + noStage}},
		{"a secret that begins with =", first + " =" + other, []string{"line 1, key 1: " + noStage}},
		{"the same secret twice", first + "\n" + other + "\n" + first + " state=retired", []string{"line 3, key 3: the same secret as key 1"}},
		{"a comma behind a secret", first + ",\n" + other, []string{"line 1, key 1: " + commas}},
		{"a comma before a short secret", "abc ,def", []string{"line 1, key 2: " + commas}},
		{"two secrets with a comma between", first + "," + other, []string{"line 1, key 1: " + commas}},
		{"two secrets in base64 with a comma between", first + "==," + other + "=", []string{"line 1, key 1: " + commas}},
		{"a comma behind a stage", first + " state=active, " + other, []string{"line 1, key 1: " + noState}},
		{"a comment behind a secret", first + " # of " + other + " a=b\n" + other + " state=on", []string{"line 1, key 1: " + comment, "line 2, key 2: " + noState}},
		{"a NUL", first + "\x00", []string{"line 1, key 1: " + unseen}},
		{"a byte order mark in the middle, as of two files in one", first + "\n\ufeff" + other, []string{"line 2, key 2: " + unseen}},
		{"UTF-16", "\xff\xfea\x00b\x00", []string{unreadable}},
		{"one key too many", numbered(17) + "a=b", []string{"line 17, key 17: more than 16 keys", enough}},
		{"a text too large", first + strings.Repeat(" ", 64<<10), []string{"more than 65536 bytes"}},
		{"many faults at once", "a=b\n" + first + " from=now\n" + first + " until=then state=odd",
			[]string{"line 1: " + noStage, "line 2, key 1: " + noFrom, "line 3, key 2: the same secret as key 1", "line 3, key 2: " + noUntil, "line 3, key 2: " + noState}},
		{"too many faults to be of use", strings.Repeat("a=b ", 1000), append(slices.Repeat([]string{"line 1: " + noStage}, 16), enough)},
	} {
		t.Run(test.name, func(t *testing.T) {
			keys, err := satchel.ParseKeys(test.text)
			if err == nil || keys != nil {
				t.Fatalf("ParseKeys = %q, %v", keyText(keys), err)
			}
			if got := keyProblems(t, err); !slices.Equal(got, test.want) {
				t.Errorf("problems:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
			if fault, ok := errors.AsType[*satchel.ConfigError](err); !ok || fault.Field != "Keys" {
				t.Errorf("%v is no ConfigError of Keys", err)
			}
		})
	}
}

func TestAStageBelongsToTheSecretBeforeItThoughThatIsRefused(t *testing.T) {
	_, err := satchel.ParseKeys(string(firstSecret) + " state=active\n" + string(otherSecret) + ", state=staged")
	if got := keyProblems(t, err); !slices.Equal(got, []string{"line 2, key 2: " + commas}) {
		t.Errorf("problems: %q", got)
	}
}

func TestListsOfSecretsWithCommasAreTold(t *testing.T) {
	const first, other = string(firstSecret), string(otherSecret)
	for _, test := range []struct {
		name, secrets string
		want          bool
	}{
		{"one secret", first, false},
		{"two by white space", first + " " + other, false},
		{"two by a comma", first + "," + other, true},
		{"two by a comma and white space", first + " , " + other, true},
		{"one with a comma behind", first + ",", true},
		{"a secret with a comma in it", "a," + first, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := satchel.SeparatedByCommas(test.secrets); got != test.want {
				t.Errorf("told: %t", got)
			}
		})
	}
}

// harmless is all that a problem may consist of: a place, and words that are ours.
var harmless = regexp.MustCompile(`^(line \d+(, key \d+)?: )?(` + strings.Join([]string{
	regexp.QuoteMeta(noStage), noFrom, noUntil, noState, commas, unseen, comment, unreadable, enough,
	"(from|until|state)= " + homeless, "(from|until|state)= stands twice", `the same secret as key \d+`, "more than 16 keys", "more than 65536 bytes",
}, "|") + `)$`)

// What is read is the same when it is written and read again; and what is refused is
// refused without a word of the text.
func FuzzParseKeys(f *testing.F) {
	f.Add("")
	f.Add("# our keys\nkT5Yw8Qm2Zr7Lx4Nd9Vb3Hc6Jf1Gs0Pa  from=2026-12-01T00:00:00Z\r\nq7eI2oVt until=2027-01-15T00:00:00.5+01:00 state=RETIRED\n")
	f.Fuzz(func(t *testing.T, text string) {
		keys, err := satchel.ParseKeys(text)
		if err != nil {
			if keys != nil {
				t.Error("keys beside an error")
			}
			for _, problem := range keyProblems(t, err) {
				if !harmless.MatchString(problem) {
					t.Errorf("a problem may quote the text: %q", problem)
				}
			}
			return
		}
		if len(keys) > 16 {
			t.Errorf("%d keys", len(keys))
		}
		for _, key := range keys {
			if !strings.Contains(text, string(key.Secret)) || strings.ContainsAny(string(key.Secret), " \n\x00") || key.Secret == "" {
				t.Errorf("a secret that does not stand in the text: %q", string(key.Secret))
			}
		}
		again, err := satchel.ParseKeys(keyText(keys))
		if err != nil || !sameKeys(keys, again) {
			t.Errorf("%q is written %q and read as %q, %v", text, keyText(keys), keyText(again), err)
		}
	})
}
