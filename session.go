package satchel

import (
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"

	"github.com/satchel-go/satchel/internal/token"
)

// Session is the session of one request: string pairs that the browser carries
// for the whole user session, signed so that it cannot change them, readable by
// it. Reads see the writes of the same request. Pairs keep the order in which they
// were first set.
//
// A cookie that is missing or refused is an empty session. A Session is safe for
// use by several goroutines of its request; once the header of the response has
// been sent its writers fail with [ErrCommitted], and reads still work.
type Session struct {
	exchange *Exchange
	loaded   bool
	asked    bool    // the handler has it, and may read it later
	present  bool    // there was a cookie of the name, valid or not
	stale    bool    // it should be written anew
	cleared  bool    // Clear was called
	renewed  bool    // Renew was called
	idWanted bool    // ID or Renew gave one, so that somebody may rely on it
	origin   *origin // of the token that it came in; nil where nothing depends on it
	arrived  []token.Pair
	pairs    bag
}

// Format keeps values out of a log that prints a Session, whatever the verb.
func (s *Session) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "satchel.Session") }

func (s *Session) config() *scopeConfig { return &s.exchange.scopes.session }

// load reads the cookie on first use; the caller holds the lock.
func (s *Session) load() {
	if s.loaded {
		return
	}
	s.loaded = true
	found := s.exchange.openSession()
	s.stale, s.present = found.stale, found.present
	s.origin = s.originOf(&found)
	s.arrived = found.token.Pairs
	s.pairs = bag{list: s.arrived}
}

// Get returns the value of key, or "" where there is none.
func (s *Session) Get(key string) string {
	value, _ := s.Lookup(key)
	return value
}

// Lookup returns the value of key, and whether there is one. Reserved keys are
// not found.
func (s *Session) Lookup(key string) (value string, found bool) {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	s.load()
	if reserved(key) {
		return "", false
	}
	return s.pairs.lookup(key)
}

// All iterates over the pairs as they are now, without the reserved ones. It is a
// snapshot: writing to the session meanwhile is fine and not seen.
func (s *Session) All() iter.Seq2[string, string] {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	s.load()
	return visiblePairs(s.pairs.snapshot())
}

func visiblePairs(list []token.Pair) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, pair := range list {
			if !reserved(pair.Key) && !yield(pair.Key, pair.Value) {
				return
			}
		}
	}
}

// Len returns the number of pairs, without the reserved ones.
func (s *Session) Len() int {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	s.load()
	return s.pairs.visible()
}

// Size returns the bytes that the cookie's name and value have with the pairs of
// now, of [MaxCookieSize] at most; 0 for an empty session, which has no cookie. It
// costs one pass over the pairs the first time, and next to nothing after that.
func (s *Session) Size() int {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	s.load()
	if len(s.remaining()) == 0 {
		return 0
	}
	return s.config().size(s.exchange.scopes.clock(), s.pairs.weigh(s.config()))
}

// Set stores a pair. An equal value is no change. It fails, and leaves the
// session as it was, with [ErrCommitted], with a [*SizeError] where the cookie
// would exceed [MaxCookieSize], with [ErrReservedKey], with [ErrNotUTF8], and with
// [ErrUnchecked] where there is a session that nobody can see for now: a new one would take
// its place.
func (s *Session) Set(key, value string) error {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	if err := s.exchange.acceptable(s.config(), key, value); err != nil {
		return err
	}
	s.load()
	if err := s.doubt(); err != nil {
		return err
	}
	return s.put(key, value)
}

// put stores a pair, and with the first one what the configuration wants in each session:
// all or nothing.
func (s *Session) put(key, value string) error {
	if !s.config().limits.inUse {
		return s.exchange.put(s.config(), &s.pairs, key, value)
	}
	if old, found := s.pairs.lookup(key); found && old == value {
		return nil
	}
	s.pairs.snapshot() // what follows happens to a copy
	before := s.pairs
	if err := s.exchange.put(s.config(), &s.pairs, key, value); err != nil {
		return err
	}
	err := s.complete()
	if err == nil || s.pairs.weigh(s.config()) < before.weigh(s.config()) {
		return nil // one that gets smaller may be too full for its dates: it ends the sooner
	}
	s.pairs = before
	s.exchange.report(Event{Outcome: Overflow, Cookie: s.config().name, Keys: []string{key}, Size: err.Size})
	return err
}

// Delete removes a pair. A key that is not there is no error. A session that has
// lost its last pair ends with this request, its unique id with it, unless
// [Session.ID] or [Session.Renew] gave one out meanwhile. It fails with
// [ErrCommitted], [ErrReservedKey] and [ErrUnchecked].
func (s *Session) Delete(key string) error {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	if err := s.exchange.writable(s.config(), key); err != nil {
		return err
	}
	if reserved(key) {
		return ErrReservedKey
	}
	s.load()
	if err := s.doubt(); err != nil {
		return err
	}
	if _, found := s.pairs.lookup(key); !found {
		return nil
	}
	s.pairs.remove(func(pair token.Pair) bool { return pair.Key == key })
	return nil
}

// Clear discards the whole session, the unique id with it: the browser is told to
// delete the cookie. It fails with [ErrCommitted].
func (s *Session) Clear() error {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	if err := s.exchange.writable(s.config()); err != nil {
		return err
	}
	s.load()
	s.cleared = true
	s.pairs = bag{}
	s.origin.forget()
	return nil
}

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
	if !s.loaded {
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

// same tells whether nobody has changed anything. What each session gets by itself is no
// change.
func (s *Session) same(list []token.Pair) bool {
	if equal(s.arrived, list) {
		return true
	}
	if !s.config().limits.inUse || len(list) == 0 || len(s.arrived) == 0 {
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
	c, now := s.config(), s.exchange.scopes.clock()
	d := decision{reason: reason, pairs: s.pairs.list, before: s.arrived}
	size := 0
	if tooLarge := s.complete(); tooLarge != nil {
		size = tooLarge.Size
	} else if d.isHousekeeping() {
		size = c.size(now, s.pairs.weigh(c))
	}
	if size > MaxCookieSize && d.isHousekeeping() {
		// Written without its start it would be as young again at each page, and never end.
		s.exchange.report(Event{Outcome: Overflow, Cookie: c.name, Size: size})
		return decision{}
	}
	if s.has(activeKey) {
		s.pairs.set(activeKey, formatSeconds(now))
	}
	d.pairs = s.pairs.list
	return d
}
