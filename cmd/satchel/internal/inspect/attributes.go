package inspect

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
)

// Attributes are those of a Set-Cookie line.
type Attributes struct {
	Path        string   `json:"path"`
	Domain      string   `json:"domain"`
	MaxAge      *int64   `json:"max_age"` // seconds; null for none
	Expires     string   `json:"expires"`
	SameSite    string   `json:"same_site"`
	Secure      bool     `json:"secure"`
	HTTPOnly    bool     `json:"http_only"`
	Partitioned bool     `json:"partitioned"`
	Unknown     []string `json:"unknown"` // names of attributes that no browser minds
}

// attributesOf reads what stands behind the value. Of equal attributes the last counts, as
// in browsers (RFC 6265bis section 5.7).
func attributesOf(c *pasted) *Attributes {
	if !c.setCookie {
		return nil
	}
	a := &Attributes{Unknown: []string{}}
	for _, attribute := range c.attributes {
		switch value := attribute.value; strings.ToLower(attribute.name) {
		case "path":
			a.Path = value
		case "domain":
			a.Domain = value
		case "expires":
			a.Expires = value
		case "samesite":
			a.SameSite = value
		case "secure":
			a.Secure = true
		case "httponly":
			a.HTTPOnly = true
		case "partitioned":
			a.Partitioned = true
		case "max-age":
			if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
				a.MaxAge = &seconds
			}
		default:
			a.Unknown = append(a.Unknown, attribute.name)
		}
	}
	return a
}

// deletes tells whether browsers drop the cookie at once.
func (a *Attributes) deletes(now time.Time) bool {
	if a.MaxAge != nil {
		return *a.MaxAge <= 0
	}
	expires, err := http.ParseTime(a.Expires)
	return err == nil && !expires.After(now)
}

// faults are what a browser would refuse, ignore or change without a word, and what makes
// a session easier to steal.
func (a *Attributes) faults(name string, now time.Time) []string {
	c := cookie.Attributes{
		Name:        name,
		Path:        a.Path,
		Domain:      a.Domain,
		SameSite:    sameSite(a.SameSite),
		Secure:      a.Secure,
		HTTPOnly:    a.HTTPOnly,
		Partitioned: a.Partitioned,
	}
	if a.MaxAge != nil && *a.MaxAge > 0 {
		c.MaxAge = time.Duration(min(*a.MaxAge, int64(10*365*24*time.Hour/time.Second))) * time.Second
	}
	faults := []string{}
	if a.Path == "" {
		c.Path = "/"
		faults = append(faults, "Path: none, so that only pages in the folder of the one that set it get the cookie")
	}
	for _, fault := range c.Faults() {
		faults = append(faults, fault.Field+": "+fault.Problem)
	}
	if a.deletes(now) {
		return faults
	}
	if !a.Secure {
		faults = append(faults, "Secure: missing, so that the cookie goes over plain HTTP too")
	}
	if !a.HTTPOnly {
		faults = append(faults, "HttpOnly: missing, so that scripts of the page can read the cookie")
	}
	if a.SameSite == "" {
		faults = append(faults, "SameSite: missing, so that it depends on the browser whether pages of other sites send the cookie")
	}
	return faults
}

// sameSite spells a value as the library does: browsers compare it without case.
func sameSite(value string) string {
	for _, known := range []string{"Strict", "Lax", "None"} {
		if strings.EqualFold(value, known) {
			return known
		}
	}
	return value
}
