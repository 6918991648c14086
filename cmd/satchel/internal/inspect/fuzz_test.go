package inspect_test

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

// FuzzInspect looks for a text that ends the program, that becomes no JSON or too much of it, or
// that is valid although nobody has signed it.
func FuzzInspect(f *testing.F) {
	for _, seed := range []string{
		jwt, signed, "PLAY_FLASH=a=b", "Cookie: a=b; PLAY_SESSION=" + jwt, "Set-Cookie: x=y; Path=/; Max-Age=-1",
		"curl 'x' -b $'a=\\u0021; PLAY_SESSION=" + jwt + "' \\\n -H ^\"Cookie: a=b^\"", "a\tb\tc\n", `PLAY_SESSION:"x"`,
		"\x1b[31m=\x9b", encode(`{"alg":"HS256","\u009b":"\u202e"}`) + "." + encode(`{"data":{"a\u0007":"b"},"exp":-9223372036854775}`) + ".c2ln",
		"AcG8Nstjpr3Vv5c1gQzwqHakbP1OHQ1ZsbNitWwWYgZCSHFPXn1JdGPGl9B6NvFg7Ntc4gypkjyJv9VZwBB__Lk5egu8awPh-uvcgVY",
	} {
		f.Add(seed)
	}
	asked := asking(f, satchel.Config{Profile: satchel.Play}, now)
	f.Fuzz(func(t *testing.T, text string) {
		if report, err := inspect.Inspect(text, asked); err == nil && report.Valid() {
			t.Errorf("valid for a program: %q", text)
		}
		s := settings(secret, other)
		s.Show = true
		report, err := inspect.Inspect(text, s)
		if err != nil {
			return
		}
		if report.Valid() {
			t.Errorf("valid: %q", text)
		}
		printed, err := json.Marshal(report)
		if err != nil {
			t.Fatalf("no JSON: %v", err)
		}
		if !utf8.Valid(printed) || len(printed) > 16*len(text)+1<<20 {
			t.Errorf("%d bytes of JSON for %d", len(printed), len(text))
		}
	})
}
