package satchel_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// way is one way by which a response header leaves.
type way struct {
	name    string
	method  string // GET where empty
	header  http.Header
	respond func(t *testing.T, w http.ResponseWriter, r *http.Request)
	status  int // what the client sees; 0: no response
	body    string

	// inside and outside wrap the handler and Scopes.Handler.
	inside, outside func(http.Handler) http.Handler

	http1Only bool
	upgrades  bool // the exchange is decided as the answer to an upgrade
	byHand    bool // the handler writes the header map itself
	late      bool // when respond returns, the header has not left yet
}

// ways are all of them; file is one to send, upstream the server of a proxy.
func ways(file string, upstream *url.URL) []way {
	serveContent := func(_ *testing.T, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		http.ServeContent(w, r, "page.txt", time.Time{}, strings.NewReader("0123456789"))
	}
	write := func(_ *testing.T, w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("page")) }
	proxy := func(path string) func(*testing.T, http.ResponseWriter, *http.Request) {
		proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(upstream)
			r.Out.URL.Path = path
		}}
		return func(_ *testing.T, w http.ResponseWriter, r *http.Request) { proxy.ServeHTTP(w, r) }
	}
	return []way{
		{name: "nothing is written", status: 200, late: true, respond: func(*testing.T, http.ResponseWriter, *http.Request) {}},
		{name: "Write", status: 200, body: "page", respond: write},
		{name: "WriteString", status: 200, body: "page",
			respond: func(_ *testing.T, w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "page") }},
		{name: "WriteHeader", status: 204,
			respond: func(_ *testing.T, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }},
		{name: "103 and then Write", status: 200, body: "page",
			respond: func(_ *testing.T, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Link", "</a.css>; rel=preload")
				w.WriteHeader(http.StatusEarlyHints)
				_, _ = w.Write([]byte("page"))
			}},
		{name: "Flush and then Write", status: 200, body: "page",
			respond: func(_ *testing.T, w http.ResponseWriter, _ *http.Request) {
				w.(http.Flusher).Flush()
				_, _ = w.Write([]byte("page"))
			}},
		{name: "ResponseController.Flush", status: 200,
			respond: func(t *testing.T, w http.ResponseWriter, _ *http.Request) {
				must(t, http.NewResponseController(w).Flush())
			}},
		{name: "io.Copy of a file", status: 200, body: "a file",
			respond: func(t *testing.T, w http.ResponseWriter, _ *http.Request) {
				f, err := os.Open(file)
				must(t, err)
				defer f.Close()
				_, err = io.Copy(w, f)
				must(t, err)
			}},
		{name: "Hijack", status: 200, body: "by hand", http1Only: true, upgrades: true, byHand: true,
			respond: func(t *testing.T, w http.ResponseWriter, _ *http.Request) { byHand(t, w) }},
		{name: "101", status: 101, http1Only: true, upgrades: true, header: http.Header{"Connection": {"Upgrade"}, "Upgrade": {"echo"}},
			respond: func(t *testing.T, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Connection", "Upgrade")
				w.Header().Set("Upgrade", "echo")
				w.WriteHeader(http.StatusSwitchingProtocols)
				conn, _, err := w.(http.Hijacker).Hijack()
				must(t, err)
				conn.Close()
			}},
		{name: "a panic", method: http.MethodPost, // which clients do not repeat
			respond: func(*testing.T, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{name: "ServeContent with a range", status: 206, body: "234", header: http.Header{"Range": {"bytes=2-4"}}, respond: serveContent},
		{name: "304", status: 304, header: http.Header{"If-None-Match": {`"1"`}}, respond: serveContent},
		{name: "HEAD", status: 200, method: http.MethodHead, respond: write},
		{name: "trailers", status: 200, body: "page",
			respond: func(_ *testing.T, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Trailer", "Checksum")
				_, _ = io.WriteString(w, "page")
				w.Header().Set("Checksum", "42")
			}},
		{name: "http.Redirect", status: 303, respond: func(_ *testing.T, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/home", http.StatusSeeOther)
		}, method: http.MethodPost},
		{name: "http.Error", status: 500, body: "page\n",
			respond: func(_ *testing.T, w http.ResponseWriter, _ *http.Request) {
				http.Error(w, "page", http.StatusInternalServerError)
			}},
		{name: "CommitNow and then Write", status: 200, body: "page",
			respond: func(t *testing.T, w http.ResponseWriter, _ *http.Request) {
				must(t, satchel.CommitNow(w, http.StatusOK))
				_, _ = io.WriteString(w, "page")
			}},
		{name: "CommitNow and nothing", status: 200,
			respond: func(t *testing.T, w http.ResponseWriter, _ *http.Request) {
				must(t, satchel.CommitNow(w, http.StatusOK))
			}},
		{name: "CommitNow and Hijack", status: 200, body: "by hand", http1Only: true, upgrades: true,
			respond: func(t *testing.T, w http.ResponseWriter, _ *http.Request) {
				must(t, satchel.CommitNow(w, http.StatusSwitchingProtocols))
				byHand(t, w)
			}},
		{name: "http.TimeoutHandler inside", status: 200, body: "page", respond: write, inside: timeout, late: true},
		{name: "http.TimeoutHandler around", status: 200, body: "page", respond: write, outside: timeout},
		{name: "http.TimeoutHandler around, nothing is written", status: 200, late: true, outside: timeout,
			respond: func(*testing.T, http.ResponseWriter, *http.Request) {}},
		{name: "httputil.ReverseProxy", status: 200, body: "page", respond: proxy("/")},
		{name: "httputil.ReverseProxy of a 103", status: 200, body: "page", respond: proxy("/early")},
	}
}

func timeout(next http.Handler) http.Handler { return http.TimeoutHandler(next, time.Minute, "slow") }

// upstream is what the proxy asks; it sends a 103 before the page of /early.
func upstream(t *testing.T) *url.URL {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/early" {
			w.Header().Set("Link", "</a.css>; rel=preload")
			w.WriteHeader(http.StatusEarlyHints)
		}
		_, _ = io.WriteString(w, "page")
	}))
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	must(t, err)
	return address
}

// byHand answers on the connection itself, as a library that takes it over does.
func byHand(t *testing.T, w http.ResponseWriter) {
	t.Helper()
	conn, _, err := w.(http.Hijacker).Hijack()
	must(t, err)
	defer conn.Close()
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\n")
	_ = w.Header().Write(conn)
	_, _ = io.WriteString(conn, "\r\nby hand")
}
