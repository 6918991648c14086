package interop_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// handClock is a clock that a test sets. Play's is the real one.
type handClock struct{ milliseconds atomic.Int64 }

func (c *handClock) set(to time.Time) { c.milliseconds.Store(to.UnixMilli()) }
func (c *handClock) now() time.Time   { return time.UnixMilli(c.milliseconds.Load()) }

// lifetimeRow are settings of a lifetime, for session and flash alike.
type lifetimeRow struct {
	name         string
	play         []string // without the names of the scopes
	here         satchel.CookieConfig
	expiresAfter time.Duration // what comes of it
	clockSkew    time.Duration
}

var lifetimeRows = []lifetimeRow{
	{
		name: "expiresAfter follows maxAge, with the default clockSkew", play: []string{"maxAge = 1 hour"},
		here: satchel.CookieConfig{MaxAge: time.Hour}, expiresAfter: time.Hour, clockSkew: 5 * time.Minute,
	},
	{
		name: "expiresAfter is shorter than maxAge, and no clockSkew",
		play: []string{"maxAge = 1 hour", "jwt.expiresAfter = 10 seconds", "jwt.clockSkew = 0 seconds"},
		here: satchel.CookieConfig{MaxAge: time.Hour, JWT: satchel.JWTConfig{ExpiresAfter: 10 * time.Second, ClockSkew: satchel.None}},

		expiresAfter: 10 * time.Second,
	},
	{
		name: "expiresAfter alone, with a large clockSkew", play: []string{"jwt.expiresAfter = 30 minutes", "jwt.clockSkew = 2 days"},
		here: satchel.CookieConfig{JWT: satchel.JWTConfig{ExpiresAfter: 30 * time.Minute, ClockSkew: 48 * time.Hour}},

		expiresAfter: 30 * time.Minute, clockSkew: 48 * time.Hour,
	},
}

// lifetimePair is an application in Play, and one in Go with a clock of its own.
type lifetimePair struct {
	settingPair

	clock *handClock
}

func (row *lifetimeRow) open(t *testing.T, play *live.Play) lifetimePair {
	t.Helper()
	var lines []string
	for _, line := range row.play {
		lines = append(lines, "play.http.session."+line, "play.http.flash."+line)
	}
	flash := row.here
	if flash.MaxAge > 0 { // Play has none for the flash, and knows nothing that its expiry follows
		flash.MaxAge, flash.JWT.ExpiresAfter = 0, row.expiresAfter
		lines = append(lines, fmt.Sprintf("play.http.flash.jwt.expiresAfter = %d", row.expiresAfter.Milliseconds()))
	}
	secret, clock := satchel.NewSecret(), new(handClock)
	clock.set(time.Now())
	return lifetimePair{clock: clock, settingPair: openSettings(t, play, live.Settings(secret, lines...), satchel.Config{
		Profile: play.Version().Profile(), Secrets: []satchel.Secret{secret}, Session: row.here, Flash: flash, Clock: clock.now,
	})}
}

// reads returns what an application reads of these cookies, whatever is in the jar.
func (at lifetimePair) reads(t *testing.T, site *live.Site, cookies ...string) (session, flash live.Pairs) {
	t.Helper()
	var both struct{ Session, Flash live.Pairs }
	if err := json.Unmarshal(send(t, at.browser, site, "/scopes", "", strings.Join(cookies, "; ")).Body, &both); err != nil {
		t.Fatal(err)
	}
	return both.Session, both.Flash
}

// writes returns both cookies with these pairs, written by an application.
func (at lifetimePair) writes(t *testing.T, site *live.Site, pairs live.Pairs) (session, flash setCookie) {
	t.Helper()
	session = lineOf(t, site.ReplaceSession(pairs))
	flash = lineOf(t, site.SetFlash(pairs))
	return session, flash
}

// Without an expiry a session is good for ever, on both sides. In Play 2.5 a session has no
// dates at all.
func TestWithoutAnExpiryTheSessionLivesOn(t *testing.T) {
	t.Parallel()
	always := []lifetimeRow{
		{name: "maxAge null", play: []string{"maxAge = null"}},
		{
			name: "expiresAfter null beside maxAge", play: []string{"maxAge = 1 hour", "jwt.expiresAfter = null"},
			here: satchel.CookieConfig{MaxAge: time.Hour, JWT: satchel.JWTConfig{ExpiresAfter: satchel.None}},
		},
	}
	in25 := []lifetimeRow{{name: "maxAge, which is for browsers only", play: []string{"maxAge = 1 hour"}, here: satchel.CookieConfig{MaxAge: time.Hour}}}
	plays.Each(t, func(t *testing.T, play *live.Play) {
		rows := always
		if play.Version().LegacyFormat() {
			rows = in25
		}
		for _, row := range rows {
			t.Run(row.name, func(t *testing.T) {
				at, login := row.open(t, play), live.Pairs{"user": "maria@shop.test"}
				session := lineOf(t, at.play.SetSession(login))
				at.clock.set(time.Now().AddDate(50, 0, 0))
				got, _ := at.reads(t, at.inGo, session.pair())
				play.ReadHere(t, got, login)

				login["user"] = "ayşe@shop.test"
				at.clock.set(time.Date(1971, 1, 1, 0, 0, 0, 0, time.UTC))
				session = lineOf(t, at.inGo.ReplaceSession(login))
				got, _ = at.reads(t, at.play, session.pair())
				play.ReadByPlay(t, got, login)
			})
		}
	})
}
