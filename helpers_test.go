package satchel_test

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/satchel-go/satchel"
)

// firstSecret is long enough for every algorithm, otherSecret for HS256 and HS384.
const (
	firstSecret satchel.Secret = "q7eI2oVt0mJ8sXk3Zc5bYw9uRfHgLaPd-Tn4Gx6Ei1Qv0Ky7Wu2Mz8Bo5Cl3DjSr"
	otherSecret satchel.Secret = "Jb5Wq0Zr7Xh2Ls9Vn4Dk6Pt1Fy8Gm3Cu-Ae7Ro2Ti5Hw9Ex0Nv4Bz6Qj1KlSgMd"
)

// The cookies of the profile Native.
const (
	sessionName = "__Host-session"
	flashName   = "__Host-flash"
)

// eventLog is a hook that remembers. It is safe for concurrent use.
type eventLog struct {
	mu   sync.Mutex
	list []string
}

func (l *eventLog) add(_ context.Context, e satchel.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	words := []string{string(e.Outcome), e.Cookie, string(e.Reason), strings.Join(e.Keys, ",")}
	l.list = append(l.list, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
}

// take returns the events since the last call, each as outcome, cookie, reason and
// keys.
func (l *eventLog) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	taken := l.list
	l.list = nil
	return taken
}

func (l *eventLog) want(t *testing.T, want ...string) {
	t.Helper()
	if got := l.take(); !slices.Equal(got, want) {
		t.Errorf("events are %q, want %q", got, want)
	}
}

// newScopes makes a manager with firstSecret and a log of events, where the
// configuration does not say otherwise.
func newScopes(t *testing.T, config satchel.Config) (*satchel.Scopes, *eventLog) {
	t.Helper()
	events := new(eventLog)
	if config.Secrets == nil && config.Keys == nil && config.KeyFile == "" {
		config.Secrets = []satchel.Secret{firstSecret}
	}
	if config.OnEvent == nil {
		config.OnEvent = events.add
	}
	scopes, err := satchel.New(config)
	if err != nil {
		t.Fatal(err)
	}
	events.take()
	return scopes, events
}

// begin starts an exchange without HTTP, for a request with these Cookie lines.
func begin(t *testing.T, scopes *satchel.Scopes, lines ...string) *satchel.Exchange {
	t.Helper()
	x, err := scopes.Begin(t.Context(), satchel.Request{
		Method: http.MethodGet, Host: "example.com", RemoteAddr: "192.0.2.1:1", TLS: true,
		Header: http.Header{"Cookie": lines},
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// commit ends an exchange with status 200 and returns the header.
func commit(t *testing.T, x *satchel.Exchange) http.Header {
	t.Helper()
	header := http.Header{}
	must(t, x.Commit(http.StatusOK, header))
	return header
}

// cookieLine makes a Cookie line with valid cookies of both scopes; a scope
// without pairs has none.
func cookieLine(t *testing.T, scopes *satchel.Scopes, session, flash []satchel.Pair) string {
	t.Helper()
	var cookies []string
	if len(session) > 0 {
		value, err := scopes.EncodeSession(session...)
		must(t, err)
		cookies = append(cookies, scopes.SessionCookieName()+"="+value)
	}
	if len(flash) > 0 {
		value, err := scopes.EncodeFlash(flash...)
		must(t, err)
		cookies = append(cookies, scopes.FlashCookieName()+"="+value)
	}
	return strings.Join(cookies, "; ")
}

func pair(key, value string) []satchel.Pair { return []satchel.Pair{{Key: key, Value: value}} }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// site is a TLS server behind Scopes.Handler, with a browser's cookie jar. The
// handler is given with each request.
type site struct {
	*testing.T
	scopes  *satchel.Scopes
	events  *eventLog
	server  *httptest.Server
	client  *http.Client
	url     *url.URL
	handler atomic.Pointer[http.Handler]
	outside atomic.Pointer[func(http.Handler) http.Handler] // wraps Scopes.Handler
	running sync.WaitGroup                                  // handlers
}

func newSite(t *testing.T, config satchel.Config) *site {
	t.Helper()
	return newSiteOver(t, config, 1)
}

// newSiteOver serves HTTP/1.1 or HTTP/2.
func newSiteOver(t *testing.T, config satchel.Config, major int) *site {
	t.Helper()
	s := &site{T: t}
	s.scopes, s.events = newScopes(t, config)
	wrapped := s.scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		(*s.handler.Load()).ServeHTTP(w, r)
	}))
	s.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.running.Add(1)
		defer s.running.Done()
		if outside := s.outside.Load(); outside != nil && *outside != nil {
			(*outside)(wrapped).ServeHTTP(w, r)
			return
		}
		wrapped.ServeHTTP(w, r)
	}))
	s.server.EnableHTTP2 = major == 2
	s.server.Config.ErrorLog = log.New(io.Discard, "", 0) // handlers panic on purpose
	s.server.Config.MaxHeaderBytes = 4 << 20
	s.server.StartTLS()
	t.Cleanup(s.server.Close)
	s.client = s.server.Client()
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	s.url, _ = url.Parse(s.server.URL)
	s.forget()
	return s
}

// forget empties the cookie jar.
func (s *site) forget() { s.client.Jar, _ = cookiejar.New(nil) }

// plant puts valid cookies into the jar, as an earlier response did.
func (s *site) plant(session, flash []satchel.Pair) {
	s.Helper()
	header := http.Header{"Cookie": {cookieLine(s.T, s.scopes, session, flash)}}
	s.client.Jar.SetCookies(s.url, (&http.Request{Header: header}).Cookies())
}

// plantText puts a cookie with any value into the jar.
func (s *site) plantText(name, value string) {
	s.client.Jar.SetCookies(s.url, []*http.Cookie{{Name: name, Value: value}})
}

// held returns the value of a cookie in the jar.
func (s *site) held(name string) (value string, found bool) {
	for _, c := range s.client.Jar.Cookies(s.url) {
		if c.Name == name {
			return c.Value, true
		}
	}
	return "", false
}

// wantSession compares the session in the jar with key=value texts; none means
// that there is no cookie.
func (s *site) wantSession(want ...string) {
	s.Helper()
	s.wantHeld(s.scopes.SessionCookieName(), s.scopes.DecodeSession, want)
}

func (s *site) wantFlash(want ...string) {
	s.Helper()
	s.wantHeld(s.scopes.FlashCookieName(), s.scopes.DecodeFlash, want)
}

func (s *site) wantHeld(name string, decode func(string) (satchel.Token, error), want []string) {
	s.Helper()
	if got := s.pairsHeld(name, decode); !slices.Equal(got, want) {
		s.Errorf("the client holds %s with %q, want %q", name, got, want)
	}
}

// pairsHeld returns the pairs of a cookie in the jar as key=value texts, but for the
// dates of a session; none where there is no cookie.
func (s *site) pairsHeld(name string, decode func(string) (satchel.Token, error)) []string {
	s.Helper()
	value, found := s.held(name)
	if !found {
		return nil
	}
	token, err := decode(value)
	must(s.T, err)
	var pairs []string
	for _, pair := range token.Pairs {
		if pair.Key != "satchel.started" && pair.Key != "satchel.renewed" {
			pairs = append(pairs, pair.Key+"="+pair.Value)
		}
	}
	return pairs
}

// send makes a request that handler answers, and waits for both: the response, its
// body in Body, or the error of a client whose connection broke.
func (s *site) send(r *http.Request, handler http.HandlerFunc) (*http.Response, string, error) {
	var h http.Handler = handler
	s.handler.Store(&h)
	defer s.running.Wait()
	response, err := s.client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response, string(body), err
}

func (s *site) request(method string) *http.Request {
	r, err := http.NewRequestWithContext(s.Context(), method, s.server.URL, http.NoBody)
	must(s.T, err)
	return r
}

// visit makes a GET request whose handler does something with the scopes and
// writes nothing. It returns the response's header.
func (s *site) visit(deed func(session *satchel.Session, flash *satchel.Flash)) http.Header {
	s.Helper()
	response, _, err := s.send(s.request(http.MethodGet), func(_ http.ResponseWriter, r *http.Request) {
		deed(satchel.SessionFrom(r.Context()), satchel.FlashFrom(r.Context()))
	})
	must(s.T, err)
	return response.Header
}

// collect turns a scope's pairs into key=value texts.
func collect(all func(yield func(string, string) bool)) []string {
	var list []string
	for key, value := range all {
		list = append(list, key+"="+value)
	}
	return list
}
