package satchel

import (
	"fmt"
	"io"
	"iter"

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
	var found finding
	s.exchange.openSession(&found)
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
		return nil // one that gets smaller may be too full for its dates; see written
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
	s.leave()
	s.cleared = true
	s.pairs = bag{}
	s.origin.forget()
	return nil
}
