package middleware_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
	"time"

	"github.com/felixge/httpsnoop"
	chi "github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/handlers"
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
	quiet := log.New(io.Discard, "", 0)
	return []middleware{
		{name: "none", wrap: plain(func(next http.Handler) http.Handler { return next })},
		{name: "chi Logger", wrap: plain(chi.RequestLogger(&chi.DefaultLogFormatter{Logger: quiet, NoColor: true}))},
		{name: "chi Compress", wrap: plain(chi.Compress(5)), compresses: true},
		{name: "chi Recoverer", wrap: plain(recoverer), recovers: true},
		{name: "chi Timeout", wrap: plain(chi.Timeout(time.Minute))},
		{name: "gorilla LoggingHandler", wrap: plain(func(next http.Handler) http.Handler {
			return handlers.LoggingHandler(io.Discard, next)
		})},
		{name: "gorilla CombinedLoggingHandler", wrap: plain(func(next http.Handler) http.Handler {
			return handlers.CombinedLoggingHandler(io.Discard, next)
		})},
		{name: "gorilla CompressHandler", wrap: plain(handlers.CompressHandler), compresses: true},
		{name: "gorilla RecoveryHandler", wrap: plain(handlers.RecoveryHandler(handlers.RecoveryLogger(quiet))), recovers: true},
		{name: "httpsnoop Wrap", wrap: plain(hooked)},
		{name: "httpsnoop CaptureMetrics", wrap: plain(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { httpsnoop.CaptureMetrics(next, w, r) })
		})},
		{name: "http.TimeoutHandler", wrap: plain(func(next http.Handler) http.Handler {
			return http.TimeoutHandler(next, time.Minute, "slow")
		}), holds: true},
		{name: "httputil.ReverseProxy", wrap: proxied, elsewhere: true},
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

// proxied serves next on a server of its own, behind a proxy.
func proxied(t *testing.T, next http.Handler) http.Handler {
	upstream := httptest.NewUnstartedServer(next)
	upstream.Config.ErrorLog = log.New(io.Discard, "", 0)
	upstream.Start()
	t.Cleanup(upstream.Close)
	target, err := url.Parse(upstream.URL)
	must(t, err)
	transport := &http.Transport{DisableCompression: true} // what the client asked for is passed on
	t.Cleanup(transport.CloseIdleConnections)
	return &httputil.ReverseProxy{
		Transport: transport,
		ErrorLog:  log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		},
	}
}
