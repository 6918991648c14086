package satcheltest

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/satchel-go/satchel"
)

// Limits of section 5.6, step 6 of the attributes, and of section 5.5.
const (
	maxAttribute = 1024
	maxLifetime  = 400 * 24 * time.Hour
)

// setCookie is a Set-Cookie line as section 5.6 reads it. Of an attribute that stands
// there twice it has the last one.
type setCookie struct {
	name, value string
	expires     *time.Time // of either attribute; the zero time is "the earliest date"
	domain      string
	path        string // empty: none, or one that does not count
	hasPath     bool
	sameSite    http.SameSite
	secure      bool
	httpOnly    bool
	partitioned bool
}

var (
	errControl = errors.New("it has a control character (section 5.6)")
	errSize    = errors.New("name and value have more than 4096 bytes (section 5.6)")
	errEmpty   = errors.New("it has neither name nor value (section 5.7)")
)

// deletes tells whether the line takes a cookie away.
func (c *setCookie) deletes(now time.Time) bool {
	return c.expires != nil && !now.Before(*c.expires)
}

// parseSetCookie reads a line; now is what lifetimes are counted from. With an error
// comes what is known of the name.
func parseSetCookie(line string, now time.Time) (setCookie, error) {
	pair, attributes, _ := strings.Cut(line, ";")
	name, value, found := strings.Cut(pair, "=")
	if !found {
		name, value = "", pair
	}
	c := setCookie{name: trim(name), value: trim(value), sameSite: http.SameSiteDefaultMode}
	switch {
	case hasControl(line):
		return c, errControl
	case len(c.name)+len(c.value) > satchel.MaxCookieSize:
		return c, errSize
	case c.name == "" && c.value == "":
		return c, errEmpty
	}
	var byMaxAge, byDate *time.Time
	for attribute := range strings.SplitSeq(attributes, ";") {
		key, text, _ := strings.Cut(attribute, "=")
		key, text = lowerASCII(trim(key)), trim(text)
		if len(text) > maxAttribute {
			continue
		}
		switch key {
		case "expires":
			if date, ok := parseDate(text); ok {
				byDate = earlier(date, now.Add(maxLifetime))
			}
		case "max-age":
			if age, ok := parseAge(text); ok {
				byMaxAge = expiry(now, age)
			}
		default:
			c.attribute(key, text)
		}
	}
	c.expires = byDate
	if byMaxAge != nil { // it wins (section 5.7, step 6)
		c.expires = byMaxAge
	}
	return c, nil
}

// attribute takes what is not about time.
func (c *setCookie) attribute(key, text string) {
	switch key {
	case "domain":
		c.domain = lowerASCII(strings.TrimPrefix(text, "."))
	case "path":
		c.hasPath, c.path = true, ""
		if strings.HasPrefix(text, "/") {
			c.path = text
		}
	case "secure":
		c.secure = true
	case "httponly":
		c.httpOnly = true
	case "partitioned": // CHIPS, a draft of its own
		c.partitioned = true
	case "samesite":
		c.sameSite = http.SameSiteDefaultMode
		switch lowerASCII(text) {
		case "none":
			c.sameSite = http.SameSiteNoneMode
		case "strict":
			c.sameSite = http.SameSiteStrictMode
		case "lax":
			c.sameSite = http.SameSiteLaxMode
		}
	}
}

// parseAge is section 5.6.2: digits, perhaps behind a minus. It is cut at the limit on
// the way, so that no number overflows.
func parseAge(text string) (age time.Duration, ok bool) {
	digits, negative := strings.CutPrefix(text, "-")
	if digits == "" {
		return 0, false
	}
	for i := range len(digits) {
		if !isDigit(digits[i]) {
			return 0, false
		}
		age = min(10*age+time.Duration(digits[i]-'0')*time.Second, maxLifetime)
	}
	if negative {
		return 0, true
	}
	return age, true
}

func expiry(now time.Time, age time.Duration) *time.Time {
	if age <= 0 {
		return new(time.Time)
	}
	date := now.Add(age)
	return &date
}

func earlier(a, b time.Time) *time.Time {
	if b.Before(a) {
		return &b
	}
	return &a
}

// setCookieLines returns the lines of a header, also those under a key that is not in
// net/http's spelling: on the wire the case does not count.
func setCookieLines(header http.Header) []string {
	lines := header["Set-Cookie"]
	var others []string
	for key := range header {
		if key != "Set-Cookie" && http.CanonicalHeaderKey(key) == "Set-Cookie" {
			others = append(others, key)
		}
	}
	slices.Sort(others)
	for _, key := range others {
		lines = append(slices.Clip(lines), header[key]...)
	}
	return lines
}

// trim takes WSP off, which is not all that strings.TrimSpace takes.
func trim(s string) string { return strings.Trim(s, " \t") }

func hasControl(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}
