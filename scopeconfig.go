package satchel

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
	"github.com/satchel-go/satchel/internal/token"
)

// The fields of Config that are cookies.
const (
	sessionField = "Session"
	flashField   = "Flash"
)

// scopeConfig is one cookie of a [Config], checked and made ready. It does not
// change after New.
type scopeConfig struct {
	field        string // sessionField or flashField
	name         string
	base         string // the name of the flash, for one of its slots
	needle       cookie.Needle
	line         *cookie.Line
	place        string // path, domain and partition: a cookie of another place is another one
	secure       bool
	forms        []form // the one that is written, then those that are read too
	index        int    // of its forms among those of all cookies
	keys         *liveKeys
	format       token.Format  // of the first form, under the keys at start: for sizes
	overhead     int           // see sizeAtMost
	marks        bool          // a message can say when it was born, and for which path it is
	lifetime     time.Duration // of the cookie in the browser; zero: until it closes
	expiresAfter time.Duration // zero: never
	clockSkew    time.Duration
	hasReaders   bool           // cookies of other names are read too
	limits       *sessionLimits // of the session and its readers; nil for the flash
}

// eventName returns the name that events have: a closed set, so that slots drawn at
// random do not fill logs.
func (s *scopeConfig) eventName() string {
	if s.base != "" {
		return s.base
	}
	return s.name
}

// scope resolves the defaults of one cookie and reports its faults.
func (c *Config) scope(field, purpose string, given CookieConfig, faults *faults) scopeConfig {
	isFlash := purpose == flashPurpose
	switch {
	case given.MaxAge == None:
		given.MaxAge = 0
	case isFlash && given.MaxAge == 0 && c.flashPolicy() == NextPage:
		given.MaxAge = flashLifetime
	}
	attributes := c.attributes(purpose, given)
	for _, fault := range attributes.Faults() {
		faults.add(field+"."+fault.Field, fault.Problem)
	}
	if given.SameSite < 0 || given.SameSite > http.SameSiteNoneMode {
		faults.add(field+".SameSite", fmt.Sprintf("%d is no value of http.SameSite", given.SameSite))
	}
	s := scopeConfig{
		field:        field,
		name:         attributes.Name,
		needle:       cookie.NewNeedle(attributes.Name),
		line:         cookie.NewLine(attributes),
		place:        fmt.Sprint(attributes.Path, " ", attributes.Domain, " ", attributes.Partitioned),
		secure:       attributes.Secure,
		forms:        []form{c.form(purpose, attributes.Name, given.JWT)},
		marks:        isFlash && c.Profile == Native && c.flashPolicy() == NextPage && !c.InsecureUnsignedFlash,
		lifetime:     given.MaxAge,
		expiresAfter: given.JWT.ExpiresAfter,
		clockSkew:    given.JWT.ClockSkew,
	}
	switch s.expiresAfter {
	case 0:
		s.expiresAfter = given.MaxAge
	case None:
		s.expiresAfter = 0
	}
	switch s.clockSkew {
	case 0:
		s.clockSkew = defaultClockSkew
	case None:
		s.clockSkew = 0
	}
	s.forms[0].clockSkew = s.clockSkew
	if purpose == sessionPurpose && c.Profile == Play && given.JWT.ExpiresAfter != None {
		// Play knows no limits, but it looks at the expiry.
		for _, limit := range []time.Duration{c.Limits.Idle, c.Limits.Absolute} {
			if limit > 0 && (s.expiresAfter == 0 || limit < s.expiresAfter) {
				s.expiresAfter = limit
			}
		}
	}
	given.JWT.check(field+".JWT", c.Profile, faults)
	return s
}

// attributes resolves what the cookie's line says.
func (c *Config) attributes(purpose string, given CookieConfig) cookie.Attributes {
	a := cookie.Attributes{
		Name:        given.Name,
		Path:        given.Path,
		Domain:      given.Domain,
		MaxAge:      given.MaxAge,
		Secure:      given.Secure || c.Profile == Native,
		HTTPOnly:    !given.InsecureScriptAccess,
		Partitioned: given.Partitioned,
	}
	if a.Name == "" {
		a.Name = defaultName(c.Profile, purpose)
	}
	if a.Path == "" {
		a.Path = "/"
	}
	if a.Domain == "" && purpose == flashPurpose {
		a.Domain = c.Session.Domain // as play.http.flash.domain does
	}
	if a.Domain == NoDomain {
		a.Domain = ""
	}
	if c.Development || c.InsecureHTTP {
		// Browsers drop Secure cookies on plain HTTP without a word, and prefixes
		// demand Secure.
		a.Secure = false
		a.Name = cookie.WithoutPrefix(a.Name)
	}
	if c.Development {
		// Both need Secure. The same configuration has to start on the programmer's
		// machine, where no other site is involved.
		a.Partitioned = false
		if given.SameSite == http.SameSiteNoneMode {
			given.SameSite = http.SameSiteLaxMode
		}
	}
	switch given.SameSite {
	case http.SameSiteDefaultMode:
	case http.SameSiteStrictMode:
		a.SameSite = "Strict"
	case http.SameSiteNoneMode:
		a.SameSite = "None"
	default:
		a.SameSite = "Lax"
	}
	return a
}

func defaultName(profile Profile, purpose string) string {
	if profile == Native {
		return "__Host-" + purpose
	}
	return "PLAY_" + strings.ToUpper(purpose)
}

// stamp returns an empty token with the dates of now.
func (s *scopeConfig) stamp(now time.Time) token.Token {
	t := token.Token{IssuedAt: now, NotBefore: now}
	if s.expiresAfter > 0 {
		t.ExpiresAt = now.Add(s.expiresAfter)
	}
	return t
}

// writer returns the format that is written, under the keys of now.
func (s *scopeConfig) writer(now time.Time) token.Format { return s.keys.at(now).formats[s.index][0] }

// mayBeDue tells whether a session could be one that a page has to write anew: to be
// refreshed, or read with an older key or in another form. Where it could not, a page that
// has not read it yet saves the work.
func (s *scopeConfig) mayBeDue(now time.Time) bool {
	return s.limits.inUse || len(s.forms) > 1 || s.hasReaders || s.keys.at(now).retires()
}

// dated is stamp for these pairs: no expiry is behind the end of the session.
func (s *scopeConfig) dated(now time.Time, list []token.Pair) token.Token {
	t := s.stamp(now)
	t.Pairs = list
	if l := s.limits; l != nil && l.absolute > 0 && !t.ExpiresAt.IsZero() {
		if started, _, err := datesOf(&t); err == nil && started.Add(l.absolute).Before(t.ExpiresAt) {
			t.ExpiresAt = started.Add(l.absolute)
		}
	}
	return t
}

// size returns name and value in bytes for pairs that weigh weight together.
func (s *scopeConfig) size(now time.Time, weight int) int {
	return len(s.name) + s.format.Len(s.stamp(now), weight)
}

// sizeAtMost is what size cannot exceed for so many pairs of so many bytes together,
// whatever they are: an escape makes six bytes of one, and base64 eight of these six; what
// stands around a pair is eight bytes at most as well.
func (s *scopeConfig) sizeAtMost(bytes, pairs int) int { return s.overhead + 8*(bytes+pairs) }

// dateSlack is what the dates and numbers of a token may become longer, in any year.
const dateSlack = 64

// sizeOf is size for pairs that nobody has weighed yet.
func (s *scopeConfig) sizeOf(now time.Time, list []token.Pair) int {
	return s.size(now, (&bag{list: list}).weigh(s))
}

// sizeError describes the pairs of list with one more, or with one replaced.
func (s *scopeConfig) sizeError(now time.Time, size int, list []token.Pair, added ...token.Pair) *SizeError {
	e := &SizeError{Cookie: s.name, Size: size, Limit: MaxCookieSize}
	weight := 0
	for _, pair := range slices.Concat(added, list) {
		if !slices.ContainsFunc(e.Largest, func(k KeySize) bool { return k.Key == pair.Key }) {
			e.Largest = append(e.Largest, KeySize{pair.Key, s.format.Weigh(pair)})
			weight += s.format.Weigh(pair)
		}
	}
	slices.SortStableFunc(e.Largest, func(a, b KeySize) int { return b.Size - a.Size })
	e.Largest = e.Largest[:min(len(e.Largest), 5)]
	for i, key := range e.Largest {
		// In bytes of the cookie, which base64 makes a third more.
		e.Largest[i].Size = s.size(now, weight) - s.size(now, weight-key.Size)
	}
	return e
}
