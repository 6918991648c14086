// Package visit fetches the pages that are to be judged: one request each, without a body,
// and with the cookies that a browser would send. Nothing of a page is kept but its header.
//
//	visitor, err := visit.New(visit.Options{Timeout: 10 * time.Second, Say: log})
//	responses, err := visitor.Fetch(ctx, address, true)
package visit

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

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

	// Cookies are sent to the first address and to no other place.
	Cookies []Pair

	// Say is told of each request before it is sent, by an address without its query.
	Say func(address string)
}

// Visitor fetches. It is not safe for concurrent use.
type Visitor struct {
	options   Options
	transport *http.Transport // not a client: that follows by itself, and fails at a Location that is none
	jar       http.CookieJar
	home      string          // scheme, host and port that get the cookies of the options
	settled   map[string]bool // names that home has set or deleted: what was given of them is over
}

// New makes one.
func New(options Options) *Visitor {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &Visitor{options: options, jar: jar, settled: map[string]bool{}, transport: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		TLSClientConfig:        &tls.Config{InsecureSkipVerify: options.Insecure}, //nolint:gosec // the person asked for it, and is warned
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: maxHeader,
	}}
}

// Close gives the connections back.
func (v *Visitor) Close() { v.transport.CloseIdleConnections() }

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
	v.options.Say(Shown(address))
	response, err := v.transport.RoundTrip(request)
	if err != nil {
		return judge.Response{}, explain(err, address, v.options.Timeout)
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

// errForeignScheme is a redirect to what is no page.
var errForeignScheme = errors.New("redirects to what is neither http nor https")

// redirect returns the address that a response leads to, or nil.
func redirect(r judge.Response) (*url.URL, error) {
	location := r.Header.Get("Location")
	switch {
	case location == "" || r.Status < 300 || r.Status > 399 || r.Status == http.StatusNotModified:
		return nil, nil //nolint:nilnil // no redirect, and no fault
	case len(location) > maxAddress:
		return nil, fmt.Errorf("%s redirects to an address of more than %d bytes", Shown(r.URL), maxAddress)
	}
	next, err := r.URL.Parse(location)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s redirects to what is no address", Shown(r.URL))
	case next.Scheme != "http" && next.Scheme != "https" || next.Host == "":
		return nil, fmt.Errorf("%s %w", Shown(r.URL), errForeignScheme)
	}
	next.User = nil // no credential goes where a page says
	return next, nil
}

const maxAddress = 8 << 10

// Shown is an address without what may be secret in it.
func Shown(address *url.URL) string {
	text := address.Scheme + "://" + address.Host + address.EscapedPath()
	if len(text) > 200 {
		text = text[:200] + "…"
	}
	if address.RawQuery != "" {
		text += "?…"
	}
	return strings.ToValidUTF8(text, "…")
}

func placeOf(address *url.URL) string { return address.Scheme + "://" + strings.ToLower(address.Host) }
