package interop_test

import (
	"testing"
	"time"

	"github.com/satchel-go/satchel/interop/internal/live"
)

// spare is the distance from an edge where Play's clock counts, which goes on.
const spare = 2 * time.Second

// What Go writes is good in Play from the second of nbf minus clockSkew to that of exp plus
// clockSkew.
func TestPlayTakesOurTokensWithinTheirDates(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return // no dates, see TestWithoutAnExpiryTheSessionLivesOn
		}
		for _, row := range lifetimeRows {
			t.Run(row.name, func(t *testing.T) {
				at := row.open(t, play)
				for _, edge := range []struct {
					moment string
					good   bool
					behind time.Duration // Go's clock, behind that of Play
				}{
					{"before the end", true, row.expiresAfter + row.clockSkew - spare},
					{"after the end", false, row.expiresAfter + row.clockSkew + spare},
					{"after the beginning", true, spare - row.clockSkew},
					{"before the beginning", false, -spare - row.clockSkew},
				} {
					pairs, want := live.Pairs{"written": edge.moment}, live.Pairs{}
					if edge.good {
						want = pairs
					}
					session, flash := at.readByPlay(t, edge.behind, pairs)
					play.ReadByPlay(t, session, want)
					play.ReadByPlay(t, flash, want)
				}
			})
		}
	})
}

// readByPlay writes both cookies in Go, by a clock that is behind, and returns what Play
// reads. Dates are whole seconds: the clock stands on the first of them after the moment.
// What took so long that Play's clock may have come to the edge is done again.
func (at lifetimePair) readByPlay(t *testing.T, behind time.Duration, pairs live.Pairs) (session, flash live.Pairs) {
	t.Helper()
	for range 10 {
		start := time.Now()
		at.clock.set(start.Add(time.Second - time.Millisecond - behind).Truncate(time.Second))
		sessionCookie, flashCookie := at.writes(t, at.inGo, pairs)
		session, flash = at.reads(t, at.play, sessionCookie.pair(), flashCookie.pair())
		at.inGo.ClearSession()
		if time.Since(start) < spare-time.Second {
			return session, flash
		}
	}
	t.Fatalf("no exchange within %v", spare-time.Second)
	return nil, nil
}

// What Play writes is good in Go for the same time, to the millisecond and inclusive.
func TestWeTakePlaysTokensWithinTheirDates(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return // no dates, see TestWithoutAnExpiryTheSessionLivesOn
		}
		for _, row := range lifetimeRows {
			t.Run(row.name, func(t *testing.T) {
				at, pairs := row.open(t, play), live.Pairs{"user": "maria@shop.test"}
				session, flash := at.writes(t, at.play, pairs)
				row.readHere(t, play, at, session, pairs, live.Pairs{})
				row.readHere(t, play, at, flash, live.Pairs{}, pairs)
			})
		}
	})
}

// readHere reads a cookie of Play by a clock on each side of both edges.
func (row *lifetimeRow) readHere(t *testing.T, play *live.Play, at lifetimePair, cookie setCookie, session, flash live.Pairs) {
	t.Helper()
	payload := payloadOf(t, cookie.value)
	from, until := time.Unix(claimDate(t, payload, "nbf"), 0), time.Unix(claimDate(t, payload, "exp"), 0)
	if lives := until.Sub(from); lives != row.expiresAfter {
		t.Errorf("Play's token lives for %v, want %v", lives, row.expiresAfter)
	}
	for _, edge := range []struct {
		clock time.Time
		good  bool
	}{
		{from.Add(-row.clockSkew - time.Millisecond), false},
		{from.Add(-row.clockSkew), true},
		{until.Add(row.clockSkew), true},
		{until.Add(row.clockSkew + time.Millisecond), false},
	} {
		at.clock.set(edge.clock)
		gotSession, gotFlash := at.reads(t, at.inGo, cookie.pair())
		if edge.good {
			play.ReadHere(t, gotSession, session)
			play.ReadHere(t, gotFlash, flash)
		} else if len(gotSession)+len(gotFlash) > 0 {
			t.Errorf("at %v Go reads %q and %q from a token of %v to %v", edge.clock, gotSession, gotFlash, from, until)
		}
	}
}
