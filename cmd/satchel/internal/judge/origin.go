package judge

import (
	"net/netip"
	"net/url"
	"strings"
)

// origin is where a response came from.
type origin struct {
	host     string // without a port, in small letters
	path     string
	tls      bool
	loopback bool
	address  bool // the host is an address, not a name
}

func originOf(u *url.URL) origin {
	o := origin{host: strings.ToLower(u.Hostname()), path: u.EscapedPath(), tls: u.Scheme == "https"}
	ip, err := netip.ParseAddr(o.host)
	o.address = err == nil
	o.loopback = o.address && ip.Unmap().IsLoopback() || o.host == "localhost" || strings.HasSuffix(o.host, ".localhost")
	return o
}

// IsLoopback tells whether an address is on this machine, so that nobody listens on the
// way to it.
func IsLoopback(u *url.URL) bool { return originOf(u).loopback }

// exposed tells whether others can read what is sent.
func (o *origin) exposed() bool { return !o.tls && !o.loopback }

// matches tells whether a browser lets this host set a cookie for a domain.
func (o *origin) matches(domain string) bool {
	return o.host == domain || !o.address && strings.HasSuffix(o.host, "."+domain) && strings.Contains(domain, ".")
}

// folder is the path that a browser gives to a cookie without one.
func (o *origin) folder() string {
	last := strings.LastIndexByte(o.path, '/')
	if last <= 0 {
		return "/"
	}
	return o.path[:last]
}
