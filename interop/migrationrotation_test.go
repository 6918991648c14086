package interop_test

import (
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// The change of a secret beside Play, as docs/rotation.md has it ("Together with Play"): Go
// stages, and Play jumps. The times are those of the keys, from the moment of the change on;
// Play's clock and Go's are less than the tolerance apart.
const (
	beforeTheChange = -2 * time.Minute
	justAfter       = 30 * time.Second
	keptUntil       = 5*time.Minute + time.Second // the least that New takes
	afterTheEnd     = keptUntil + time.Second
)

// rotation is a site at one stage of the change: two nodes of Go at different times, a Play
// that knows the old secret, and one that knows the new one.
type rotation struct {
	early, late    seat // Go before the change, and after it
	last           seat // Go when the old key is retired
	playOld, playN seat
}

func openRotation(t *testing.T, play *live.Play) rotation {
	oldSecret, newSecret := satchel.NewSecret(), satchel.NewSecret()
	// The last stage lies four minutes ahead, where Play still takes what Go dates.
	change := time.Now().Add(4*time.Minute - afterTheEnd).Truncate(time.Second)
	browser := live.NewBrowser(t)
	node := func(base string, at time.Duration) seat {
		started := time.Now()
		return goSeat(t, play, browser.Open(base, live.GoApplication(t, satchel.Config{
			Profile: play.Version().Profile(),
			Keys: []satchel.Key{
				{Secret: oldSecret, RetiredFrom: change.Add(keptUntil)},
				{Secret: newSecret, ActiveFrom: change},
			},
			Clock: func() time.Time { return change.Add(at + time.Since(started)) },
		})), browser)
	}
	return rotation{
		early:   node("http://shop.test:8081", beforeTheChange),
		late:    node("http://shop.test:8082", justAfter),
		last:    node("http://shop.test:8083", afterTheEnd),
		playOld: playSeat(t, play, browser.Open("http://shop.test:9001", play.Application(t, live.Settings(oldSecret))), browser),
		playN:   playSeat(t, play, browser.Open("http://shop.test:9002", play.Application(t, live.Settings(newSecret))), browser),
	}
}

// What each side reads of a session at each stage, and that nobody deletes what it refuses:
// the next side may be able to read it.
func TestSecretChangesBesidePlay(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		at := openRotation(t, play)
		login, none := live.Pairs{"user": "maria"}, live.Pairs{}

		// Before: all sign with the old secret, and are understood; Go knows the new one already.
		at.early.ReplaceSession(login)
		at.playOld.reads(at.playOld.Session(), login)
		at.playOld.SetSession(live.Pairs{"cart": "3"})
		withCart := live.Pairs{"user": "maria", "cart": "3"}
		at.early.reads(at.early.Session(), withCart)
		at.playN.wants(t, none)
		old := at.early.held(t, "PLAY_SESSION").Value

		// From the moment on, a page of the new Play shows nobody logged in, and deletes nothing.
		at.playN.stays(t, "PLAY_SESSION", old)
		// The node that is late reads what the old secret signed, and a page writes it anew.
		at.late.reads(at.late.Session(), withCart)
		if at.late.held(t, "PLAY_SESSION").Value == old {
			t.Error("a page of Go after the change has not written the session anew")
		}
		// From then on the new Play knows it again, and so does the node whose clock is slow.
		at.playN.reads(at.playN.Session(), withCart)
		at.early.wants(t, withCart)
		at.playOld.wants(t, none)

		// What the new Play writes is read by both nodes, before and after.
		at.playN.SetSession(live.Pairs{"cart": "4"})
		withCart["cart"] = "4"
		at.early.reads(at.early.Session(), withCart)
		at.late.reads(at.late.Session(), withCart)
		at.last.reads(at.last.Session(), withCart)

		// An old Play that is still there, and a login on it, is understood until the end.
		at.playOld.ReplaceSession(login)
		of := at.playOld.held(t, "PLAY_SESSION").Value
		at.last.wants(t, none)
		at.last.stays(t, "PLAY_SESSION", of)
		at.late.reads(at.late.Session(), login)
		at.last.reads(at.last.Session(), login)
	})
}

// A node that has not got the new secret refuses what the others sign once Play has changed:
// it is too late to give it out.
func TestSecretThatANodeHasNotGot(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		oldSecret, newSecret := satchel.NewSecret(), satchel.NewSecret()
		browser := live.NewBrowser(t)
		onPlay := playSeat(t, play, browser.Open("http://shop.test:9000", play.Application(t, live.Settings(newSecret))), browser)
		node := func(base string, secrets ...satchel.Secret) seat {
			config := satchel.Config{Profile: play.Version().Profile(), Secrets: secrets}
			return goSeat(t, play, browser.Open(base, live.GoApplication(t, config)), browser)
		}
		left, both := node("http://shop.test:8081", oldSecret), node("http://shop.test:8082", newSecret, oldSecret)
		login := live.Pairs{"user": "maria"}

		onPlay.SetSession(login)
		written := onPlay.held(t, "PLAY_SESSION").Value
		left.wants(t, live.Pairs{})
		left.stays(t, "PLAY_SESSION", written)
		both.reads(both.Session(), login)

		// The short form: what the node of before signs is written anew by the one of now.
		left.ReplaceSession(login)
		onPlay.wants(t, live.Pairs{})
		both.wants(t, login)
		onPlay.reads(onPlay.Session(), login)
	})
}
