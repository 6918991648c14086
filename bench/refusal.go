package bench

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/satchel-go/satchel"
)

// refusal is one way in which a session's cookie is no good. Its text is as long as the
// valid one, where it can be, so that times compare.
type refusal struct {
	name  string
	text  func(v *victim) (string, error)
	want  error // nil for the valid one
	limit Limit
}

// refusals is the table. The valid cookie comes first: the others are compared with it.
//
// Those down to "truncated" are what anybody can send. The first four of them differ only
// in how many characters of the signature are right, which nothing may tell: whoever learns
// that finds a signature character by character. They are compared with each other. For the
// last four somebody needs the key, or a cookie that was good at another time.
func refusals() []refusal {
	limit := Limit{Ratio: 1.1, Allocs: 2, Against: validCookie}
	same := Limit{Ratio: 1.2, Allocs: 2, Against: firstCharacter}
	behind := Limit{Ratio: 1.3, Allocs: 4, Against: validCookie}
	return []refusal{
		{validCookie, (*victim).valid, nil, Limit{}},

		{firstCharacter, changed(-43), satchel.ErrSignature, limit},
		{"refusal-signature-middle", changed(-22), satchel.ErrSignature, same},
		{"refusal-signature-last", changed(-1), satchel.ErrSignature, same},
		{"refusal-signature-all", (*victim).withoutSignature, satchel.ErrSignature, same},
		{"refusal-other-key", (*victim).byAnotherKey, satchel.ErrSignature, limit},
		{"refusal-other-algorithm", (*victim).ofAnotherAlgorithm, satchel.ErrAlgorithm, limit},
		{"refusal-no-dot", (*victim).withoutDots, satchel.ErrMalformed, limit},
		{"refusal-oversized", (*victim).oversized, satchel.ErrOversized, limit},
		{"refusal-empty", func(*victim) (string, error) { return "", nil }, satchel.ErrMalformed, limit},
		{"refusal-truncated", (*victim).truncated, satchel.ErrMalformed, limit},

		{"refusal-base64-behind-MAC", (*victim).withBadBase64, satchel.ErrMalformed, behind},
		{"refusal-claims-behind-MAC", (*victim).withBadClaims, satchel.ErrMalformed, behind},
		{"refusal-expired", writtenAt(-48 * time.Hour), satchel.ErrExpired, behind},
		{"refusal-premature", writtenAt(48 * time.Hour), satchel.ErrPremature, behind},
	}
}

// The rows that others are compared with.
const (
	validCookie    = "refusal-none"
	firstCharacter = "refusal-signature-first"
)

// refusalCells returns a cell for each refusal. They are of the profile Play with an expiry,
// whose key is the secret as it is, so that what is behind a MAC can be made here; the
// other formats go through the same comparison of MACs.
func refusalCells() ([]*Cell, error) {
	v, err := newVictim()
	if err != nil {
		return nil, err
	}
	var cells []*Cell
	for _, r := range refusals() {
		text, err := r.text(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.name, err)
		}
		if _, err := v.scopes.DecodeSession(text); !errors.Is(err, r.want) {
			return nil, fmt.Errorf("%s: the reason is %w", r.name, err)
		}
		operation := Operation{Name: r.name, Work: ReadKey, Limit: r.limit, hostile: r.want != nil}
		cell := &Cell{
			Exchange:  *newExchange(v.subject.Handler(ReadKey), v.scopes.SessionCookieName()+"="+text),
			Operation: operation,
			Subject:   v.subject,
		}
		if err := cell.check(); err != nil {
			return nil, fmt.Errorf("%s: %w", r.name, err)
		}
		cells = append(cells, cell)
	}
	return cells, nil
}

// victim is a session whose cookies are refused.
type victim struct {
	subject                *Subject
	scopes                 *satchel.Scopes
	header, payload, proof string // of the valid cookie
}

// victimConfig has a clock that is wrong by a while.
func victimConfig(secret satchel.Secret, after time.Duration) satchel.Config {
	config := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{secret}}
	config.Session.JWT.ExpiresAfter = 24 * time.Hour
	if after != 0 {
		config.Clock = func() time.Time { return time.Now().Add(after) }
	}
	return config
}

func newVictim() (*victim, error) {
	v := &victim{}
	var err error
	if v.subject, err = newSatchel("play", victimConfig(secret, 0)); err != nil {
		return nil, err
	}
	if v.scopes, err = satchel.New(victimConfig(secret, 0)); err != nil {
		return nil, err
	}
	text, err := written(v.scopes)
	if err != nil {
		return nil, err
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return nil, fmt.Errorf("the cookie has %d parts", len(parts))
	}
	v.header, v.payload, v.proof = parts[0], parts[1], parts[2]
	return v, nil
}

// written is a cookie with the pairs of all the other cells.
func written(scopes *satchel.Scopes) (string, error) {
	return scopes.EncodeSession(satchelPairs()...)
}

func (v *victim) valid() (string, error) { return v.header + "." + v.payload + "." + v.proof, nil }

// changed has another character at a place, counted from the end.
func changed(at int) func(*victim) (string, error) {
	return func(v *victim) (string, error) {
		text, err := v.valid()
		other := "A"
		if text[len(text)+at:][:1] == other {
			other = "E"
		}
		return text[:len(text)+at] + other + text[len(text)+at+1:], err
	}
}

func (v *victim) withoutSignature() (string, error) {
	return v.header + "." + v.payload + "." + strings.Repeat("A", len(v.proof)), nil
}

func (v *victim) byAnotherKey() (string, error) {
	scopes, err := satchel.New(victimConfig("other-"+secret, 0))
	if err != nil {
		return "", err
	}
	return written(scopes)
}

func (v *victim) ofAnotherAlgorithm() (string, error) {
	return encoded(`{"alg":"HS384"}`) + "." + v.payload + "." + v.proof, nil
}

func (v *victim) withoutDots() (string, error) {
	text, err := v.valid()
	return strings.ReplaceAll(text, ".", "_"), err
}

func (v *victim) oversized() (string, error) {
	text, err := v.valid()
	return strings.Repeat(text, 1+satchel.MaxCookieSize/len(text)), err
}

// truncated is what is left where something on the way has a limit of half the length.
func (v *victim) truncated() (string, error) {
	text, err := v.valid()
	return text[:len(text)/2], err
}

// withBadBase64 is wrong at the very end, so that all of it is read.
func (v *victim) withBadBase64() (string, error) {
	return signed(v.header + "." + v.payload[:len(v.payload)-1] + "!"), nil
}

// withBadClaims has a number in place of the last text.
func (v *victim) withBadClaims() (string, error) {
	payload, err := base64.RawURLEncoding.DecodeString(v.payload)
	last := strings.LastIndex(string(payload), `"/projects`)
	if err != nil || last < 0 {
		return "", fmt.Errorf("the last value is not there: %w", err)
	}
	end := last + strings.Index(string(payload[last:]), "}")
	return signed(v.header + "." + encoded(string(payload[:last])+strings.Repeat("7", end-last)+string(payload[end:]))), nil
}

// writtenAt is a cookie of a program whose clock is wrong, or one of another day.
func writtenAt(after time.Duration) func(*victim) (string, error) {
	return func(*victim) (string, error) {
		scopes, err := satchel.New(victimConfig(secret, after))
		if err != nil {
			return "", err
		}
		return written(scopes)
	}
}

func encoded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func signed(text string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return text + "." + encoded(string(mac.Sum(nil)))
}
