package token_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/satchel-go/satchel/internal/token"
)

// FuzzFormParse compares the reader of forms with the plain way to do it, signed
// and unsigned.
func FuzzFormParse(f *testing.F) {
	for _, test := range formTests {
		f.Add(test.body)
	}
	f.Add(strings.Repeat("k=v&", 20) + "k=w")
	signed := newSignedURL(f, secret)
	f.Fuzz(func(t *testing.T, body string) {
		want, ok := plainForm(body)
		for text, format := range map[string]token.Format{body: token.URLEncoded{}, sealURL(body): signed} {
			got, err := format.Parse(text)
			if !ok {
				if !errors.Is(err, token.ErrMalformed) || got.Pairs != nil {
					t.Errorf("%q: %v and %q", text, err, got.Pairs)
				}
				continue
			}
			if err != nil || !slices.Equal(got.Pairs, want) {
				t.Errorf("%q: %v\n got %q\nwant %q", text, err, got.Pairs, want)
			}
			checkRoundTrip(t, format, got)
		}
	})
}

func plainForm(body string) ([]token.Pair, bool) {
	var list []token.Pair
	for piece := range strings.SplitSeq(body, "&") {
		if !strings.Contains(piece, "=") {
			continue
		}
		sides := strings.SplitN(piece, "=", 2)
		for i, side := range sides {
			text, err := url.QueryUnescape(side)
			if err != nil || !utf8.ValidString(text) {
				return nil, false
			}
			sides[i] = text
		}
		list = append(list, pairs(sides...)...)
	}
	return lastWins(list), true
}

// FuzzRoundTrip writes any pairs and dates in each format and reads them back.
func FuzzRoundTrip(f *testing.F) {
	f.Add("user", "bob", "", "", "user", "alice", int64(1_700_000_000_123), int64(0))
	for _, test := range stringTests {
		f.Add("k", test.want, test.want, "v", test.json, test.json, int64(0), int64(-1))
	}
	for _, test := range formTests {
		f.Add(test.name, test.body, test.body, test.name, "", "", int64(-1500), int64(1<<50))
	}
	list := formats(f)
	f.Fuzz(func(t *testing.T, k1, v1, k2, v2, k3, v3 string, issued, expires int64) {
		in := token.Token{Pairs: pairs(k1, v1, k2, v2, k3, v3), IssuedAt: millis(issued), NotBefore: millis(issued), ExpiresAt: millis(expires)}
		valid := utf8.ValidString(k1 + "," + v1 + "," + k2 + "," + v2 + "," + k3 + "," + v3)
		for _, format := range list {
			if valid {
				checkRoundTrip(t, format, in)
			} else if text, err := format.Append(nil, in); !errors.Is(err, token.ErrNotUTF8) {
				t.Errorf("Append(%q) = %q, %v", in.Pairs, text, err)
			}
		}
	})
}

// millis is a date that a payload can carry; no date for zero.
func millis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms % (maxSeconds * 1000))
}
