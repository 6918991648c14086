package satchel

import (
	"context"
	"net/http"
	"slices"
	"strings"

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
	x.navigation = len(x.sent) > 0 && isNavigation(r.Header)
	x.session.exchange = x
	x.flash.exchange = x
	if s.policy == NextPage && mentions(x.sent, s.flash.name) {
		x.flash.request = s.rules.requestMeaning(r.Method, r.Header)
		if x.flash.request == PrefetchRequest && x.declines() {
			return nil, ErrSpeculation
		}
	}
	return x, nil
}

// mentions tells whether the flash may be among the cookies that are looked at.
func mentions(lines []string, name string) bool {
	left := cookie.ScanLimit
	for _, line := range lines {
		if left <= 0 {
			return false
		}
		if strings.Contains(line[:min(len(line), left)], name) {
			return true
		}
		left -= max(len(line), 1)
	}
	return false
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
