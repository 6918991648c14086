package templating_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/satchel-go/satchel"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// site is a TLS server behind Scopes.Handler, with a browser's cookie jar.
type site struct {
	scopes *satchel.Scopes
	server *httptest.Server
	client *http.Client
	url    *url.URL
}

func newSite(t *testing.T, page http.HandlerFunc) *site {
	t.Helper()
	s := new(site)
	var err error
	s.scopes, err = satchel.New(satchel.Config{
		Secrets: []satchel.Secret{satchel.NewSecret()},
		OnEvent: func(context.Context, satchel.Event) {},
	})
	must(t, err)
	s.server = httptest.NewTLSServer(s.scopes.Handler(page))
	t.Cleanup(s.server.Close)
	s.client = s.server.Client()
	s.client.Jar, err = cookiejar.New(nil)
	must(t, err)
	s.url, err = url.Parse(s.server.URL)
	must(t, err)
	return s
}

// plant puts a message into the jar, as an earlier response did.
func (s *site) plant(t *testing.T, key, text string) {
	t.Helper()
	value, err := s.scopes.EncodeFlash(satchel.Pair{Key: key, Value: text})
	must(t, err)
	s.client.Jar.SetCookies(s.url, []*http.Cookie{{Name: s.scopes.FlashCookieName(), Value: value}})
}

// holds tells whether the browser has a message.
func (s *site) holds() bool {
	for _, c := range s.client.Jar.Cookies(s.url) {
		if c.Name == s.scopes.FlashCookieName() {
			return true
		}
	}
	return false
}

// visit goes to the page as a browser does.
func (s *site) visit(t *testing.T) (http.Header, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.server.URL, http.NoBody)
	must(t, err)
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "document")
	response, err := s.client.Do(r)
	must(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(t, err)
	return response.Header, string(body)
}
