package satcheltest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/satcheltest"
)

// What a person sees: the last body of what a tab goes to or fetches.
func TestRaceKnowsWhatAPersonSees(t *testing.T) {
	handler := http.NewServeMux()
	text := func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, "<p>It&#39;s &#34;1 &lt; 2&#34;</p>")
	}
	handler.HandleFunc("/", text)
	handler.HandleFunc("/there", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(http.StatusFound)
		text(w, r)
	})
	handler.HandleFunc("/elsewhere", func(http.ResponseWriter, *http.Request) {})
	handler.HandleFunc("/304", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNotModified)
		text(w, r)
	})
	handler.HandleFunc("/500", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		text(w, r)
	})
	for _, test := range []struct {
		name    string
		request satcheltest.Request
		sees    bool
	}{
		{"a page", satcheltest.Navigate("/"), true},
		{"the page after a form", satcheltest.Post("/", url.Values{"a": {"b"}}), true},
		{"what a script fetches", satcheltest.Fetch("/"), true},
		{"a page of an error", satcheltest.Navigate("/500"), true},
		{"a request of one's own", satcheltest.Request{Path: "/"}, true},
		{"an image", satcheltest.Asset("/logo.png"), false},
		{"a style sheet", satcheltest.Asset("/a.css"), false},
		{"a page fetched ahead", satcheltest.Prefetch("/"), false},
		{"the text of a redirect", satcheltest.Navigate("/there"), false},
		{"a page that did not change", satcheltest.Navigate("/304"), false},
		{"a poll", satcheltest.Request{Path: "/", Unseen: true}, false},
	} {
		race := satcheltest.Race{Handler: handler, Scopes: newScopes(t, satchel.Config{}),
			Tabs: []satcheltest.Tab{{test.request}}, Messages: []string{`It's "1 < 2"`}}
		for order, err := range race.Orders() {
			if err != nil { // nothing is seen, which Run calls an error
				break
			}
			last := order.Steps[len(order.Steps)-1]
			if got := len(last.Shows) > 0; got != test.sees {
				t.Errorf("%s: seen is %v", test.name, got)
			}
		}
	}
}

// Fetch section 4.4: which redirects are followed, and how.
func TestRaceFollowsRedirects(t *testing.T) {
	for _, test := range []struct {
		name, method, location string
		status                 int
		want                   string // the last request
	}{
		{"302 of a POST", "POST", "/end?x=1", 302, "GET /end?x=1 "},
		{"301 of a POST", "POST", "/end", 301, "GET /end "},
		{"303 of a POST", "POST", "/end", 303, "GET /end "},
		{"303 of a PUT", "PUT", "/end", 303, "GET /end "},
		{"302 of a PUT", "PUT", "/end", 302, "PUT /end text application/x-www-form-urlencoded"},
		{"303 of a HEAD", "HEAD", "/end", 303, "HEAD /end text application/x-www-form-urlencoded"},
		{"307", "POST", "/end", 307, "POST /end text application/x-www-form-urlencoded"},
		{"308", "POST", "/end", 308, "POST /end text application/x-www-form-urlencoded"},
		{"relative", "POST", "end#here", 302, "GET /start/end "},
		{"absolute", "POST", "https://example.com/end", 302, "GET /end "},
		{"another site", "POST", "https://example.org/end", 302, "POST /start/page text application/x-www-form-urlencoded"},
		{"no Location", "POST", "", 302, "POST /start/page text application/x-www-form-urlencoded"},
		{"300", "POST", "/end", 300, "POST /start/page text application/x-www-form-urlencoded"},
		{"201", "POST", "/end", 201, "POST /start/page text application/x-www-form-urlencoded"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got string
			handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body := make([]byte, 100)
				n, _ := r.Body.Read(body)
				got = strings.TrimSuffix(fmt.Sprintf("%s %s %s %s", r.Method, r.URL.RequestURI(), body[:n], r.Header.Get("Content-Type")), " ")
				if r.URL.Path == "/start/page" {
					w.Header()["Location"] = []string{test.location}
					w.WriteHeader(test.status)
				}
			})
			request := satcheltest.Request{Method: test.method, Path: "/start/page", Body: "text"}.
				WithHeader("Content-Type", "application/x-www-form-urlencoded")
			run(t, satcheltest.Race{Handler: handler, Tabs: []satcheltest.Tab{{request}}})
			if got != test.want {
				t.Errorf("the last request is %q, want %q", got, test.want)
			}
		})
	}
}

// What a handler gets to read, which Chromium's DevTools show.
func TestRaceSendsTheHeadersOfABrowser(t *testing.T) {
	for _, test := range []struct {
		name, site string
		request    satcheltest.Request
		want       string
	}{
		{"a link", "", satcheltest.Navigate("/"), "GET TLS same-origin navigate document ?1 - - text/html 192.0.2.1"},
		{"a form", "", satcheltest.Post("/", nil), "POST TLS same-origin navigate document ?1 https://example.com - text/html 192.0.2.1"},
		{"a fetch", "", satcheltest.Fetch("/"), "GET TLS same-origin cors empty - - - */* 192.0.2.1"},
		{"an image", "", satcheltest.Asset("/a.png"), "GET TLS same-origin no-cors image - - - image/avif 192.0.2.1"},
		{"a script", "", satcheltest.Asset("/a.js"), "GET TLS same-origin no-cors script - - - */* 192.0.2.1"},
		{"a style sheet", "", satcheltest.Asset("/a.css"), "GET TLS same-origin no-cors style - - - text/css 192.0.2.1"},
		{"a prefetch", "", satcheltest.Prefetch("/"), "GET TLS same-origin navigate document - - prefetch text/html 192.0.2.1"},
		{"one's own", "", satcheltest.Fetch("/").WithHeader("sec-fetch-mode", "x"), "GET TLS same-origin x empty - - - */* 192.0.2.1"},
		{"plain HTTP", "http://example.com", satcheltest.Prefetch("/"), "GET plain - - - - - prefetch text/html 192.0.2.1"},
		{"localhost", "http://localhost:9000", satcheltest.Navigate("/"), "GET plain same-origin navigate document ?1 - - text/html 127.0.0.1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got string
			handler := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				words := []string{r.Method, "plain"}
				if r.TLS != nil {
					words[1] = "TLS"
				}
				for _, name := range []string{"Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Sec-Fetch-User", "Origin", "Sec-Purpose", "Accept"} {
					value, _, _ := strings.Cut(r.Header.Get(name), ",")
					if value == "" {
						value = "-"
					}
					words = append(words, value)
				}
				address, _, _ := strings.Cut(r.RemoteAddr, ":")
				got = strings.Join(append(words, address), " ")
			})
			run(t, satcheltest.Race{Handler: handler, URL: test.site, Tabs: []satcheltest.Tab{{test.request}}})
			if got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

// The jar that the browser has at first is not changed, and its clock is used.
func TestRaceBeginsWithAJar(t *testing.T) {
	b := newBrowser(t)
	must(t, b.receive("https://example.com/", "mail=saved; Path=/; Max-Age=60"))
	before := len(b.All())
	report := run(t, satcheltest.Race{Handler: mailbox(true, true), Jar: b.Jar, Tabs: []satcheltest.Tab{{satcheltest.Navigate("/")}}, Messages: []string{"saved"}})
	if !report.OK() || len(b.All()) != before {
		t.Errorf("%v", report)
	}
}

// A message that the jar had at first can be lost like any other.
func TestRaceLosesWhatAJarHad(t *testing.T) {
	b := newBrowser(t)
	must(t, b.receive("https://example.com/", "mail=saved; Path=/"))
	report := run(t, satcheltest.Race{Handler: mailbox(false, true), Jar: b.Jar, Tabs: []satcheltest.Tab{{satcheltest.Navigate("/")}}, Messages: []string{"saved"}})
	if len(report.Lost) != 1 {
		t.Errorf("%v", report)
	}
}

func TestRaceSendsFromOtherSites(t *testing.T) {
	b := newBrowser(t)
	must(t, b.receive("https://example.com/", "mail=saved; Path=/; SameSite=Lax"))
	form := satcheltest.Post("/", nil)
	form.Site = satcheltest.CrossSitePost
	link := satcheltest.Navigate("/")
	link.Site = satcheltest.CrossSiteNavigation
	box := mailbox(true, true)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			box.ServeHTTP(w, r)
		}
	})
	report := run(t, satcheltest.Race{Handler: handler, Jar: b.Jar, Tabs: []satcheltest.Tab{{form, link}}, Messages: []string{"saved"}})
	if !report.OK() {
		t.Errorf("%v", report)
	}
	for order := range (satcheltest.Race{Handler: silent, Scopes: newScopes(t, satchel.Config{}), Jar: b.Jar, Tabs: []satcheltest.Tab{{form, link}}}).Orders() {
		if len(order.Steps[0].Carries) != 0 || len(order.Steps[2].Carries) != 1 {
			t.Errorf("%v", order.Steps)
		}
	}
}
