package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/satcheltest"
)

// site is the proxy in front of an application that has Play's cookies, and a browser.
type site struct {
	t       *testing.T
	address string
	browser *http.Client
	play    *httptest.Server
}

func newSite(t *testing.T) *site {
	t.Helper()
	secret := satchel.NewSecret()
	scopes, err := sharedScopes([]string{"APPLICATION_SECRET=" + string(secret)})
	if err != nil {
		t.Fatal(err)
	}
	ofPlay, err := satchel.New(satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{secret}})
	if err != nil {
		t.Fatal(err)
	}
	play := httptest.NewServer(likePlay(ofPlay))
	t.Cleanup(play.Close)
	target, err := url.Parse(play.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(beside(proxyTo(target), movedRoutes("/flash"), scopes))
	t.Cleanup(proxy.Close)
	browser := &http.Client{
		Jar:           new(satcheltest.Jar),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &site{t: t, address: proxy.URL, browser: browser, play: play}
}

// likePlay answers as a Play application would, with the first response that ends a message.
func likePlay(scopes *satchel.Scopes) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.SessionFrom(r.Context()).Set("username", r.PostFormValue("name"))
		_ = satchel.FlashFrom(r.Context()).Success("Welcome")
		http.Redirect(w, r, "/account", http.StatusSeeOther)
	})
	mux.HandleFunc("POST /leave", func(_ http.ResponseWriter, r *http.Request) { _ = satchel.SessionFrom(r.Context()).Clear() })
	mux.HandleFunc("GET /flash", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "Play shows", satchel.FlashFrom(r.Context()).Messages(), "to", satchel.SessionFrom(r.Context()).Get("username"))
	})
	pages := scopes.Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/echo") || r.URL.Path == "/account" {
			w.Header().Set("Cache-Control", "public")
			fmt.Fprintln(w, "Play got", r.Method, r.RequestURI, "for", r.Host, r.Header.Get("X-Forwarded-Proto")+r.Header.Get("Upgrade"))
			return
		}
		pages.ServeHTTP(w, r)
	})
}

// ask sends a request of the browser, a form where there are fields.
func (s *site) ask(method, path string, fields ...string) (res *http.Response, body string) {
	s.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(r)
}

func (s *site) send(r *http.Request) (res *http.Response, body string) {
	s.t.Helper()
	res, err := s.browser.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res, string(content)
}

// want fails the test unless the answer has the status and the text.
func (s *site) want(status int, text, method, path string, fields ...string) {
	s.t.Helper()
	if res, body := s.ask(method, path, fields...); res.StatusCode != status || !strings.Contains(body, text) {
		s.t.Errorf("%s %s: %d %q, want %d with %q", method, path, res.StatusCode, body, status, text)
	}
}

func TestBothSidesHaveOneSessionAndOneFlash(t *testing.T) {
	s := newSite(t)
	s.want(http.StatusUnauthorized, "not connected", "GET", "/account")
	s.want(http.StatusSeeOther, "", "POST", "/login", "name", "ada")
	s.want(http.StatusOK, "Welcome", "GET", "/account") // set by Play, shown by Go
	if _, body := s.ask("GET", "/account"); strings.Contains(body, "Welcome") || !strings.Contains(body, "You are <strong>ada</strong>") {
		t.Errorf("the second page of Go is %q", body)
	}
	s.want(http.StatusSeeOther, "", "POST", "/account", "theme", "dark")
	s.want(http.StatusOK, "Play shows [{success Your theme has been changed}] to ada", "GET", "/flash")
	s.want(http.StatusOK, "your theme is <strong>dark</strong>", "GET", "/account")
}

func TestALogoutOnEitherSideIsOneOnBoth(t *testing.T) {
	s := newSite(t)
	s.ask("POST", "/login", "name", "ada")
	s.want(http.StatusSeeOther, "", "POST", "/logout")
	s.want(http.StatusOK, "Play shows [{success You have logged out}] to \n", "GET", "/flash")
	s.want(http.StatusUnauthorized, "", "GET", "/account")

	s.ask("POST", "/login", "name", "ada")
	s.want(http.StatusOK, "", "POST", "/leave")
	s.want(http.StatusUnauthorized, "", "GET", "/account")
	s.want(http.StatusUnauthorized, "", "POST", "/account", "theme", "dark")
}

func TestWhatHasNotMovedReachesPlayAsItCame(t *testing.T) {
	s := newSite(t)
	host := strings.TrimPrefix(s.address, "http://")
	for _, request := range []string{"GET /echo?a=1;b", "GET /echo/b/", "GET /echo/http%3A%2F%2Fshop.example", "GET /echo//b", "GET /echo/a%2Fb", "PUT /account", "DELETE /echo"} {
		method, path, _ := strings.Cut(request, " ")
		s.want(http.StatusOK, "Play got "+request+" for "+host+" http\n", method, path)
	}
}

// What is one route to Go and another to Play reaches neither, and takes no message along.
func TestPathsThatTheSidesReadDifferentlyAreRefused(t *testing.T) {
	s := newSite(t)
	s.ask("POST", "/login", "name", "ada")
	for _, path := range []string{"//evil.example/account", "//account", "///account", "/./account", "/x/../account", "/%2e/account", "/%2Faccount", "/echo/a%2F..%2Fb"} {
		s.want(http.StatusBadRequest, "plain form", "GET", path)
	}
	s.want(http.StatusOK, "Welcome", "GET", "/account")
}

func TestWhatWouldBeATunnelReachesPlayAsAnOrdinaryRequest(t *testing.T) {
	s := newSite(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.address+"/echo/upgrade", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Connection": {"Upgrade, HTTP2-Settings"}, "Upgrade": {"h2c"}, "HTTP2-Settings": {"AAMAAABkAAQAoAAA"}}
	if res, body := s.send(r); res.StatusCode != http.StatusOK || strings.Contains(body, "h2c") {
		t.Errorf("status %d, %q", res.StatusCode, body)
	}
}

// A message that waits is Play's to end, where Play answers.
func TestProxiedResponsesAreLeftAlone(t *testing.T) {
	s := newSite(t)
	s.ask("POST", "/login", "name", "ada")
	res, _ := s.ask("GET", "/echo")
	if header := res.Header; header.Get("Cache-Control") != "public" || header.Get("Vary") != "" || header.Get("Set-Cookie") != "" {
		t.Errorf("the proxy has changed what Play said: %v", header)
	}
	s.play.Close()
	s.want(http.StatusBadGateway, "", "GET", "/flash")
	s.want(http.StatusOK, "Welcome", "GET", "/account")
}

func TestFormsOfOtherSitesAreRefusedAndTakeNoMessage(t *testing.T) {
	s := newSite(t)
	s.ask("POST", "/login", "name", "ada")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.address+"/account", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", "https://evil.example")
	if res, _ := s.send(r); res.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", res.StatusCode)
	}
	s.want(http.StatusOK, "Welcome", "GET", "/account")
}

func TestAChangeThatDoesNotFitIsRefused(t *testing.T) {
	s := newSite(t)
	s.ask("POST", "/login", "name", "ada")
	s.want(http.StatusBadRequest, "too large", "POST", "/account", "theme", strings.Repeat("x", 4096))
	s.want(http.StatusOK, "your theme is <strong>plain</strong>", "GET", "/account")
}
