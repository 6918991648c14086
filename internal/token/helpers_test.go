package token_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

const (
	secret     = "vector-secret-32-bytes-aaaaaaaa!"
	older      = "q7eI2oVt0mJ8sXk3Zc5bYw9uRfHgLaPd"
	longSecret = secret + older // enough for each algorithm

	ownHeader = `{"alg":"HS256"}`
)

// now is the clock of these tests, with a fraction that no token carries.
var now = time.UnixMilli(1_700_000_000_123)

var jwtHashes = map[token.Algorithm]func() hash.Hash{
	token.HS256: sha256.New,
	token.HS384: sha512.New384,
	token.HS512: sha512.New,
}

func newJWT(tb testing.TB, algorithm token.Algorithm, secrets ...string) *token.JWT {
	tb.Helper()
	return newClaimJWT(tb, algorithm, "data", secrets...)
}

func newClaimJWT(tb testing.TB, algorithm token.Algorithm, claim string, secrets ...string) *token.JWT {
	tb.Helper()
	format, err := token.NewJWT(algorithm, keyring.New(secrets...), claim)
	if err != nil {
		tb.Fatal(err)
	}
	return format
}

func newSignedURL(tb testing.TB, secrets ...string) *token.SignedURL {
	tb.Helper()
	format, err := token.NewSignedURL(keyring.New(secrets...))
	if err != nil {
		tb.Fatal(err)
	}
	return format
}

// formats are all that there are, by name.
func formats(tb testing.TB) map[string]token.Format {
	return map[string]token.Format{
		"HS256":      newJWT(tb, token.HS256, secret),
		"HS384":      newJWT(tb, token.HS384, longSecret),
		"HS512":      newJWT(tb, token.HS512, longSecret),
		"SignedURL":  newSignedURL(tb, secret),
		"URLEncoded": token.URLEncoded{},
	}
}

// session is a token with all dates that are in use.
func session() token.Token {
	return token.Token{
		Pairs:     pairs("user", "bob", "Größe", "1,80 m", "😀", `"quoted"`),
		IssuedAt:  now,
		NotBefore: now,
		ExpiresAt: now.Add(time.Hour),
	}
}

func pairs(keysAndValues ...string) []token.Pair {
	var list []token.Pair
	for pair := range slices.Chunk(keysAndValues, 2) {
		list = append(list, token.Pair{Key: pair[0], Value: pair[1]})
	}
	return list
}

func mustAppend(tb testing.TB, format token.Format, t token.Token) string {
	tb.Helper()
	text, err := format.Append(nil, t)
	if err != nil {
		tb.Fatalf("Append(%+v): %v", t, err)
	}
	return string(text)
}

func mustParse(tb testing.TB, format token.Format, text string) token.Token {
	tb.Helper()
	t, err := format.Parse(text)
	if err != nil {
		tb.Fatalf("Parse(%q): %v", text, err)
	}
	return t
}

// refused checks that text is refused for one of the reasons and yields nothing.
func refused(tb testing.TB, format token.Format, text string, reasons ...error) {
	tb.Helper()
	t, err := format.Parse(text)
	if !slices.ContainsFunc(reasons, func(reason error) bool { return errors.Is(err, reason) }) {
		tb.Errorf("Parse(%.200q) = %v, want one of %v", text, err, reasons)
	}
	if len(t.Pairs) > 0 {
		tb.Errorf("Parse(%.200q) refuses and gives %v", text, t.Pairs)
	}
}

// checkRoundTrip checks what holds for each token that a format takes: its length
// is known, a cookie can carry it, and it reads as what was written.
func checkRoundTrip(tb testing.TB, format token.Format, in token.Token) {
	tb.Helper()
	text := mustAppend(tb, format, in)
	if got := format.Len(in, weigh(format, in.Pairs)); got != len(text) {
		tb.Errorf("Len = %d, the text has %d bytes: %q", got, len(text), text)
	}
	if !isCookieValue(text) {
		tb.Errorf("no cookie value: %q", text)
	}
	want := token.Token{Pairs: lastWins(in.Pairs), KeyID: format.SigningKeyID()}
	switch format.(type) {
	case *token.JWT, token.Fallback:
		want.IssuedAt, want.NotBefore, want.ExpiresAt = wholeSeconds(in.IssuedAt), wholeSeconds(in.NotBefore), wholeSeconds(in.ExpiresAt)
	}
	if got := mustParse(tb, format, text); !equal(got, want) {
		tb.Errorf("%q\nreads as %+v\nwant     %+v", text, got, want)
	}
}

// isCookieValue follows RFC 6265bis section 4.1.1.
func isCookieValue(text string) bool {
	for _, c := range []byte(text) {
		if c <= ' ' || c >= 0x7F || strings.IndexByte("\",;\\", c) >= 0 {
			return false
		}
	}
	return true
}

// equal compares tokens; dates are equal that name the same moment.
func equal(a, b token.Token) bool {
	return slices.Equal(a.Pairs, b.Pairs) && a.KeyID == b.KeyID && a.Purpose == b.Purpose &&
		a.IssuedAt.Equal(b.IssuedAt) && a.NotBefore.Equal(b.NotBefore) && a.ExpiresAt.Equal(b.ExpiresAt)
}

func wholeSeconds(date time.Time) time.Time {
	if date.IsZero() {
		return date
	}
	return time.Unix(date.Unix(), 0)
}

// lastWins keeps one pair of each key: the last value, in the place of the first.
func lastWins(list []token.Pair) []token.Pair {
	var kept []token.Pair
	for _, pair := range list {
		same := func(p token.Pair) bool { return p.Key == pair.Key }
		if i := slices.IndexFunc(kept, same); i >= 0 {
			kept[i].Value = pair.Value
		} else {
			kept = append(kept, pair)
		}
	}
	return kept
}

func weigh(format token.Format, list []token.Pair) int {
	weight := 0
	for _, pair := range list {
		weight += format.Weigh(pair)
	}
	return weight
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func decode(tb testing.TB, segment string) string {
	tb.Helper()
	text, err := base64.RawURLEncoding.DecodeString(segment)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

// payloadOf returns the JSON inside a JWT.
func payloadOf(tb testing.TB, text string) string {
	tb.Helper()
	segments := strings.Split(text, ".")
	if len(segments) != 3 {
		tb.Fatalf("%q has %d segments", text, len(segments))
	}
	return decode(tb, segments[1])
}

// sign makes an authentic HS256 token of any header and payload.
func sign(header, payload string) string { return seal(encode(header) + "." + encode(payload)) }

// seal appends the HS256 signature of a text, whatever it is.
func seal(text string) string { return sealWith(token.HS256, secret, text) }

func sealWith(algorithm token.Algorithm, secret, text string) string {
	return text + "." + base64.RawURLEncoding.EncodeToString(mac(jwtHashes[algorithm], secret, text))
}

// sealURL makes an authentic token of any body in the form of Play 2.5.
func sealURL(body string) string { return hex.EncodeToString(mac(sha1.New, secret, body)) + "-" + body }

func mac(newHash func() hash.Hash, secret, text string) []byte {
	h := hmac.New(newHash, []byte(secret))
	h.Write([]byte(text))
	return h.Sum(nil)
}
