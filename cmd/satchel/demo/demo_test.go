package demo_test

import (
	"bytes"
	"context"
	"errors"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/demo"
)

var profiles = []satchel.Profile{satchel.Native, satchel.Play, satchel.Play25}

// client is a browser as far as cookies and redirects go.
type client struct {
	t    *testing.T
	http *http.Client
	base string
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// open opens a store that the test closes.
func open(t *testing.T, address string, log *slog.Logger) *demo.Store {
	t.Helper()
	store, err := demo.OpenStore(t.Context(), address, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// serve starts a demo that logs nothing and returns its address.
func serve(t *testing.T, config satchel.Config, store *demo.Store) string {
	t.Helper()
	return serveLogged(t, config, store, quiet())
}

func serveLogged(t *testing.T, config satchel.Config, store *demo.Store, log *slog.Logger) string {
	t.Helper()
	config.Development = true
	if config.Secrets == nil {
		config.Secrets = []satchel.Secret{satchel.NewSecret()}
	}
	handler, err := demo.NewHandler(config, store, log)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// browse opens a browser of its own at a demo.
func browse(t *testing.T, base string) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Transport: &http.Transport{}}
	t.Cleanup(browser.CloseIdleConnections)
	return &client{t: t, http: browser, base: base}
}

// visit opens a browser at a demo of its own, whose store is in memory.
func visit(t *testing.T, config satchel.Config) *client {
	t.Helper()
	return browse(t, serve(t, config, open(t, demo.Memory, quiet())))
}

// do sends a request and returns the status and the page, after redirects.
func (c *client) do(request *http.Request) (*http.Response, string) {
	c.t.Helper()
	response, err := c.http.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return response, html.UnescapeString(string(body))
}

func (c *client) request(method, path string, form url.Values) *http.Request {
	c.t.Helper()
	return c.raw(method, path, form.Encode())
}

func (c *client) raw(method, path, body string) *http.Request {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return request
}

func (c *client) get(path string) string {
	c.t.Helper()
	_, page := c.do(c.request(http.MethodGet, path, nil))
	return page
}

func (c *client) post(path string, pairs ...string) string {
	c.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	response, page := c.do(c.request(http.MethodPost, path, form))
	if response.StatusCode != http.StatusOK || response.Request.URL.Path != "/" {
		c.t.Fatalf("POST %s ends with status %d at %s", path, response.StatusCode, response.Request.URL.Path)
	}
	return page
}

// cookie returns a cookie's value, or "" where the jar has none.
func (c *client) cookie(name string) string {
	c.t.Helper()
	base, err := url.Parse(c.base)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, cookie := range c.http.Jar.Cookies(base) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

var (
	messagePattern = regexp.MustCompile(`<p class="message (\w+)"[^>]*><span class="kind">\w+</span> (.*)</p>`)
	itemPattern    = regexp.MustCompile(`<span class="name">(.*)</span>`)
)

// message returns the message of a page, as in "error: Give the
// item a name.", or "" where there is none.
func message(page string) string {
	if found := messagePattern.FindStringSubmatch(page); found != nil {
		return found[1] + ": " + found[2]
	}
	return ""
}

func items(page string) string {
	var names []string
	for _, found := range itemPattern.FindAllStringSubmatch(page, -1) {
		names = append(names, found[1])
	}
	return strings.Join(names, "|")
}

func TestServerRunsUntilItsContextEnds(t *testing.T) {
	server, err := demo.New(demo.Options{
		Config:  satchel.Config{Development: true, Secrets: []satchel.Secret{satchel.NewSecret()}},
		Address: "127.0.0.1:0",
		Store:   open(t, demo.Memory, quiet()),
		Log:     quiet(),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()

	response, err := http.Get(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		t.Errorf("status %d", response.StatusCode)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Run returned %v", err)
	}
}

func TestURLOfAllInterfacesNamesThisMachine(t *testing.T) {
	server, err := demo.New(demo.Options{
		Config:  satchel.Config{Development: true, Secrets: []satchel.Secret{satchel.NewSecret()}},
		Address: ":0",
		Store:   open(t, demo.Memory, quiet()),
		Log:     quiet(),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if got := server.URL(); !strings.HasPrefix(got, "http://localhost:") {
		t.Errorf("the URL is %s", got)
	}
}

func TestNewReportsWhatIsWrong(t *testing.T) {
	store := open(t, demo.Memory, quiet())
	fault, err := demo.New(demo.Options{Config: satchel.Config{}, Address: "127.0.0.1:0", Store: store, Log: quiet()})
	if _, ok := errors.AsType[*satchel.ConfigError](err); !ok || fault != nil {
		t.Errorf("without a secret: %v", err)
	}
	good := satchel.Config{Development: true, Secrets: []satchel.Secret{satchel.NewSecret()}}
	good.InsecureHTTP = true // which the library has something to say about
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	if _, err := demo.New(demo.Options{Config: good, Address: "127.0.0.1:no-port", Store: store, Log: log}); err == nil {
		t.Error("an address that is none is accepted")
	}
	if said.Len() > 0 {
		t.Errorf("a demo that does not run says %s", said.String())
	}
}

func TestExpiryIsShown(t *testing.T) {
	const day = 24 * time.Hour
	for _, test := range []struct {
		name    string
		profile satchel.Profile
		session satchel.CookieConfig
		want    string
	}{
		{"none", satchel.Native, satchel.CookieConfig{}, "with the browser; a copy never expires by itself"},
		{"of the cookie and the token", satchel.Native, satchel.CookieConfig{MaxAge: 2 * day}, "6 May 2026, 03:02 UTC"},
		{"of the cookie", satchel.Play, satchel.CookieConfig{MaxAge: 2 * day, JWT: satchel.JWTConfig{ExpiresAfter: satchel.None}}, "6 May 2026, 03:02 UTC; a copy never expires by itself"},
		{"of the cookie, without a date in it", satchel.Play25, satchel.CookieConfig{MaxAge: 2 * day}, "48h0m0s after it was written; a copy never expires by itself"},
		{"of the token", satchel.Play, satchel.CookieConfig{JWT: satchel.JWTConfig{ExpiresAfter: day}}, "with the browser; a copy expires 5 May 2026, 03:02 UTC"},
		{"of each its own", satchel.Native, satchel.CookieConfig{MaxAge: 2 * day, JWT: satchel.JWTConfig{ExpiresAfter: day}}, "6 May 2026, 03:02 UTC; a copy expires 5 May 2026, 03:02 UTC"},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
			c := visit(t, satchel.Config{Profile: test.profile, Session: test.session, Clock: func() time.Time { return now }})
			c.post("/login", "email", "ada@example.org")
			now = now.Add(3 * time.Minute)
			page := c.get("/")
			if !strings.Contains(page, "<dt>Ends</dt><dd>"+test.want+"</dd>") {
				t.Errorf("the page does not show %q", test.want)
			}
			if test.profile != satchel.Play25 && !strings.Contains(page, "3 minutes ago") {
				t.Error("the page does not show when the session was written")
			}
		})
	}
}
