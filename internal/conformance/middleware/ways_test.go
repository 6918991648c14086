package middleware_test

import (
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// way is one way by which a response header leaves.
type way struct {
	name    string
	respond func(t *testing.T, w http.ResponseWriter)
	status  int
	body    string

	late     bool        // when respond returns, nothing has been sent
	flushes  bool        // and without Flush, nothing has been sent either
	early    bool        // a 103 comes first
	header   http.Header // of the request
	takeOver bool        // by Hijack, so over HTTP/1.1 only; 501 where the middleware has none
	panics   bool        // below a middleware that recovers
}

// after is a field that a handler sets behind its 103: it belongs to the response,
// and not to the 103.
const after = "X-After"

func ways(t *testing.T) []way {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, []byte("a file"), 0o600))
	return []way{
		{name: "nothing is written", status: 200, late: true, respond: func(*testing.T, http.ResponseWriter) {}},
		{name: "Write", status: 200, body: "page",
			respond: func(_ *testing.T, w http.ResponseWriter) { _, _ = w.Write([]byte("page")) }},
		{name: "WriteHeader", status: 204,
			respond: func(_ *testing.T, w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) }},
		{name: "Flush and then Write", status: 200, body: "page",
			respond: func(_ *testing.T, w http.ResponseWriter) {
				if flusher, ok := w.(http.Flusher); ok {
					flusher.Flush()
				}
				_, _ = w.Write([]byte("page"))
			}},
		{name: "ResponseController.Flush", status: 200, flushes: true,
			respond: func(t *testing.T, w http.ResponseWriter) { isSupported(t, http.NewResponseController(w).Flush()) }},
		{name: "103 and then Write", status: 200, body: "page", early: true,
			respond: func(_ *testing.T, w http.ResponseWriter) {
				w.WriteHeader(http.StatusEarlyHints)
				w.Header().Set(after, "1")
				_, _ = w.Write([]byte("page"))
			}},
		{name: "io.Copy of a file", status: 200, body: "a file",
			respond: func(t *testing.T, w http.ResponseWriter) {
				f, err := os.Open(file)
				if err == nil {
					defer f.Close()
					_, err = io.Copy(w, f)
				}
				if err != nil {
					t.Error(err)
				}
			}},
		{name: "Hijack", status: 200, body: "by hand", takeOver: true,
			respond: func(t *testing.T, w http.ResponseWriter) {
				takeOver(t, w, func(conn net.Conn) {
					_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\n")
					_ = http.Header{"Set-Cookie": w.Header()["Set-Cookie"], "Vary": w.Header()["Vary"]}.Write(conn)
					_, _ = io.WriteString(conn, "\r\nby hand")
				})
			}},
		{name: "101", status: 101, body: "by hand", takeOver: true, header: http.Header{"Connection": {"Upgrade"}, "Upgrade": {"echo"}},
			respond: func(t *testing.T, w http.ResponseWriter) {
				if _, ok := w.(http.Hijacker); ok {
					w.Header().Set("Connection", "Upgrade")
					w.Header().Set("Upgrade", "echo")
					w.WriteHeader(http.StatusSwitchingProtocols)
				}
				takeOver(t, w, func(conn net.Conn) { _, _ = io.WriteString(conn, "by hand") })
			}},
		{name: "a panic", status: 500, panics: true,
			respond: func(*testing.T, http.ResponseWriter) { panic("on purpose") }},
	}
}

// takeOver hijacks the connection, or says with 501 that it cannot, as a WebSocket
// library does.
func takeOver(t *testing.T, w http.ResponseWriter, use func(net.Conn)) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		w.WriteHeader(http.StatusNotImplemented)
		return
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	use(conn)
}
