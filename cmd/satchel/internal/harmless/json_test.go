package harmless_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/satchel-go/satchel/cmd/satchel/internal/harmless"
)

// FuzzJSON looks for a text that says something else afterwards, or that a terminal obeys.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{"", "plain", "naïve 日本 😀", "\x7f\u009b31m\u202e", "\U000E0001\ufeff\u00ad", "\x1b[2J\n\t\"\\"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		encoded, err := json.Marshal(map[string]string{text: text})
		if err != nil {
			t.Fatal(err)
		}
		before := string(encoded)
		safe := string(harmless.JSON(encoded))
		if string(encoded) != before {
			t.Errorf("%q has been changed to %q", before, encoded)
		}
		if i := strings.IndexFunc(safe, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
			t.Errorf("%q has a control at %d", safe, i)
		}
		var said map[string]string
		if err := json.Unmarshal([]byte(safe), &said); err != nil || len(said) != 1 || said[text] != text {
			t.Errorf("%q says %q, %v", safe, said, err)
		}
	})
}
