package token_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

const bobs = `{"data":{"user":"bob"}}`

// Each header is under a good HS256 signature.
func TestHeadersOfAuthenticTokens(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for _, test := range []struct {
		name, header string
		want         error
	}{
		{"the one that Play writes", ownHeader, nil},
		{"typ in front", `{"typ":"JWT","alg":"HS256"}`, nil},
		{"typ behind", `{"alg":"HS256","typ":"JWT"}`, nil},
		{"kid", `{"alg":"HS256","kid":"a.b"}`, nil},
		{"white space everywhere", "\r\n { \"alg\"\t:\n\"HS256\" } ", nil},
		{"unknown members of all kinds", `{"x":null,"y":[{"alg":"none"},-1.5e3],"alg":"HS256","z":{"alg":"HS512"}}`, nil},
		{"escapes in name and value", `{"\u0061lg":"HS\u003256"}`, nil},
		{"the name in other letters beside the right one", `{"alg":"HS256","Alg":"none","ALG":"none"}`, nil},

		{"no signature wanted", `{"alg":"none"}`, token.ErrAlgorithm},
		{"a longer digest", `{"alg":"HS512"}`, token.ErrAlgorithm},
		{"another digest with typ", `{"alg":"HS384","typ":"JWT"}`, token.ErrAlgorithm},
		{"a public key", `{"alg":"RS256"}`, token.ErrAlgorithm},
		{"the algorithm in small letters", `{"alg":"hs256"}`, token.ErrAlgorithm},
		{"a space in the algorithm", `{"alg":"HS256 "}`, token.ErrAlgorithm},
		{"an empty algorithm", `{"alg":""}`, token.ErrAlgorithm},
		{"no algorithm", `{}`, token.ErrAlgorithm},
		{"the name in other letters alone", `{"ALG":"HS256"}`, token.ErrAlgorithm},
		{"the algorithm inside another member", `{"x":{"alg":"HS256"}}`, token.ErrAlgorithm},

		{"null for the algorithm", `{"alg":null}`, token.ErrMalformed},
		{"a number for the algorithm", `{"alg":256}`, token.ErrMalformed},
		{"a list for the algorithm", `{"alg":["HS256"]}`, token.ErrMalformed},
		{"crit", `{"alg":"HS256","crit":["exp"]}`, token.ErrMalformed},
		{"crit that is empty", `{"crit":[],"alg":"HS256"}`, token.ErrMalformed},
		{"compression", `{"alg":"HS256","zip":"DEF"}`, token.ErrMalformed},
		{"compression, its name escaped", `{"alg":"HS256","\u007aip":"DEF"}`, token.ErrMalformed},
		{"the algorithm twice, the right one last", `{"alg":"none","alg":"HS256"}`, token.ErrMalformed},
		{"the algorithm twice, the right one first", `{"alg":"HS256","alg":"none"}`, token.ErrMalformed},
		{"the algorithm twice, both right", `{"alg":"HS256","alg":"HS256"}`, token.ErrMalformed},
		{"the algorithm twice, one name escaped", `{"alg":"HS256","\u0061lg":"HS256"}`, token.ErrMalformed},
		{"another member twice", `{"alg":"HS256","kid":"1","kid":"2"}`, token.ErrMalformed},
		{"a byte order mark", "\ufeff" + ownHeader, token.ErrMalformed},
		{"a list", `["HS256"]`, token.ErrMalformed},
		{"a string", `"HS256"`, token.ErrMalformed},
		{"null", `null`, token.ErrMalformed},
		{"nothing", ``, token.ErrMalformed},
		{"no JSON", `alg=HS256`, token.ErrMalformed},
		{"an object that does not end", `{"alg":"HS256"`, token.ErrMalformed},
		{"text behind the object", ownHeader + "x", token.ErrMalformed},
		{"two objects", ownHeader + ownHeader, token.ErrMalformed},
		{"a comma behind the last member", `{"alg":"HS256",}`, token.ErrMalformed},
		{"a byte that is no UTF-8", "{\"alg\":\"HS256\",\"x\":\"\xff\"}", token.ErrMalformed},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := sign(test.header, bobs)
			if test.want != nil {
				refused(t, format, text, test.want)
			} else if got := mustParse(t, format, text); len(got.Pairs) != 1 || got.Pairs[0].Value != "bob" {
				t.Errorf("pairs are %v", got.Pairs)
			}
		})
	}
}

// The header of a forged token is never parsed: only common texts are known, so
// that an operator reads of a wrong algorithm and not of a wrong key.
func TestHeadersOfForgedTokens(t *testing.T) {
	none := strings.Repeat("A", 43)
	for _, test := range []struct {
		name   string
		reader token.Algorithm
		text   string
		want   error
	}{
		{"none without a signature", token.HS256, encode(`{"alg":"none"}`) + "." + encode(bobs) + ".", token.ErrAlgorithm},
		{"none, typed, without a signature", token.HS256, encode(`{"alg":"none","typ":"JWT"}`) + "." + encode(bobs) + ".", token.ErrAlgorithm},
		{"none with a signature of the right size", token.HS256, encode(`{"typ":"JWT","alg":"none"}`) + "." + encode(bobs) + "." + none, token.ErrAlgorithm},
		{"none in capitals", token.HS256, encode(`{"alg":"NONE"}`) + "." + encode(bobs) + ".", token.ErrMalformed},
		{"no signature", token.HS256, encode(ownHeader) + "." + encode(bobs) + ".", token.ErrMalformed},
		{"HS512 read by HS256", token.HS256, jwtOf(token.HS512, longSecret), token.ErrAlgorithm},
		{"HS384 read by HS256", token.HS256, jwtOf(token.HS384, longSecret), token.ErrAlgorithm},
		{"HS256 read by HS512", token.HS512, jwtOf(token.HS256, longSecret), token.ErrAlgorithm},
		{"HS256 read by HS384", token.HS384, jwtOf(token.HS256, longSecret), token.ErrAlgorithm},
		{"HS256 named, HS512 computed", token.HS256, sealWith(token.HS512, longSecret, encode(ownHeader)+"."+encode(bobs)), token.ErrMalformed},
		{"an unknown algorithm", token.HS256, encode(`{"alg":"RS256"}`) + "." + encode(bobs) + "." + none, token.ErrSignature},
		{"no JSON at all", token.HS256, "!.!." + none, token.ErrSignature},
	} {
		t.Run(test.name, func(t *testing.T) { refused(t, newJWT(t, test.reader, longSecret), test.text, test.want) })
	}
}

// jwtOf is an authentic token of another algorithm.
func jwtOf(algorithm token.Algorithm, secret string) string {
	return sealWith(algorithm, secret, encode(`{"alg":"`+string(algorithm)+`"}`)+"."+encode(bobs))
}
