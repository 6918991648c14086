package satchel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
)

// Scopes is the manager of the two scopes, which a program makes once with [New].
// It is safe for concurrent use, and holds no data of any user. Its zero value is
// of no use.
type Scopes struct {
	session, flash scopeConfig
	readers        []scopeConfig // session cookies of other names that are read for a while
	keys           *liveKeys
	revocation     *revocation  // nil for none
	cache          SessionCache // nil for none
	housekeeping   bool         // sessions may be due to be written anew one day
	policy         FlashPolicy
	rules          flashRules         // of the policy NextPage
	flashMark      string             // see flashMark
	maxSlots       int                // cookies of the flash; 0 for a single one
	lookalikes     *cookie.Lookalikes // nil in development
	clock          func() time.Time
	onEvent        func(context.Context, Event)
	proxies        []netip.Prefix
	localOnly      bool     // development: this machine only
	log            eventLog // where there is no hook
	warnedPlain    atomic.Bool
	buffers        sync.Pool // of *[]byte: Set-Cookie lines while they are built
}

// Format keeps settings out of a log that prints a Scopes, whatever the verb.
func (s *Scopes) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "satchel.Scopes") }

// Handler gives each request its session and its flash, which next finds with
// [SessionFrom] and [FlashFrom], and writes the cookies that follow from it.
//
// Nothing is read before next asks for it; and nothing is buffered. The flash has three
// exceptions: with the policy [NextRequest] it ends with the request, whether or not
// anybody asked; with [NextPage], a redirect takes messages for its path along, and a page
// that a browser fetches ahead is turned away with status 503 while a message waits. The cookies are decided
// once, just before the header leaves: at the first Write, WriteHeader
// (informational responses aside), Flush, ReadFrom or Hijack, or when next returns;
// earlier with [CommitNow]. When next panics, nothing is written. The ResponseWriter
// that next gets offers what the one beneath it offers: Flusher, Hijacker,
// io.ReaderFrom, Pusher, CloseNotifier, and all of [http.ResponseController].
//
// A hijacked connection has no header to put cookies into: what changed before is
// in the header map at that moment, for a handler that writes its own response.
// Call CommitNow before that, and copy Set-Cookie.
//
// The cookies are written whatever the status is, also with the 503 of an
// http.TimeoutHandler inside, if the handler had changed a scope before. Outside, it
// throws away the header of a handler that comes too late, which gets an error from
// Write only; a [Late] event tells. http.MaxBytesHandler goes outside: net/http
// closes a connection that sends too much only if it gets its own writer.
//
// A response to a request whose scopes were asked for gets Vary: Cookie; one that
// sets a cookie is marked as private for shared caches.
func (s *Scopes) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if x, ok := r.Context().Value(managerKey{s}).(*Exchange); ok && x.serves(w, r) {
			next.ServeHTTP(w, r) // wrapped twice: one commit is enough
			return
		}
		x, err := s.Begin(r.Context(), Request{
			Method:     r.Method,
			Host:       r.Host,
			URI:        r.RequestURI,
			RemoteAddr: r.RemoteAddr,
			Header:     r.Header,
			TLS:        r.TLS != nil,
		})
		if err != nil {
			refuse(w, err)
			return
		}
		x.writer = responseWriter{beneath: w, exchange: x, http2: r.ProtoMajor >= 2}
		defer x.writer.end()
		x.identity = r.Header
		inner := r.WithContext(x.Context())
		defer giveBack(r, inner)
		next.ServeHTTP(x.writer.offer(), inner)
		x.writer.finish()
	})
}

// refuse answers a request that Begin refuses.
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusForbidden
	if errors.Is(err, ErrSpeculation) {
		status = http.StatusServiceUnavailable
		blank := !respell(w.Header())
		var room responseHeader // without which the page would be gone for everybody, for as long as a cache thinks
		room.neverStore(w.Header(), blank)
		room.keepPrivate(w.Header(), blank)
	}
	http.Error(w, err.Error(), status)
}

// giveBack hands on the form that the handler's copy of the request has read:
// net/http removes its temporary files by the request that it made itself.
func giveBack(r, inner *http.Request) {
	if r.MultipartForm == nil {
		r.MultipartForm = inner.MultipartForm
	}
}

// serves tells whether w and r are of this exchange: the writer leads to its own, or
// the request is its own under another context, which a copy shows by the header
// that it shares. A request that somebody makes in a handler may carry the same
// context and be another one.
func (x *Exchange) serves(w http.ResponseWriter, r *http.Request) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return false
	}
	if r.Header != nil && reflect.ValueOf(r.Header).Pointer() == reflect.ValueOf(x.identity).Pointer() {
		return true
	}
	for layer := range layers(w) {
		if own, ok := layer.(interface{ itself() *responseWriter }); ok && own.itself() == &x.writer {
			return true
		}
	}
	return false
}

// Session returns the session of this manager, for a program where one manager's
// handler is inside another's; otherwise [SessionFrom] is enough. It panics as
// SessionFrom does.
func (s *Scopes) Session(ctx context.Context) *Session { return s.exchange(ctx).Session() }

// Flash returns the flash of this manager; see [Scopes.Session].
func (s *Scopes) Flash(ctx context.Context) *Flash { return s.exchange(ctx).Flash() }

func (s *Scopes) exchange(ctx context.Context) *Exchange {
	return exchangeFrom(ctx, managerKey{s})
}

// isTLS tells whether the client's connection is encrypted, as far as is known.
func (s *Scopes) isTLS(r *Request) bool {
	if r.TLS || len(s.proxies) == 0 {
		return r.TLS
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	for _, prefix := range s.proxies {
		if prefix.Contains(peer.Addr().Unmap()) {
			return r.Header.Get("X-Forwarded-Proto") == "https"
		}
	}
	return false
}
