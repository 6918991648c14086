package satchel

import (
	"net/http"
	"slices"

	"github.com/satchel-go/satchel/internal/token"
)

// remaining returns the pairs that the session ends with. One whose last ordinary
// pair was taken is empty, whatever reserved pairs are left; one that came with
// nothing but an id, for what the server keeps, goes on.
func (s *Session) remaining() []token.Pair {
	if s.pairs.visible() > 0 || s.idWanted {
		return s.pairs.list
	}
	arrived := bag{list: s.arrived}
	if _, hadID := arrived.lookup(sessionID); !hadID || arrived.visible() > 0 {
		return nil
	}
	return s.pairs.list
}

// decide says what becomes of the session's cookie; the caller holds the lock.
// Only a difference is written: unlike Play, whose withSession(request.session)
// sends the cookie again, and so brings a session back that another response has
// ended meanwhile.
func (s *Session) decide(status int) decision {
	if !s.loaded && s.asked && s.exchange.navigation && s.config().mayBeDue(s.exchange.scopes.clock()) {
		s.load() // a template reads when the header has left
	}
	if !s.loaded || s.untouched() && !s.stale && !s.config().limits.inUse {
		return decision{}
	}
	list := s.remaining()
	same := s.same(list)
	switch {
	case len(list) == 0 && (!same || s.cleared && s.present):
		return decision{reason: ReasonDeleted}
	case len(list) > 0 && s.renewed:
		return s.written(ReasonRenewed)
	case len(list) > 0 && !same:
		return s.written(ReasonChanged)
	case len(list) > 0 && s.stale && s.exchange.navigation && status != http.StatusSwitchingProtocols:
		// Not with an upgrade, whose header a proxy may write by itself.
		return s.written(ReasonResigned)
	case len(list) > 0 && s.refreshDue(status):
		return s.written(ReasonRefreshed)
	}
	return decision{}
}

// untouched tells whether no writer has done anything, and the session is none that ends by
// itself, as nearly always: then there is nothing to compare.
func (s *Session) untouched() bool {
	if s.cleared || s.renewed || len(s.pairs.list) != len(s.arrived) {
		return false
	}
	return len(s.arrived) == 0 || &s.pairs.list[0] == &s.arrived[0] && !reserved(s.arrived[0].Key)
}

// same tells whether nobody has changed anything. What each session gets by itself is no
// change.
func (s *Session) same(list []token.Pair) bool {
	anew := s.cleared && s.config().limits.inUse // with the same pairs it is as young as they are
	if equal(s.arrived, list) {
		return !anew || len(list) == 0
	}
	if anew || !s.config().limits.inUse || len(list) == 0 || len(s.arrived) == 0 {
		return false
	}
	arrived := bag{list: s.arrived}
	return equal(s.arrived, slices.DeleteFunc(slices.Clone(list), func(pair token.Pair) bool {
		_, came := arrived.lookup(pair.Key)
		return !came && (isDate(pair.Key) || pair.Key == sessionID && !s.idWanted)
	}))
}

// written decides that the cookie is written, with what each session has.
func (s *Session) written(reason Reason) decision {
	if s.voided() {
		return decision{err: ErrKeyRetired}
	}
	c, clock := s.config(), s.exchange.scopes.clock
	d := decision{reason: reason, pairs: s.pairs.list, before: s.arrived}
	tooLarge := s.complete()
	size := 0
	if d.isHousekeeping() {
		size = c.size(clock(), s.pairs.weigh(c))
	}
	if tooLarge != nil {
		d.issued = s.issued() // without room for its start it must not get younger
		if reason == ReasonRefreshed {
			size = tooLarge.Size // and so there is no use
		}
	}
	if size > MaxCookieSize && d.isHousekeeping() {
		s.exchange.report(Event{Outcome: Overflow, Cookie: c.name, Size: size})
		return decision{}
	}
	if s.has(activeKey) {
		s.pairs.set(activeKey, formatSeconds(clock()))
	}
	d.pairs = s.pairs.list
	return d
}
