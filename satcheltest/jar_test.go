package satcheltest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/satchel-go/satchel/satcheltest"
)

// Sections 5.4 and 5.7, steps 20 to 22: the examples of 5.4, nameless cookies, and the
// prefixes of the layered-cookies draft.
func TestJarKeepsThePromisesOfPrefixes(t *testing.T) {
	for _, test := range []struct {
		line string
		ok   bool
	}{
		{"__Secure-SID=12345; Domain=site.example", false},
		{"__secure-SID=12345; Domain=site.example", false},
		{"__SECURE-SID=12345; Domain=site.example", false},
		{"__Host-SID=12345", false},
		{"__host-SID=12345; Secure", false},
		{"__host-SID=12345; Domain=site.example", false},
		{"__HOST-SID=12345; Domain=site.example; Path=/", false},
		{"__Host-SID=12345; Secure; Domain=site.example; Path=/", false},
		{"__Host-SID=12345; Secure; Path=/x", false},
		{"__Host-SID=12345; Path=/", false},
		{"__Secure-SID=12345; Domain=site.example; Secure", true},
		{"__secure-SID=12345; Domain=site.example; Secure", true},
		{"__Host-SID=12345; Secure; Path=/", true},
		{"__HOST-SID=12345; Secure; Path=/", true},
		{"__Host-SID=12345; Secure; Path", true}, // there is the attribute, and the default is the root

		{"__Host-SID; Secure; Path=/", false},
		{"=__Host-SID=12345; Secure; Path=/", false},
		{"=__hOST-SID=12345; Secure; Path=/", false},
		{"=__Secure-SID; Secure", false},
		{"= __Secure-SID; Secure", false},
		{"=__Secure; Secure", true},
		{"__Hos\u017f-SID=12345", true}, // another name
		{"a__Host-SID=12345", true},

		{"__Http-SID=12345; Secure", false},
		{"__Http-SID=12345; HttpOnly", false},
		{"__Http-SID=12345; Secure; HttpOnly; Path=/x", true},
		{"__Host-Http-SID=12345; Secure; Path=/", false},
		{"__host-http-SID=12345; Secure; Path=/; HttpOnly", true},
		{"__Host-Http-SID=12345; Secure; Path=/x; HttpOnly", false},
	} {
		t.Run(test.line, func(t *testing.T) {
			b := newBrowser(t)
			err := b.receive("https://site.example/", test.line)
			if sent := b.header("https://site.example/x"); (err == nil) != test.ok || (sent != "") != test.ok {
				t.Errorf("error %v, sent %q, want it taken: %v", err, sent, test.ok)
			}
			b = newBrowser(t)
			if err := b.receive("http://site.example/", test.line); err == nil && strings.Contains(test.line, "Secure;") {
				t.Error("it is taken over plain HTTP")
			}
		})
	}
}

// Sections 5.2, 5.6.7, 5.7 step 18 and 5.8.3.
func TestJarFollowsSameSite(t *testing.T) {
	sites := []satcheltest.SiteContext{
		satcheltest.SameSite, satcheltest.CrossSiteNavigation, satcheltest.CrossSitePost, satcheltest.CrossSite,
	}
	for _, test := range []struct{ attribute, sent, set string }{ // one letter for each of sites
		{"; SameSite=Strict", "y---", "yyy-"},
		{"; SameSite=Lax", "yy--", "yyy-"},
		{"", "yy--", "yyy-"},
		{"; SameSite=nonsense", "yy--", "yyy-"},
		{"; SameSite=None; Secure", "yyyy", "yyyy"},
		{"; SameSite=None; Secure; SameSite=nonsense", "yy--", "yyy-"},
	} {
		t.Run(test.attribute, func(t *testing.T) {
			for i, site := range sites {
				b := newBrowser(t)
				must(t, b.receive("https://example.com/", "n=v"+test.attribute))
				if got := b.header("https://example.com/", site) != ""; got != (test.sent[i] == 'y') {
					t.Errorf("context %d: sent is %v", site, got)
				}
				b = newBrowser(t)
				if err := b.receive("https://example.com/", "n=v"+test.attribute, site); (err == nil) != (test.set[i] == 'y') {
					t.Errorf("context %d: error %v", site, err)
				}
			}
		})
	}
	if err := newBrowser(t).receive("https://example.com/", "n=v; SameSite=None"); err == nil { // step 19
		t.Error("SameSite=None is taken without Secure")
	}
}

// Section 5.7, steps 15 and 23, and 5.8.2.
func TestJarHidesHTTPOnlyCookiesFromScripts(t *testing.T) {
	b := newBrowser(t)
	u := address(t, "https://example.com/")
	must(t, b.receive(u.String(), "session=secret; HttpOnly"))
	must(t, b.SetFromScript(u, "theme=dark"))
	if got := b.ScriptCookies(u); got != "theme=dark" {
		t.Errorf("a script sees %q", got)
	}
	for _, line := range []string{"session=mine", "session=mine; HttpOnly", "session=; Max-Age=0", "new=1; HttpOnly",
		"__Http-x=1; Secure; Path=/"} {
		if err := b.SetFromScript(u, line); err == nil {
			t.Errorf("a script sets %s", line)
		}
	}
	if got := b.header(u.String()); got != "session=secret; theme=dark" {
		t.Errorf("the server gets %q", got)
	}
}

// Section 5.8.3, step 4, and 5.7 step 23.
func TestJarSendsInOrder(t *testing.T) {
	b := newBrowser(t)
	for _, line := range []string{"first=1; Path=/", "long=1; Path=/a/b", "second=1; Path=/", "middle=1; Path=/a", "first=2; Path=/"} {
		must(t, b.receive("https://example.com/", line))
	}
	if got, want := b.header("https://example.com/a/b"), "long=1; middle=1; first=2; second=1"; got != want {
		t.Errorf("sent %q, want %q", got, want)
	}
	must(t, b.receive("https://example.com/", "first=; Path=/; Max-Age=0"))
	must(t, b.receive("https://example.com/", "first=3; Path=/"))
	if got, want := b.header("https://example.com/"), "second=1; first=3"; got != want {
		t.Errorf("after a deletion it sends %q, want %q", got, want)
	}
}

// Section 5.7, step 23: what a cookie is known by.
func TestJarReplacesByNameDomainAndPath(t *testing.T) {
	b := newBrowser(t)
	for _, line := range []string{"n=1", "n=2; Domain=example.com", "n=3; Path=/a", "N=4", "n=5; Secure; HttpOnly"} {
		must(t, b.receive("https://example.com/", line))
	}
	must(t, b.receive("https://a.example.com/", "n=6"))
	if got, want := b.header("https://example.com/a"), "n=3; n=5; n=2; N=4"; got != want {
		t.Errorf("sent %q, want %q", got, want)
	}
	if got, want := b.header("https://a.example.com/"), "n=2; n=6"; got != want {
		t.Errorf("sent %q, want %q", got, want)
	}
}

// Section 6.1 and the order of eviction in 5.7; 180 is Chromium's.
func TestJarIsBounded(t *testing.T) {
	b := newBrowser(t)
	must(t, b.receive("https://example.com/", "precious=1; Secure"))
	for i := range 179 {
		must(t, b.receive("https://example.com/", fmt.Sprintf("n%d=1", i)))
	}
	if n := len(b.All()); n != 180 {
		t.Fatalf("%d cookies", n)
	}
	b.header("https://example.com/") // all are used
	must(t, b.receive("https://example.com/", "one=more"))
	sent := b.header("https://example.com/")
	for name, want := range map[string]bool{"precious=": true, "n0=": false, "n1=": true, "one=": true} {
		if strings.Contains(sent, name) != want {
			t.Errorf("%s is there: %v", name, !want)
		}
	}

	b = newBrowser(t)
	for i := range 181 {
		must(t, b.receive("https://example.com/", fmt.Sprintf("n%d=1; Secure; Path=/%d", i, i)))
		b.header("https://example.com/0") // the first one is used all the time
	}
	if b.header("https://example.com/0") == "" || b.header("https://example.com/1") != "" {
		t.Error("not the one that was unused for longest is gone")
	}

	b = newBrowser(t)
	for i := range 3001 {
		must(t, b.receive(fmt.Sprintf("https://h%d.example/", i/100), fmt.Sprintf("n%d=1", i)))
	}
	if n, first := len(b.All()), b.All()[0].Name; n != 3000 || first != "n1" {
		t.Errorf("%d cookies, the first one is %s", n, first)
	}
}

func TestJarEndsTheBrowserSession(t *testing.T) {
	b := newBrowser(t)
	must(t, b.receive("https://example.com/", "session=1"))
	must(t, b.receive("https://example.com/", "kept=1; Max-Age=60"))
	b.CloseBrowser()
	if got := b.header("https://example.com/"); got != "kept=1" {
		t.Errorf("sent %q", got)
	}
}

func TestJarNotesAttributes(t *testing.T) {
	b := newBrowser(t)
	must(t, b.receive("https://example.com/a/b", "n=v; Secure; HttpOnly; Partitioned; SameSite=Strict"))
	want := satcheltest.Cookie{Name: "n", Value: "v", Domain: "example.com", Path: "/a", HostOnly: true, Secure: true, HTTPOnly: true,
		Partitioned: true, SameSite: http.SameSiteStrictMode}
	if got := b.All()[0]; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := want.String(); strings.Contains(got, "=v") || !strings.Contains(got, "n for example.com/a") {
		t.Errorf("String is %q", got)
	}
	if err := b.receive("https://example.com/", "n=v; Partitioned"); err == nil {
		t.Error("Partitioned is taken without Secure")
	}
}

func TestJarTakesAllOtherCookiesOfAResponse(t *testing.T) {
	b := newBrowser(t)
	err := b.Receive(address(t, "https://example.com/"), http.Header{
		"Set-Cookie": {"a=1", "__Host-b=secret text", "c=3", "d=\x01"},
		"set-cookie": {"e=5"},
	}, satcheltest.SameSite)
	if err == nil {
		t.Fatal("no error")
	}
	contains(t, "the error", err.Error(), `satcheltest: a browser refuses the cookie "__Host-b"`, `"d"`)
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the error has a value: %v", err)
	}
	if got := b.header("https://example.com/"); got != "a=1; c=3; e=5" {
		t.Errorf("sent %q", got)
	}
}

func TestJarHasNothingForAnAddressWithoutHost(t *testing.T) {
	b := newBrowser(t)
	for _, u := range []string{"/relative", "https://exämple.com/", "file:///etc"} {
		if err := b.receive(u, "a=b"); err == nil {
			t.Errorf("%s sets a cookie", u)
		}
		b.SetCookies(address(t, u), []*http.Cookie{{Name: "a", Value: "b"}})
		if len(b.All()) > 0 || b.header(u) != "" || len(b.Cookies(address(t, u))) > 0 || b.ScriptCookies(address(t, u)) != "" ||
			b.SetFromScript(address(t, u), "a=b") == nil {
			t.Errorf("%s has cookies", u)
		}
	}
}

func TestClonedJarsGoSeparateWays(t *testing.T) {
	b := newBrowser(t)
	must(t, b.receive("https://example.com/", "a=1"))
	clone := b.Clone()
	must(t, b.receive("https://example.com/", "a=2"))
	must(t, b.receive("https://example.com/", "b=1"))
	if got := clone.CookieHeader(address(t, "https://example.com/"), satcheltest.SameSite); got != "a=1" {
		t.Errorf("the clone sends %q", got)
	}
	b.Time = b.Add(1)
	if clone.Clock() != b.Time {
		t.Error("the clone has another clock")
	}
}

// The jar behind http.Client, which parses and writes the lines itself.
func TestJarServesAClient(t *testing.T) {
	var got string
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Cookie")
		w.Header()["Set-Cookie"] = []string{
			"__Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Lax", `quoted="ab"; Path=/; Max-Age=60; SameSite=Strict`, "space=a b; Path=/",
			"gone=1; Max-Age=0", "gone2=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "below=1; Path=/below; SameSite=None; Secure; Partitioned",
			"other=1; Domain=example.org", "__Host-bad=1",
		}
	}))
	defer server.Close()
	client := server.Client()
	client.Jar = new(satcheltest.Jar)
	for _, want := range []string{"", `__Host-session=abc; quoted="ab"; space="a b"`} {
		response, err := client.Get(server.URL)
		must(t, err)
		response.Body.Close()
		if got != want {
			t.Errorf("sent %q, want %q", got, want)
		}
	}
	if n := len(client.Jar.(*satcheltest.Jar).All()); n != 4 {
		t.Errorf("%d cookies", n)
	}
}

func TestJarRefusesACookieThatWouldBeTwo(t *testing.T) {
	b := newBrowser(t)
	u := address(t, "https://example.com/")
	b.SetCookies(u, []*http.Cookie{{Name: "a", Value: "b; Domain=x"}, {Name: "a=b", Value: "c"}, {Name: "a", Value: "b", Path: "/; Secure"},
		{Name: "ok", Value: "1", Domain: "example.com"}})
	if got := b.header(u.String()); got != "ok=1" {
		t.Errorf("sent %q", got)
	}
}

func TestJarIsSafeForConcurrentUse(t *testing.T) {
	jar := new(satcheltest.Jar)
	u := address(t, "https://example.com/")
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 200 {
				_ = jar.Receive(u, http.Header{"Set-Cookie": {fmt.Sprintf("n%d=1", i)}}, satcheltest.SameSite)
				jar.CookieHeader(u, satcheltest.SameSite)
				jar.Cookies(u)
				jar.All()
				jar.Clone().CloseBrowser()
			}
		})
	}
	group.Wait()
	if n := len(jar.All()); n != 8 {
		t.Errorf("%d cookies", n)
	}
}
