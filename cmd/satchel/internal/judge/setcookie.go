package judge

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// What browsers bound (RFC 6265bis section 5.6 and, for the lifetime, 5.5).
const (
	maxPair      = 4096 // bytes of name and value
	maxAttribute = 1024 // bytes of the value of one attribute
	maxLifetime  = 400 * day
	day          = 24 * time.Hour
)

// setCookie is a Set-Cookie line as a browser reads it (RFC 6265bis section 5.6): of an
// attribute that stands twice the last one counts, and what makes no sense does not.
type setCookie struct {
	name, value string
	attributes  string // as they came
	controls    bool   // there are control characters, for which browsers drop it all

	path, domain, sameSite        string // empty where there is none that counts
	secure, httpOnly, partitioned bool
	hasMaxAge                     bool
	maxAge                        time.Duration
	expires                       time.Time // zero where there is none that counts
	expiresText                   string    // as it came

	badExpires, badMaxAge, badPath, badSameSite string
	tooLong                                     []string // names of attributes
}

func readSetCookie(line string) *setCookie {
	pair, attributes, _ := strings.Cut(line, ";")
	c := &setCookie{attributes: attributes, controls: strings.ContainsFunc(line, isControl)}
	name, value, assigned := strings.Cut(pair, "=")
	if !assigned {
		name, value = "", pair
	}
	c.name, c.value = trim(name), trim(value)
	for attribute := range strings.SplitSeq(attributes, ";") {
		name, value, _ := strings.Cut(attribute, "=")
		c.attribute(strings.ToLower(trim(name)), trim(value))
	}
	return c
}

func (c *setCookie) attribute(name, value string) {
	if len(value) > maxAttribute {
		c.tooLong = append(c.tooLong, plain(name, shownWord))
		return
	}
	switch name {
	case "expires":
		if date, ok := readDate(value); ok {
			c.expires, c.expiresText, c.badExpires = date, value, ""
		} else if c.expires.IsZero() {
			c.badExpires = value
		}
	case "max-age":
		c.readMaxAge(value)
	case "domain":
		c.domain = strings.ToLower(strings.TrimPrefix(value, "."))
	case "path":
		if c.path, c.badPath = value, ""; !strings.HasPrefix(value, "/") {
			c.path, c.badPath = "", value
		}
	case "samesite":
		c.readSameSite(value)
	case "secure":
		c.secure = true
	case "httponly":
		c.httpOnly = true
	case "partitioned":
		c.partitioned = true
	}
}

func (c *setCookie) readSameSite(value string) {
	c.sameSite, c.badSameSite = "", ""
	for _, known := range []string{"Strict", "Lax", "None"} {
		if strings.EqualFold(value, known) {
			c.sameSite = known
			return
		}
	}
	c.badSameSite = value
}

// readMaxAge takes digits with a sign at most; whatever is beyond a duration is cut, as a
// browser would cut it to 400 days.
func (c *setCookie) readMaxAge(value string) {
	digits := strings.TrimPrefix(value, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		c.badMaxAge = value
		return
	}
	c.hasMaxAge = true
	seconds, err := strconv.ParseInt(value, 10, 32)
	switch {
	case digits != value || seconds == 0 && err == nil:
		c.maxAge = 0
	case err != nil:
		c.maxAge = 100 * 365 * day
	default:
		c.maxAge = time.Duration(seconds) * time.Second
	}
}

// lifetime is how long a browser keeps it; limited is false for one that it keeps until
// it closes. Max-Age outranks Expires.
func (c *setCookie) lifetime(now time.Time) (lifetime time.Duration, limited bool) {
	switch {
	case c.hasMaxAge:
		return c.maxAge, true
	case !c.expires.IsZero():
		return c.expires.Sub(now), true // Sub stops at the bounds of a duration
	}
	return 0, false
}

// deletes tells whether it takes the cookie away.
func (c *setCookie) deletes(now time.Time) bool {
	lifetime, limited := c.lifetime(now)
	return limited && lifetime <= 0
}

// shown is the line without the value, as people know it.
func (c *setCookie) shown() string {
	line := plain(c.name, shownWord) + "="
	if c.value != "" {
		line += fmt.Sprintf("…(%d bytes)", len(c.value))
	}
	if c.attributes != "" {
		line += ";" + plain(c.attributes, shownLine)
	}
	return line
}

// title names the cookie in findings.
func (c *setCookie) title() string {
	if c.name == "" {
		return "a cookie without a name"
	}
	return plain(c.name, shownWord)
}

func trim(text string) string { return strings.Trim(text, " \t") }

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7F }
