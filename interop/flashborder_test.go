package interop_test

import (
	"maps"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// crossings are what may come between a message that one side has set and the page of the
// other side that shows it.
var crossings = []struct {
	name    string
	between func(onPlay, inGo seat)

	nextRequest, nextPage bool // whether it arrives, by the policy of Go
}{
	{"nothing: the redirect goes straight there", func(_, _ seat) {}, true, true},
	{"an asset of Play", func(onPlay, _ seat) { onPlay.Untouched() }, false, false},
	{"an address that Play does not know", func(onPlay, _ seat) { onPlay.Get("/nothing") }, false, false},
	{"a form that Play answers", func(onPlay, _ seat) { onPlay.SetSession(live.Pairs{"a": "b"}) }, false, false},
	{"withNewFlash of Play", func(onPlay, _ seat) { onPlay.ClearFlash() }, false, false},
	{"flashing(request.flash) of Play, with a redirect", func(onPlay, _ seat) { onPlay.KeepFlash() }, true, true},

	{"a response of Go that does not ask for the flash", func(_, inGo seat) { inGo.Untouched() }, false, true},
	{"an address that Go does not know", func(_, inGo seat) { inGo.Get("/nothing") }, false, true},
	{"a form that Go answers", func(_, inGo seat) { inGo.SetSession(live.Pairs{"a": "b"}) }, false, true},
	{"DiscardAll of Go", func(_, inGo seat) { inGo.ClearFlash() }, false, false},
	{"KeepAll of Go, with a redirect", func(_, inGo seat) { inGo.KeepFlash() }, true, true},

	{"KeepAll, and flashing(request.flash)", func(onPlay, inGo seat) { inGo.KeepFlash(); onPlay.KeepFlash() }, true, true},
	{"another page that shows it in Play", func(onPlay, _ seat) { onPlay.Flash() }, false, false},
	{"another page that shows it in Go", func(_, inGo seat) { inGo.Flash() }, false, false},
}

// borderTests run for each version and each policy of Go, every time in another browser.
var borderTests = []struct {
	name string
	test func(t *testing.T, onPlay, inGo seat, policy satchel.FlashPolicy)
}{
	{"a message for a page of the other side", messageCrosses},
	{"a message that is set on a page", messageOnAPageCrosses},
	{"a message that meets a new one", messageMeetsANewOne},
	{"session and message together", sessionAndMessageCross},
}

func TestFlashOverTheBorder(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		secret := satchel.NewSecret()
		application := play.Application(t, live.Settings(secret))
		for _, policy := range []satchel.FlashPolicy{satchel.NextRequest, satchel.NextPage} {
			for _, row := range borderTests {
				t.Run(row.name+", "+policy.String(), func(t *testing.T) {
					onPlay, inGo, _ := seatsAt(t, play, application, secret, satchel.Config{FlashPolicy: policy})
					row.test(t, onPlay, inGo, policy)
				})
			}
		}
	})
}

// Play's first response ends a message, whatever it is for; so does the first one of Go with
// NextRequest, and with NextPage a page that shows it does.
func messageCrosses(t *testing.T, onPlay, inGo seat, policy satchel.FlashPolicy) {
	message := live.Pairs{"success": "Saved, \"Ünal\" & Co", "error": ""}
	for _, row := range crossings {
		want := live.Pairs{}
		if policy == satchel.NextRequest && row.nextRequest || policy == satchel.NextPage && row.nextPage {
			want = message
		}
		for _, way := range [][2]seat{{onPlay, inGo}, {inGo, onPlay}} {
			setter, reader := way[0], way[1]
			setter.SetFlash(message)
			row.between(onPlay, inGo)
			reader.reads(reader.Flash(), want)
			// withNewFlash of Play 2.5 leaves a cookie without a value in place of none.
			if left := reader.held(t, "PLAY_FLASH"); left.Value != "" || left.Name != "" && !reader.version.LegacyFormat() {
				t.Errorf("shown, and not ended: %v", left)
			}
			if t.Failed() {
				t.Fatalf("from %s to %s, in between %s", setter.URL("/"), reader.URL("/"), row.name)
			}
		}
	}
}

// A message that is set on a page, and not on a redirect, shows on the next page of the other
// side.
func messageOnAPageCrosses(t *testing.T, onPlay, inGo seat, _ satchel.FlashPolicy) {
	message := live.Pairs{"success": "Saved"}
	onPlay.SetFlashHere(message)
	inGo.reads(inGo.Flash(), message)
	inGo.SetFlashHere(message)
	onPlay.reads(onPlay.Flash(), message)
	onPlay.reads(onPlay.Flash(), live.Pairs{})
}

// A message that meets a new one on the way gives way to it, but for two: Play 2.5 adds to the
// map that came, and a message of Go waits for its page with NextPage.
func messageMeetsANewOne(t *testing.T, onPlay, inGo seat, policy satchel.FlashPolicy) {
	first, second := live.Pairs{"success": "Saved"}, live.Pairs{"error": "Sold out"}
	both := maps.Clone(first)
	maps.Copy(both, second)

	inGo.SetFlash(first)
	onPlay.SetFlash(second)
	want := second
	if onPlay.version.LegacyFormat() {
		want = both
	}
	inGo.reads(inGo.Flash(), want)

	onPlay.SetFlash(first)
	inGo.SetFlash(second)
	if want = second; policy == satchel.NextPage {
		want = both
	}
	onPlay.reads(onPlay.Flash(), want)
}

// Session and flash come with one response and are read with one request, by the other side.
func sessionAndMessageCross(t *testing.T, onPlay, inGo seat, _ satchel.FlashPolicy) {
	login, message := live.Pairs{"user": "maria"}, live.Pairs{"success": "Welcome"}
	for _, way := range [][2]seat{{onPlay, inGo}, {inGo, onPlay}} {
		setter, reader := way[0], way[1]
		setter.ReplaceSession(login)
		setter.SetFlash(message)
		session, flash := reader.Scopes()
		reader.reads(session, login)
		reader.reads(flash, message)
		reader.ClearSession()
		if left := reader.browser.Jar.All(); len(left) > 0 {
			t.Errorf("after a logout at %s the browser has %v", reader.URL("/"), left)
		}
	}
}
