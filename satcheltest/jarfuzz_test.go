package satcheltest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/satcheltest"
)

// FuzzJar gives a jar two lines, from any address, in any context. What it holds then
// keeps the promises of prefixes and sizes, and what it sends reads back as it came.
func FuzzJar(f *testing.F) {
	for _, line := range []string{
		"a=b", "=b", "b", "__Host-a=b; Secure; Path=/", "__SECURE-a=b; Secure; Domain=example.com", `a="b c"; Max-Age=-1; Expires=x`,
		"__Host-x; Path=/; Secure", "=__Host-x=1; Secure; Path=/", "a = b ; Path=/x; path=/; SameSite=None; Secure; Partitioned",
		"a=b; Expires=Sun, 06 Nov 2094 08:49:37 GMT; Max-Age=99999999999999999999", "\ta\t=\tb\t", "a=\x00", "a=\xff\xfe; Domain=\xff",
		"__Http-a=b; Secure; HttpOnly", "a=" + strings.Repeat("b", 4100), "a=b; Domain=com", "a=b; Domain=.", "==",
	} {
		f.Add("https://example.com/a/b", line, "a=c; Path=/", uint8(0))
		f.Add("http://www.example.com/", line, line, uint8(1))
		f.Add("http://localhost:9000", line, "a", uint8(6))
	}
	f.Fuzz(func(t *testing.T, from, line, second string, context uint8) {
		u, err := url.Parse(from)
		if err != nil {
			return
		}
		b := newBrowser(t)
		site := satcheltest.SiteContext(context % 4)
		_ = b.Receive(u, http.Header{"Set-Cookie": {line, second}}, site)
		if context&4 != 0 {
			_ = b.SetFromScript(u, second)
		}
		held := b.All()
		if len(held) > 2 {
			t.Fatalf("two lines give %d cookies", len(held))
		}
		for _, c := range held {
			checkPromises(t, c, u)
			checkSent(t, c)
		}
		b.CookieHeader(u, site)
		b.Clone().SetCookies(u, b.Cookies(u))
		b.CloseBrowser()
	})
}

func checkPromises(t *testing.T, c satcheltest.Cookie, u *url.URL) {
	t.Helper()
	if len(c.Name)+len(c.Value) > satchel.MaxCookieSize || c.Name+c.Value == "" {
		t.Errorf("a cookie of %d bytes", len(c.Name)+len(c.Value))
	}
	text := c.Name
	if text == "" {
		text = c.Value
	}
	begins := func(prefix string) bool {
		return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) && ascii(text[:len(prefix)])
	}
	if c.Name == "" && (begins("__Host-") || begins("__Secure-") || begins("__Http-")) {
		t.Errorf("nameless with the value %q", text)
	}
	if begins("__Secure-") && !c.Secure || begins("__Host-") && !(c.Secure && c.HostOnly && c.Path == "/") || begins("__Http-") && !(c.Secure && c.HTTPOnly) {
		t.Errorf("%v breaks the promise of its prefix: %+v", c, c)
	}
	if c.Secure && u.Scheme == "http" && strings.Contains(u.Hostname(), "example") && !strings.HasSuffix(strings.ToLower(u.Hostname()), "localhost") {
		t.Errorf("%v is Secure and from plain HTTP", c)
	}
	if !strings.HasPrefix(c.Path, "/") || len(c.Path) > len(u.Path)*3+1024 || c.Domain == "" || c.SameSite == http.SameSiteNoneMode && !c.Secure {
		t.Errorf("%+v", c)
	}
	if !c.Expires.IsZero() && (!c.Expires.After(epoch) || c.Expires.After(epoch.AddDate(0, 0, 400))) {
		t.Errorf("it expires %v", c.Expires)
	}
}

// checkSent reads what is sent for one cookie as a line again. A nameless cookie with
// an equal sign in its value becomes another one, which is the draft's wish.
func checkSent(t *testing.T, c satcheltest.Cookie) {
	t.Helper()
	if c.Name == "" && strings.Contains(c.Value, "=") {
		return
	}
	u := &url.URL{Scheme: "https", Host: c.Domain, Path: "/"}
	alone := &satcheltest.Jar{PublicSuffix: func(string) bool { return false }}
	sent := c.Value
	if c.Name != "" {
		sent = c.Name + "=" + c.Value
	}
	if strings.Contains(c.Domain, ":") {
		u.Host = "[" + c.Domain + "]"
	}
	if err := alone.Receive(u, http.Header{"Set-Cookie": {sent + "; Secure; HttpOnly; Path=/"}}, satcheltest.SameSite); err != nil {
		t.Fatalf("what is sent does not read back: %v", err)
	}
	if got := alone.CookieHeader(u, satcheltest.SameSite); got != sent {
		t.Errorf("sent %q, and after a second time %q", sent, got)
	}
	if got := alone.All()[0]; got.Name != c.Name || got.Value != c.Value {
		t.Errorf("sent as %q=%q, read as %q=%q", c.Name, c.Value, got.Name, got.Value)
	}
}

func ascii(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0 }
