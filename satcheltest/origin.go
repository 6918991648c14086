package satcheltest

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// origin is the other end of an exchange as the jar sees it.
type origin struct {
	host   string // canonical (section 5.1.2)
	path   string
	secure bool
	site   SiteContext
	script bool // a "non-HTTP API": a script of the page, not the exchange itself
}

func originOf(u *url.URL, site SiteContext) (origin, error) {
	host := lowerASCII(u.Hostname())
	if host == "" || !isASCII(host) {
		// Punycode is not in the standard library; net/http has converted a host
		// before it asks a jar.
		return origin{}, errors.New("satcheltest: the address has no host, or one that is not in ASCII: write xn--…")
	}
	return origin{host: host, path: u.EscapedPath(), secure: isSecure(u.Scheme, host), site: site}, nil
}

// isSecure tells whether a connection is one over which Secure cookies travel. The
// draft leaves that to browsers (section 5.8.3): this is Chromium's choice, for which
// this machine is as good as TLS. Safari differs.
func isSecure(scheme, host string) bool {
	return scheme == "https" || scheme == "wss" || isLocalhost(host)
}

func isLocalhost(host string) bool {
	if address, err := netip.ParseAddr(host); err == nil {
		return address.IsLoopback()
	}
	host = strings.TrimSuffix(host, ".")
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// domainMatches is section 5.1.3; both are canonical.
func domainMatches(host, domain string) bool {
	if host == domain {
		return true
	}
	rest, found := strings.CutSuffix(host, domain)
	return found && strings.HasSuffix(rest, ".") && !isAddress(host)
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// defaultPath is the first half of section 5.1.4.
func defaultPath(path string) string {
	if !strings.HasPrefix(path, "/") {
		return "/"
	}
	if last := strings.LastIndexByte(path, '/'); last > 0 {
		return path[:last]
	}
	return "/"
}

// pathMatches is the second half of section 5.1.4.
func pathMatches(path, cookiePath string) bool {
	if path == "" {
		path = "/" // what a browser asks for
	}
	rest, found := strings.CutPrefix(path, cookiePath)
	return found && (rest == "" || strings.HasSuffix(cookiePath, "/") || rest[0] == '/')
}

// suffixes are some names below which anybody can register. The real list has ten
// thousand lines and changes weekly; these, with every name of one label, are for
// tests that want to see the rule at work.
var suffixes = map[string]bool{
	"ac.uk": true, "co.jp": true, "co.nz": true, "co.uk": true, "co.za": true, "com.au": true, "com.br": true, "gov.uk": true,
	"org.uk": true, "appspot.com": true, "cloudfront.net": true, "github.io": true, "herokuapp.com": true, "pages.dev": true,
}

func isPublicSuffix(domain string) bool {
	return !strings.Contains(domain, ".") || suffixes[domain]
}

// lowerASCII is the case folding of the draft: strings.EqualFold would take the long
// s and the sign for kelvin for letters of "Secure" and "__Host-".
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
