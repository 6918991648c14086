package token_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/satchel-go/satchel/internal/token"
)

// everyCodePoint calls do with texts that hold all of Unicode between them.
func everyCodePoint(do func(text string)) {
	const step = 0x1000
	for first := rune(0); first <= utf8.MaxRune; first += step {
		var text []byte
		for r := first; r < first+step; r++ {
			if utf8.ValidRune(r) {
				text = utf8.AppendRune(text, r)
			}
		}
		do(string(text))
	}
}

func TestEncodingJSONReadsOurPayloads(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	check := func(key, value string) {
		payload := payloadOf(t, mustAppend(t, format, token.Token{Pairs: pairs(key, value), IssuedAt: now}))
		var got struct {
			Data map[string]string
			IAT  int64
		}
		if err := json.Unmarshal([]byte(payload), &got); err != nil {
			t.Fatalf("%.200q: %v", payload, err)
		}
		if len(got.Data) != 1 || got.Data[key] != value || got.IAT != now.Unix() {
			t.Errorf("%.200q reads as %.200q, issued at %d", payload, got.Data, got.IAT)
		}
	}
	everyCodePoint(func(text string) { check(text, text) })
	for _, test := range stringTests {
		check(test.want, test.json)
	}
}

func TestWeReadThePayloadsOfEncodingJSON(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	everyCodePoint(func(text string) {
		payload, err := json.Marshal(map[string]any{"data": map[string]string{text: text}, "nbf": now.Unix(), text: []any{text, nil, 1.5}})
		if err != nil {
			t.Fatal(err)
		}
		checkPayload(t, format, string(payload), pairs(text, text), true)
	})
}

func TestNetURLReadsOurForms(t *testing.T) {
	everyCodePoint(func(text string) {
		form := mustAppend(t, token.URLEncoded{}, token.Token{Pairs: pairs(text, text)})
		values, err := url.ParseQuery(form)
		if err != nil {
			t.Fatalf("%.200q: %v", form, err)
		}
		if len(values) != 1 || !slices.Equal(values[text], []string{text}) {
			t.Errorf("%.200q reads as %.200q", form, values)
		}
	})
}

func TestWeReadTheFormsOfNetURL(t *testing.T) {
	everyCodePoint(func(text string) {
		got := mustParse(t, token.URLEncoded{}, url.Values{text: {text}}.Encode()).Pairs
		if !slices.Equal(got, pairs(text, text)) {
			t.Errorf("%.200q reads as %.200q", text, got)
		}
	})
}

func TestEveryCodePointSurvives(t *testing.T) {
	// The other formats write the same JSON and the same form.
	for _, name := range []string{"HS256", "SignedURL"} {
		t.Run(name, func(t *testing.T) {
			format := formats(t)[name]
			everyCodePoint(func(text string) { checkRoundTrip(t, format, token.Token{Pairs: pairs(text, text)}) })
		})
	}
}

func TestTextThatIsNoUTF8IsNotWritten(t *testing.T) {
	for name, format := range formats(t) {
		for _, bad := range []string{"\xff", "a\x80", "\xc3", "é\xc3", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xc0\xaf", "\xf0\x9f\x98"} {
			for _, list := range [][]token.Pair{pairs(bad, "v"), pairs("k", bad), pairs("k", "v", "l", bad)} {
				text, err := format.Append([]byte("before"), token.Token{Pairs: list})
				if !errors.Is(err, token.ErrNotUTF8) || string(text) != "before" {
					t.Errorf("%s: Append(%q) = %q, %v", name, list, text, err)
				}
			}
		}
	}
}
