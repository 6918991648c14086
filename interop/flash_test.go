package interop_test

import (
	"testing"

	"github.com/satchel-go/satchel/interop/internal/live"
)

func TestAMessageOfOneIsShownByTheOtherOnce(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		shop := openShop(t, play)
		for _, message := range []live.Pairs{
			{"success": "Saved"},
			{"error": `50 % of "this" = that; a+b & c`, "field": "größe", "empty": ""},
			{"success": "日本 🙂\r\n\t\x00"},
		} {
			shop.play.SetFlash(message)
			play.ReadHere(t, shop.inGo.Flash(), message)
			shop.inGo.SetFlash(message)
			play.ReadByPlay(t, shop.play.Flash(), message)
			if inGo, inPlay := shop.inGo.Flash(), shop.play.Flash(); len(inGo)+len(inPlay) > 0 {
				t.Errorf("a second time: %q in Go, %q in Play", inGo, inPlay)
			}
			if left := shop.browser.Jar.All(); len(left) > 0 {
				t.Errorf("the browser has %v", left)
			}
		}
	})
}

func TestAMessageIsKeptForOnePageMore(t *testing.T) {
	t.Parallel()
	message := live.Pairs{"success": "Saved"}
	plays.Each(t, func(t *testing.T, play *live.Play) {
		shop := openShop(t, play)
		shop.play.SetFlash(message)
		shop.inGo.KeepFlash()
		play.ReadByPlay(t, shop.play.Flash(), message)

		shop.inGo.SetFlash(message)
		shop.play.KeepFlash()
		play.ReadHere(t, shop.inGo.Flash(), message)
	})
}

// The first response ends a message, whether or not its page reads the flash.
func TestAPageThatReadsNothingEndsAMessageOfTheOther(t *testing.T) {
	t.Parallel()
	message := live.Pairs{"success": "Saved"}
	plays.Each(t, func(t *testing.T, play *live.Play) {
		shop := openShop(t, play)
		for _, test := range []struct {
			name     string
			set, end *live.Site
		}{
			{"set in Play, ended in Go", shop.play, shop.inGo},
			{"set in Go, ended in Play", shop.inGo, shop.play},
		} {
			test.set.SetFlash(message)
			if len(shop.browser.Jar.All()) != 1 {
				t.Fatalf("%s: the browser has no message", test.name)
			}
			test.end.Untouched()
			if left := shop.browser.Jar.All(); len(left) > 0 {
				t.Errorf("%s: the browser has %v", test.name, left)
			}
		}
	})
}

func TestSessionAndFlashTravelTogether(t *testing.T) {
	t.Parallel()
	login, message := live.Pairs{"connected": "maria@shop.test"}, live.Pairs{"success": "Welcome back"}
	plays.Each(t, func(t *testing.T, play *live.Play) {
		shop := openShop(t, play)
		shop.play.SetSession(login)
		shop.play.SetFlashHere(message)
		session, flash := shop.inGo.Scopes()
		play.ReadHere(t, session, login)
		play.ReadHere(t, flash, message)

		shop.inGo.ReplaceSession(message)
		shop.inGo.SetFlashHere(login)
		session, flash = shop.play.Scopes()
		play.ReadByPlay(t, session, message)
		play.ReadByPlay(t, flash, login)
	})
}
