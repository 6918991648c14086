package cookie

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

const (
	prefixSecure = "__Secure-"
	prefixHost   = "__Host-"
)

// prefixes with a meaning to browsers, the longer one before the one that it
// begins with. The last two are of the draft that follows RFC 6265bis.
var prefixes = []string{"__Host-Http-", "__Http-", prefixHost, prefixSecure}

// Limits of RFC 6265bis: an attribute that is longer is ignored (section 5.6), a
// lifetime that is longer is cut (section 5.5).
const (
	maxAttribute = 1024
	maxLifetime  = 400 * 24 * time.Hour
)

// Fault is one thing about attributes that a browser would refuse, ignore or
// change without a word.
type Fault struct {
	Field   string // Name, Path, Domain, SameSite, Partitioned or MaxAge
	Problem string
}

// Faults returns all of them; none for a cookie that every browser takes as it
// is meant.
func (a Attributes) Faults() []Fault {
	var faults []Fault
	add := func(field, format string, args ...any) {
		faults = append(faults, Fault{field, fmt.Sprintf(format, args...)})
	}
	if !isToken(a.Name) {
		add("Name", "%q is no cookie name: use letters, digits and !#$%%&'*+-.^_`|~", shorten(a.Name))
	}
	a.prefixFaults(add)
	switch {
	case !strings.HasPrefix(a.Path, "/"):
		add("Path", "%q must begin with /", shorten(a.Path))
	case !isAttributeValue(a.Path):
		add("Path", "%q must be at most %d visible ASCII characters without a semicolon", shorten(a.Path), maxAttribute)
	}
	if a.Domain != "" && !isDomain(a.Domain) {
		add("Domain", "%q is no domain name", shorten(a.Domain))
	}
	if !slices.Contains([]string{"", "Strict", "Lax", "None"}, a.SameSite) {
		add("SameSite", "%q is none of Strict, Lax and None", shorten(a.SameSite))
	}
	if a.SameSite == "None" && !a.Secure {
		add("SameSite", "None needs Secure: browsers refuse the cookie otherwise")
	}
	if a.Partitioned && !a.Secure {
		add("Partitioned", "needs Secure: browsers refuse the cookie otherwise")
	}
	switch {
	case a.MaxAge < 0:
		add("MaxAge", "%v is negative", a.MaxAge)
	case a.MaxAge%time.Second != 0:
		add("MaxAge", "%v is not in whole seconds, which is all that Max-Age has", a.MaxAge)
	case a.MaxAge > maxLifetime:
		add("MaxAge", "%v is beyond the 400 days after which browsers end every cookie", a.MaxAge)
	}
	return faults
}

func (a Attributes) prefixFaults(add func(field, format string, args ...any)) {
	prefix := matchPrefix(a.Name)
	if prefix == "" {
		return
	}
	if !strings.HasPrefix(a.Name, prefix) {
		add("Name", "%q: browsers take this for the prefix %s, servers do not; spell it so", a.Name, prefix)
		return
	}
	if !a.Secure {
		add("Name", "%q: the prefix %s needs Secure", a.Name, prefix)
	}
	if strings.HasPrefix(prefix, prefixHost) {
		if a.Domain != "" {
			add("Domain", "%q: the prefix %s allows no domain; leave it empty or choose another name", a.Domain, prefix)
		}
		if a.Path != "/" {
			add("Path", "%q: the prefix %s allows no other path than /", shorten(a.Path), prefix)
		}
	}
	if strings.HasSuffix(prefix, "Http-") && !a.HTTPOnly {
		add("Name", "%q: the prefix %s needs HttpOnly", a.Name, prefix)
	}
}

// matchPrefix returns the prefix that a browser sees in name; browsers compare it
// without regard to case (RFC 6265bis section 5.6).
func matchPrefix(name string) string {
	for _, prefix := range prefixes {
		if len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
			return prefix
		}
	}
	return ""
}

// WithoutPrefix returns name without the prefix by which browsers demand attributes
// of it.
func WithoutPrefix(name string) string {
	return name[len(matchPrefix(name)):]
}

// isToken tells whether name is a token of RFC 9110 section 5.6.2, short enough to
// leave room for a value.
func isToken(name string) bool {
	for _, c := range []byte(name) {
		if c <= ' ' || c >= 0x7F || strings.IndexByte("\"(),/:;<=>?@[\\]{}", c) >= 0 {
			return false
		}
	}
	return name != "" && len(name) <= 256
}

func isAttributeValue(value string) bool {
	for _, c := range []byte(value) {
		if c < ' ' || c >= 0x7F || c == ';' {
			return false
		}
	}
	return len(value) <= maxAttribute && strings.TrimSpace(value) == value
}

// isDomain tells whether a browser could match domain with a host name: labels of
// letters, digits and hyphens (RFC 1123 section 2.1), a leading dot allowed, no
// address.
func isDomain(domain string) bool {
	domain = strings.TrimPrefix(domain, ".")
	if _, err := netip.ParseAddr(domain); err == nil || len(domain) > 253 {
		return false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_') {
				return false
			}
		}
	}
	return true
}

// shorten keeps a long setting from flooding the message about it.
func shorten(s string) string {
	if len(s) > 64 {
		return s[:64] + "…"
	}
	return s
}
