package judge

import (
	"strconv"
	"strings"
	"time"
)

// What browsers bound (RFC 6265bis section 5.6), and for how long they keep a cookie at most.
const (
	maxPair      = 4096 // bytes of name and value
	maxAttribute = 1024 // bytes of the value of one attribute
	maxLifetime  = 400 * day
	day          = 24 * time.Hour
)

// maxListed bounds the attributes that are shown; all of them count.
const maxListed = 64

// SetCookie is a Set-Cookie line as a browser reads it (RFC 6265bis section 5.6): of an
// attribute that stands twice the last one counts, and what makes no sense does not.
type SetCookie struct {
	// Name and Value are as they came, without the blanks around them.
	Name, Value string

	// Path, Domain and SameSite (Strict, Lax or None) are empty where there is none that
	// counts. The domain is in small letters, without a dot in front, and in Punycode.
	Path, Domain, SameSite string

	Secure, HTTPOnly, Partitioned bool

	// MaxAge counts where HasMaxAge says so. It is zero for what deletes at once, and cut at
	// a hundred years.
	HasMaxAge bool
	MaxAge    time.Duration

	// Expires is the zero time where there is none that counts.
	Expires time.Time

	// Unknown are the names of attributes that browsers do not know, the first 64.
	Unknown []string

	attributes  []attribute // as they came
	unlisted    bool        // there are more
	controls    bool        // there are control characters, for which browsers drop it all
	expiresText string      // as it came

	badExpires, badMaxAge, badPath, badSameSite string
	tooLong                                     []string // names of attributes
}

// attribute is one as it came, without the blanks around its parts.
type attribute struct {
	name, value string
	assigned    bool // there is an equal sign
}

// ReadSetCookie reads what stands behind "Set-Cookie:". It takes any text.
func ReadSetCookie(line string) *SetCookie {
	pair, attributes, more := strings.Cut(line, ";")
	c := &SetCookie{controls: strings.ContainsFunc(line, isControl)}
	name, value, assigned := strings.Cut(pair, "=")
	if !assigned {
		name, value = "", pair
	}
	c.Name, c.Value = trim(name), trim(value)
	for more {
		var piece string
		piece, attributes, more = strings.Cut(attributes, ";")
		name, value, assigned := strings.Cut(piece, "=")
		c.add(attribute{trim(name), trim(value), assigned})
	}
	return c
}

func (c *SetCookie) add(a attribute) {
	switch {
	case a.name == "" && a.value == "":
	case len(c.attributes) < maxListed:
		c.attributes = append(c.attributes, a)
	default:
		c.unlisted = true
	}
	if len(a.value) > maxAttribute {
		c.tooLong = append(c.tooLong, cut(a.name, shownWord))
		return
	}
	switch value := a.value; strings.ToLower(a.name) {
	case "expires":
		if date, ok := readDate(value); ok {
			c.Expires, c.expiresText, c.badExpires = date, value, ""
		} else if c.Expires.IsZero() {
			c.badExpires = value
		}
	case "max-age":
		c.readMaxAge(value)
	case "domain":
		c.Domain = hostname(strings.TrimPrefix(value, "."))
	case "path":
		if c.Path, c.badPath = value, ""; !strings.HasPrefix(value, "/") {
			c.Path, c.badPath = "", value
		}
	case "samesite":
		c.readSameSite(value)
	case "secure":
		c.Secure = true
	case "httponly":
		c.HTTPOnly = true
	case "partitioned":
		c.Partitioned = true
	case "priority", "": // Chrome's, and two semicolons
	default:
		if len(c.Unknown) < maxListed {
			c.Unknown = append(c.Unknown, a.name)
		}
	}
}

func (c *SetCookie) readSameSite(value string) {
	c.SameSite, c.badSameSite = "", ""
	for _, known := range []string{"Strict", "Lax", "None"} {
		if strings.EqualFold(value, known) {
			c.SameSite = known
			return
		}
	}
	c.badSameSite = value
}

// readMaxAge takes digits with a minus in front at most; whatever is beyond a duration is
// cut, as a browser would cut it to 400 days.
func (c *SetCookie) readMaxAge(value string) {
	digits := strings.TrimPrefix(value, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		c.badMaxAge = value
		return
	}
	c.HasMaxAge = true
	seconds, err := strconv.ParseInt(value, 10, 32)
	switch {
	case digits != value || seconds == 0 && err == nil:
		c.MaxAge = 0
	case err != nil:
		c.MaxAge = 100 * 365 * day
	default:
		c.MaxAge = time.Duration(seconds) * time.Second
	}
}

// lifetime is how long a browser keeps it; limited is false for one that it keeps until
// it closes. Max-Age outranks Expires.
func (c *SetCookie) lifetime(now time.Time) (lifetime time.Duration, limited bool) {
	switch {
	case c.HasMaxAge:
		return c.MaxAge, true
	case !c.Expires.IsZero():
		return c.Expires.Sub(now), true // Sub stops at the bounds of a duration
	}
	return 0, false
}

// Deletes tells whether the line takes the cookie away.
func (c *SetCookie) Deletes(now time.Time) bool {
	lifetime, limited := c.lifetime(now)
	return limited && lifetime <= 0
}

// title names the cookie in findings.
func (c *SetCookie) title() string {
	if c.Name == "" {
		return "a cookie without a name"
	}
	return cut(c.Name, shownWord)
}

func trim(text string) string { return strings.Trim(text, " \t") }

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7F }
