package streams_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"

	"github.com/felixge/httpsnoop"
	chi "github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/handlers"
)

// middleware is a handler of others around a handler.
type middleware struct {
	name string
	wrap func(t *testing.T, next http.Handler) http.Handler

	compresses bool
	elsewhere  bool // the handler inside is in another process, where the scopes are not
}

// plain is for middleware that needs no test.
func plain(wrap func(http.Handler) http.Handler) func(*testing.T, http.Handler) http.Handler {
	return func(_ *testing.T, next http.Handler) http.Handler { return wrap(next) }
}

var none = middleware{name: "nothing", wrap: plain(func(next http.Handler) http.Handler { return next })}

// loggers count what goes through them.
func loggers() []middleware {
	quiet := log.New(io.Discard, "", 0)
	return []middleware{
		{name: "chi Logger", wrap: plain(chi.RequestLogger(&chi.DefaultLogFormatter{Logger: quiet, NoColor: true}))},
		{name: "gorilla LoggingHandler", wrap: plain(func(next http.Handler) http.Handler {
			return handlers.LoggingHandler(io.Discard, next)
		})},
		{name: "gorilla CombinedLoggingHandler", wrap: plain(func(next http.Handler) http.Handler {
			return handlers.CombinedLoggingHandler(io.Discard, next)
		})},
		{name: "httpsnoop CaptureMetrics", wrap: plain(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { httpsnoop.CaptureMetrics(next, w, r) })
		})},
	}
}

// compressors hold bytes back until they are flushed.
func compressors() []middleware {
	return []middleware{
		{name: chiCompress, wrap: plain(chi.Compress(5, "text/event-stream", "application/x-ndjson")), compresses: true},
		{name: "gorilla CompressHandler", wrap: plain(handlers.CompressHandler), compresses: true},
	}
}

const chiCompress = "chi Compress"

var proxy = middleware{name: "httputil.ReverseProxy", elsewhere: true, wrap: func(t *testing.T, next http.Handler) http.Handler {
	upstream := httptest.NewUnstartedServer(next)
	upstream.Config.ErrorLog = log.New(io.Discard, "", 0)
	upstream.Start()
	t.Cleanup(upstream.Close)
	target, err := url.Parse(upstream.URL)
	must(t, err)
	through := &http.Transport{DisableCompression: true} // what the client asked for is passed on
	t.Cleanup(through.CloseIdleConnections)
	return &httputil.ReverseProxy{
		Transport: through,
		ErrorLog:  log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		},
	}
}}
