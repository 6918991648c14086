package satchel

import (
	"fmt"
	"io"
	"iter"
	"net/http"

	"github.com/satchel-go/satchel/internal/token"
)

// Flash is the flash scope of one request: string pairs for the next page only,
// typically a message that the page after a redirect shows. The readers give what
// came in with this request; the writers fill what goes out with its response.
//
// Reading consumes nothing: a message stays readable all through its request. The
// response ends it, by the policy: [NextPage] only if it is one that could have shown
// it, [NextRequest] in any case. On a page, asking for the flash counts as reading it,
// since templates read late, unless the handler has only written; for data a reader has
// to be called before the header leaves. A message that the response leaves for another
// page cannot be read any more after that.
//
// A cookie that is missing or refused is an empty flash. A Flash is safe for use by
// several goroutines of its request; once the header of the response has been sent its
// writers fail with [ErrCommitted].
//
// Always escape what is shown, as html/template does: where the flash is unsigned
// (see [Play25]), its text may come from anybody.
type Flash struct {
	exchange  *Exchange
	request   FlashMeaning // what the request is for; known where it carries a flash, with NextPage
	loaded    bool
	asked     bool // the handler has it, and may read it later
	read      bool // it has read it
	wrote     bool // it has called a writer
	valid     bool // a message came in
	present   bool // there was a cookie of the name, valid or not
	dropped   bool // DiscardAll was called
	upgrades  bool // the response is the answer to an upgrade
	shown     bool // the response shows what came in
	redirects bool // the response sends the client to another page
	issued    int64
	arrived   []token.Pair // as the token had them, where all of them are for this page
	in        bag          // what arrived, and what Now added
	out       bag          // keys as they travel, see carriedKey
	rare      *rareFlash
}

// rareFlash is what few requests need; apart, so that the others do not pay for its room.
type rareFlash struct {
	messages  []message // what came in, where it is not as simple as Flash.arrived
	slots     []slot    // that came in, the oldest first
	now       bag       // what Now added
	taken     []string  // keys that Discard took: not to be left for the next page either
	replaced  []string  // keys that Set wrote: what waits under them for the same page is out of date
	kept      []string  // keys that Keep sent on as new ones
	path      string    // of the request, in the form of targets
	pathKnown bool
	target    string // the path that what goes out is for
	targeted  bool   // SetTarget was called
	aimed     bool   // Redirect was called: the target is the path that it goes to
	moves     bool   // the response says where the client goes on to
	next      string // which is this path; empty for one elsewhere
}

// rarely returns what is rare, to be written to.
func (f *Flash) rarely() *rareFlash {
	if f.rare == nil {
		f.rare = new(rareFlash)
	}
	return f.rare
}

// has returns what is rare, to be read only: most flashes have the same nothing.
func (f *Flash) has() *rareFlash {
	if f.rare == nil {
		return &nothingRare
	}
	return f.rare
}

// nothingRare is never written to; rarely is there for that.
var nothingRare rareFlash

// Format keeps messages out of a log that prints a Flash, whatever the verb.
func (f *Flash) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "satchel.Flash") }

func (f *Flash) config() *scopeConfig { return &f.exchange.scopes.flash }

// nextPage tells which policy holds.
func (f *Flash) nextPage() bool { return f.exchange.scopes.policy == NextPage }

// load reads the cookie on first use; the caller holds the lock.
func (f *Flash) load() {
	if f.loaded {
		return
	}
	f.loaded = true
	if f.exchange.scopes.maxSlots > 0 {
		f.loadSlots()
		return
	}
	var found finding
	f.exchange.open(f.config(), &found)
	f.present = found.present
	f.receive(&found.token, 0, found.at)
	f.arrange()
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
	f.reading()
	if reserved(key) {
		return "", false
	}
	return f.in.lookup(key)
}

// All iterates over the messages that came in, as they are now.
func (f *Flash) All() iter.Seq2[string, string] {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	f.reading()
	return visiblePairs(f.in.snapshot())
}

// Len returns the number of keys that came in.
func (f *Flash) Len() int {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	f.reading()
	return f.in.visible()
}

// shows tells whether the page has something of it, or has to do without, so that no cache
// may bring it back.
func (f *Flash) shows() bool {
	switch {
	case f.rare != nil && len(f.rare.now.list) > 0, f.valid && f.hidden():
		return true
	case f.valid && f.read:
		return len(f.came()) > 0
	default:
		return f.valid && len(f.in.list) > 0
	}
}

// reading is what each reader begins with; the caller holds the lock.
func (f *Flash) reading() {
	f.load()
	f.read = true
}

// Size returns the bytes that the outgoing cookie's name and value have, of
// [MaxCookieSize] at most; 0 where nothing goes out. What is left of the messages that
// came in comes on top, as far as there is room.
func (f *Flash) Size() int {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	f.wrote = true // who asks this shows nothing
	if len(f.out.list) == 0 {
		return 0
	}
	return f.config().size(f.exchange.scopes.clock(), f.out.weigh(f.config()))
}

// writing is what each writer begins with; the caller holds the lock.
func (f *Flash) writing(keys ...string) error {
	f.wrote = true
	return f.exchange.writable(f.config(), keys...)
}

// acceptable returns the error of a writer for a pair that no cookie could hold, or
// that comes too late.
func (f *Flash) acceptable(key, value string) error {
	f.wrote = true
	return f.exchange.acceptable(f.config(), key, value)
}

// Now shows a message in this request only: the readers see it, on a line behind what came
// in under the key, and no cookie carries it. A second one under the key replaces it. Use
// it where a form is shown again without a redirect. It fails with [ErrCommitted],
// [ErrReservedKey] and [ErrNotUTF8].
func (f *Flash) Now(key, value string) error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.exchange.acceptable(f.config(), key, value); err != nil {
		return err
	}
	f.reading() // it is for a page that shows messages
	f.rarely().now.set(key, value)
	f.arrange()
	return nil
}

// settle finds out what becomes of the messages that came in, before anything is written
// into the header; the caller holds the lock.
func (f *Flash) settle(status int, header http.Header) {
	if f.nextPage() {
		f.settleNextPage(status, header)
		return
	}
	f.load()
	if f.valid {
		f.exchange.observed = true // without the message, the response would be another one
	}
	f.upgrades = status == http.StatusSwitchingProtocols
}

// decide says what becomes of the flash's cookies, and hands each decision to apply;
// the caller holds the lock.
func (f *Flash) decide(apply func(*scopeConfig, decision) error) error {
	if f.nextPage() {
		return f.decideNextPage(apply)
	}
	return apply(f.config(), f.decideNextRequest())
}

// decideNextRequest is what Play does: the first response to a request that carried a
// message deletes it, unless it sets new ones, which replace it. The answer to a
// WebSocket upgrade leaves it for a page to show.
func (f *Flash) decideNextRequest() decision {
	switch {
	case len(f.out.list) > 0:
		return decision{reason: ReasonChanged, pairs: f.out.list}
	case f.valid && !f.upgrades:
		return decision{reason: ReasonDelivered}
	case f.dropped && f.present:
		return decision{reason: ReasonDeleted}
	}
	return decision{}
}
