package satchel

import (
	"context"
	"net/http"
	"slices"

	"github.com/satchel-go/satchel/internal/cookie"
)

// Begin starts an exchange. It fails with [ErrNotLoopback] for a request that
// development mode does not serve; answer it with status 403. It fails with
// [ErrSpeculation] for a page that a browser fetches ahead while a message waits; answer
// with status 503. ctx is what the hook for events gets, and the parent of
// [Exchange.Context].
func (s *Scopes) Begin(ctx context.Context, r Request) (*Exchange, error) {
	if s.localOnly && !(isLocalPeer(r.RemoteAddr) && isLoopback(r.Host)) {
		s.emit(ctx, Event{Outcome: Insecure, Reason: ReasonNotLoopback})
		return nil, ErrNotLoopback
	}
	// The map itself is not kept: the handler may change it while another goroutine
	// commits, as http.TimeoutHandler does, and two at once in a map end the program.
	x := &Exchange{scopes: s, parent: ctx, sent: r.Header["Cookie"], host: r.Host, uri: r.URI, tls: s.isTLS(&r)}
	x.navigation = s.housekeeping && len(x.sent) > 0 && isNavigation(r.Header)
	x.session.exchange = x
	if !cookie.Mentions(x.sent, s.flashMark) || !cookie.Mentions(x.sent, s.flash.name) {
		return x, nil
	}
	x.makeFlash()
	if s.policy == NextPage {
		x.flash.request = s.rules.requestMeaning(r.Method, r.Header)
		if x.flash.request == PrefetchRequest && x.declines() {
			return nil, ErrSpeculation
		}
	}
	return x, nil
}

// makeFlash makes the flash, which only those requests have that bring one or ask for one:
// it is a third of an exchange. With NextRequest the commit has looked for one. The caller
// holds the lock, if there is somebody else yet.
func (x *Exchange) makeFlash() *Flash {
	if x.flash == nil {
		x.flash = &Flash{exchange: x, loaded: x.committed && x.scopes.policy == NextRequest}
	}
	return x.flash
}

// flashMark returns the part of the flash's name by which Begin looks for it first:
// without what the session's name begins with too. In 32 KB of sessions, each "__Host-" would
// be a false start, and the search four times as slow as the rest of the request.
func flashMark(flash, session string) string {
	common := 0
	for common < len(flash) && common < len(session) && flash[common] == session[common] {
		common++
	}
	if common == len(flash) {
		return flash
	}
	return flash[common:]
}

// declines tells whether a message waits, which a page that is fetched ahead would use
// up. Without one, whatever is fetched ahead is served.
func (x *Exchange) declines() bool {
	x.mu.Lock()
	defer x.unlock()
	x.flash.load()
	if x.flash.valid {
		x.report(Event{Outcome: Left, Reason: ReasonAhead, Cookie: x.scopes.flash.name})
	}
	return x.flash.valid
}

// isNavigation tells whether the response is for a page that a person goes to
// (W3C Fetch Metadata), or for a client that does not say. Only these get a cookie
// that is merely refreshed: a slow background response that arrives after a logout
// would bring the session back.
func isNavigation(header http.Header) bool {
	mode, dest := header["Sec-Fetch-Mode"], header["Sec-Fetch-Dest"]
	if len(mode) == 0 && len(dest) == 0 {
		return true
	}
	return slices.Equal(mode, []string{"navigate"}) && slices.Equal(dest, []string{"document"}) &&
		len(header["Sec-Purpose"]) == 0 // fetched ahead: nobody has used it
}
