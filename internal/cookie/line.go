package cookie

import (
	"strconv"
	"strings"
	"time"
)

// MaxSize is the largest name and value together, in bytes, that a browser keeps
// (RFC 6265bis section 5.6). It drops a larger cookie whole and tells nobody.
const MaxSize = 4096

// Attributes are what a Set-Cookie line says besides the value.
type Attributes struct {
	Name        string
	Path        string
	Domain      string        // empty: this host only
	MaxAge      time.Duration // zero: until the browser closes
	SameSite    string        // Strict, Lax or None; empty leaves it out
	Secure      bool
	HTTPOnly    bool
	Partitioned bool
}

// Line is a Set-Cookie line with everything rendered but value and date. One line
// serves for setting and deleting, so that a deletion always repeats what a
// browser identifies the cookie by. It is safe for concurrent use.
type Line struct {
	prefix string // name and equal sign
	maxAge time.Duration
	age    string // the Max-Age attribute and the name of Expires
	suffix string
	remove string
}

// NewLine renders attributes in Play's order and spelling (play-behaviour 7.1).
// The prefixes __Secure- and __Host- bring the attributes that browsers demand of
// them, as in Play; see [Attributes.Faults] for refusing the contradiction.
func NewLine(a Attributes) *Line {
	if strings.HasPrefix(a.Name, prefixHost) {
		a.Path = "/"
	}
	if strings.HasPrefix(a.Name, "__") && matchPrefix(a.Name) != "" {
		a.Secure = true
	}
	var suffix strings.Builder
	attribute := func(name, value string) {
		suffix.WriteString("; ")
		suffix.WriteString(name)
		suffix.WriteString(value)
	}
	if a.SameSite != "" {
		attribute("SameSite=", a.SameSite)
	}
	if a.Path != "" {
		attribute("Path=", a.Path)
	}
	if a.Domain != "" {
		attribute("Domain=", a.Domain)
	}
	for _, flag := range []struct {
		on   bool
		name string
	}{{a.Secure, "Secure"}, {a.HTTPOnly, "HTTPOnly"}, {a.Partitioned, "Partitioned"}} {
		if flag.on {
			attribute(flag.name, "")
		}
	}
	l := &Line{prefix: a.Name + "=", maxAge: a.MaxAge, suffix: suffix.String()}
	if a.MaxAge > 0 {
		l.age = "; Max-Age=" + strconv.FormatInt(int64(a.MaxAge/time.Second), 10) + "; Expires="
	}
	l.remove = l.prefix + "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT" + l.suffix
	return l
}

// Named returns the same line for a cookie of another name, which has to fit the
// attributes as the first one does.
func (l *Line) Named(name string) *Line {
	named := *l
	named.prefix = name + "="
	named.remove = named.prefix + strings.TrimPrefix(l.remove, l.prefix)
	return &named
}

// AppendName appends what stands before the value.
func (l *Line) AppendName(dst []byte) []byte { return append(dst, l.prefix...) }

// AppendAttributes appends what stands behind the value. now is the date that an
// expiry is counted from.
func (l *Line) AppendAttributes(dst []byte, now time.Time) []byte {
	if l.maxAge > 0 {
		dst = append(dst, l.age...)
		dst = appendDate(dst, now.Add(l.maxAge))
	}
	return append(dst, l.suffix...)
}

// Delete returns the line that takes the cookie away: an empty value, Max-Age=0
// for browsers of this century and the epoch for the others, as Play writes it.
func (l *Line) Delete() string { return l.remove }
