package satchel_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/satchel-go/satchel"
)

// exampleSecret is new in each run. A real one is kept apart from the code, and
// stays. What stands in for it in the documentation is refused by New.
var exampleSecret = satchel.NewSecret()

// browser is what the examples look through: it keeps cookies and follows
// redirects, as a person's browser does.
type browser struct {
	server *httptest.Server
	client *http.Client
}

func newBrowser(config satchel.Config, handler http.Handler) *browser {
	if len(config.Secrets) == 0 {
		config.Secrets = []satchel.Secret{exampleSecret}
	}
	scopes, err := satchel.New(config)
	if err != nil {
		panic(err)
	}
	b := &browser{server: httptest.NewTLSServer(scopes.Handler(handler))}
	b.client = b.server.Client()
	b.client.Jar, _ = cookiejar.New(nil)
	return b
}

// visit requests pages one after another and prints each answer.
func (b *browser) visit(requests ...string) { b.request("navigate", "document", requests...) }

// poll does the same as a script of the page would, image as an element of it.
func (b *browser) poll(requests ...string)  { b.request("cors", "empty", requests...) }
func (b *browser) image(requests ...string) { b.request("no-cors", "image", requests...) }

func (b *browser) request(mode, destination string, requests ...string) {
	for _, request := range requests {
		method, path, _ := strings.Cut(request, " ")
		r, err := http.NewRequest(method, b.server.URL+path, nil)
		if err != nil {
			panic(err)
		}
		r.Header.Set("Sec-Fetch-Mode", mode)
		r.Header.Set("Sec-Fetch-Dest", destination)
		response, err := b.client.Do(r)
		if err != nil {
			panic(err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			panic(err)
		}
		response.Body.Close()
		fmt.Println(strings.TrimSpace(request + ": " + strings.TrimSpace(string(body))))
	}
}

func (b *browser) close() { b.server.Close() }

// withoutRedirects makes visit print the redirects too.
func (b *browser) withoutRedirects() {
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
}

// cookies prints the names of the cookies that the browser holds.
func (b *browser) cookies() {
	names := []string{}
	for _, cookie := range b.client.Jar.Cookies(b.url()) {
		names = append(names, cookie.Name)
	}
	fmt.Println("cookies:", names)
}

func (b *browser) url() *url.URL {
	u, err := url.Parse(b.server.URL)
	if err != nil {
		panic(err)
	}
	return u
}

// withoutTime leaves out of a log what differs from run to run.
func withoutTime(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}
