// Package visit fetches the pages that are to be judged: one request each, without a body,
// and with the cookies that a browser would send. Nothing of a page is kept but its header.
//
//	visitor := visit.New(visit.Options{Timeout: 10 * time.Second, Say: func(address, proxy string) { log.Print(address) }})
//	defer visitor.Close()
//	responses, err := visitor.Fetch(ctx, address, true)
package visit

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"golang.org/x/net/http/httpproxy"
	"golang.org/x/net/publicsuffix"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

// Bounds of an answer.
const (
	maxHops   = 10
	maxHeader = 256 << 10
	maxBody   = 64 << 10 // read and thrown away, so that a handler can end
)

// Options say how to visit.
type Options struct {
	// Timeout bounds each request.
	Timeout time.Duration

	// Insecure takes any certificate.
	Insecure bool

	// Cookies are sent to the first address and to no other place, and over plain HTTP to
	// this machine only.
	Cookies []Pair

	// Say is told of each request before it is sent, by an address without its query, and
	// by the host of the proxy that it goes by, if there is one.
	Say func(address, proxy string)
}

// Visitor fetches. It is not safe for concurrent use.
type Visitor struct {
	options Options
	jar     http.CookieJar
	home    string          // scheme, host and port that get the cookies of the options
	settled map[string]bool // names that home has set or deleted: what was given of them is over
	proxyOf func(*url.URL) (*url.URL, error)

	// Not clients: these follow by themselves, and fail at a Location that is none.
	transport, local *http.Transport
}

// New prepares a visit by the proxies of the environment (HTTPS_PROXY and its like).
func New(options Options) *Visitor {
	jar, _ := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // never fails
	v := &Visitor{options: options, jar: jar, settled: map[string]bool{}, proxyOf: httpproxy.FromEnvironment().ProxyFunc()}
	v.transport = &http.Transport{
		Proxy:                  func(r *http.Request) (*url.URL, error) { return v.proxyOf(r.URL) },
		TLSClientConfig:        &tls.Config{InsecureSkipVerify: options.Insecure}, //nolint:gosec // the person asked for it, and is warned
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: maxHeader,
	}
	v.local = &http.Transport{
		DialContext:            (&net.Dialer{Control: loopbackOnly}).DialContext,
		MaxResponseHeaderBytes: maxHeader,
	}
	return v
}

// errNotLocal ends a connection on which a login would be readable.
var errNotLocal = errors.New("no loopback address")

// loopbackOnly lets connections to this machine only through: a name is no proof, so the
// address that it has led to is looked at.
func loopbackOnly(_, address string, _ syscall.RawConn) error {
	if to, err := netip.ParseAddrPort(address); err != nil || !to.Addr().Unmap().IsLoopback() {
		return errNotLocal
	}
	return nil
}

// way returns what a request goes by, and the host of the proxy if that is one. Where a
// login was given, nothing that may belong to it goes over plain HTTP to anybody else.
func (v *Visitor) way(address *url.URL, cookies []Pair) (transport *http.Transport, proxy string) {
	if address.Scheme == "http" && len(cookies) > 0 && len(v.options.Cookies) > 0 {
		return v.local, ""
	}
	if by, err := v.proxyOf(address); err == nil && by != nil {
		proxy = by.Host
	}
	return v.transport, proxy
}

// Close gives the connections back.
func (v *Visitor) Close() {
	v.transport.CloseIdleConnections()
	v.local.CloseIdleConnections()
}

// Fetch gets a page, and with follow what it redirects to, ten times at most. It returns
// what it got before an error.
func (v *Visitor) Fetch(ctx context.Context, address *url.URL, follow bool) ([]judge.Response, error) {
	v.home = placeOf(address)
	var responses []judge.Response
	for {
		response, err := v.get(ctx, address, v.cookies(address))
		if err != nil {
			return responses, err
		}
		responses = append(responses, response)
		next, err := redirect(response)
		switch {
		case !follow || err == nil && next == nil:
			return responses, nil
		case err != nil:
			return responses, err
		case len(responses) > maxHops:
			return responses, fmt.Errorf("more than %d redirects", maxHops)
		}
		address = next
	}
}

// Again gets a page anew, with the cookies that the site has set.
func (v *Visitor) Again(ctx context.Context, address *url.URL) (judge.Response, error) {
	return v.get(ctx, address, v.cookies(address))
}

// Forged gets a page anew, with cookies of these names damaged.
func (v *Visitor) Forged(ctx context.Context, address *url.URL, names []string) (judge.Response, error) {
	return v.get(ctx, address, damaged(v.cookies(address), names))
}

// Sent returns the cookies that a request for a page carries.
func (v *Visitor) Sent(address *url.URL) []Pair { return v.cookies(address) }

func (v *Visitor) get(ctx context.Context, address *url.URL, cookies []Pair) (judge.Response, error) {
	ctx, stop := context.WithTimeout(ctx, v.options.Timeout)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), http.NoBody)
	if err != nil {
		return judge.Response{}, fmt.Errorf("%s is no address that can be fetched", Shown(address))
	}
	request.Header.Set("Accept", "text/html, */*;q=0.8")
	request.Header.Set("User-Agent", "satchel-doctor")
	if len(cookies) > 0 {
		request.Header.Set("Cookie", header(cookies))
	}
	transport, proxy := v.way(address, cookies)
	v.options.Say(Shown(address), proxy)
	response, err := transport.RoundTrip(request)
	if err != nil {
		return judge.Response{}, explain(err, address.Host, proxy, v.options.Timeout)
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, maxBody) // the header is what counts
	received := response.Cookies()
	v.jar.SetCookies(address, received)
	for _, cookie := range received {
		v.settled[cookie.Name] = v.settled[cookie.Name] || placeOf(address) == v.home
	}
	return judge.Response{URL: address, Status: response.StatusCode, Header: response.Header}, nil
}
