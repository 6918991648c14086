package satchel

import (
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"

	"github.com/satchel-go/satchel/internal/token"
)

// Flash is the flash scope of one request: string pairs for the next request only,
// typically a message that the page after a redirect shows. The readers give what
// came in with this request; the writers fill what goes out with its response.
//
// Reading consumes nothing: a message stays readable all through its request, and
// the response to that request deletes it. A cookie that is missing or refused is
// an empty flash. A Flash is safe for use by several goroutines of its request;
// once the header of the response has been sent its writers fail with
// [ErrCommitted].
//
// Always escape what is shown, as html/template does: where the flash is unsigned
// (see [Play25]), its text may come from anybody.
type Flash struct {
	exchange *Exchange
	loaded   bool
	asked    bool // the handler asked for it, so the page may show it
	valid    bool // a message came in
	present  bool // there was a cookie of the name, valid or not
	dropped  bool // DiscardAll was called
	arrived  []token.Pair
	in       bag // what arrived, and what Now added
	out      bag
}

// Format keeps messages out of a log that prints a Flash, whatever the verb.
func (f *Flash) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "satchel.Flash") }

// The keys that Play's documentation uses for the two kinds of message.
const (
	flashSuccess = "success"
	flashError   = "error"
)

func (f *Flash) config() *scopeConfig { return &f.exchange.scopes.flash }

// load reads the cookie on first use; the caller holds the lock.
func (f *Flash) load() {
	if f.loaded {
		return
	}
	f.loaded = true
	var t token.Token
	t, _, f.present = f.exchange.open(f.config())
	f.valid = len(t.Pairs) > 0
	f.arrived = t.Pairs
	f.in = bag{list: t.Pairs}
}

// Get returns the message that came in under key, or "" where there is none.
func (f *Flash) Get(key string) string {
	value, _ := f.Lookup(key)
	return value
}

// Lookup returns the message that came in under key, and whether there is one.
func (f *Flash) Lookup(key string) (value string, found bool) {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	f.load()
	if reserved(key) {
		return "", false
	}
	return f.in.lookup(key)
}

// All iterates over the messages that came in, as they are now.
func (f *Flash) All() iter.Seq2[string, string] {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	f.load()
	return visiblePairs(f.in.snapshot())
}

// Len returns the number of messages that came in.
func (f *Flash) Len() int {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	f.load()
	return f.in.visible()
}

// Size returns the bytes that the outgoing cookie's name and value have, of
// [MaxCookieSize] at most; 0 where nothing goes out.
func (f *Flash) Size() int {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if len(f.out.list) == 0 {
		return 0
	}
	return f.config().size(f.exchange.scopes.clock(), f.out.weigh(f.config()))
}

// Set stores a message for the next request. It fails, and leaves the flash as it
// was, with [ErrCommitted], with a [*SizeError] where the cookie would exceed
// [MaxCookieSize], with [ErrReservedKey], and with [ErrNotUTF8].
func (f *Flash) Set(key, value string) error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.exchange.acceptable(f.config(), key, value); err != nil {
		return err
	}
	return f.exchange.put(f.config(), &f.out, key, value)
}

// Success stores a message under "success" for the next request, as Set does.
func (f *Flash) Success(message string) error { return f.Set(flashSuccess, message) }

// Error stores a message under "error" for the next request, as Set does.
func (f *Flash) Error(message string) error { return f.Set(flashError, message) }

// Now shows a message in this request only: the readers see it, and no cookie
// carries it. Use it where a form is shown again without a redirect. It fails
// with [ErrCommitted], [ErrReservedKey] and [ErrNotUTF8].
func (f *Flash) Now(key, value string) error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.exchange.acceptable(f.config(), key, value); err != nil {
		return err
	}
	f.load()
	f.in.set(key, value)
	return nil
}

// Keep sends messages that came in on to the next request, where no new message
// has the same key. Keys that did not come in are passed over; without keys it
// does nothing. It fails, and keeps none, with [ErrCommitted] and with a
// [*SizeError].
func (f *Flash) Keep(keys ...string) error {
	return f.keep(keys, func(key string) bool { return slices.Contains(keys, key) })
}

// KeepAll is Keep for all messages that came in.
func (f *Flash) KeepAll() error {
	return f.keep(nil, func(string) bool { return true })
}

func (f *Flash) keep(keys []string, wanted func(key string) bool) error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.exchange.writable(f.config(), keys...); err != nil {
		return err
	}
	f.load()
	before := f.out // what is put below goes behind its end
	for _, pair := range f.arrived {
		if _, newer := f.out.lookup(pair.Key); newer || reserved(pair.Key) || !wanted(pair.Key) {
			continue
		}
		if err := f.exchange.put(f.config(), &f.out, pair.Key, pair.Value); err != nil {
			f.out = before
			return err
		}
	}
	return nil
}

// Discard takes messages back that were to go out, new or kept. Without keys it
// does nothing. It fails with [ErrCommitted].
func (f *Flash) Discard(keys ...string) error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.exchange.writable(f.config(), keys...); err != nil {
		return err
	}
	f.out.remove(func(pair token.Pair) bool { return slices.Contains(keys, pair.Key) })
	return nil
}

// DiscardAll takes back all messages that were to go out; what came in ends with
// this request, whatever it is. It fails with [ErrCommitted].
func (f *Flash) DiscardAll() error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.exchange.writable(f.config()); err != nil {
		return err
	}
	f.out, f.dropped = bag{}, true
	return nil
}

// decide says what becomes of the flash's cookie, as Play does: the first response
// to a request that carried a message deletes it, unless it sets new ones, which
// replace it. The answer to a WebSocket upgrade leaves it for a page to show. The
// caller holds the lock.
func (f *Flash) decide(status int) decision {
	f.load()
	switch {
	case len(f.out.list) > 0:
		return decision{reason: ReasonChanged, pairs: f.out.list}
	case f.valid && status != http.StatusSwitchingProtocols:
		return decision{reason: ReasonDelivered}
	case f.dropped && f.present:
		return decision{reason: ReasonDeleted}
	}
	return decision{}
}
