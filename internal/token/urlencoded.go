package token

import (
	"crypto/sha1" //nolint:gosec // the format of Play up to 2.5 has no other; HMAC does not rest on collisions
	"encoding/hex"
	"errors"
	"strings"

	"github.com/satchel-go/satchel/internal/keyring"
)

// URLEncoded is the flash of Play up to 2.5: pairs in form encoding, "not signed
// […] making it possible for the user to modify it", as its documentation says.
// Every text that parses is accepted.
type URLEncoded struct{}

// Append implements [Format].
func (URLEncoded) Append(dst []byte, t Token) ([]byte, error) { return appendForm(dst, t.Pairs) }

// Parse implements [Format].
func (URLEncoded) Parse(text string) (Token, error) {
	list, err := parseForm(text)
	return Token{Pairs: list}, err
}

// Weigh implements [Format].
func (URLEncoded) Weigh(p Pair) int { return weighForm(p) }

// Len implements [Format].
func (URLEncoded) Len(_ Token, weight int) int { return max(weight-len(`&`), 0) }

// SigningKeyID implements [Format].
func (URLEncoded) SigningKeyID() string { return "" }

// SignedURL is the session of Play up to 2.5: the HMAC-SHA1 of the form encoded
// pairs in lower case hexadecimal digits, a dash, and the pairs. It has no dates:
// such a token is good for as long as its key is.
type SignedURL struct{ auth *authenticator }

const macDigits = 2 * sha1.Size

// NewSignedURL returns the format. It takes keys of any length, as Play did.
func NewSignedURL(ring keyring.Ring) (*SignedURL, error) {
	if len(ring) == 0 {
		return nil, errors.New("token: the signed form needs a key")
	}
	return &SignedURL{auth: newAuthenticator(sha1.New, ring, hex.AppendEncode)}, nil
}

// SigningKeyID implements [Format].
func (f *SignedURL) SigningKeyID() string { return f.auth.ring[0].ID() }

// Append implements [Format].
func (f *SignedURL) Append(dst []byte, t Token) ([]byte, error) {
	s := f.auth.acquire()
	defer f.auth.release(s)
	body, err := appendForm(s.payload[:0], t.Pairs)
	if err != nil {
		return dst, err
	}
	s.payload = body
	dst = append(dst, f.auth.signature(s, 0, body)...)
	dst = append(dst, '-')
	return append(dst, body...), nil
}

// Parse implements [Format]. The MAC is over the literal text behind the first
// dash. Play takes the MAC of nothing without a dash as well; here it is
// malformed, to the same effect.
func (f *SignedURL) Parse(text string) (t Token, err error) {
	signature, body, found := strings.Cut(text, "-")
	if !found || len(signature) != macDigits {
		return Token{}, ErrMalformed
	}
	s := f.auth.acquire()
	defer f.auth.release(s)
	s.text = append(s.text[:0], text...)
	if err = f.auth.verify(s, s.text[macDigits+1:], s.text[:macDigits], &t); err != nil {
		return t, err
	}
	if t.Pairs, err = parseForm(body); err != nil {
		return Token{}, err
	}
	return t, nil
}

// Weigh implements [Format].
func (*SignedURL) Weigh(p Pair) int { return weighForm(p) }

// Len implements [Format].
func (*SignedURL) Len(_ Token, weight int) int { return macDigits + len(`-`) + max(weight-len(`&`), 0) }

// Fallback is the reader that Play 2.6 and later uses unless told otherwise: it
// writes JWT, and reads the form of 2.5 as well. The sender chooses which by the
// characters of the text (play-behaviour 5.5), which is why the root package
// switches it on for a migration only.
type Fallback struct {
	*JWT
	Legacy Format // SignedURL for a session, URLEncoded for a flash
}

// Parse implements [Format]. As in Play there is one attempt: an equal sign means
// the form of 2.5, otherwise a dot means JWT.
func (f Fallback) Parse(text string) (Token, error) {
	if strings.Contains(text, "=") || !strings.Contains(text, ".") {
		return f.Legacy.Parse(text)
	}
	return f.JWT.Parse(text)
}
