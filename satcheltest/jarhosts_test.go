package satcheltest_test

import (
	"strings"
	"testing"
)

// Section 5.7, steps 8 to 10, and 5.1.3: which hosts get what another one set.
func TestJarMatchesDomains(t *testing.T) {
	for _, test := range []struct{ name, from, domain, to, refused string }{
		{"no Domain: the host", "a.example.com", "", "a.example.com", ""},
		{"no Domain: no host below", "example.com", "", "!a.example.com", ""},
		{"no Domain: no host above", "a.example.com", "", "!example.com", ""},
		{"Domain: the host itself", "example.com", "; Domain=example.com", "example.com", ""},
		{"Domain: hosts below", "example.com", "; Domain=example.com", "a.b.example.com", ""},
		{"Domain: the host above", "a.example.com", "; Domain=example.com", "example.com", ""},
		{"Domain: a sibling", "a.example.com", "; Domain=example.com", "b.example.com", ""},
		{"a dot in front", "a.example.com", "; Domain=.example.com", "b.example.com", ""},
		{"two dots in front", "a.example.com", "; Domain=..example.com", "", "not the host's"},
		{"capitals", "A.EXAMPLE.com", "; Domain=Example.COM", "b.example.com", ""},
		{"an empty Domain: the host", "a.example.com", "; Domain=", "!b.a.example.com", ""},
		{"the last Domain is empty", "a.example.com", "; Domain=example.com; Domain=", "!example.com", ""},
		{"only a dot: the host", "a.example.com", "; Domain=.", "!b.a.example.com", ""},
		{"a name that ends alike", "example.com", "; Domain=example.com", "!badexample.com", ""},
		{"another domain", "example.com", "; Domain=example.org", "", "not the host's"},
		{"a host below", "example.com", "; Domain=a.example.com", "", "not the host's"},
		{"an address", "192.0.2.1", "; Domain=192.0.2.1", "192.0.2.1", ""},
		{"a part of an address", "192.0.2.1", "; Domain=0.2.1", "", "not the host's"},
		{"IPv6", "[2001:db8::1]", "", "[2001:db8::1]", ""},
		{"a public suffix", "example.com", "; Domain=com", "", "public suffix"},
		{"a public suffix of two labels", "shop.co.uk", "; Domain=co.uk", "", "public suffix"},
		{"the suffix itself: the host only", "github.io", "; Domain=github.io", "github.io", ""},
		{"and no site below it", "github.io", "; Domain=github.io", "!me.github.io", ""},
		{"localhost: the host only", "localhost", "; Domain=localhost", "localhost", ""},
		{"not in ASCII", "example.com", "; Domain=exämple.com", "", "not in ASCII"},
		{"a sign that Unicode folds", "kexample.com", "; Domain=\u212aexample.com", "", "not in ASCII"},
		{"any port", "example.com:8443", "", "example.com:9000", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBrowser(t)
			err := b.receive("https://"+test.from+"/", "n=v; Secure"+test.domain)
			if (err == nil) != (test.refused == "") || err != nil && !strings.Contains(err.Error(), test.refused) {
				t.Fatalf("error %v, want %q", err, test.refused)
			}
			if test.to == "" {
				return
			}
			to, not := strings.CutPrefix(test.to, "!")
			if got := b.header("https://" + to + "/"); (got == "n=v") == not {
				t.Errorf("%s gets %q", to, got)
			}
			if got := b.header("https://" + test.from + "/"); got != "n=v" {
				t.Errorf("the host that set it gets %q", got)
			}
		})
	}
}

func TestJarAsksForPublicSuffixes(t *testing.T) {
	b := newBrowser(t)
	b.PublicSuffix = func(domain string) bool { return domain == "example.com" }
	if err := b.receive("https://a.example.com/", "n=v; Domain=example.com"); err == nil {
		t.Error("a cookie for everybody below the suffix is set")
	}
	must(t, b.receive("https://a.localhost/", "n=v; Domain=localhost"))
}

// Sections 5.1.4 and 5.6.4.
func TestJarMatchesPaths(t *testing.T) {
	for _, test := range []struct{ name, from, path, to, not string }{
		{"the default at the root", "/", "", "/ /a /a/b", ""},
		{"the default without a path", "", "", "/ /a", ""},
		{"the default of a file at the root", "/login", "", "/ /a", ""},
		{"the default of a folder", "/a/login", "", "/a /a/ /a/b", "/ /ab /login"},
		{"the default of a folder with a slash", "/a/b/", "", "/a/b /a/b/c", "/a"},
		{"a path", "/", "; Path=/a", "/a /a/ /a/b", "/ /ab /A"},
		{"a path with a slash at the end", "/", "; Path=/a/", "/a/ /a/b", "/a /ab"},
		{"no slash in front: the default", "/a/login", "; Path=x", "/a /a/b", "/ /x"},
		{"an empty one: the default", "/a/login", "; Path=", "/a /a/b", "/"},
		{"the last one is none: the default", "/a/login", "; Path=/x; Path=y", "/a /a/b", "/ /x"},
		{"escapes are not undone", "/", "; Path=/%61", "/%61", "/a"},
		{"a query does not count", "/", "; Path=/a", "/a?x=1", "/?/a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBrowser(t)
			must(t, b.receive("https://example.com"+test.from, "n=v"+test.path))
			for path := range strings.FieldsSeq(test.to) {
				if got := b.header("https://example.com" + path); got != "n=v" {
					t.Errorf("%s gets %q", path, got)
				}
			}
			for path := range strings.FieldsSeq(test.not) {
				if got := b.header("https://example.com" + path); got != "" {
					t.Errorf("%s gets %q", path, got)
				}
			}
		})
	}
}

// Section 5.7, steps 13 and 16, and 5.8.3.
func TestJarKeepsSecureCookiesFromPlainHTTP(t *testing.T) {
	for _, test := range []struct{ name, from, line, to, want, refused string }{
		{"Secure from TLS to TLS", "https://example.com/", "n=new; Secure", "https://example.com/", "n=new", ""},
		{"Secure from TLS to plain HTTP", "https://example.com/", "n=new; Secure", "http://example.com/", "", ""},
		{"Secure from plain HTTP", "http://example.com/", "n=new; Secure", "https://example.com/", "", "it is Secure, and the connection is not"},
		{"not Secure from plain HTTP to TLS", "http://example.com/", "n=new", "https://example.com/", "n=new", ""},
		{"localhost is as good as TLS", "http://localhost:9000/", "n=new; Secure", "http://localhost:9000/", "n=new", ""},
		{"so is a name below it", "http://app.localhost/", "n=new; Secure", "http://app.localhost/", "n=new", ""},
		{"so is 127.0.0.1", "http://127.0.0.1/", "n=new; Secure", "http://127.0.0.1/", "n=new", ""},
		{"so is ::1", "http://[::1]/", "n=new; Secure", "http://[::1]/", "n=new", ""},
		{"not a name that ends alike", "http://notlocalhost/", "n=new; Secure", "http://notlocalhost/", "", "it is Secure, and the connection is not"},
		{"WebSockets with TLS", "wss://example.com/", "n=new; Secure", "wss://example.com/", "n=new", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBrowser(t)
			err := b.receive(test.from, test.line)
			if (err == nil) != (test.refused == "") || err != nil && !strings.Contains(err.Error(), test.refused) {
				t.Errorf("error %v, want %q", err, test.refused)
			}
			if got := b.header(test.to); got != test.want {
				t.Errorf("sent %q, want %q", got, test.want)
			}
		})
	}
}

// "Leave secure cookies alone": section 5.7 step 16, with the example of its note.
func TestJarLeavesSecureCookiesAlone(t *testing.T) {
	const hides = "would hide a Secure cookie"
	for _, test := range []struct{ name, old, from, line, refused string }{
		{"the same path", "; Path=/login", "http://www.example.com/", "; Path=/login", hides},
		{"a path below", "; Path=/login", "http://www.example.com/", "; Path=/login/en", hides},
		{"a path above", "; Path=/login", "http://www.example.com/", "; Path=/", ""},
		{"a path beside", "; Path=/login", "http://www.example.com/", "; Path=/foo", ""},
		{"a wider domain", "; Path=/", "http://www.example.com/", "; Path=/; Domain=example.com", hides},
		{"a narrower domain", "; Path=/; Domain=example.com", "http://www.example.com/", "; Path=/", hides},
		{"another host", "; Path=/", "http://other.example.com/", "; Path=/", ""},
		{"from TLS", "; Path=/", "https://www.example.com/", "; Path=/", ""},
		{"a deletion", "; Path=/", "http://www.example.com/", "; Path=/; Max-Age=0", hides},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBrowser(t)
			must(t, b.receive("https://www.example.com/", "n=old; Secure"+test.old))
			err := b.receive(test.from, "n=new"+test.line)
			if (err == nil) != (test.refused == "") || err != nil && !strings.Contains(err.Error(), test.refused) {
				t.Errorf("error %v, want %q", err, test.refused)
			}
		})
	}
	b := newBrowser(t)
	must(t, b.receive("https://example.com/", "n=old; Secure"))
	must(t, b.receive("http://example.com/", "N=another name"))
}
