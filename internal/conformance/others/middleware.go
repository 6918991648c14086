package others

import (
	"io"
	"log/slog"
	"net/http"

	"github.com/felixge/httpsnoop"
	chi "github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/handlers"
)

// quiet is for what nobody reads.
var quiet = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)

// ChiLogger counts what goes through chi's WrapResponseWriter.
func ChiLogger(next http.Handler) http.Handler {
	return chi.RequestLogger(&chi.DefaultLogFormatter{Logger: quiet, NoColor: true})(next)
}

// GorillaLogging counts what goes through gorilla's LoggingHandler.
func GorillaLogging(next http.Handler) http.Handler { return handlers.LoggingHandler(io.Discard, next) }

// GorillaCombinedLogging counts what goes through gorilla's CombinedLoggingHandler.
func GorillaCombinedLogging(next http.Handler) http.Handler {
	return handlers.CombinedLoggingHandler(io.Discard, next)
}

// CaptureMetrics counts what goes through httpsnoop.
func CaptureMetrics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { httpsnoop.CaptureMetrics(next, w, r) })
}
