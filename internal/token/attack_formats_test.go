package token_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// attacked are the formats whose texts nobody can make or change without a key. Each
// attack that is the same for all of them goes through this list.
var attacked = []struct {
	name      string
	separator string // of the text's segments
	ring      func(tb testing.TB, secrets ...string) token.Format
}{
	{"HS256", ".", func(tb testing.TB, secrets ...string) token.Format { return newJWT(tb, token.HS256, secrets...) }},
	{"HS384", ".", func(tb testing.TB, secrets ...string) token.Format { return newJWT(tb, token.HS384, secrets...) }},
	{"HS512", ".", func(tb testing.TB, secrets ...string) token.Format { return newJWT(tb, token.HS512, secrets...) }},
	{"SignedURL", "-", func(tb testing.TB, secrets ...string) token.Format { return newSignedURL(tb, secrets...) }},
	{"Fallback", ".", func(tb testing.TB, secrets ...string) token.Format {
		return token.Fallback{JWT: newJWT(tb, token.HS256, secrets...), Legacy: newSignedURL(tb, secrets...)}
	}},
	{"Sealed", "", func(tb testing.TB, secrets ...string) token.Format { return newSealed(tb, 0, secrets...) }},
}

// ringSecrets are long enough for each algorithm.
var ringSecrets = []string{secret + older, older + unknown, unknown + secret}

// victims are the tokens that are attacked.
var victims = []struct {
	name  string
	token token.Token
}{
	{"no pair", token.Token{IssuedAt: now, NotBefore: now}},
	{"no pair, with expiry", token.Token{IssuedAt: now, NotBefore: now, ExpiresAt: now.Add(time.Hour)}},
	{"one pair", token.Token{Pairs: pairs("user", "ann"), IssuedAt: now, NotBefore: now}},
	{"one pair, with expiry", token.Token{Pairs: pairs("user", "ann"), IssuedAt: now, NotBefore: now, ExpiresAt: now.Add(time.Hour)}},
	{"five pairs", token.Token{Pairs: fivePairs, IssuedAt: now, NotBefore: now}},
	{"five pairs, with expiry", token.Token{Pairs: fivePairs, IssuedAt: now, NotBefore: now, ExpiresAt: now.Add(time.Hour)}},
}

var fivePairs = pairs("user", "ann", "Größe", "1,80 m", "😀", `"a"`, "", "", "a.b-c", "=&%")

// forged checks that nothing at all comes out of a text that no key stands behind, not
// even the name of a key.
func forged(tb testing.TB, format token.Format, text string) {
	tb.Helper()
	t, err := format.Parse(text)
	if !errors.Is(err, token.ErrMalformed) && !errors.Is(err, token.ErrSignature) && !errors.Is(err, token.ErrAlgorithm) {
		tb.Errorf("Parse(%.300q) = %v", text, err)
	}
	if !reflect.DeepEqual(t, token.Token{}) {
		tb.Errorf("Parse(%.300q) refuses and gives %+v", text, t)
	}
}

// forEachVictim signs each token with the last key of rings of one, two and three keys.
func forEachVictim(t *testing.T, attack func(t *testing.T, format token.Format, text string)) {
	for _, form := range attacked {
		for i := range victims {
			victim := &victims[i]
			for keys := 1; keys <= len(ringSecrets); keys++ {
				t.Run(fmt.Sprintf("%s, %s, key %d of %d", form.name, victim.name, keys, keys), func(t *testing.T) {
					text := mustAppend(t, form.ring(t, ringSecrets[keys-1]), victim.token)
					format := form.ring(t, ringSecrets[:keys]...)
					mustParse(t, format, text)
					attack(t, format, text)
				})
			}
		}
	}
}

// segments splits a text of a format as a thief of segments would.
func segments(text, separator string) []string { return strings.SplitN(text, separator, 4) }
