package middleware_test

import (
	"io"
	"log"
	"net/http"
	"testing"
	"time"

	"github.com/felixge/httpsnoop"
	chi "github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/handlers"

	"github.com/satchel-go/satchel/internal/conformance/others"
)

// middleware is a handler of others around a handler, and what a reader of the
// matrix has to know of it.
type middleware struct {
	name string
	wrap func(t *testing.T, next http.Handler) http.Handler

	compresses bool
	holds      bool // sends nothing before the handler has returned, and offers no Flush and no Hijack
	recovers   bool // answers a panic
	elsewhere  bool // the handler inside is in another process, where the scopes are not
}

// plain is for middleware that needs no test.
func plain(wrap func(http.Handler) http.Handler) func(*testing.T, http.Handler) http.Handler {
	return func(_ *testing.T, next http.Handler) http.Handler { return wrap(next) }
}

// middlewares is the table. The first one is none at all.
func middlewares() []middleware {
	return []middleware{
		{name: "none", wrap: plain(func(next http.Handler) http.Handler { return next })},
		{name: "chi Logger", wrap: plain(others.ChiLogger)},
		{name: "chi Compress", wrap: plain(chi.Compress(5)), compresses: true},
		{name: "chi Recoverer", wrap: plain(recoverer), recovers: true},
		{name: "chi Timeout", wrap: plain(chi.Timeout(time.Minute))},
		{name: "gorilla LoggingHandler", wrap: plain(others.GorillaLogging)},
		{name: "gorilla CombinedLoggingHandler", wrap: plain(others.GorillaCombinedLogging)},
		{name: "gorilla CompressHandler", wrap: plain(handlers.CompressHandler), compresses: true},
		{name: "gorilla RecoveryHandler", wrap: plain(handlers.RecoveryHandler(handlers.RecoveryLogger(log.New(io.Discard, "", 0)))), recovers: true},
		{name: "httpsnoop Wrap", wrap: plain(hooked)},
		{name: "httpsnoop CaptureMetrics", wrap: plain(others.CaptureMetrics)},
		{name: "http.TimeoutHandler", wrap: plain(func(next http.Handler) http.Handler {
			return http.TimeoutHandler(next, time.Minute, "slow")
		}), holds: true},
		{name: "httputil.ReverseProxy", wrap: others.Proxied, elsewhere: true},
	}
}

// recoverer is chi's, without the stack that it prints.
func recoverer(next http.Handler) http.Handler {
	next = chi.Recoverer(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, chi.WithLogEntry(r, silent{}))
	})
}

type silent struct{}

func (silent) Write(int, int, http.Header, time.Duration, any) {}
func (silent) Panic(any, []byte)                               {}

// hooked has a hook in front of each method by which a header can leave.
func hooked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls := 0
		next.ServeHTTP(httpsnoop.Wrap(w, httpsnoop.Hooks{
			WriteHeader: func(f httpsnoop.WriteHeaderFunc) httpsnoop.WriteHeaderFunc {
				return func(code int) { calls++; f(code) }
			},
			Write: func(f httpsnoop.WriteFunc) httpsnoop.WriteFunc {
				return func(p []byte) (int, error) { calls++; return f(p) }
			},
			WriteString: func(f httpsnoop.WriteStringFunc) httpsnoop.WriteStringFunc {
				return func(s string) (int, error) { calls++; return f(s) }
			},
			ReadFrom: func(f httpsnoop.ReadFromFunc) httpsnoop.ReadFromFunc {
				return func(src io.Reader) (int64, error) { calls++; return f(src) }
			},
			Flush: func(f httpsnoop.FlushFunc) httpsnoop.FlushFunc {
				return func() { calls++; f() }
			},
			Hijack: func(f httpsnoop.HijackFunc) httpsnoop.HijackFunc { calls++; return f },
		}), r)
	})
}
