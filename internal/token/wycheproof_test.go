package token_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// readWycheproof reads a file of the Wycheproof project, which is not copied: it is looked
// for in a folder beside the checkout.
func readWycheproof(t *testing.T, name string, into any) {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "wycheproof", name)
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.Skipf("there is no %s; put testvectors_v1 of C2SP/wycheproof there to run these cases", path)
	case err != nil:
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// hexText is bytes, in hexadecimal digits in the file.
type hexText string

func (h *hexText) UnmarshalText(digits []byte) error {
	text, err := hex.DecodeString(string(digits))
	*h = hexText(text)
	return err
}

type macFile struct {
	NumberOfTests int
	TestGroups    []struct {
		KeySize, TagSize int // in bits
		Tests            []struct {
			TCID            int
			Comment, Result string
			Key, Msg, Tag   hexText
		}
	}
}

// authenticity is what a format does with a MAC, whatever the message is.
type authenticity interface {
	Authentic(message, mac string) bool
}

func TestWycheproofHMAC(t *testing.T) {
	jwt := func(algorithm token.Algorithm) func(keyring.Ring) (authenticity, error) {
		return func(ring keyring.Ring) (authenticity, error) { return token.NewJWT(algorithm, ring, "data") }
	}
	signedURL := func(ring keyring.Ring) (authenticity, error) { return token.NewSignedURL(ring) }
	// What has to come of the cases: accepted, refused for the MAC, refused since the MAC is
	// cut short, refused since the key is.
	type tally struct{ accepted, wrong, cut, short int }
	for _, test := range []struct {
		file, name string
		size       int // of the MAC, in bits
		makes      func(keyring.Ring) (authenticity, error)
		want       tally
	}{
		{"hmac_sha256_test.json", "HS256", 256, jwt(token.HS256), tally{30, 54, 84, 6}},
		{"hmac_sha384_test.json", "HS384", 384, jwt(token.HS384), tally{30, 54, 84, 6}},
		{"hmac_sha512_test.json", "HS512", 512, jwt(token.HS512), tally{30, 54, 84, 6}},
		{"hmac_sha1_test.json", "SignedURL", 160, signedURL, tally{33, 54, 83, 0}}, // takes any key, as Play did
	} {
		t.Run(test.name, func(t *testing.T) {
			var file macFile
			readWycheproof(t, test.file, &file)
			got, ran := tally{}, 0
			for _, group := range file.TestGroups {
				for _, c := range group.Tests {
					ran++
					format, err := test.makes(keyring.New(string(c.Key)))
					if group.KeySize < test.size && test.name != "SignedURL" {
						if _, ok := errors.AsType[*keyring.ShortError](err); !ok {
							t.Errorf("case %d: a key of %d bits gives %v", c.TCID, group.KeySize, err)
						}
						got.short++
						continue
					}
					if err != nil {
						t.Fatalf("case %d: %v", c.TCID, err)
					}
					accepted := format.Authentic(string(c.Msg), string(c.Tag))
					switch whole := group.TagSize == test.size; {
					case accepted != (whole && c.Result == "valid"):
						t.Errorf("case %d (%s, a MAC of %d bits, %s): accepted is %t", c.TCID, c.Comment, group.TagSize, c.Result, accepted)
					case accepted:
						got.accepted++
					case whole:
						got.wrong++
					default:
						got.cut++
					}
				}
			}
			t.Logf("%d cases: %+v", ran, got)
			if got != test.want || ran != file.NumberOfTests {
				t.Errorf("of %d cases %+v, want %+v", file.NumberOfTests, got, test.want)
			}
		})
	}
}

// The signed form of Play 2.5 has its MAC over any text, so that the cases go through the
// whole reader as well.
func TestWycheproofHMACInSignedURL(t *testing.T) {
	var file macFile
	readWycheproof(t, "hmac_sha1_test.json", &file)
	ran := 0
	for _, group := range file.TestGroups {
		for _, c := range group.Tests {
			ran++
			_, err := newSignedURL(t, string(c.Key)).Parse(hex.EncodeToString([]byte(c.Tag)) + "-" + string(c.Msg))
			switch {
			case group.TagSize != 160:
				if !errors.Is(err, token.ErrMalformed) {
					t.Errorf("case %d: a MAC of %d bits gives %v", c.TCID, group.TagSize, err)
				}
			case (c.Result == "valid") == errors.Is(err, token.ErrSignature):
				t.Errorf("case %d is %s (%s), Parse says %v", c.TCID, c.Result, c.Comment, err)
			}
		}
	}
	t.Logf("%d cases", ran)
	if ran != 170 {
		t.Errorf("%d cases, want 170", ran)
	}
}

// wycheproofDifferences are the cases of web signatures that are valid in the file and
// refused here, and the other way round.
var wycheproofDifferences = map[int]string{
	367: "is called invalid padding, and is the text of case 357, which is valid",
	370: "is called invalid padding, and is the text of case 357, which is valid",
	372: "has a question mark in the header, which the MAC does not cover; valid for who drops it before",
	373: "has a question mark in the payload, which the MAC does not cover; valid for who drops it before",
}

// The payloads of the file are no JSON, or have no claim with pairs. So a valid case is one
// that is malformed, which shows that the signature and the header were found good.
func TestWycheproofWebSignatures(t *testing.T) {
	var file struct {
		NumberOfTests int
		TestGroups    []struct {
			Comment string
			Private struct {
				KTY, K string
				Alg    token.Algorithm
			}
			Tests []struct {
				TCID            int
				Comment, Result string
				JWS             json.RawMessage
			}
		}
	}
	readWycheproof(t, "json_web_signature_test.json", &file)
	var accepted, refused, different, foreign int
	for _, group := range file.TestGroups {
		key, err := base64.RawURLEncoding.DecodeString(group.Private.K)
		symmetric := group.Private.KTY == "oct" && group.Private.Alg.Size() > 0
		if symmetric && err != nil {
			t.Fatal(err)
		}
		for _, c := range group.Tests {
			text := string(c.JWS) // an object, in the one case that is not about the compact form
			_ = json.Unmarshal(c.JWS, &text)
			if !symmetric {
				// Whatever a public key signed is nothing under any of our algorithms.
				for _, algorithm := range []token.Algorithm{token.HS256, token.HS384, token.HS512} {
					forged(t, newJWT(t, algorithm, longSecret), text)
				}
				foreign++
				continue
			}
			format := newJWT(t, group.Private.Alg, string(key))
			_, err := format.Parse(text)
			authentic := err == nil || errors.Is(err, token.ErrMalformed) && signedBy(format, text)
			reason := wycheproofDifferences[c.TCID]
			if same := authentic == (c.Result == "valid"); same == (reason != "") {
				t.Errorf("case %d (%s, %s) is %s, Parse says %v; listed as different: %q", c.TCID, group.Comment, c.Comment, c.Result, err, reason)
			}
			switch {
			case reason != "":
				different++
			case authentic:
				accepted++
			case err == nil:
				t.Errorf("case %d is accepted", c.TCID)
			default:
				refused++
			}
		}
	}
	t.Logf("%d cases: %d valid, %d refused, %d different, %d of public keys", file.NumberOfTests, accepted, refused, different, foreign)
	want := []int{8, 28, len(wycheproofDifferences), 361}
	if got := []int{accepted, refused, different, foreign}; !slices.Equal(got, want) || accepted+refused+different+foreign != file.NumberOfTests {
		t.Errorf("of %d cases %v, want %v", file.NumberOfTests, got, want)
	}
}

// signedBy tells whether a text has the MAC of its first two segments, in the one form of
// each segment. Parse says "malformed" of a wrong shape and of a wrong payload alike.
func signedBy(format authenticity, text string) bool {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return false
	}
	mac, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil || base64.RawURLEncoding.EncodeToString(mac) != parts[2] {
		return false
	}
	for _, segment := range parts[:2] {
		bytes, err := base64.RawURLEncoding.Strict().DecodeString(segment)
		if err != nil || base64.RawURLEncoding.EncodeToString(bytes) != segment {
			return false
		}
	}
	return format.Authentic(parts[0]+"."+parts[1], string(mac))
}
