package satchel

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
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
	id, found = s.pairs.lookup(sessionID)
	s.idWanted = s.idWanted || found && s.renewed && !s.exchange.committed // whoever is told a new one may rely on it
	return id, found
}

// ID returns the session's unique id, and makes it on the first call, which is a
// change of the session: 26 letters and digits with 130 random bits, behind others and a
// full stop where there is a deny list and the session came without an id. Keep on the
// server, under this id, what is too large for the cookie. It stays until
// [Session.Clear] or [Session.Renew]. It fails as Set does.
func (s *Session) ID() (string, error) {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	s.load()
	if err := s.doubt(); err != nil {
		return "", err
	}
	if id, found := s.pairs.lookup(sessionID); found {
		s.idWanted = s.idWanted || !s.exchange.committed // what was decided stays
		return id, nil
	}
	if err := s.exchange.writable(s.config(), sessionID); err != nil {
		return "", err
	}
	id := s.nextID()
	if err := s.put(sessionID, id); err != nil {
		return "", err
	}
	s.idWanted = true
	return id, nil
}

// newID makes a unique id of 130 random bits.
func newID() string { return rand.Text() }

// idOf returns the id among the pairs of a token; empty for none.
func idOf(list []token.Pair) string {
	pairs := bag{list: list}
	id, _ := pairs.lookup(sessionID)
	return id
}

// idOfText is by what a deny list knows a session that came without an id: all that descend
// from one text have to have one name, the text itself included. Play begins sessions
// without an id. It is no id by itself: two visitors who did the same in the same second
// may have one text. See nextID.
func idOfText(value string) string {
	sum := sha256.Sum256([]byte("satchel id of\x00" + value))
	return base32.StdEncoding.EncodeToString(sum[:])[:idLetters]
}

// idLetters of base32 have 130 bits, as those of rand.Text.
const idLetters = 26

// Renew begins a new session for the same browser, with none of the old pairs but
// those named: call it when a user logs in or gains a privilege, so that nothing planted
// before carries over. A session that had a unique id gets another one. Its start is now,
// for Limits.Absolute and for [Session.RequireRecent]. The cookie is written in any case
// where something is kept or set, so that MaxAge and expiry begin anew.
//
// Where there is a deny list each session has an id, and the one of before goes onto the
// list when the new cookie is decided (ASVS 5.0 requirement 7.2.4): a request that is still
// under way with it finds no session. A list that fails is told in an event.
//
// It fails with [ErrCommitted], and with a [*SizeError] where what is kept would exceed
// [MaxCookieSize]. A Set that fails afterwards leaves the session renewed, without the new
// pair.
func (s *Session) Renew(keep ...string) error {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	if err := s.exchange.writable(s.config(), keep...); err != nil {
		return err
	}
	s.load()
	s.leave()
	_, hadID := s.pairs.lookup(sessionID)
	s.pairs.snapshot() // what follows happens to a copy
	renewed := s.pairs
	renewed.remove(func(pair token.Pair) bool { return reserved(pair.Key) || !slices.Contains(keep, pair.Key) })
	fresh := []token.Pair{{Key: renewedKey, Value: formatSeconds(s.exchange.scopes.clock())}}
	if hadID || s.config().limits.idNeeded {
		fresh = append(fresh, token.Pair{Key: sessionID, Value: newID()})
	}
	for _, pair := range fresh {
		if err := s.exchange.put(s.config(), &renewed, pair.Key, pair.Value); err != nil {
			return err
		}
	}
	// Whoever keeps something under an id learns the new one.
	s.idWanted = s.idWanted || hadID && !s.config().limits.idNeeded
	s.pairs, s.renewed = renewed, true
	return nil
}
