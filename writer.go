package satchel

import (
	"bufio"
	"context"
	"errors"
	"io"
	"iter"
	"net"
	"net/http"
)

// responseWriter commits the exchange before the header leaves, on each way by
// which it can leave. It buffers nothing.
type responseWriter struct {
	beneath   http.ResponseWriter
	exchange  *Exchange
	http2     bool // or later: no upgrade by 101, which is one more informational status there
	committed bool
	early     bool // by CommitNow, and the header has not left since
	hijacked  bool
	finished  bool
}

// commit decides the cookies, once. An error has been told to the hook, and the
// writer that caused it has got one before; the response goes out all the same.
func (w *responseWriter) commit(status int) {
	switch {
	case !w.committed:
		w.committed = true
		_ = w.exchange.Commit(status, w.beneath.Header())
	case w.early:
		w.early = false
		w.exchange.restore(w.beneath.Header())
	}
}

// finish is for a handler that has returned.
func (w *responseWriter) finish() {
	if w.hijacked {
		w.exchange.noticeSecond(w.beneath.Header())
	} else {
		w.commit(http.StatusOK)
		// The writer of http.TimeoutHandler can flush nothing, and one that can has sent
		// the header.
		if ended := w.exchange.parent.Err(); ended != nil && errors.Is(ended, context.DeadlineExceeded) && !canFlush(w.beneath) {
			w.exchange.noticeTimeout()
		}
	}
	w.finished = true
}

// end is for a handler that has returned or panicked. After a panic no cookie of ours
// stays in the header for middleware outside that answers it.
func (w *responseWriter) end() {
	if !w.finished {
		w.exchange.withdraw(w.beneath.Header())
	}
	w.exchange.Close()
}

func (w *responseWriter) Header() http.Header { return w.beneath.Header() }

// WriteHeader commits, unless the status is informational (RFC 9110 section 15.2):
// 100 and 103 come before the response. 101 is the response. A status that
// net/http is going to panic about commits nothing.
func (w *responseWriter) WriteHeader(status int) {
	switch {
	case isFinal(status) && !(w.http2 && status == http.StatusSwitchingProtocols):
		w.commit(status)
	case w.early:
		w.informational(status)
		return
	}
	w.beneath.WriteHeader(status)
}

// informational sends an early header without what CommitNow has put into the map: that
// belongs to the response.
func (w *responseWriter) informational(status int) {
	header := w.beneath.Header()
	cookies := header["Set-Cookie"]
	w.exchange.withdraw(header)
	w.beneath.WriteHeader(status)
	if cookies != nil {
		header["Set-Cookie"] = cookies
	}
}

// isFinal tells whether a header with this status is the response's.
func isFinal(status int) bool {
	return status >= 200 && status <= 999 || status == http.StatusSwitchingProtocols
}

func (w *responseWriter) Write(p []byte) (int, error) {
	w.commit(http.StatusOK)
	return w.beneath.Write(p)
}

func (w *responseWriter) WriteString(s string) (int, error) {
	w.commit(http.StatusOK)
	return io.WriteString(w.beneath, s)
}

// itself tells an inner Handler of the same manager whose writer it got.
func (w *responseWriter) itself() *responseWriter { return w }

// Unwrap lets http.ResponseController find deadlines and full duplex beneath.
func (w *responseWriter) Unwrap() http.ResponseWriter { return w.beneath }

// FlushError is what http.ResponseController calls. It is always offered: without
// it the controller would unwrap this writer and flush past the commit.
func (w *responseWriter) FlushError() error {
	if !canFlush(w.beneath) {
		return http.ErrNotSupported
	}
	w.commit(http.StatusOK)
	return http.NewResponseController(w.beneath).Flush()
}

func canFlush(w http.ResponseWriter) bool {
	for layer := range layers(w) {
		switch layer.(type) {
		case http.Flusher, interface{ FlushError() error }:
			return true
		}
	}
	return false
}

// canHijack tells whether http.ResponseController would find a Hijacker, in w or in a
// writer that w wraps. (A function for any interface would be slower than all the rest of
// offer: assertions to a type parameter are looked up each time.)
func canHijack(w http.ResponseWriter) bool {
	for layer := range layers(w) {
		if _, ok := layer.(http.Hijacker); ok {
			return true
		}
	}
	return false
}

// layers goes from w down through the writers that it wraps, by the method that
// http.ResponseController uses.
func layers(w http.ResponseWriter) iter.Seq[http.ResponseWriter] {
	return func(yield func(http.ResponseWriter) bool) {
		for yield(w) {
			wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
			if !ok {
				return
			}
			w = wrapper.Unwrap()
		}
	}
}

// The methods below are offered where the writer beneath has them; see offer.

func (w *responseWriter) flush() {
	w.commit(http.StatusOK)
	w.beneath.(http.Flusher).Flush() //nolint:forcetypeassert // offered only where it holds
}

// readFrom keeps sendfile: net/http's writer hands a file to the kernel.
func (w *responseWriter) readFrom(r io.Reader) (int64, error) {
	w.commit(http.StatusOK)
	return w.beneath.(io.ReaderFrom).ReadFrom(r) //nolint:forcetypeassert // offered only where it holds
}

func (w *responseWriter) push(target string, opts *http.PushOptions) error {
	return w.beneath.(http.Pusher).Push(target, opts) //nolint:forcetypeassert // offered only where it holds
}

func (w *responseWriter) closeNotify() <-chan bool {
	return w.beneath.(closeNotifier).CloseNotify() //nolint:forcetypeassert // offered only where it holds
}

// hijack commits with the status of an upgrade, once the connection is really taken
// over. Nobody writes the header map of a hijacked connection but the handler
// itself, which may not know of it; hence the event when there was something to
// write, unless it has called CommitNow.
func (w *responseWriter) hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(w.beneath).Hijack()
	if err != nil {
		return conn, buffered, err
	}
	w.hijacked = true
	if !w.committed {
		w.commit(http.StatusSwitchingProtocols)
		w.exchange.noticeHijack()
	} else {
		w.exchange.settleRenewed() // after CommitNow, the handler writes the header
	}
	return conn, buffered, nil
}
