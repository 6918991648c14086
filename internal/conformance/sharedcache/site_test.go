package sharedcache_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// origin is how the clients call the site. Their connections end in front of the
// cache, as Varnish knows no TLS; see client.RoundTrip.
var origin = &url.URL{Scheme: "https", Host: "shop.example"}

// site is a server behind a cache.
type site struct {
	scopes    *satchel.Scopes
	old       *satchel.Scopes // signs with the secret that the other one only reads
	transport *http.Transport // leads to the cache
	pages     sync.Map        // by path; of *page
	last      atomic.Int64    // the number of the newest page
}

// page is something with an address of its own, so that no test meets what another
// one left in the cache.
type page struct {
	path    string
	handler http.Handler
	runs    atomic.Int64 // how often the server was asked for it
}

// newSite starts a server and the cache in front of it. It returns when the cache
// answers.
func newSite(t *testing.T, c cache) *site {
	t.Helper()
	s := new(site)
	secret, older := satchel.NewSecret(), satchel.NewSecret()
	s.scopes = newScopes(t, secret, older)
	s.old = newScopes(t, older)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		found, ok := s.pages.Load(r.URL.Path)
		if !ok {
			http.NotFound(w, r)
			return
		}
		p := found.(*page)
		p.runs.Add(1)
		p.handler.ServeHTTP(w, r)
	}))
	server.Config.ErrorLog = log.New(t.Output(), "", 0)
	server.Start()
	t.Cleanup(server.Close)
	upstream, err := url.Parse(server.URL)
	must(t, err)

	socket, gone := c.start(t, shortDir(t), upstream)
	s.transport = &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		},
		DisableCompression:  true,
		MaxIdleConnsPerHost: 64,
	}
	t.Cleanup(s.transport.CloseIdleConnections)
	s.wait(t, gone)
	return s
}

// wait asks for a page until it comes.
func (s *site) wait(t *testing.T, gone <-chan struct{}) {
	t.Helper()
	const patience = 30 * time.Second
	ready := s.publish(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	visitor := s.visitor(t)
	deadline := time.After(patience)
	for {
		response, err := visitor.Get(origin.JoinPath(ready.path).String())
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
			err = fmt.Errorf("the status is %s", response.Status)
		}
		select {
		case <-gone:
			t.Fatal("the cache has ended by itself")
		case <-deadline:
			t.Fatalf("the cache does not answer within %v: %v", patience, err)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func newScopes(t *testing.T, secrets ...satchel.Secret) *satchel.Scopes {
	t.Helper()
	scopes, err := satchel.New(satchel.Config{
		Secrets:     secrets,
		FlashPolicy: satchel.NextRequest,                     // so that a page whose handler knows of no flash deletes one
		OnEvent:     func(context.Context, satchel.Event) {}, // handlers invite caches on purpose
	})
	must(t, err)
	return scopes
}

// publish gives a handler an address.
func (s *site) publish(handler http.Handler) *page {
	p := &page{path: "/" + strconv.FormatInt(s.last.Add(1), 10), handler: handler}
	s.pages.Store(p.path, p)
	return p
}

// publishScoped is the same for a handler that needs the scopes.
func (s *site) publishScoped(handler http.HandlerFunc) *page {
	return s.publish(s.scopes.Handler(handler))
}

// backwards sends the header of a handler's response in the opposite order. net/http
// sorts it by name; other servers and proxies do not, and to nginx before 1.23 the
// order of X-Accel-Expires and Cache-Control makes a difference.
func backwards(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, r)
		var response bytes.Buffer
		fmt.Fprintf(&response, "HTTP/1.1 %d %s\r\n", recorder.Code, http.StatusText(recorder.Code))
		header := recorder.Result().Header
		for _, name := range slices.Backward(slices.Sorted(maps.Keys(header))) {
			for _, value := range header[name] {
				fmt.Fprintf(&response, "%s: %s\r\n", name, value)
			}
		}
		fmt.Fprintf(&response, "Content-Length: %d\r\nConnection: close\r\n\r\n%s", recorder.Body.Len(), recorder.Body)
		connection, _, err := http.NewResponseController(w).Hijack()
		check(err)
		defer connection.Close()
		_, _ = response.WriteTo(connection) // the cache has gone away
	})
}

// client is a person with a browser: a cookie jar that no other client has.
type client struct {
	http.Client
	site *site
}

// visitor makes a client whose jar is empty.
func (s *site) visitor(t *testing.T) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	c := &client{site: s}
	c.Client = http.Client{Transport: c, Jar: jar, Timeout: 30 * time.Second}
	return c
}

// visitorWith makes a client whose jar has a session, as another page set it.
func (s *site) visitorWith(t *testing.T, pairs ...satchel.Pair) *client {
	t.Helper()
	value, err := s.scopes.EncodeSession(pairs...)
	must(t, err)
	c := s.visitor(t)
	c.plant(s.scopes.SessionCookieName(), value)
	return c
}

func (c *client) plant(name, value string) {
	c.Jar.SetCookies(origin, []*http.Cookie{{Name: name, Value: value, Path: "/", Secure: true}})
}

// RoundTrip sends a request as the end of TLS in front of a cache does.
func (c *client) RoundTrip(r *http.Request) (*http.Response, error) {
	plain := r.Clone(r.Context())
	plain.URL.Scheme = "http"
	plain.Header.Set("X-Forwarded-Proto", "https")
	return c.site.transport.RoundTrip(plain)
}

// answer is a response that has been read.
type answer struct {
	body   string
	hit    bool // it comes from the cache
	header http.Header
}

// get asks for a page as a browser does, and follows redirects.
func (c *client) get(t *testing.T, p *page) answer {
	t.Helper()
	got, err := c.send(t.Context(), p, nil)
	must(t, err)
	return got
}

// send is get with header fields that a form would have in its body.
func (c *client) send(ctx context.Context, p *page, fields http.Header) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, origin.JoinPath(p.path).String(), http.NoBody)
	if err != nil {
		return answer{}, err
	}
	maps.Copy(r.Header, fields)
	response, err := c.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return answer{string(body), response.Header.Get("X-Cache") == "HIT", response.Header}, err
}

// session returns the pairs of the session that the client holds, as key=value
// texts, but for its date; none where it holds no cookie.
func (c *client) session(t *testing.T) []string {
	t.Helper()
	return c.held(t, c.site.scopes.SessionCookieName(), c.site.scopes.DecodeSession)
}

// flash is the same for the messages that wait for the client's next page.
func (c *client) flash(t *testing.T) []string {
	t.Helper()
	return c.held(t, c.site.scopes.FlashCookieName(), c.site.scopes.DecodeFlash)
}

func (c *client) held(t *testing.T, name string, decode func(string) (satchel.Token, error)) []string {
	t.Helper()
	var pairs []string
	for _, cookie := range c.Jar.Cookies(origin) {
		if cookie.Name != name {
			continue
		}
		token, err := decode(cookie.Value)
		must(t, err)
		for _, pair := range token.Pairs {
			if pair.Key != "satchel.renewed" {
				pairs = append(pairs, pair.Key+"="+pair.Value)
			}
		}
	}
	return pairs
}

// check is for handlers: the cache then has no answer from the server, and the client
// none that a test expects.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

// must ends the test at an error; only its own goroutine may call it.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
