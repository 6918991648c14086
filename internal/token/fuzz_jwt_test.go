package token_test

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// FuzzJWTParse reads any payload under a good signature. What is accepted is JSON,
// and says to encoding/json what it says here.
func FuzzJWTParse(f *testing.F) {
	for _, test := range payloadTests {
		f.Add(test.payload)
	}
	for _, test := range stringTests {
		f.Add(`{"data":{"` + test.json + `":"` + test.json + `"}}`)
	}
	for _, test := range dateTests {
		f.Add(`{"data":{},"exp":` + test.json + `,"nbf":` + test.json + `,"iat":` + test.json + `}`)
	}
	f.Add(`{"data":{` + strings.Repeat(`"k":"v",`, 20) + `"k":"w"}}`)
	format := newJWT(f, token.HS256, secret)
	f.Fuzz(func(t *testing.T, payload string) {
		got, err := format.Parse(sign(ownHeader, payload))
		if err != nil {
			if !errors.Is(err, token.ErrMalformed) {
				t.Errorf("%q: %v", payload, err)
			}
			return
		}
		var claims map[string]json.RawMessage
		var data map[string]string
		if err := errors.Join(json.Unmarshal([]byte(payload), &claims), json.Unmarshal(claims["data"], &data)); err != nil {
			t.Fatalf("accepted, and encoding/json says %v: %q", err, payload)
		}
		if ours := asMap(got.Pairs); len(ours) != len(got.Pairs) || !maps.Equal(ours, data) {
			t.Errorf("%q\n   reads as %q\nin the other %q", payload, got.Pairs, data)
		}
		for name, date := range map[string]time.Time{"exp": got.ExpiresAt, "nbf": got.NotBefore} {
			if want := string(claims[name]); !sameDate(date, want) {
				t.Errorf("%s is %v, in the payload %s", name, date, want)
			}
		}
		if !got.IssuedAt.IsZero() && !sameDate(got.IssuedAt, string(claims["iat"])) {
			t.Errorf("iat is %v, in the payload %s", got.IssuedAt, claims["iat"])
		}
		checkRoundTrip(t, format, got)
	})
}

// sameDate compares a date with the text of a number, or with its absence.
func sameDate(date time.Time, text string) bool {
	if text == "" || text == "null" {
		return date.IsZero()
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	return err == nil && !date.IsZero() && date.Unix() == seconds
}

func asMap(list []token.Pair) map[string]string {
	data := map[string]string{}
	for _, pair := range list {
		data[pair.Key] = pair.Value
	}
	return data
}

// FuzzJWTText reads any text. What is accepted ends with the one signature that
// its beginning has.
func FuzzJWTText(f *testing.F) {
	for _, format := range formats(f) {
		f.Add(mustAppend(f, format, session()))
	}
	for _, test := range payloadTests {
		f.Add(sign(ownHeader, test.payload))
	}
	f.Add(sign(`{"typ":"JWT","alg":"HS256"}`, bobs))
	f.Add(sign(`{"alg":"none"}`, bobs))
	f.Add(encode(`{"alg":"none"}`) + "." + encode(bobs) + ".")
	f.Add("...")
	format := newJWT(f, token.HS256, secret, older)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := format.Parse(text)
		if err != nil {
			if got.Pairs != nil {
				t.Errorf("%q: %v, and gives %q", text, err, got.Pairs)
			}
			return
		}
		signed := text[:max(strings.LastIndexByte(text, '.'), 0)]
		if text != sealWith(token.HS256, secret, signed) && text != sealWith(token.HS256, older, signed) {
			t.Errorf("accepted without a key: %q", text)
		}
	})
}

func TestFuzzTargetsHaveSeeds(t *testing.T) {
	for _, target := range []string{"FuzzJWTParse", "FuzzJWTText", "FuzzFormParse", "FuzzRoundTrip"} {
		if seeds, err := os.ReadDir("testdata/fuzz/" + target); err != nil || len(seeds) == 0 {
			t.Errorf("%s has %d seeds: %v", target, len(seeds), err)
		}
	}
}
