package satchel_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// A writer that finds room by the bound alone never weighs: the bound must hold for the
// texts that grow most, in every format and in any year.
func TestNoCookieIsLargerThanItsBound(t *testing.T) {
	texts := []string{"", "a", "\x00", `"`, `\`, "é", "日", "😀", "~", "%", " ", "satchel.message - /a b", strings.Repeat("\x01", 99)}
	claim := satchel.JWTConfig{DataClaim: strings.Repeat("\"", 256), ExpiresAfter: time.Hour}
	for name, config := range map[string]satchel.Config{
		"native":           {},
		"native, expiring": {Session: satchel.CookieConfig{MaxAge: time.Hour}},
		"a long claim":     {Session: satchel.CookieConfig{JWT: claim}, Flash: satchel.CookieConfig{JWT: claim}},
		"play":             {Profile: satchel.Play},
		"play 2.5":         {Profile: satchel.Play25},
		"sealed":           {Sealed: true},
		"sealed, padded":   {Sealed: true, SealedPadding: 1024},
		"unsigned":         {InsecureUnsignedFlash: true},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Now()
			config.Secrets = []satchel.Secret{firstSecret}
			config.Clock = func() time.Time { return now }
			scopes, err := satchel.New(config)
			if err != nil {
				t.Fatal(err)
			}
			random := rand.New(rand.NewPCG(1, 2)) // the same texts each time
			for range 2000 {
				pairs := make([]satchel.Pair, random.IntN(20))
				for i := range pairs {
					pairs[i].Key = texts[random.IntN(len(texts))] + strings.Repeat(texts[random.IntN(len(texts))], random.IntN(9))
					pairs[i].Value = strings.Repeat(texts[random.IntN(len(texts))], random.IntN(40))
				}
				now = time.Unix(random.Int64N(1<<38)-1<<37, 0) // some 4000 years before and after 1970
				for cookie, size := range scopes.Sizes(pairs...) {
					if size.Exact > size.AtMost {
						t.Fatalf("%s: %d bytes, and %d at most, in the year %d for %q", cookie, size.Exact, size.AtMost, now.Year(), pairs)
					}
				}
			}
		})
	}
}
