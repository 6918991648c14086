package token_test

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/satchel-go/satchel/internal/token"
)

// FuzzSealedText reads any text under a key that no seed has: nothing is accepted.
func FuzzSealedText(f *testing.F) {
	for name, format := range formats(f) {
		f.Add(mustAppend(f, format, session()))
		f.Add(name)
	}
	text := mustAppend(f, newSealed(f, 0, secret), session())
	f.Add(text)
	f.Add(text[:len(text)-1] + "\n")
	f.Add(mustAppend(f, newSealed(f, 64, older), session()))
	format := newSealed(f, 0, unknown)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := format.Parse(text)
		if !errors.Is(err, token.ErrMalformed) && !errors.Is(err, token.ErrSignature) || got.Pairs != nil {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	})
}

// FuzzSealedParse reads any content under a good key. What is accepted is the one content
// that its token has, padding aside.
func FuzzSealedParse(f *testing.F) {
	for i := range contentTests {
		f.Add([]byte(contentTests[i].content))
	}
	format := newSealed(f, 0, secret)
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 8<<10 {
			return
		}
		text := sealBytes(t, secret, content)
		got, err := format.Parse(text)
		if err != nil {
			if !errors.Is(err, token.ErrMalformed) {
				t.Errorf("%q: %v", content, err)
			}
			return
		}
		raw := []byte(decode(t, text))
		again, err := format.AppendWithNonce(nil, got, raw[5:sealedHead])
		if err != nil {
			t.Fatalf("%q reads as %+v, which is refused: %v", content, got, err)
		}
		short := bytes.TrimRight(content, "\x00")
		size := len(decode(t, string(again))) - sealedHead - 16
		if size < len(short) || size > len(content) || sealBytes(t, secret, content[:size]) != sealAgain(t, got) {
			t.Errorf("%q reads as %+v, which is written as %d bytes", content, got, size)
		}
		checkSealedRoundTrip(t, format, got)
	})
}

// sealAgain writes a token with the nonce of sealBytes.
func sealAgain(t *testing.T, in token.Token) string {
	text, err := newSealed(t, 0, secret).AppendWithNonce(nil, in, []byte("a nonce of 24 bytes here"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// FuzzSealedRoundTrip writes any pairs and dates and reads them back.
func FuzzSealedRoundTrip(f *testing.F) {
	f.Add("user", "bob", "", "", int64(1_700_000_000_123), int64(1_700_003_600_000), uint16(0))
	f.Add("a", "1", "a", "2", int64(0), int64(0), uint16(64))
	f.Add("\x00", "é", "😀", "\xff", int64(-1), int64(-1500), uint16(1024))
	for _, test := range stringTests {
		f.Add("k", test.want, test.want, "v", int64(1), int64(1<<50), uint16(7))
	}
	f.Fuzz(func(t *testing.T, k1, v1, k2, v2 string, issued, expires int64, padTo uint16) {
		date := func(ms int64) time.Time {
			if ms == 0 {
				return time.Time{}
			}
			return time.UnixMilli(ms)
		}
		format := newSealed(t, int(padTo%1025), secret)
		in := token.Token{Pairs: pairs(k1, v1, k2, v2), IssuedAt: date(issued), NotBefore: date(issued), ExpiresAt: date(expires)}
		text, err := format.Append(nil, in)
		valid := utf8.ValidString(k1 + "," + v1 + "," + k2 + "," + v2)
		earliest, latest := min(in.IssuedAt.Unix(), in.ExpiresAt.Unix()), max(in.IssuedAt.Unix(), in.ExpiresAt.Unix())
		inRange := earliest >= -1<<50 && latest <= 1<<50
		short := len(k1+v1+k2+v2) <= 8<<10
		switch {
		case err == nil && valid && inRange && k1 != k2:
			checkSealedRoundTrip(t, format, in)
		case err == nil:
			t.Errorf("%+v is written: %q", in, text)
		case valid && inRange && k1 != k2 && short:
			t.Errorf("%+v is refused: %v", in, err)
		}
	})
}

func TestFuzzTargetsOfSealedHaveSeeds(t *testing.T) {
	for _, target := range []string{"FuzzSealedText", "FuzzSealedParse", "FuzzSealedRoundTrip"} {
		if seeds, err := os.ReadDir("testdata/fuzz/" + target); err != nil || len(seeds) == 0 {
			t.Errorf("%s has %d seeds: %v", target, len(seeds), err)
		}
	}
}
