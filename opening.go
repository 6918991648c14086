package satchel

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
	"github.com/satchel-go/satchel/internal/token"
)

// maxUnsignedPairs bounds what anybody can write: pairs are looked up by walking,
// and a cookie has room for a thousand.
const maxUnsignedPairs = 256

// reading is what one cookie's value says. Of a refused one there is at most the name of a
// retired key.
type reading struct {
	token    token.Token
	started  time.Time // of a session, see datesOf
	active   time.Time
	id       string // the session's, where there is a deny list also of a text that has none
	stale    bool   // it should be written anew: by an older key, or in an older form
	byReader bool   // it was verified by a secret of a reader, not by a key of the ring
}

// open reads one cookie's value into r, which is empty. A reading is large, and copying it
// costs as much as looking at it.
func (s *scopeConfig) open(value string, now time.Time, r *reading) error {
	if len(s.name)+len(value) > MaxCookieSize {
		return ErrOversized
	}
	if s.forms[0].unsigned && !cookie.ValidValue(value) {
		return ErrMalformed // a signature would have shown it
	}
	if s.forms[0].unsigned && strings.Count(value, "&") >= maxUnsignedPairs {
		return ErrOversized
	}
	i, err := s.parseUnderKeys(value, now, r)
	if err != nil {
		return err
	}
	if err = s.checkToken(r, s.forms[i].clockSkew, now); err != nil {
		*r = reading{}
		return err
	}
	r.stale, r.byReader = i > 0 || r.token.Stale, s.forms[i].own != nil
	if s.limits != nil {
		if r.id = idOf(r.token.Pairs); r.id == "" && s.limits.idNeeded && len(r.token.Pairs) > 0 {
			r.id = idOfText(value)
		}
	}
	return nil
}

// parseUnderKeys parses with the keys of now.
func (s *scopeConfig) parseUnderKeys(value string, now time.Time, r *reading) (i int, err error) {
	set := s.keys.at(now)
	i, err = s.parse(set, value, now, r)
	if err == nil {
		return i, nil
	}
	if s.keys.file != nil && errors.Is(err, ErrSignature) {
		// Another node may have got a key that the file has by now here, too.
		if newer := s.keys.look(now, true); newer != set {
			set = newer
			i, err = s.parse(set, value, now, r)
		}
	}
	if errors.Is(err, ErrKeyRetired) {
		set.noticeRefused(r.token.KeyID)
	}
	return i, err
}

// checkToken tells whether an authentic token counts. Sessions are looked at without limits
// too: what is forged today may lie until there are some.
func (s *scopeConfig) checkToken(r *reading, skew time.Duration, now time.Time) error {
	if err := r.token.ValidAt(now, skew); err != nil || s.limits == nil {
		return err
	}
	return s.limits.check(r, now)
}

// noticeOpened counts a cookie that was read. By now the ring may be another one than that
// which opened it; the counts are the same.
func (s *scopeConfig) noticeOpened(r *reading, now time.Time) {
	if !r.byReader {
		s.keys.set.Load().noticeOpened(r.token.KeyID, now)
	}
}

// parse reads a text in the one form that it looks like, and returns which. There is one
// attempt, by Play's own rule: no failure of one reader leads to another.
func (s *scopeConfig) parse(set *keySet, value string, now time.Time, r *reading) (i int, err error) {
	if len(s.forms) > 1 || !s.forms[0].until.IsZero() {
		look := shapeOf(value)
		i = slices.IndexFunc(s.forms, func(f form) bool { return f.shape() == look && f.reads(now) })
		if i < 0 {
			return 0, ErrMalformed
		}
	}
	r.token, err = set.formats[s.index][i].Parse(value)
	return i, err
}

// prove shows that the cookie works before the first request needs it: a token
// comes back as it went, and one with a flipped bit does not (where the format is
// signed). It guards against a build, a platform or a change that breaks the
// verification, which nobody would notice otherwise: everything valid still works.
func (s *scopeConfig) prove(now time.Time) error {
	proof := s.stamp(now)
	proof.Pairs = []token.Pair{{Key: "proof", Value: "of the round trip"}}
	format := s.writer(now)
	text, err := format.Append(nil, proof)
	if err != nil {
		return fmt.Errorf("self-test: %w", err)
	}
	var back reading
	err = s.open(string(text), now, &back)
	if err != nil || !equal(back.token.Pairs, proof.Pairs) {
		return errors.New("self-test: a token does not come back as it was written")
	}
	if format.SigningKeyID() == "" {
		return nil
	}
	for i := range text {
		text[i] ^= 1
		if err := s.open(string(text), now, new(reading)); err == nil {
			return errors.New("self-test: a damaged token is accepted; this build cannot be trusted")
		}
		text[i] ^= 1
	}
	return nil
}
