package live

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel/satcheltest"
)

// responseTimeout is for one response, which takes some milliseconds on an idle machine
// and a second where it is the first of a process.
const responseTimeout = time.Minute

// Browser visits applications under names and ports that a test chooses, with one jar of
// cookies for all of them. It follows no redirects. Send is safe for concurrent use.
type Browser struct {
	// Jar keeps the cookies by RFC 6265bis.
	Jar *satcheltest.Jar

	tb        testing.TB
	transport *http.Transport

	mu    sync.Mutex
	hosts map[string]string // the real address of "shop.test:9000"
}

// NewBrowser returns a browser with an empty jar, for the time of the test.
func NewBrowser(tb testing.TB) *Browser {
	tb.Helper()
	b := &Browser{Jar: new(satcheltest.Jar), tb: tb, hosts: map[string]string{}}
	b.transport = &http.Transport{
		DialContext: func(ctx context.Context, network, host string) (net.Conn, error) {
			b.mu.Lock()
			address := b.hosts[host]
			b.mu.Unlock()
			if address == "" {
				return nil, fmt.Errorf("live: nobody has opened %s in this browser", host)
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
	tb.Cleanup(b.transport.CloseIdleConnections)
	return b
}

// Open gives the application a place: "http://shop.test:9000", "https://play.shop.test/app".
// Ports are free to choose, and cookies do not tell them apart. Behind https the
// application is reached through a proxy that ends TLS. A path is the prefix of all
// routes (play.http.context), and comes to the application as it is.
func (b *Browser) Open(base string, application *Application) *Site {
	b.tb.Helper()
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		b.tb.Fatalf("live: %q is no address such as http://shop.test:9000", base)
	}
	port, address := "80", application.Address
	if u.Scheme == "https" {
		front := startFront(b.tb, application)
		port, address = "443", front.Listener.Addr().String()
		b.transport.TLSClientConfig = trusting(front)
	}
	if u.Port() != "" {
		port = u.Port()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	host := net.JoinHostPort(u.Hostname(), port)
	if b.hosts[host] != "" {
		b.tb.Fatalf("live: %s is open already", host)
	}
	b.hosts[host] = address
	return &Site{browser: b, base: u}
}

// Response is what came back.
type Response struct {
	Status int
	Header http.Header
	Body   []byte

	// Refused names each cookie that a browser would drop, and the rule; nil for none.
	Refused error
}

// Send sends a request of a page of the same site, with the cookies of the jar unless it
// has a Cookie header of its own, and keeps the cookies that come back. The test fails if
// there is no response within a minute.
func (b *Browser) Send(r *http.Request) Response {
	b.tb.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), responseTimeout)
	defer cancel()
	r = r.Clone(ctx)
	if cookies := b.Jar.CookieHeader(r.URL, satcheltest.SameSite); cookies != "" && r.Header.Get("Cookie") == "" {
		r.Header.Set("Cookie", cookies)
	}
	response, err := b.transport.RoundTrip(r)
	if err != nil {
		b.tb.Fatalf("live: %s %s: %v", r.Method, r.URL, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.tb.Fatalf("live: %s %s: %v", r.Method, r.URL, err)
	}
	return Response{
		Status: response.StatusCode, Header: response.Header, Body: body,
		Refused: b.Jar.Receive(r.URL, response.Header, satcheltest.SameSite),
	}
}
