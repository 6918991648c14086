package satchel

import (
	"crypto/rand"
	"slices"

	"github.com/satchel-go/satchel/internal/token"
)

// sessionID is the key of the unique id.
const sessionID = ReservedPrefix + "id"

// LookupID returns the session's unique id, and whether it has one. It makes
// none.
func (s *Session) LookupID() (id string, found bool) {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	s.load()
	return s.pairs.lookup(sessionID)
}

// ID returns the session's unique id, and makes it on the first call, which is a
// change of the session: 26 letters and digits with 130 random bits. Keep on the
// server, under this id, what is too large for the cookie. It stays until
// [Session.Clear] or [Session.Renew]. It fails as Set does.
func (s *Session) ID() (string, error) {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	s.load()
	if id, found := s.pairs.lookup(sessionID); found {
		s.idWanted = true
		return id, nil
	}
	if err := s.exchange.writable(s.config(), sessionID); err != nil {
		return "", err
	}
	id := newID()
	if err := s.put(sessionID, id); err != nil {
		return "", err
	}
	s.idWanted = true
	return id, nil
}

// newID makes a unique id of 130 random bits.
func newID() string { return rand.Text() }

// Renew begins a new session for the same browser, with none of the old pairs but
// those named: call it when a user logs in or gains a privilege, so that nothing
// planted before carries over. A session that had a unique id gets another one, and one
// without gets one where there is a deny list, onto which the id of before goes (ASVS 5.0
// requirement 7.2.4). Its start is now, for Limits.Absolute and for
// [Session.RequireRecent]. The cookie is written in any case, so that MaxAge and expiry
// begin anew. It fails with
// [ErrCommitted], and with a [*SizeError] where what is kept would exceed
// [MaxCookieSize]; and with the error of the deny list, and then the session is renewed
// all the same. A Set that fails afterwards leaves the session renewed, without the new
// pair.
func (s *Session) Renew(keep ...string) error {
	before, err := s.renew(keep)
	if err != nil {
		return err
	}
	return s.deny(before)
}

// renew returns the id of before.
func (s *Session) renew(keep []string) (before string, err error) {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	if err := s.exchange.writable(s.config(), keep...); err != nil {
		return "", err
	}
	s.load()
	before, hadID := s.pairs.lookup(sessionID)
	s.pairs.snapshot() // what follows happens to a copy
	renewed := s.pairs
	renewed.remove(func(pair token.Pair) bool { return reserved(pair.Key) || !slices.Contains(keep, pair.Key) })
	fresh := []token.Pair{{Key: renewedKey, Value: formatSeconds(s.exchange.scopes.clock())}}
	if hadID || s.config().limits.idNeeded {
		fresh = append(fresh, token.Pair{Key: sessionID, Value: newID()})
	}
	for _, pair := range fresh {
		if err := s.exchange.put(s.config(), &renewed, pair.Key, pair.Value); err != nil {
			return "", err
		}
	}
	s.idWanted = s.idWanted || hadID // whoever keeps something under it learns the new one
	s.pairs, s.renewed = renewed, true
	return before, nil
}
