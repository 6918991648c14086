package satcheltest

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

var _ http.CookieJar = new(Jar)

// SetCookies implements [http.CookieJar]. What a browser would drop is dropped.
func (j *Jar) SetCookies(u *url.URL, cookies []*http.Cookie) {
	from, err := originOf(u, SameSite)
	if err != nil {
		return
	}
	var lines []string
	for _, c := range cookies {
		if !strings.Contains(c.Name+c.Value+c.Path+c.Domain, ";") && !strings.Contains(c.Name, "=") {
			lines = append(lines, lineOf(c))
		}
	}
	_ = j.receive(from, lines)
}

// lineOf is http.Cookie.String without its repairs, and with the quotes that net/http
// has taken off.
func lineOf(c *http.Cookie) string {
	line := c.Name + "=" + c.Value
	if c.Quoted {
		line = c.Name + `="` + c.Value + `"`
	}
	add := func(present bool, attribute string) {
		if present {
			line += "; " + attribute
		}
	}
	add(c.Path != "", "Path="+c.Path)
	add(c.Domain != "", "Domain="+c.Domain)
	add(!c.Expires.IsZero(), "Expires="+c.Expires.UTC().Format(http.TimeFormat))
	add(c.MaxAge != 0, "Max-Age="+strconv.Itoa(c.MaxAge))
	add(c.Secure, "Secure")
	add(c.HttpOnly, "HttpOnly")
	add(c.SameSite == http.SameSiteLaxMode, "SameSite=Lax")
	add(c.SameSite == http.SameSiteStrictMode, "SameSite=Strict")
	add(c.SameSite == http.SameSiteNoneMode, "SameSite=None")
	add(c.Partitioned, "Partitioned")
	return line
}

// Cookies implements [http.CookieJar]: names and values for a request to u.
func (j *Jar) Cookies(u *url.URL) []*http.Cookie {
	to, err := originOf(u, SameSite)
	if err != nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	var list []*http.Cookie
	for _, c := range j.retrieve(to) {
		value, quoted := c.Value, false
		if n := len(value); n > 1 && value[0] == '"' && value[n-1] == '"' {
			value, quoted = value[1:n-1], true
		}
		list = append(list, &http.Cookie{Name: c.Name, Value: value, Quoted: quoted}) //nolint:gosec // a request has no attributes
	}
	return list
}
