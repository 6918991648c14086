package streams_test

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
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// patience bounds what waits for the other side.
const patience = 10 * time.Second

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// transport is a kind of connection.
type transport string

const (
	plainHTTP transport = "HTTP/1.1"
	overTLS   transport = "HTTP/1.1 over TLS"
	http2     transport = "HTTP/2"
)

// site is a server with a client that keeps cookies.
type site struct {
	scopes  *satchel.Scopes
	server  *httptest.Server
	client  *http.Client
	url     *url.URL
	running sync.WaitGroup // handlers

	mu     sync.Mutex
	events []string
}

// newSite serves what arrange makes, with the scopes of the site.
func newSite(t *testing.T, over transport, arrange func(*site) http.Handler) *site {
	t.Helper()
	s := new(site)
	var err error
	s.scopes, err = satchel.New(satchel.Config{
		Secrets:      []satchel.Secret{satchel.NewSecret()},
		FlashPolicy:  satchel.NextRequest, // so that the first header deletes a message, whoever asked for it
		InsecureHTTP: over == plainHTTP,
		OnEvent: func(_ context.Context, e satchel.Event) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.events = append(s.events, string(e.Outcome)+" "+string(e.Reason))
		},
	})
	must(t, err)
	handler := arrange(s)
	s.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.running.Add(1)
		defer s.running.Done()
		handler.ServeHTTP(w, r)
	}))
	s.server.Config.ErrorLog = log.New(io.Discard, "", 0) // of writes after a Hijack, say
	s.server.EnableHTTP2 = over == http2
	if over == plainHTTP {
		s.server.Start()
	} else {
		s.server.StartTLS()
	}
	t.Cleanup(s.server.Close)
	s.client = s.server.Client()
	s.client.Jar, err = cookiejar.New(nil)
	must(t, err)
	s.url, err = url.Parse(s.server.URL)
	must(t, err)
	return s
}

// saw tells whether there was an event, and forgets all events.
func (s *site) saw(event string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := s.events
	s.events = nil
	return slices.Contains(events, event)
}

// plant puts valid cookies into the jar, as an earlier response did: the session
// color=blue and the message info=seen.
func (s *site) plant(t *testing.T) {
	t.Helper()
	session, err := s.scopes.EncodeSession(satchel.Pair{Key: "color", Value: "blue"})
	must(t, err)
	flash, err := s.scopes.EncodeFlash(satchel.Pair{Key: "info", Value: "seen"})
	must(t, err)
	s.client.Jar.SetCookies(s.url, []*http.Cookie{
		{Name: s.scopes.SessionCookieName(), Value: session},
		{Name: s.scopes.FlashCookieName(), Value: flash},
	})
}

// held returns the session that the jar has.
func (s *site) held() string {
	for _, c := range s.client.Jar.Cookies(s.url) {
		if c.Name != s.scopes.SessionCookieName() {
			continue
		}
		token, err := s.scopes.DecodeSession(c.Value)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(token.Pairs)
	}
	return ""
}

// get makes a request and waits for its header only.
func (s *site) get(t *testing.T, path string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.server.URL+path, http.NoBody)
	must(t, err)
	response, err := s.client.Do(request)
	must(t, err)
	return response
}

// text makes a request and returns what it is answered with.
func (s *site) text(t *testing.T, path string) string {
	t.Helper()
	response := s.get(t, path)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(t, err)
	return string(body)
}
