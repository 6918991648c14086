package satchel

import (
	"context"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// Pair is one entry of a scope.
type Pair struct{ Key, Value string }

// Token is what a cookie's value says.
type Token struct {
	// Pairs in order, the reserved ones among them.
	Pairs []Pair

	// IssuedAt, NotBefore and ExpiresAt are in whole seconds; zero where the format
	// has no such date.
	IssuedAt, NotBefore, ExpiresAt time.Time

	// StartedAt is when the session began: at its Renew, or with its first pair where
	// the Config wants to know that; zero where the session does not say.
	StartedAt time.Time

	// KeyID names the secret that verified it; empty for an unsigned form. It is the
	// same name as in events.
	KeyID string

	// Purpose is what it was made for, "session" or "flash", where the token says so: in
	// the profile Play, if it was not Play that wrote it.
	Purpose string

	_ struct{} // no literal without field names: fields will be added
}

// DecodeSession verifies and reads the value of a session cookie, apart from any
// request: for a WebSocket's messages, a job, a test, a tool. Limits and the epoch are
// looked at; for the rest of Revocation there is [Scopes.CheckSession]. The error is
// one of [ErrMalformed], [ErrSignature], [ErrAlgorithm], [ErrExpired], [ErrPremature],
// [ErrPurpose], [ErrKeyRetired], [ErrOversized], [ErrIdle], [ErrTooOld] and [ErrRevoked].
func (s *Scopes) DecodeSession(value string) (Token, error) {
	defer s.announce(context.Background())
	return s.session.decode(value, s.clock())
}

// EncodeSession returns the value of a session cookie with these pairs, dated now.
// Of equal keys the last one counts. It fails as [Session.Set] does; reserved keys
// are allowed, so that what DecodeSession gave can be written again. It adds none: such a
// session has no start of its own and no id, as one that Play began.
func (s *Scopes) EncodeSession(pairs ...Pair) (string, error) {
	defer s.announce(context.Background())
	return s.session.encode(pairs, s.clock())
}

// DecodeFlash is [Scopes.DecodeSession] for the flash cookie.
func (s *Scopes) DecodeFlash(value string) (Token, error) {
	defer s.announce(context.Background())
	return s.flash.decode(value, s.clock())
}

// EncodeFlash is [Scopes.EncodeSession] for the flash cookie.
func (s *Scopes) EncodeFlash(pairs ...Pair) (string, error) {
	defer s.announce(context.Background())
	return s.flash.encode(pairs, s.clock())
}

// SessionCookieName returns the name of the session's cookie.
func (s *Scopes) SessionCookieName() string { return s.session.name }

// FlashCookieName returns the name of the flash's cookie; with Config.FlashSlots, what
// the names of all its cookies begin with.
func (s *Scopes) FlashCookieName() string { return s.flash.name }

// IsFlashCookie tells whether a cookie's name is the flash's, or that of one of its slots
// (Config.FlashSlots). DecodeFlash reads the value of any of them.
func (s *Scopes) IsFlashCookie(name string) bool {
	suffix, found := strings.CutPrefix(name, s.flash.name)
	return found && (suffix == "" || s.maxSlots > 0 && isSlot(suffix))
}

func (s *scopeConfig) decode(value string, now time.Time) (Token, error) {
	var r reading
	if err := s.open(value, now, &r); err != nil {
		return Token{}, err
	}
	s.noticeOpened(&r, now)
	return publicToken(&r.token), nil
}

func publicToken(t *token.Token) Token {
	decoded := Token{
		Pairs:     make([]Pair, len(t.Pairs)),
		IssuedAt:  t.IssuedAt,
		NotBefore: t.NotBefore,
		ExpiresAt: t.ExpiresAt,
		KeyID:     t.KeyID,
		Purpose:   t.Purpose,
	}
	if start, known := startOf(t.Pairs); known {
		decoded.StartedAt, _ = parseSeconds(start)
	}
	for i, pair := range t.Pairs {
		decoded.Pairs[i] = Pair(pair)
	}
	return decoded
}

func (s *scopeConfig) encode(pairs []Pair, now time.Time) (string, error) {
	var b bag
	for _, pair := range pairs {
		b.set(pair.Key, pair.Value)
	}
	if size := s.size(now, b.weigh(s)); size > MaxCookieSize {
		return "", s.sizeError(now, size, b.list)
	}
	set := s.keys.at(now)
	format := set.formats[s.index][0]
	text, err := format.Append(nil, s.dated(now, b.list))
	if err != nil {
		return "", err
	}
	set.noticeSigned(format.SigningKeyID())
	return string(text), nil
}

var _ = token.Pair(Pair{}) // the two convert into each other
