package token

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/satchel-go/satchel/internal/keyring"
)

// Algorithm is a JWS algorithm by its registered name (RFC 7518 section 3.1).
type Algorithm string

// The algorithms that Play can use: the others of its list need keys that are no
// text.
const (
	HS256 Algorithm = "HS256"
	HS384 Algorithm = "HS384"
	HS512 Algorithm = "HS512"
)

// Size returns the size of the digest in bytes, which is also the least size of a
// key (RFC 7518 section 3.2); zero for an unknown name. Names compare with case:
// Play takes "hs256" and then never reads its own cookies back.
func (a Algorithm) Size() int {
	switch a {
	case HS256:
		return sha256.Size
	case HS384:
		return sha512.Size384
	case HS512:
		return sha512.Size
	}
	return 0
}

func (a Algorithm) newHash() hash.Hash {
	switch a {
	case HS384:
		return sha512.New384()
	case HS512:
		return sha512.New()
	default:
		return sha256.New()
	}
}

// JWT is the format of Play 2.6 and later: a JWS in compact serialization (RFC
// 7515 section 7.1) whose payload holds the pairs in one claim.
type JWT struct {
	algorithm Algorithm
	claim     string // name of the claim with the pairs
	auth      *authenticator
	purpose   string // see ForPurpose
	strict    bool

	prefix   string // the header that Append writes, and the dot
	foreign  map[string]bool
	fixedLen int // of the payload without pairs and dates
	sigLen   int // of the encoded signature
}

var b64 = base64.RawURLEncoding.Strict()

// NewJWT returns the format for one algorithm; a token never chooses its own. It
// refuses a key shorter than the algorithm's digest, as Play does since 2.9, and
// a name for the claim that would hide a date.
func NewJWT(algorithm Algorithm, ring keyring.Ring, dataClaim string) (*JWT, error) {
	size := algorithm.Size()
	if size == 0 {
		return nil, fmt.Errorf("token: unknown algorithm %q; use HS256, HS384 or HS512", string(algorithm))
	}
	if len(ring) == 0 {
		return nil, fmt.Errorf("token: %s needs a key", algorithm)
	}
	for _, key := range ring {
		if have := len(key.Bytes()); have < size {
			return nil, fmt.Errorf("token: key %s: %w", key.ID(), &keyring.ShortError{Have: have, Need: size})
		}
	}
	if !ValidDataClaim(dataClaim) {
		return nil, fmt.Errorf("token: the pairs cannot go into a claim named %q", dataClaim)
	}
	f := &JWT{
		algorithm: algorithm,
		claim:     dataClaim,
		auth:      newAuthenticator(algorithm.newHash, ring, b64.AppendEncode),
		prefix:    b64.EncodeToString([]byte(`{"alg":"`+algorithm+`"}`)) + ".",
		foreign:   foreignHeaders(algorithm),
		fixedLen:  len(`{`) + quotedLen(dataClaim) + len(`:{}}`),
		sigLen:    b64.EncodedLen(size),
	}
	return f, nil
}

// purposeClaim is the claim that says what a token was made for. Play passes over
// claims that it does not know (play-behaviour 4.5), and leaves them out when it
// writes the pairs anew.
const purposeClaim = "satchel"

// ForPurpose makes a format that writes a purpose into each token, and refuses tokens
// with another one; with strict also those that have none. It stands behind all that
// Play writes, so that the text before it is Play's to the byte.
func (f *JWT) ForPurpose(purpose string, strict bool) *JWT {
	g := *f
	g.purpose, g.strict = purpose, strict
	g.fixedLen += len(`,"":`) + len(purposeClaim) + quotedLen(purpose)
	return &g
}

// ValidDataClaim tells whether the pairs can go into a claim of this name: UTF-8,
// short enough to leave room for them, and none of the other claims.
func ValidDataClaim(name string) bool {
	return utf8.ValidString(name) && len(name) <= 256 && !slices.Contains([]string{"exp", "nbf", "iat", purposeClaim}, name)
}

// foreignHeaders are the headers, as they stand in a token, which common writers
// make for other algorithms. They only turn a refusal's reason from "signature"
// into "algorithm" for the operator; no forged header is ever parsed for it.
func foreignHeaders(own Algorithm) map[string]bool {
	headers := map[string]bool{}
	for _, name := range []Algorithm{HS256, HS384, HS512, "none"} {
		if name != own {
			for _, form := range []string{`{"alg":"%s"}`, `{"alg":"%s","typ":"JWT"}`, `{"typ":"JWT","alg":"%s"}`} {
				headers[b64.EncodeToString(fmt.Appendf(nil, form, name))] = true
			}
		}
	}
	return headers
}

// SigningKeyID implements [Format].
func (f *JWT) SigningKeyID() string { return f.auth.ring[0].ID() }

// Append implements [Format]. Its bytes are Play's: the header has nothing but
// the algorithm, the payload has the pairs, exp, nbf and iat in this order
// (play-behaviour 4.2).
func (f *JWT) Append(dst []byte, t Token) ([]byte, error) {
	s := f.auth.acquire()
	defer f.auth.release(s)
	payload, err := f.appendPayload(s.payload[:0], t)
	if err != nil {
		return dst, err
	}
	s.payload = payload
	start := len(dst)
	dst = append(dst, f.prefix...)
	dst = b64.AppendEncode(dst, payload)
	signature := f.auth.signature(s, 0, dst[start:])
	dst = append(dst, '.')
	return append(dst, signature...), nil
}

func (f *JWT) appendPayload(dst []byte, t Token) (_ []byte, err error) {
	dst = append(dst, '{')
	if dst, err = appendQuoted(dst, f.claim); err != nil {
		return nil, err
	}
	dst = append(dst, ":{"...)
	for i, pair := range t.Pairs {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = appendQuoted(dst, pair.Key); err != nil {
			return nil, err
		}
		dst = append(dst, ':')
		if dst, err = appendQuoted(dst, pair.Value); err != nil {
			return nil, err
		}
	}
	dst = append(dst, '}')
	dst = appendDate(dst, `,"exp":`, t.ExpiresAt)
	dst = appendDate(dst, `,"nbf":`, t.NotBefore)
	dst = appendDate(dst, `,"iat":`, t.IssuedAt)
	if f.purpose != "" {
		dst = append(dst, `,"`+purposeClaim+`":`...)
		if dst, err = appendQuoted(dst, f.purpose); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

func appendDate(dst []byte, member string, date time.Time) []byte {
	if date.IsZero() {
		return dst
	}
	return strconv.AppendInt(append(dst, member...), date.Unix(), 10)
}

// Weigh implements [Format]: the bytes of a pair in the payload, with the comma
// that separates it.
func (f *JWT) Weigh(p Pair) int { return quotedLen(p.Key) + len(`:`) + quotedLen(p.Value) + len(`,`) }

// Len implements [Format].
func (f *JWT) Len(t Token, weight int) int {
	payload := f.fixedLen + max(weight-len(`,`), 0) + dateLen(t.ExpiresAt) + dateLen(t.NotBefore) + dateLen(t.IssuedAt)
	return len(f.prefix) + b64.EncodedLen(payload) + len(".") + f.sigLen
}

func dateLen(date time.Time) int {
	if date.IsZero() {
		return 0
	}
	if seconds := date.Unix(); seconds >= 1e9 && seconds < 1e10 { // from 2001 to 2286
		return len(`,"exp":`) + 10
	}
	return len(appendDate(nil, `,"exp":`, date))
}

// Parse implements [Format]. The order is that of RFC 8725: shape, MAC under the
// configured algorithm, header, payload. Nothing before the MAC costs more than a
// look for dots and one pass over the bytes.
func (f *JWT) Parse(text string) (t Token, err error) {
	headerEnd := strings.IndexByte(text, '.')
	payloadEnd := strings.LastIndexByte(text, '.')
	if headerEnd < 0 || payloadEnd <= headerEnd || strings.IndexByte(text[headerEnd+1:payloadEnd], '.') >= 0 {
		return Token{}, ErrMalformed
	}
	header := text[:headerEnd]
	if len(text)-(payloadEnd+1) != f.sigLen {
		return Token{}, f.refusal(header, ErrMalformed)
	}
	s := f.auth.acquire()
	defer f.auth.release(s)
	s.text = append(s.text[:0], text...)
	if err = f.auth.verify(s, s.text[:payloadEnd], s.text[payloadEnd+1:], &t); err != nil {
		return t, f.refusal(header, err)
	}
	if header != f.prefix[:len(f.prefix)-1] {
		if err := f.checkHeader(s, s.text[:headerEnd]); err != nil {
			return Token{}, err
		}
	}
	claims, err := decode(s, s.text[headerEnd+1:payloadEnd])
	if err == nil {
		err = parseClaims(claims, f.claim, &t)
	}
	if err == nil {
		err = f.checkPurpose(t.Purpose)
	}
	if err != nil {
		return Token{}, err
	}
	return t, nil
}

// checkPurpose refuses an authentic token that was made for something else.
func (f *JWT) checkPurpose(purpose string) error {
	if f.purpose == "" || purpose == f.purpose || purpose == "" && !f.strict {
		return nil
	}
	return ErrPurpose
}

// refusal chooses the reason for a text that is not ours.
func (f *JWT) refusal(header string, otherwise error) error {
	if f.foreign[header] {
		return ErrAlgorithm
	}
	return otherwise
}

// decode returns the bytes behind a segment, until the next operation. The standard
// decoder passes over line breaks inside; the length tells.
func decode(s *macState, segment []byte) ([]byte, error) {
	decoded, err := b64.AppendDecode(s.payload[:0], segment)
	if err != nil || b64.EncodedLen(len(decoded)) != len(segment) {
		return nil, ErrMalformed
	}
	s.payload = decoded
	return decoded, nil
}

// checkHeader reads an authentic header that is not the one this package writes:
// another order, white space, typ, kid. It refuses another algorithm, extensions
// that it would have to understand (crit, RFC 7515 section 4.1.11), compression,
// and equal members, for which RFC 7515 section 4 lets a parser choose.
func (f *JWT) checkHeader(s *macState, segment []byte) error {
	text, err := decode(s, segment)
	if err != nil {
		return err
	}
	header := newScanner(text)
	seen := map[string]bool{}
	algorithm := ""
	header.open('{')
	for n := 0; header.more('}', n); n++ {
		name := header.name()
		if seen[name] || name == "crit" || name == "zip" {
			return ErrMalformed
		}
		seen[name] = true
		if name == "alg" {
			algorithm = header.text()
		} else {
			header.skip(0)
		}
	}
	header.space()
	if !header.done() {
		return ErrMalformed
	}
	if algorithm != string(f.algorithm) {
		return ErrAlgorithm
	}
	return nil
}
