package token_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// canonical tells whether a segment is what an encoder makes of some bytes, and of which.
func canonical(tb testing.TB, segment string) bool {
	tb.Helper()
	for _, c := range []byte(segment) {
		if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", rune(c)) {
			return false
		}
	}
	return len(segment)%4 != 1 && encode(decode(tb, segment)) == segment
}

// Each byte in each place of the header and of the payload, put in and put in the place of
// another, under a good signature of the literal text. What is accepted is the one text of
// its bytes.
func TestEachByteInEachPlaceOfASegment(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for length := range 3 {
		header, payload := encode(ownHeader+strings.Repeat(" ", length)), encode(`{"data":{"k":"v"}`+strings.Repeat(" ", length)+`}`)
		whole := header + "." + payload
		mustParse(t, format, seal(whole))
		accepted := 0
		for i := range len(whole) + 1 {
			for c := range 256 {
				for _, text := range []string{whole[:i] + string([]byte{byte(c)}) + whole[i:], whole[:i] + string([]byte{byte(c)}) + whole[min(i+1, len(whole)):]} {
					got, err := format.Parse(seal(text))
					if err != nil {
						if got.Pairs != nil {
							t.Errorf("%q is refused and gives %v", text, got.Pairs)
						}
						continue
					}
					accepted++
					if header, payload, _ := strings.Cut(text, "."); !canonical(t, header) || !canonical(t, payload) {
						t.Errorf("accepted: %q", text)
					}
				}
			}
		}
		if accepted <= len(whole) { // each byte in its own place, and other values and blanks
			t.Errorf("%d of the texts are tokens", accepted)
		}
	}
}

// lookalikes are what stands for a sign of the alphabet, or for nothing, to some decoder or
// to the eye.
var lookalikes = []struct{ name, text string }{
	{"a hyphen of Unicode", "\u2010"},
	{"a hyphen that does not break", "\u2011"},
	{"a minus sign", "\u2212"},
	{"a soft hyphen", "\u00ad"},
	{"a low line in full width", "\uff3f"},
	{"an A in full width", "\uff21"},
	{"a Cyrillic A", "\u0410"},
	{"an invisible space", "\u200b"},
	{"a byte order mark", "\ufeff"},
	{"a line separator", "\u2028"},
	{"a zero in two bytes", "\xc0\x80"},
	{"half a character", "\xe2\x80"},
	{"a zero", "\x00"},
	{"an escape of a URL", "%2d"},
	{"a padding in the escape of a URL", "%3D"},
	{"a line break of mail", "\r\n"},
	{"a line break of mail and a blank", "\r\n "},
	{"four line breaks", "\n\n\n\n"},
	{"padding", "="},
	{"padding and more", "=="},
	{"a whole group of padding", "===="},
	{"a group of nothing", "AAA="},
	{"a star", "*"},
	{"a tilde", "~"},
	{"a comma", ","},
	{"a blank", " "},
	{"a tab", "\t"},
}

func TestLookalikesInEachPlaceOfASegment(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	whole := encode(ownHeader) + "." + encode(`{"data":{"k":"v"}}`)
	signed := mustAppend(t, format, token.Token{Pairs: pairs("k", "v")})
	for _, test := range lookalikes {
		t.Run(test.name, func(t *testing.T) {
			for i := range len(whole) + 1 {
				refused(t, format, seal(whole[:i]+test.text+whole[i:]), token.ErrMalformed)
				if i < len(whole) && whole[i] != '.' {
					refused(t, format, seal(whole[:i]+test.text+whole[i+1:]), token.ErrMalformed)
				}
			}
			for i := strings.LastIndexByte(signed, '.') + 1; i <= len(signed); i++ {
				forged(t, format, signed[:i]+test.text+signed[i:])
				if end := i + len(test.text); end <= len(signed) && signed[i:end] != test.text { // of the right length
					forged(t, format, signed[:i]+test.text+signed[end:])
				}
			}
		})
	}
}

// A dot more makes another number of segments, and the base64 of a dot makes none.
func TestNothingStandsForTheDot(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for _, dot := range []string{"\u2024", "\uff0e", "\u3002", "%2E", "%2e", "..", ". ", " .", "\x00.", ",", ":", "\xc0\xae", ""} {
		header, payload := encode(ownHeader), encode(bobs)
		whole := seal(header + dot + payload)
		refused(t, format, whole, token.ErrMalformed)
		forged(t, format, strings.ReplaceAll(seal(header+"."+payload), ".", dot))
	}
}

// In the signed form of Play 2.5 the MAC is in hexadecimal digits of one case.
func TestOneTextForEachHexadecimalSignature(t *testing.T) {
	format := newSignedURL(t, secret)
	good := sealURL("a=1")
	digits, body := good[:40], good[40:]
	for i, c := range []byte(digits) {
		for _, other := range []string{strings.ToUpper(string(c)), "g", "\x00", " ", "-", "\uff10", "%30"} {
			if other != string(c) {
				forged(t, format, digits[:i]+other+digits[i+1:]+body)
			}
		}
	}
	sum, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	for name, signature := range map[string]string{
		"the bytes": string(sum), "base64": encode(string(sum)), "with 0x": "0x" + digits, "with colons": fmt.Sprintf("% x", sum),
		"capitals": strings.ToUpper(digits), "half": digits[:20], "twice": digits + digits, "nothing": "", "SHA-256": fmt.Sprintf("%x", mac(jwtHashes[token.HS256], secret, "a=1")),
	} {
		t.Run(name, func(t *testing.T) { forged(t, format, signature+body) })
	}
}
