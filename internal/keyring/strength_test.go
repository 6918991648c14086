package keyring_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/keyring"
)

func TestCheckTakesSecrets(t *testing.T) {
	for _, test := range []struct{ name, secret string }{
		{"base64 of 32 random bytes", "q7eI2oVt0mJ8sXk3Zc5bYw9uRfHgLaPd1nTvEiMxKjQ="},
		{"64 random hexadecimal digits", "9f2c47d1a86be05394c7f1d2830b6ea5f4c918d70e5b2a63c1d7f8094be6a25d"},
		{"a quote at one end", `"q7eI2oVt0mJ8sXk3Zc5bYw9uRfHgLaPd`},
		{"a UUID", "3f9c1b7e-52d4-4a8e-b6f0-97c21e5d8a43"},
		{"the secret of Play's cases, which has a guess inside", "vector-secret-32-bytes-aaaaaaaa!"},
		{"a sentence beyond ASCII", "naïve façade, señor: ça coûte 30 €"},
		{"exactly as many bytes as needed", "q7eI2oVt0mJ8sXk3Zc5bYw9uRfHgLaPd"},
		{"a word from the list before other words", "secretary of the four winds, 1984"},
		{"eight different characters", "abcdefghhgfedcbaabcdhgfeefghdcba"},
		{"bytes that are no text and end like a blank", "\xa1\xb2\xc3\xd4\xe5\xf6\x87\x98\x89\x9a\xab\xbc\xcd\xde\xef\xf0\x81\x92\xa3\xb4\xc5\xd6\xe7\xf8\x99\x8a\x9b\xac\xbd\xce\xdf "},
		{"bytes that are no text", "\xa1\xb2\xc3\xd4\xe5\xf6\x87\x98\x89\x9a\xab\xbc\xcd\xde\xef\xf0\x81\x92\xa3\xb4\xc5\xd6\xe7\xf8\x99\x8a\x9b\xac\xbd\xce\xdf\xe0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := keyring.Check(test.secret, 32); err != nil {
				t.Errorf("Check(%q, 32) = %v", test.secret, err)
			}
		})
	}
}

func TestCheckRefusesWhatAnybodyCanGuess(t *testing.T) {
	for _, test := range []struct {
		name, secret string
		want         error
	}{
		{"nothing", "", keyring.ErrEmpty},
		{"white space only", " \t\r\n" + strings.Repeat(" ", 32), keyring.ErrEmpty},
		{"Play's default", "changeme", keyring.ErrPlaceholder},
		{"Play's default repeated until it is long enough", strings.Repeat("changeme", 8), keyring.ErrPlaceholder},
		{"Play's default repeated with signs between", strings.Repeat("changeme-", 8), keyring.ErrPlaceholder},
		{"a guess in capitals", strings.Repeat("PlaceHolder", 4), keyring.ErrPlaceholder},
		{"a guess and digits", "secret-key-00000000000000000000000001", keyring.ErrPlaceholder},
		{"a guess and exclamation marks", "password!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", keyring.ErrPlaceholder},
		{"a guess between spaces", "   placeholder                     ", keyring.ErrPlaceholder},
		{"the digits in order", strings.Repeat("0123456789abcdef", 4), keyring.ErrPlaceholder},
		{"the alphabet twice", strings.Repeat("abcdefghijklmnopqrstuvwxyz", 2), keyring.ErrPlaceholder},
		{"Play's generated secret without an application.conf",
			"37eed2dd133f27f68ff0ab4b4b9f65bd7da08069b2c713510b787b8d91602f47", keyring.ErrPlaceholder},
		{"the secret of Play's documentation",
			"QCY?tAnfk?aZ?iwrNwnxIlR6CTf:G3gf:90Latabg@5241AB`R5W:1uDFN];Ik@n", keyring.ErrPlaceholder},
		{"the secret of a well-known JWT page", "a-string-secret-at-least-256-bits-long", keyring.ErrPlaceholder},
		{"a secret of Play's for development", "0123456789abcdeffedcba9876543210" + "7da08069b2c713510b787b8d91602f47", keyring.ErrPlaceholder},
		{"the secret of our own documentation", "kT5Yw8Qm2Zr7Lx4Nd9Vb3Hc6Jf1Gs0Pa", keyring.ErrPlaceholder},
		{"what a secret prints as", "[redacted]", keyring.ErrPlaceholder},
		{"double quotes around", `"vector-secret-32-bytes-aaaaaaaa!"`, keyring.ErrQuoted},
		{"single quotes around", `'vector-secret-32-bytes-aaaaaaaa!'`, keyring.ErrQuoted},
		{"a line break behind", "vector-secret-32-bytes-aaaaaaaa!\n", keyring.ErrBlankEnds},
		{"blanks that make up the length", "abcdefgh" + strings.Repeat(" ", 24), keyring.ErrBlankEnds},
		{"one piece four times", strings.Repeat("abcdefgh", 4), keyring.ErrMonotonous},
		{"one character many times", strings.Repeat("a", 64), keyring.ErrMonotonous},
		{"seven different characters", strings.Repeat("abcdefg", 5), keyring.ErrMonotonous},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, need := range []int{0, 32} {
				if err := keyring.Check(test.secret, need); !errors.Is(err, test.want) {
					t.Errorf("Check(%q, %d) = %v, want %v", test.secret, need, err, test.want)
				}
			}
		})
	}
}

func TestCheckSaysHowShortASecretIs(t *testing.T) {
	const secret = "q7eI2oVt0mJ8sXk3Zc5bYw9uRfHgLaP"
	for _, test := range []struct {
		name   string
		secret string
		need   int
	}{
		{"one byte below HS256", secret, 32},
		{"enough for HS256, short for HS384", secret + "d", 48},
		{"one byte below HS512", secret + secret + "x", 64},
		{"few characters, of which few differ", "aaa", 32},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := keyring.Check(test.secret, test.need)
			short, ok := errors.AsType[*keyring.ShortError](err)
			if !ok || *short != (keyring.ShortError{Have: len(test.secret), Need: test.need}) {
				t.Fatalf("Check = %v, want have %d, need %d", err, len(test.secret), test.need)
			}
			if strings.Contains(err.Error(), test.secret) {
				t.Errorf("the error repeats the secret: %v", err)
			}
		})
	}
	if err := keyring.Check(secret, len(secret)); err != nil {
		t.Errorf("a secret of the needed length: %v", err)
	}
	if err := keyring.Check("x3!", 0); err != nil {
		t.Errorf("a short secret where none is needed: %v", err)
	}
}

func TestGenerateMakesSecretsThatAreNewAndStrong(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		secret := keyring.Generate()
		if seen[secret] {
			t.Fatalf("made twice: %q", secret)
		}
		seen[secret] = true
		if err := keyring.Check(secret, 64); err != nil {
			t.Fatalf("Check(Generate(), 64) = %v", err)
		}
		if b, err := base64.RawURLEncoding.DecodeString(secret); err != nil || len(b) != 48 {
			t.Fatalf("%d random bytes in %q (%v), want 48", len(b), secret, err)
		}
	}
}
