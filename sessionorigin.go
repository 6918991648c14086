package satchel

import (
	"time"

	"github.com/satchel-go/satchel/internal/keyring"
)

// origin is what is remembered of the token that a session came in.
type origin struct {
	issued int64  // when it was written, in seconds; 0 for unknown
	keyID  string // empty for a key that is not of the ring, but of a reader
	id     string // its unique id, whatever becomes of the session
	denied bool   // Logout has put the id onto the deny list
	home   string // where there is a cache: the id of before Renew or Clear, of a session that came without one
	doubt  error  // it is authentic, but nobody can say whether it was revoked; the session is empty then
}

// originOf returns nil where nothing depends on it: without limits and deny list, and with
// keys whose states never change.
func (s *Session) originOf(found *finding) *origin {
	c, t := s.config(), &found.token
	if found.doubt != nil {
		return &origin{doubt: found.doubt, id: found.doubted}
	}
	if len(t.Pairs) == 0 || !c.limits.inUse && !c.keys.changeable() {
		return nil
	}
	o := &origin{id: found.id}
	if !found.active.IsZero() {
		o.issued = found.active.Unix()
	}
	if !found.byReader {
		o.keyID = t.KeyID
	}
	return o
}

// nextID returns the id for a session that has none yet. That of one that came without
// begins with the name by which the deny list knows it, until it is another one.
func (s *Session) nextID() string {
	if s.origin == nil || s.origin.id == "" || s.cleared || s.renewed || s.origin.doubt != nil {
		return newID()
	}
	if idOf(s.arrived) != "" {
		return s.origin.id
	}
	return s.origin.id + descent + newID()
}

// descent separates the name on the deny list from what makes an id unique.
const descent = "."

// forget leaves of a session that was cleared nothing but what ends it: what is set
// afterwards is another one.
func (o *origin) forget() {
	if o != nil {
		*o = origin{id: o.id, home: o.home}
	}
}

// issued returns when the cookie was written that the session came in; the zero time
// where there was none, or where it does not say.
func (s *Session) issued() time.Time {
	if s.origin == nil || s.origin.issued == 0 {
		return time.Time{}
	}
	return time.Unix(s.origin.issued, 0)
}

// doubt returns the error of a writer that would replace a session which may be good: the
// deny list or the database is down for a moment.
func (s *Session) doubt() error {
	if s.origin == nil || s.renewed {
		return nil
	}
	return s.origin.doubt
}

// voided tells whether the key that opened the session has been retired meanwhile: with a
// slow upload, somebody who has stolen it may have a request under way at any time,
// which must not carry what was forged over to a good key.
func (s *Session) voided() bool {
	if s.origin == nil || s.origin.keyID == "" {
		return false
	}
	if s.config().keys.at(s.exchange.scopes.clock()).opens(s.origin.keyID) {
		return false
	}
	s.exchange.report(Event{Outcome: Rejected, Reason: ReasonRetired, Cookie: s.config().name, KeyID: s.origin.keyID})
	return true
}

// changeable tells whether the ring of today may be another one tomorrow.
func (k *liveKeys) changeable() bool {
	set := k.set.Load()
	return k.file != nil || !set.until.IsZero() || !set.since.IsZero()
}

// opens tells whether what a key signed is accepted.
func (k *keySet) opens(id string) bool {
	i := k.index(id)
	return i >= 0 && k.ring[i].State() != keyring.Retired
}
