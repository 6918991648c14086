package demo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/satchel-go/satchel"
)

// pocket is one cookie as it came with the request, for the page to show.
type pocket struct {
	ID      string // for the attributes id
	Title   string
	Cookie  string // the cookie's name
	Format  string
	Promise string // what the format is good for
	Present bool
	Refused satchel.Reason
	Pairs   []shownPair
	Began   string // when, in words; empty where it does not say
	Written string // when, in words
	Ends    string // when, in words
	Size    int
	Limit   int
	High    int // the size from which the bar warns
	Raw     string
}

type shownPair struct {
	Key, Value string
	Cut        int // bytes of a value that is too long to be shown; 0 where it is shown
}

// A value above wholeValue bytes shows its first cutValue bytes only.
const (
	wholeValue = 200
	cutValue   = 12
)

// pockets describes both cookies. It reads them beside the library, as a tool
// would: a handler of an application has no need to.
func (a *application) pockets(r *http.Request) []pocket {
	session := pocket{
		ID: "session", Title: "Session", Cookie: a.scopes.SessionCookieName(),
		Format: "Signed JWT", Promise: "readable, not changeable",
	}
	if a.sealed {
		session.Format, session.Promise = "Encrypted (XAES-256-GCM)", "neither readable nor changeable"
	}
	flash := session
	flash.ID, flash.Title, flash.Cookie = "flash", "Flash", a.scopes.FlashCookieName()
	if a.profile == satchel.Play25 {
		session.Format = "Signed, url-encoded"
		flash.Format, flash.Promise = "Unsigned, url-encoded", "readable and changeable"
	}
	token := session.fill(r, a.scopes.DecodeSession, a.clock())
	session.Ends = ends(token, a.maxAge)
	flash.fill(r, a.scopes.DecodeFlash, a.clock())
	flash.Ends = "with this page"
	return []pocket{session, flash}
}

// carries tells whether a request has a cookie of the name. An empty one is a
// deleted one that some browsers send on.
func carries(r *http.Request, name string) bool {
	return slices.ContainsFunc(r.CookiesNamed(name), func(c *http.Cookie) bool { return c.Value != "" })
}

// fill takes the first valid cookie of the name, as the library does, or else the
// first. It returns what is in the cookie.
func (p *pocket) fill(r *http.Request, decode func(string) (satchel.Token, error), now time.Time) satchel.Token {
	var token satchel.Token
	err := error(nil)
	for _, cookie := range r.CookiesNamed(p.Cookie) {
		if cookie.Value == "" {
			continue // a deleted cookie that some browsers send on
		}
		candidate, failed := decode(cookie.Value)
		if p.Present && failed != nil {
			continue
		}
		p.Present, p.Raw, token, err = true, cookie.Value, candidate, failed
		if failed == nil {
			break
		}
	}
	p.Refused = satchel.ReasonOf(err)
	p.Size, p.Limit, p.High = len(p.Cookie)+len(p.Raw), satchel.MaxCookieSize, satchel.MaxCookieSize*4/5
	if !token.StartedAt.IsZero() {
		p.Began = age(token.StartedAt, now)
	}
	for _, pair := range token.Pairs {
		if pair.Key == satchel.ReservedPrefix+"renewed" {
			continue // it is said in words
		}
		shown := shownPair{Key: pair.Key, Value: pair.Value}
		if len(pair.Value) > wholeValue {
			shown.Value, shown.Cut = strings.ToValidUTF8(pair.Value[:cutValue], ""), len(pair.Value)
		}
		p.Pairs = append(p.Pairs, shown)
	}
	p.Written = age(token.IssuedAt, now)
	return token
}

// ends says when a session ends: its cookie in the browser, and what somebody has
// copied of it, which a browser's forgetting does not end.
func ends(token satchel.Token, maxAge time.Duration) string {
	cookie, copied := "with the browser", "never expires by itself"
	switch {
	case maxAge > 0 && token.IssuedAt.IsZero():
		cookie = maxAge.String() + " after it was written"
	case maxAge > 0:
		cookie = date(token.IssuedAt.Add(maxAge))
	}
	if !token.ExpiresAt.IsZero() {
		if maxAge > 0 && token.ExpiresAt.Equal(token.IssuedAt.Add(maxAge)) {
			return cookie
		}
		copied = "expires " + date(token.ExpiresAt)
	}
	return cookie + "; a copy " + copied
}

func date(at time.Time) string { return at.UTC().Format("2 January 2006, 15:04 UTC") }

// age says in words how long ago a token was written.
func age(written, now time.Time) string {
	if written.IsZero() {
		return "no date in this format"
	}
	for _, unit := range []struct {
		size time.Duration
		name string
	}{
		{24 * time.Hour, "day"},
		{time.Hour, "hour"},
		{time.Minute, "minute"},
		{time.Second, "second"},
	} {
		switch count := int(now.Sub(written) / unit.size); {
		case count == 1:
			return "1 " + unit.name + " ago"
		case count > 1:
			return fmt.Sprintf("%d %ss ago", count, unit.name)
		}
	}
	return "just now"
}
