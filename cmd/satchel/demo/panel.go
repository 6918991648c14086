package demo

import (
	"fmt"
	"net/http"
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
	Written string // when, in words
	Expires string
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
	flash := session
	flash.ID, flash.Title, flash.Cookie = "flash", "Flash", a.scopes.FlashCookieName()
	if a.profile == satchel.Play25 {
		session.Format = "Signed, url-encoded"
		flash.Format, flash.Promise = "Unsigned, url-encoded", "readable and changeable"
	}
	session.fill(r, a.scopes.DecodeSession, a.clock())
	flash.fill(r, a.scopes.DecodeFlash, a.clock())
	return []pocket{session, flash}
}

// fill takes the first valid cookie of the name, as the library does, or else the
// first.
func (p *pocket) fill(r *http.Request, decode func(string) (satchel.Token, error), now time.Time) {
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
	for _, pair := range token.Pairs {
		shown := shownPair{Key: pair.Key, Value: pair.Value}
		if len(pair.Value) > wholeValue {
			shown.Value, shown.Cut = strings.ToValidUTF8(pair.Value[:cutValue], ""), len(pair.Value)
		}
		p.Pairs = append(p.Pairs, shown)
	}
	p.Written = age(token.IssuedAt, now)
	p.Expires = "with the browser"
	if !token.ExpiresAt.IsZero() {
		p.Expires = token.ExpiresAt.UTC().Format("2 January 2006, 15:04 UTC")
	}
}

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
