package streams_test

import (
	"net/http"
	"testing"

	chi "github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/handlers"

	"github.com/satchel-go/satchel/internal/conformance/others"
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
	return []middleware{
		{name: "chi Logger", wrap: plain(others.ChiLogger)},
		{name: "gorilla LoggingHandler", wrap: plain(others.GorillaLogging)},
		{name: "gorilla CombinedLoggingHandler", wrap: plain(others.GorillaCombinedLogging)},
		{name: "httpsnoop CaptureMetrics", wrap: plain(others.CaptureMetrics)},
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

var proxy = middleware{name: "httputil.ReverseProxy", elsewhere: true, wrap: others.Proxied}
