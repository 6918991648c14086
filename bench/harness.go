package bench

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/url"
)

// Exchange serves one request to one handler, over and over. It allocates nothing
// of its own, so that what is measured is the handler and its middleware.
//
// It does not measure a server: no connection, no parsing of the request, no
// writing of the header and the body, no scheduling, no second core. The caches of
// the processor are warm, and the garbage collector finds next to nothing alive.
type Exchange struct {
	handler  http.Handler
	request  *http.Request
	copied   http.Request // what the handler gets
	response recorder
	end      []context.CancelFunc // never called: the request goes on as long as the program
}

// newExchange makes a request as net/http's server hands it to a handler: behind
// the four contexts that the server puts around it, and with the header of a
// browser that goes to a page.
func newExchange(handler http.Handler, cookie string) *Exchange {
	ctx := context.WithValue(context.Background(), http.ServerContextKey, &http.Server{})
	ctx = context.WithValue(ctx, http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443})
	ctx, endConnection := context.WithCancel(ctx)
	ctx, endRequest := context.WithCancel(ctx)
	request := (&http.Request{
		Method: http.MethodGet,
		URL:    &url.URL{Path: "/"},
		Proto:  "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{
			"User-Agent":      {"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"},
			"Accept":          {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
			"Accept-Language": {"en-GB,en;q=0.5"},
			"Accept-Encoding": {"gzip, deflate, br, zstd"},
			"Sec-Fetch-Dest":  {"document"},
			"Sec-Fetch-Mode":  {"navigate"},
			"Sec-Fetch-Site":  {"same-origin"},
			"Sec-Fetch-User":  {"?1"},
		},
		Body:       http.NoBody,
		Host:       "www.example.com",
		RemoteAddr: "192.0.2.1:40000",
		RequestURI: "/",
		TLS:        &tls.ConnectionState{Version: tls.VersionTLS13, HandshakeComplete: true},
	}).WithContext(ctx)
	if cookie != "" {
		request.Header.Set("Cookie", cookie)
	}
	return &Exchange{
		handler:  handler,
		request:  request,
		response: recorder{header: http.Header{}},
		end:      []context.CancelFunc{endRequest, endConnection},
	}
}

// Serve serves the request once. What the response was stays until the next call.
//
// Each time the handler gets a request of its own, as from a server: gorilla/sessions, and
// gin-contrib/sessions with it, put the decoded session into the very request they get, and
// would find it there the next time. The copy costs every subject some nanoseconds, and
// allocates nothing.
func (e *Exchange) Serve() {
	clear(e.response.header)
	e.response.body = e.response.body[:0]
	e.response.status = 0
	e.copied = *e.request
	e.handler.ServeHTTP(&e.response, &e.copied)
}

// recorder is a ResponseWriter that is used again. It has the optional interfaces
// of a connection over HTTP/1.1, since middleware looks for them; nothing here
// calls them.
type recorder struct {
	http.Flusher
	http.Hijacker
	io.ReaderFrom

	header http.Header
	body   []byte
	status int
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	r.body = append(r.body, p...)
	return len(p), nil
}

func (r *recorder) WriteString(s string) (int, error) {
	r.WriteHeader(http.StatusOK)
	r.body = append(r.body, s...)
	return len(s), nil
}
