package judge

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// origin is where a response came from.
type origin struct {
	host     string // without a port, in small letters, and in Punycode
	path     string
	tls      bool
	loopback bool
	address  bool // the host is an address, not a name
	unknown  bool // nobody knows where it came from: the host is one that would do
}

func originOf(u *url.URL) origin {
	o := origin{host: hostname(u.Hostname()), path: u.EscapedPath(), tls: u.Scheme == "https"}
	ip, err := netip.ParseAddr(o.host)
	o.address = err == nil
	o.loopback = o.address && ip.Unmap().IsLoopback() || o.host == "localhost" || strings.HasSuffix(o.host, ".localhost")
	return o
}

// anywhere is a place by TLS that may set a cookie for a domain.
func anywhere(domain string) origin {
	o := origin{host: domain, path: "/", tls: true, unknown: true}
	if _, err := netip.ParseAddr(domain); err != nil {
		o.host = "www." + domain
	}
	return o
}

// hostname writes a name as browsers compare it. One that IDNA does not know, as that with a
// low line, stays as it is.
func hostname(text string) string {
	text = strings.ToLower(strings.Trim(text, "[]")) // the brackets of an IPv6 address
	if ascii, err := idna.Lookup.ToASCII(text); err == nil {
		return ascii
	}
	return text
}

// IsLoopback tells whether an address is on this machine, so that nobody listens on the
// way to it.
func IsLoopback(u *url.URL) bool {
	o := originOf(u)
	return o.loopback
}

// exposed tells whether others can read what is sent.
func (o *origin) exposed() bool { return !o.tls && !o.loopback }

// domainOf returns the domain that a browser keeps a cookie for; empty for one that goes to
// this host alone, also where it has a Domain: that of a public suffix which is a host itself,
// or of an address, which counts as its own suffix.
func (o *origin) domainOf(c *SetCookie) string {
	if c.Domain == o.host && isPublicSuffix(c.Domain) {
		return ""
	}
	return c.Domain
}

// matches tells whether this host is a domain, or below it.
func (o *origin) matches(domain string) bool {
	return o.host == domain || !o.address && strings.HasSuffix(o.host, "."+domain)
}

// isPublicSuffix tells whether many sites that know nothing of each other are below a name,
// by a list that is as old as the module golang.org/x/net here.
func isPublicSuffix(domain string) bool {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return suffix == domain
}

// folder is the path that a browser gives to a cookie without one.
func (o *origin) folder() string {
	last := strings.LastIndexByte(o.path, '/')
	if last <= 0 {
		return "/"
	}
	return o.path[:last]
}
