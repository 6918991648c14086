package satchel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/satchel-go/satchel/internal/cookie"
	"github.com/satchel-go/satchel/internal/token"
)

// Request is what an [Exchange] needs to know of a request. Header is read at Begin
// only: the handler may do with the map what it likes.
type Request struct {
	Method     string
	Host       string      // as the client asked for it
	URI        string      // as the client asked for it, path and query; for messages that wait for one path
	RemoteAddr string      // "address:port" of the peer; "@" for a Unix socket
	Header     http.Header // keys in canonical form
	TLS        bool        // the connection is encrypted

	_ struct{} // no literal without field names: fields will be added
}

// Exchange is one request and its response, apart from any server: it has the two
// scopes, and decides the cookies at Commit. [Scopes.Handler] is a thin shell
// over it, and so is the adapter of a framework with another kind of handler.
//
// An Exchange is safe for use by several goroutines. Only Begin makes one.
type Exchange struct {
	scopes     *Scopes
	parent     context.Context //nolint:containedctx // an Exchange is a node of the context chain
	sent       []string        // the lines of the Cookie header
	host, uri  string          // as the client asked for them
	navigation bool            // see isNavigation; known where a session may be due
	tls        bool            // as far as is known

	mu        sync.Mutex
	session   Session
	flash     *Flash // nil where nothing may wait and nobody has asked; see makeFlash
	observed  bool   // somebody looked: the response varies by cookie
	private   bool   // the response is for one client
	blank     bool   // no field of the response's header concerned us when it was committed
	examined  bool   // the names of the other cookies were looked at
	committed bool   // the cookies are decided
	pending   bool   // and the header has not left: CommitNow
	abandoned bool   // it was told that nobody gets the cookies
	closed    bool   // the request is over
	events    []Event

	identity http.Header // the request's header, to recognize the request; never read

	writer  responseWriter
	vary    [1]string       // room for the line that every reader needs
	cookies *responseHeader // room for what a writer needs; made by the first one
}

// Session returns the session of this exchange. Asking counts as looking, whether
// or not anything is read: a template reads while the page is already on its way,
// and then it is too late for Vary: Cookie.
func (x *Exchange) Session() *Session {
	x.mu.Lock()
	defer x.unlock()
	x.observe(&x.scopes.session)
	x.session.asked = true
	return &x.session
}

// Flash returns the flash of this exchange. Asking counts as looking, as with
// Session; see [FlashFrom].
func (x *Exchange) Flash() *Flash {
	x.mu.Lock()
	defer x.unlock()
	f := x.makeFlash()
	hidden := x.committed && f.request != 0 && !f.asked // a message may wait, and stays for another page
	if hidden && x.observed {
		x.report(Event{Outcome: Late, Reason: ReasonRead, Cookie: x.scopes.flash.name})
	}
	x.observe(&x.scopes.flash)
	f.asked = true
	return f
}

// Format keeps the cookies of a request out of a log that prints it.
func (x *Exchange) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "satchel.Exchange") }

// Context returns the context from which [SessionFrom] and [FlashFrom] get this
// exchange's scopes.
func (x *Exchange) Context() context.Context { return (*exchangeContext)(x) }

// Commit decides the cookies and writes them into header: call it once, just
// before the header of the response with this status leaves. Afterwards every
// writer of the scopes fails. It returns an error, besides an event, where a
// change cannot be written; the response is fit to be sent all the same. A second
// call does nothing and returns [ErrCommitted]. header must not be nil.
func (x *Exchange) Commit(status int, header http.Header) error {
	return x.commit(status, header, false)
}

func (x *Exchange) commit(status int, header http.Header, early bool) error {
	x.mu.Lock()
	defer x.unlock()
	if x.committed || x.closed {
		return ErrCommitted
	}
	x.committed, x.pending = true, early
	if status == http.StatusSwitchingProtocols && x.session.asked {
		x.session.load() // the connection outlives the request, and is read from then
	}
	switch {
	case x.flash != nil:
		x.flash.settle(status, header)
	case x.scopes.policy == NextRequest:
		x.noticeNoFlash()
	}
	x.mark(header)
	session := x.session.decide(status)
	x.yield(&session, header)
	err := x.apply(&x.scopes.session, &session, header)
	if err == nil { // else the old one is all that the client has
		x.dropOld(&session, header)
		if !early {
			x.session.settleID()
		}
	}
	if flashErr := x.applyFlash(header); err == nil {
		err = flashErr
	}
	if ended := x.parent.Err(); ended != nil && errors.Is(ended, context.Canceled) { // the client has gone; for a deadline see finish
		x.noticeAbandoned()
	}
	return err
}

// noticeNoFlash tells, with the policy that looks for a flash in each request, why one may
// have been overlooked; the caller holds the lock.
func (x *Exchange) noticeNoFlash() {
	if x.observed {
		x.noticeNearMisses()
	}
	if cookie.ExceedsScan(x.sent) {
		x.report(Event{Outcome: Conflict, Reason: ReasonFlood, Cookie: x.scopes.flash.name})
	}
}

// applyFlash writes what becomes of the flash; the caller holds the lock.
func (x *Exchange) applyFlash(header http.Header) error {
	if x.flash == nil {
		return x.apply(&x.scopes.flash, &decision{}, header)
	}
	return x.flash.decide(func(s *scopeConfig, d decision) error { return x.apply(s, &d, header) })
}

// mark says in the header what follows from having looked; the caller holds the lock.
func (x *Exchange) mark(header http.Header) {
	if !x.observed {
		return // nor is there a cookie to write
	}
	x.blank = !respell(header)
	if x.flash != nil && x.flash.asked && x.flash.shows() {
		x.room().neverStore(header, x.blank) // or Back shows the message again
		x.keepPrivate(header, x.scopes.flash.name)
	}
	varyByCookie(header, &x.vary, x.blank)
}

// Close ends the exchange: writers fail from now on, what was not committed never
// is, and a scope that nobody has read is empty. Closing twice is fine.
func (x *Exchange) Close() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.closed = true
	x.sent, x.identity = nil, nil // a server may use the memory for the next request
}

// report notes an event for the hook; the caller holds the lock.
func (x *Exchange) report(e Event) {
	if x.scopes.wants(e) {
		x.events = append(x.events, e)
	}
}

// unlock gives the lock back and then tells the hook what happened under it.
func (x *Exchange) unlock() {
	events := x.events
	x.events = nil
	x.mu.Unlock()
	for _, e := range events {
		x.scopes.tell(x.parent, e)
	}
	if x.scopes.keys.pending.Load() {
		x.scopes.announce(x.parent)
	}
}

// writable returns the error of a writer that comes too late.
func (x *Exchange) writable(s *scopeConfig, keys ...string) error {
	if x.committed || x.closed {
		x.report(Event{Outcome: Late, Reason: ReasonWrite, Cookie: s.eventName(), Keys: slices.Clone(keys)})
		return ErrCommitted
	}
	return nil
}

// acceptable returns the error of a writer for a pair that no cookie could hold, or
// that comes too late.
func (x *Exchange) acceptable(s *scopeConfig, key, value string) error {
	if err := x.writable(s, key); err != nil {
		return err
	}
	switch {
	case reserved(key):
		return ErrReservedKey
	case !utf8.ValidString(key) || !utf8.ValidString(value):
		return ErrNotUTF8
	}
	return nil
}

// put stores a pair if the cookie can hold it; the caller holds the lock.
func (x *Exchange) put(s *scopeConfig, b *bag, key, value string) error {
	err := b.add(s, x.scopes.clock, token.Pair{Key: key, Value: value})
	if tooLarge, ok := errors.AsType[*SizeError](err); ok {
		x.report(Event{Outcome: Overflow, Cookie: s.eventName(), Keys: []string{plainKey(key)}, Size: tooLarge.Size})
	}
	return err
}

func (x *Exchange) room() *responseHeader {
	if x.cookies == nil {
		x.cookies = new(responseHeader)
	}
	return x.cookies
}

// observe notes that the response depends on the Cookie header.
func (x *Exchange) observe(s *scopeConfig) {
	if x.committed && !x.pending && !x.observed {
		x.report(Event{Outcome: Late, Reason: ReasonRead, Cookie: s.name})
	}
	x.observed = true
}
