package keyring

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Reasons for which [Check] refuses a secret, besides [ShortError].
var (
	ErrEmpty       = errors.New("is empty")
	ErrPlaceholder = errors.New("is a placeholder that anybody can guess")
	ErrMonotonous  = errors.New("repeats itself, so that it cannot be random")
	ErrQuoted      = errors.New("has quotes around it, which belong to the place that it comes from")
	ErrBlankEnds   = errors.New("has blanks or line breaks around it, which another place may trim")
)

// ShortError says how long a secret is and how long it has to be, in bytes.
type ShortError struct{ Have, Need int }

func (e *ShortError) Error() string {
	return fmt.Sprintf("has %d bytes, the algorithm needs %d", e.Have, e.Need)
}

// generatedBytes is the strength of a generated secret. 48 bytes are 64
// characters, which is also long enough for HS512 when used as they are.
const generatedBytes = 48

// Generate returns a new secret: 384 random bits as 64 characters of base64url.
func Generate() string {
	var b [generatedBytes]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24: the program ends instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Check refuses a secret that is empty or blank, a placeholder, in quotes, shorter than need
// bytes, which is the size of the algorithm's digest (RFC 7518 section 3.2), or
// monotonous. need may be zero.
func Check(secret string, need int) error {
	switch trimmed := strings.TrimSpace(secret); {
	case trimmed == "":
		return ErrEmpty
	case placeholder(trimmed):
		return ErrPlaceholder
	case trimmed != secret && utf8.ValidString(secret): // bytes that are no text may look like blanks
		return ErrBlankEnds
	case quoted(trimmed):
		return ErrQuoted
	case len(secret) < need:
		return &ShortError{Have: len(secret), Need: need}
	case monotonous(trimmed):
		return ErrMonotonous
	}
	return nil
}

// fewestDistinct is the number of different bytes below which a secret of
// any length counts as typed by hand. 32 random hexadecimal digits, the poorest
// alphabet in use, have fewer than 8 less than once in ten million.
const fewestDistinct = 8

// published are secrets that stand in documentation or in source code: Play's
// own default for development (its two halves are the MD5 sums of two fixed
// texts), and what tutorials and templates use.
var published = []string{
	"37eed2dd133f27f68ff0ab4b4b9f65bd7da08069b2c713510b787b8d91602f47",
	"QCY?tAnfk?aZ?iwrNwnxIlR6CTf:G3gf:90Latabg@5241AB`R5W:1uDFN];Ik@n",
	"kT5Yw8Qm2Zr7Lx4Nd9Vb3Hc6Jf1Gs0Pa", // ours, in docs/formats.md
	"[redacted]",                       // what a secret prints as
	"your-256-bit-secret", "your-384-bit-secret", "your-512-bit-secret",
	"a-string-secret-at-least-256-bits-long",
}

// playDevelopment ends each secret that Play makes for development: the MD5 sum of a
// fixed text. What stands before it is that of a path.
const playDevelopment = "7da08069b2c713510b787b8d91602f47"

// guesses are the words that people put where a secret belongs. A secret made of
// one of them, repeated, or followed by digits, is a placeholder.
var guesses = []string{
	"changeme", "changeit", "change-me", "change_me", "replaceme", "replace-me",
	"secret", "secretkey", "secret-key", "secret_key", "supersecret", "super-secret",
	"password", "passw0rd", "default", "example", "placeholder", "insecure",
	"test", "todo", "development", "mysecret", "my-secret", "appsecret", "qwerty",
	"0123456789abcdef", "0123456789", "1234567890", "abcdefghijklmnopqrstuvwxyz",
}

func placeholder(secret string) bool {
	if slices.Contains(published, secret) || strings.HasSuffix(secret, playDevelopment) {
		return true
	}
	lower := strings.ToLower(secret)
	for _, guess := range guesses {
		rest := strings.ReplaceAll(lower, guess, "")
		if len(rest) < len(lower) && strings.Trim(rest, "0123456789-_ .!?#*") == "" {
			return true
		}
	}
	return false
}

// quoted finds what a file of variables or a template has left around a secret: another
// place takes the quotes away, and has another secret then.
func quoted(secret string) bool {
	end := len(secret) - 1
	return end > 0 && secret[0] == secret[end] && strings.IndexByte("\"'`", secret[0]) >= 0
}

// monotonous finds what has too few different bytes, or is one piece repeated.
func monotonous(secret string) bool {
	if len(secret) < fewestDistinct {
		return false
	}
	var seen [256]bool
	distinct := 0
	for _, c := range []byte(secret) {
		if !seen[c] {
			seen[c] = true
			distinct++
		}
	}
	// A text that stands in its own double at another place is a repetition.
	period := strings.Index((secret + secret)[1:], secret) + 1
	return distinct < fewestDistinct || period < len(secret)
}
