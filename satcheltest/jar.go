package satcheltest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Jar keeps cookies as a browser does: by RFC 6265bis (draft 20 and later), with
// Chromium's answers where the draft leaves a choice. A cookie that a browser would
// drop without a word is an error here. The zero value is an empty jar.
//
// As an [http.CookieJar] it serves [http.Client], which reads and writes the lines
// itself, each request being of the same site; Receive and CookieHeader are exact.
//
// Left out: the public suffix list (see PublicSuffix), partitions (Partitioned is
// noted and needs Secure), hosts in other letters than ASCII.
//
// A Jar is safe for concurrent use and must not be copied; see Clone. Set the fields
// before the first use.
type Jar struct {
	// Clock is the time by which cookies expire. Default: time.Now, which is the fake
	// clock inside testing/synctest.
	Clock func() time.Time

	// PublicSuffix tells whether everybody can register below a domain, so that no
	// cookie may be set for it; the domain is in small letters. Default: names of one
	// label and a dozen well-known ones. For all of them use
	// golang.org/x/net/publicsuffix.
	PublicSuffix func(domain string) bool

	mu      sync.Mutex
	cookies []stored
	counter uint64 // a clock that never stands still, for creation and access
}

// Cookie is one cookie in a [Jar].
type Cookie struct {
	Name, Value string
	Domain      string // the host, or the domain of the attribute; without a dot in front
	Path        string
	HostOnly    bool // for the very host that set it: there was no Domain
	Secure      bool
	HTTPOnly    bool
	Partitioned bool
	SameSite    http.SameSite // http.SameSiteDefaultMode where the line did not say
	Expires     time.Time     // zero for a cookie that ends with the browser session
}

// String describes a cookie without its value.
func (c Cookie) String() string {
	return fmt.Sprintf("%s for %s%s, %d bytes", c.Name, c.Domain, c.Path, len(c.Value))
}

type stored struct {
	Cookie

	created, used uint64 // by Jar.counter
}

// Receive takes the cookies of a response from u. The error names each cookie that a
// browser would drop, with the rule; the others are in the jar all the same.
func (j *Jar) Receive(u *url.URL, header http.Header, site SiteContext) error {
	from, err := originOf(u, site)
	if err != nil {
		return err
	}
	return prefixed(j.receive(from, setCookieLines(header)))
}

// SetFromScript does what a script of the page at u does with document.cookie = line.
// It cannot make or replace a cookie that is HttpOnly.
func (j *Jar) SetFromScript(u *url.URL, line string) error {
	from, err := originOf(u, SameSite)
	if err != nil {
		return err
	}
	from.script = true
	return prefixed(j.receive(from, []string{line}))
}

func prefixed(refused []error) error {
	for i, err := range refused {
		if err != nil {
			refused[i] = fmt.Errorf("satcheltest: %w", err)
		}
	}
	return errors.Join(refused...)
}

// receive takes each line, and returns for each what a browser has against it.
func (j *Jar) receive(from origin, lines []string) []error {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.expire()
	refused := make([]error, len(lines))
	for i, line := range lines {
		c, err := parseSetCookie(line, now)
		if err == nil {
			err = j.store(c, from, now)
		}
		if err != nil {
			refused[i] = fmt.Errorf("a browser refuses the cookie %s: %w", quoteName(c.name), err)
		}
	}
	return refused
}

// CookieHeader returns the Cookie header of a request to u, "" for none.
func (j *Jar) CookieHeader(u *url.URL, site SiteContext) string {
	to, err := originOf(u, site)
	if err != nil {
		return ""
	}
	return j.header(to)
}

// ScriptCookies returns document.cookie for a script of the page at u: what
// CookieHeader gives, without the HttpOnly ones.
func (j *Jar) ScriptCookies(u *url.URL) string {
	to, err := originOf(u, SameSite)
	if err != nil {
		return ""
	}
	to.script = true
	return j.header(to)
}

func (j *Jar) header(to origin) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var b strings.Builder
	for i, c := range j.retrieve(to) {
		if i > 0 {
			b.WriteString("; ")
		}
		if c.Name != "" {
			b.WriteString(c.Name + "=")
		}
		b.WriteString(c.Value)
	}
	return b.String()
}

// All returns every cookie in the jar, in the order in which they were first set.
func (j *Jar) All() []Cookie {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.expire()
	slices.SortStableFunc(j.cookies, byCreation)
	list := make([]Cookie, len(j.cookies))
	for i := range j.cookies {
		list[i] = j.cookies[i].Cookie
	}
	return list
}

// CloseBrowser removes the cookies that end with the browser session: those without
// Expires and Max-Age.
func (j *Jar) CloseBrowser() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.cookies = slices.DeleteFunc(j.cookies, func(c stored) bool { return c.Expires.IsZero() })
}

// Clone returns a jar with the same fields and cookies; neither sees what happens to
// the other from then on.
func (j *Jar) Clone() *Jar {
	j.mu.Lock()
	defer j.mu.Unlock()
	return &Jar{Clock: j.Clock, PublicSuffix: j.PublicSuffix, cookies: slices.Clone(j.cookies), counter: j.counter}
}

func (j *Jar) now() time.Time {
	if j.Clock != nil {
		return j.Clock()
	}
	return time.Now()
}

// tick gives each creation and each access a place in time, which a clock that stands
// still would not.
func (j *Jar) tick() uint64 {
	j.counter++
	return j.counter
}

// quoteName keeps a long name out of a message.
func quoteName(name string) string {
	if len(name) > 64 {
		name = name[:64] + "…"
	}
	return strconv.Quote(name)
}
