package templates_test

import (
	"context"
	"html/template"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

const secret satchel.Secret = "q7eI2oVt0mJ8sXk3Zc5bYw9uRfHgLaPd-Tn4Gx6Ei1Qv0Ky7Wu2Mz8Bo5Cl3DjSr"

// large is more than any buffer between a template and the client holds: behind it
// in a page, the header has left.
var large = strings.Repeat("The header has left before the end of this. ", 1<<12)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newScopes(t *testing.T, config satchel.Config) *satchel.Scopes {
	t.Helper()
	if config.Secrets == nil {
		config.Secrets = []satchel.Secret{secret}
	}
	config.OnEvent = func(context.Context, satchel.Event) {}
	scopes, err := satchel.New(config)
	must(t, err)
	return scopes
}

// parse makes a set out of one text, whose own template is named "page".
func parse(t *testing.T, text string) *templates.Set {
	t.Helper()
	base, err := template.New("page").Funcs(templates.Funcs()).Parse(text)
	must(t, err)
	set, err := templates.New(base)
	must(t, err)
	return set
}

// requestWith is the context of a request that brings these pairs.
func requestWith(t *testing.T, scopes *satchel.Scopes, session, flash []satchel.Pair) context.Context {
	t.Helper()
	x, err := scopes.Begin(t.Context(), satchel.Request{
		Method: http.MethodGet, Host: "example.com", RemoteAddr: "192.0.2.1:1", TLS: true,
		Header: http.Header{"Cookie": {cookies(t, scopes, session, flash)}},
	})
	must(t, err)
	return x.Context()
}

// requestAfter is the context of the request after a redirect that kept a form.
func requestAfter(t *testing.T, scopes *satchel.Scopes, form url.Values, except ...string) context.Context {
	t.Helper()
	x, err := scopes.Begin(t.Context(), satchel.Request{Host: "example.com", RemoteAddr: "192.0.2.1:1", TLS: true})
	must(t, err)
	if form != nil {
		must(t, x.Flash().SetForm(form, except...))
	}
	header := http.Header{}
	must(t, x.Commit(http.StatusSeeOther, header))
	var lines []string
	for _, line := range header["Set-Cookie"] {
		cookie, _, _ := strings.Cut(line, ";")
		lines = append(lines, cookie)
	}
	x, err = scopes.Begin(t.Context(), satchel.Request{
		Method: http.MethodGet, Host: "example.com", RemoteAddr: "192.0.2.1:1", TLS: true, Header: http.Header{"Cookie": lines},
	})
	must(t, err)
	return x.Context()
}

func cookies(t *testing.T, scopes *satchel.Scopes, session, flash []satchel.Pair) string {
	t.Helper()
	var list []string
	if len(session) > 0 {
		value, err := scopes.EncodeSession(session...)
		must(t, err)
		list = append(list, scopes.SessionCookieName()+"="+value)
	}
	if len(flash) > 0 {
		value, err := scopes.EncodeFlash(flash...)
		must(t, err)
		list = append(list, scopes.FlashCookieName()+"="+value)
	}
	return strings.Join(list, "; ")
}

func pair(key, value string) []satchel.Pair { return []satchel.Pair{{Key: key, Value: value}} }

// show executes the set's own template and returns what it wrote.
func show(ctx context.Context, t *testing.T, set *templates.Set, data any) string {
	t.Helper()
	var page strings.Builder
	must(t, set.Execute(ctx, &page, data))
	return page.String()
}

// site is a TLS server behind Scopes.Handler, with a browser's cookie jar.
type site struct {
	scopes *satchel.Scopes
	server *httptest.Server
	client *http.Client
	url    *url.URL
}

func newSite(t *testing.T, config satchel.Config, handler http.Handler) *site {
	t.Helper()
	s := &site{scopes: newScopes(t, config)}
	s.server = httptest.NewUnstartedServer(s.scopes.Handler(handler))
	s.server.Config.ErrorLog = log.New(io.Discard, "", 0) // handlers panic on purpose
	s.server.StartTLS()
	t.Cleanup(s.server.Close)
	s.client = s.server.Client()
	s.client.Jar, _ = cookiejar.New(nil)
	s.url, _ = url.Parse(s.server.URL)
	return s
}

// plant puts valid cookies into the jar, as an earlier response did.
func (s *site) plant(t *testing.T, session, flash []satchel.Pair) {
	t.Helper()
	header := http.Header{"Cookie": {cookies(t, s.scopes, session, flash)}}
	s.client.Jar.SetCookies(s.url, (&http.Request{Header: header}).Cookies())
}

// holdsFlash tells whether the browser still has the message.
func (s *site) holdsFlash() bool {
	for _, c := range s.client.Jar.Cookies(s.url) {
		if c.Name == s.scopes.FlashCookieName() {
			return true
		}
	}
	return false
}

// visit goes to a page as a browser does, and reads it to its end.
func (s *site) visit(t *testing.T, path string) (http.Header, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.server.URL+path, http.NoBody)
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

// refuse is a writer that panics, as that of an aborted request may.
type refuse struct{}

func (refuse) Write([]byte) (int, error) { panic(http.ErrAbortHandler) }
