package jwt_test

import (
	"errors"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"github.com/satchel-go/satchel/internal/token"
)

// stricter are texts under the right key that golang-jwt takes, in its strict mode where
// that is not said otherwise, and that this project refuses.
var stricter = []struct {
	name           string
	header, claims string // the segments as they stand in the text
}{
	{"a line break in the header", "eyJhbGci\nOiJIUzI1NiJ9", encode(bobs)},
	{"line breaks behind the claims", encode(ownHeader), encode(bobs) + "\r\n\r\n"},
	{"the algorithm twice, the right one last", encode(`{"alg":"none","alg":"HS256"}`), encode(bobs)},
	{"an extension that must be understood", encode(`{"alg":"HS256","crit":["b64"],"b64":false}`), encode(bobs)},
	{"a payload that is said to be compressed", encode(`{"alg":"HS256","zip":"DEF"}`), encode(bobs)},
	{"a byte that is no UTF-8", encode(ownHeader), encode("{\"data\":{\"user\":\"\xff\"}}")},
	{"half a surrogate pair", encode(ownHeader), encode(`{"data":{"user":"\ud83d"}}`)},
	{"the pairs in a claim of another case", encode(ownHeader), encode(`{"DATA":{"user":"bob"}}`)},
	{"blanks around the claims", encode(ownHeader), encode(" " + bobs + "\n")},
	{"a date with a fraction", encode(ownHeader), encode(`{"data":{"user":"bob"},"exp":1700003600.5}`)},
	{"a value that is null", encode(ownHeader), encode(`{"data":{"user":null}}`)},
}

func TestWhatGolangJWTTakesAndThisProjectRefuses(t *testing.T) {
	for _, test := range stricter {
		t.Run(test.name, func(t *testing.T) {
			text := signSegments(t, test.header+"."+test.claims)
			if _, err := readTheirs(token.HS256, text, now, 0); err != nil {
				t.Errorf("golang-jwt refuses it too: %v", err)
			}
			if _, err := newFormat(t, token.HS256).Parse(text); !errors.Is(err, token.ErrMalformed) {
				t.Errorf("Parse says %v", err)
			}
		})
	}
}

// Out of the box golang-jwt has some texts for one signature; here there is one.
func TestTheSpareBitsOfASignatureAreReadByGolangJWTOnly(t *testing.T) {
	text := signSegments(t, encode(ownHeader)+"."+encode(bobs))
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	accepted := 0
	for _, last := range alphabet {
		other := text[:len(text)-1] + string(last)
		_, err := jwt.Parse(other, func(*jwt.Token) (any, error) { return []byte(secret), nil }, jwt.WithValidMethods([]string{"HS256"}))
		if err == nil {
			accepted++
		}
		if _, err := newFormat(t, token.HS256).Parse(other); (err == nil) != (other == text) {
			t.Errorf("%q: %v", other, err)
		}
	}
	if accepted != 4 {
		t.Errorf("golang-jwt takes %d last characters, want 4: it has become strict", accepted)
	}
}
