package interop_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// damagedForms are cookies in the form of Play 2.5. What both read is the same; inGo is there
// where it is not.
var damagedForms = []struct {
	name, path string
	header     func(f forgery) string
	play       outcome
	inGo       outcome
}{
	{"the good cookie", "", func(f forgery) string { return f.cookie(f.value) }, accepted, nil},
	{"signed by the owner of the secret", "/session", func(f forgery) string {
		return f.cookie(signedForm(f.key, "user=root"))
	}, reads(live.Pairs{"user": "root"}), nil},
	{"a key twice", "/session", func(f forgery) string {
		return f.cookie(signedForm(f.key, "user=root&user=maria"))
	}, reads(live.Pairs{"user": "maria"}), nil},
	{"small letters in escapes", "/session", func(f forgery) string {
		return f.cookie(signedForm(f.key, "user=%c3%bc"))
	}, reads(live.Pairs{"user": "ü"}), nil},
	{"good before damaged", "", func(f forgery) string { return f.cookie(f.value) + "; " + f.cookie("x") }, accepted, nil},

	{"a digit of the signature", "/session", func(f forgery) string { return f.cookie(flipped(f.value, 20)) }, refused, nil},
	{"a character of the pairs", "/session", func(f forgery) string { return f.cookie(flipped(f.value, len(f.value)-1)) }, refused, nil},
	{"a pair more", "/session", func(f forgery) string { return f.cookie(f.value + "&admin=1") }, refused, nil},
	{"the signature of another one", "/session", func(f forgery) string { return f.cookie(f.another[:40] + f.value[40:]) }, refused, nil},
	{"stripped signature", "/session", func(f forgery) string { return f.cookie(f.value[41:]) }, refused, nil},
	{"an empty signature", "/session", func(f forgery) string { return f.cookie(f.value[40:]) }, refused, nil},
	{"half a signature", "/session", func(f forgery) string { return f.cookie(f.value[20:]) }, refused, nil},
	{"the signature of nothing", "/session", func(f forgery) string { return f.cookie(signedForm(f.key, "") + f.value[41:]) }, refused, nil},
	{"a signature in capitals", "/session", func(f forgery) string { return f.cookie(strings.ToUpper(f.value[:40]) + f.value[40:]) }, refused, nil},
	{"swapped halves", "/session", func(f forgery) string { return f.cookie(f.value[41:] + "-" + f.value[:40]) }, refused, nil},
	{"another secret", "/session", func(f forgery) string { return f.cookie(signedForm([]byte("changeme"), "user=root")) }, refused, nil},
	{"no secret", "/session", func(f forgery) string { return f.cookie(signedForm([]byte{0}, "user=root")) }, refused, nil},
	{"a blank inside", "/session", func(f forgery) string { return f.cookie(f.value[:20] + " " + f.value[20:]) }, refused, nil},
	{"one quote", "", func(f forgery) string { return f.cookie(`"` + f.value) }, refused, nil},
	{"the flash as a session", "/session", func(f forgery) string { return f.cookie(f.across) }, refused, nil},
	{"a token", "/session", func(f forgery) string {
		return f.cookie("eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjp7InVzZXIiOiJyb290In19.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	}, refused, nil},
	{"an empty cookie", "", func(f forgery) string { return f.cookie("") }, refused, nil},
	{"signed, an escape that is none", "/session", func(f forgery) string { return f.cookie(signedForm(f.key, "user=%zz")) }, refused, nil},

	{"several cookies of a name", "/session", func(f forgery) string { return f.cookie("x") + "; " + f.cookie(f.value) }, refused, accepted},
	{"several Cookie lines", "", func(f forgery) string { return "a=b\n" + f.cookie(f.value) }, refused, accepted},
	{"value in double quotes", "", func(f forgery) string { return f.cookie(`"` + f.value + `"`) }, accepted, refused},
	{"bytes that are no UTF-8", "/session", func(f forgery) string {
		return f.cookie(signedForm(f.key, "user=%ff"))
	}, reads(live.Pairs{"user": "\ufffd"}), refused},

	{"a piece that is no pair", "/session", func(f forgery) string {
		return f.cookie(signedForm(f.key, "user=root&x"))
	}, refused, reads(live.Pairs{"user": "root"})},
	{"a flash, a piece that is no pair", "/flash", func(f forgery) string {
		return f.cookie("success=text&x")
	}, refused, reads(live.Pairs{"success": "text"})},

	{"a flash that anybody writes", "/flash", func(f forgery) string { return f.cookie("success=text") }, reads(live.Pairs{"success": "text"}), nil},
	{"a flash, bytes that are no UTF-8", "/flash", func(f forgery) string {
		return f.cookie("success=%ff")
	}, reads(live.Pairs{"success": "\ufffd"}), refused},
	{"a flash, an escape that is none", "/flash", func(f forgery) string { return f.cookie("success=%zz") }, refused, nil},
	{"the session as a flash", "/flash", func(f forgery) string { return f.cookie(f.across) }, func(f forgery) live.Pairs {
		return live.Pairs{f.across[:41] + "user": "maria", "näme": f.pairs["näme"]}
	}, nil},
}

// flipped returns the text with another character at i.
func flipped(text string, i int) string {
	other := "0"
	if text[i] == '0' {
		other = "1"
	}
	return text[:i] + other + text[i+1:]
}

func TestDamagedFormsOfPlay25(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if !play.Version().LegacyFormat() {
			return // see TestForgedTokensAreRefusedByBoth
		}
		onPlay, inGo, config := seats(t, play, satchel.Config{})
		for path, f := range forgeries(t, onPlay, config) {
			for _, row := range damagedForms {
				if row.path != "" && row.path != path {
					continue
				}
				want := row.inGo
				if want == nil {
					want = row.play
				}
				onPlay.judges(t, row.name, path, row.header(f), row.play(f))
				inGo.judges(t, row.name, path, row.header(f), want(f))
			}
		}
	})
}
