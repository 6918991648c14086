package cache_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// events are those of hooks.
type events struct {
	mu  sync.Mutex
	all []satchel.Event
}

func (e *events) hook(_ context.Context, event satchel.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, event)
}

func (e *events) took() []satchel.Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := e.all
	e.all = nil
	return all
}

// want compares the events since the last call: outcome, reason and keys of each.
func (e *events) want(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for _, event := range e.took() {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", event.Outcome, event.Reason, strings.Join(event.Keys, ","))))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the events are %q, want %q", got, want)
	}
}

func newCaches(tb testing.TB, config cache.Config) (*cache.Caches, *events) {
	tb.Helper()
	heard := new(events)
	config.OnEvent = heard.hook
	caches, err := cache.New(config)
	must(tb, err)
	tb.Cleanup(func() { must(tb, caches.Close()) })
	return caches, heard
}

func newMemory(tb testing.TB, config cache.MemoryConfig) *cache.Memory {
	tb.Helper()
	memory, err := cache.NewMemory(config)
	must(tb, err)
	tb.Cleanup(func() { must(tb, memory.Close()) })
	return memory
}

func newScopes(tb testing.TB, config satchel.Config) *satchel.Scopes {
	tb.Helper()
	if len(config.Secrets) == 0 {
		config.Secrets = []satchel.Secret{satchel.NewSecret()}
	}
	if config.OnEvent == nil {
		config.OnEvent = new(events).hook
	}
	scopes, err := satchel.New(config)
	must(tb, err)
	return scopes
}

// deed is what a handler does in one request.
type deed func(w http.ResponseWriter, r *http.Request)

// site is a server whose handler does what a test wants of each request.
type site struct {
	*httptest.Server

	scopes *satchel.Scopes
	heard  *events // of the scopes
	mu     sync.Mutex
	deeds  map[string]deed
	visits int
}

func newSite(tb testing.TB, config satchel.Config) *site {
	tb.Helper()
	s := &site{heard: new(events), deeds: map[string]deed{}}
	config.OnEvent = s.heard.hook
	s.scopes = newScopes(tb, config)
	s.serve(tb, s.scopes.Handler(http.HandlerFunc(s.do)))
	return s
}

func (s *site) serve(tb testing.TB, handler http.Handler) {
	tb.Helper()
	s.Server = httptest.NewUnstartedServer(handler)
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // panics are a part of some tests
	s.StartTLS()
	s.Client().Transport.(*http.Transport).MaxIdleConnsPerHost = 200 // a handshake costs more than a request
	tb.Cleanup(s.Close)
}

func (s *site) do(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	do := s.deeds[r.URL.Path]
	delete(s.deeds, r.URL.Path)
	s.mu.Unlock()
	do(w, r)
}

// browser has cookies of its own.
type browser struct {
	site   *site
	client *http.Client
}

func (s *site) browser(tb testing.TB) *browser {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	must(tb, err)
	return &browser{s, &http.Client{Transport: s.Client().Transport, Jar: jar}}
}

// try sends a request, which the client does not send twice, and returns the header of the
// response.
func (b *browser) try(do deed) (http.Header, error) {
	b.site.mu.Lock()
	b.site.visits++
	path := fmt.Sprint("/", b.site.visits)
	b.site.deeds[path] = do
	b.site.mu.Unlock()
	response, err := b.client.Post(b.site.URL+path, "text/plain", http.NoBody)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.Header, err
}

// visit is try with what most deeds need, and an answer.
func (b *browser) visit(t *testing.T, do func(ctx context.Context, mine *cache.Cache)) http.Header {
	t.Helper()
	header, err := b.try(func(_ http.ResponseWriter, r *http.Request) { do(r.Context(), cache.ForSession(r.Context())) })
	must(t, err)
	return header
}

// logIn gives the browser a session with a pair.
func (b *browser) logIn(t *testing.T, user string) {
	t.Helper()
	b.visit(t, func(ctx context.Context, _ *cache.Cache) { must(t, satchel.SessionFrom(ctx).Set("user", user)) })
}

// keep sets an entry of the session.
func (b *browser) keep(t *testing.T, key, value string) {
	t.Helper()
	b.visit(t, func(ctx context.Context, mine *cache.Cache) { must(t, mine.Set(ctx, key, []byte(value), 0)) })
}

// want reads an entry of the session; "" is for none.
func (b *browser) want(t *testing.T, key, value string) {
	t.Helper()
	b.visit(t, func(ctx context.Context, mine *cache.Cache) { want(ctx, t, mine, key, value) })
}

// want reads an entry; "" is for none.
func want(ctx context.Context, t *testing.T, c *cache.Cache, key, value string) {
	t.Helper()
	if got, found, err := c.Get(ctx, key); err != nil || string(got) != value || found != (value != "") {
		t.Errorf("%q is %q, %v, %v; want %q", key, got, found, err, value)
	}
}

// thief is a browser with the cookies that this one has now.
func (b *browser) thief(t *testing.T) *browser {
	t.Helper()
	thief := b.site.browser(t)
	address, err := url.Parse(b.site.URL)
	must(t, err)
	cookies := b.client.Jar.Cookies(address) // names and values only
	for _, cookie := range cookies {
		cookie.Secure, cookie.Path = true, "/"
	}
	thief.client.Jar.SetCookies(address, cookies)
	return thief
}

// wantEntries compares how many entries a store has, of whichever group.
func wantEntries(t *testing.T, memory *cache.Memory, want int) {
	t.Helper()
	if got := memory.Stats().Entries; got != want {
		t.Errorf("the store has %d entries, want %d", got, want)
	}
}

// compute returns a function for GetOrSet that counts its calls.
func compute[T any](value T, calls *int) func(context.Context) (T, error) {
	return func(context.Context) (T, error) {
		*calls++
		return value, nil
	}
}
