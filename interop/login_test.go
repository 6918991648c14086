package interop_test

import (
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// shop is one host on which an application in Play and one in Go share a secret, and
// the browser of one user.
type shop struct {
	browser    *live.Browser
	play, inGo *live.Site
}

func openShop(t *testing.T, play *live.Play) shop {
	secret := satchel.NewSecret()
	browser := live.NewBrowser(t)
	return shop{
		browser: browser,
		play:    browser.Open("http://shop.test:9000", play.Application(t, live.Settings(secret))),
		inGo: browser.Open("http://shop.test:8080", live.GoApplication(t, satchel.Config{
			Profile: play.Version().Profile(), Secrets: []satchel.Secret{secret},
		})),
	}
}

func TestALoginTravelsBothWays(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		shop := openShop(t, play)

		login := live.Pairs{"connected": "maria@shop.test", "name": `María & Co. = "50 %"`, "basket": "1,2;3"}
		shop.play.SetSession(login)
		play.ReadHere(t, shop.inGo.Session(), login)

		shop.inGo.SetSession(live.Pairs{"basket": "1,2;3;4", "日本": "🙂\t\n"})
		shop.inGo.RemoveFromSession("name")
		changed := live.Pairs{"connected": "maria@shop.test", "basket": "1,2;3;4", "日本": "🙂\t\n"}
		play.ReadByPlay(t, shop.play.Session(), changed)

		shop.play.RemoveFromSession("日本")
		shop.play.SetSession(live.Pairs{"basket": ""})
		changed = live.Pairs{"connected": "maria@shop.test", "basket": ""}
		play.ReadHere(t, shop.inGo.Session(), changed)

		shop.inGo.ReplaceSession(live.Pairs{"connected": "ünal@shop.test"})
		play.ReadByPlay(t, shop.play.Session(), live.Pairs{"connected": "ünal@shop.test"})
		shop.play.ReplaceSession(login)
		play.ReadHere(t, shop.inGo.Session(), login)
	})
}

func TestALogoutOnEitherSideEndsTheSessionOnBoth(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		shop := openShop(t, play)
		login := live.Pairs{"connected": "maria@shop.test"}
		for _, test := range []struct {
			name    string
			in, out *live.Site
		}{
			{name: "login in Play, logout in Go", in: shop.play, out: shop.inGo},
			{name: "login in Go, logout in Play", in: shop.inGo, out: shop.play},
			{name: "both in Go", in: shop.inGo, out: shop.inGo},
			{name: "both in Play", in: shop.play, out: shop.play},
		} {
			test.in.SetSession(login)
			if test.in == shop.play {
				play.ReadHere(t, shop.inGo.Session(), login)
			} else {
				play.ReadByPlay(t, shop.play.Session(), login)
			}
			test.out.ClearSession()
			if inPlay, inGo := shop.play.Session(), shop.inGo.Session(); len(inPlay)+len(inGo) > 0 {
				t.Errorf("%s: Play has %q, Go has %q", test.name, inPlay, inGo)
			}
			if left := shop.browser.Jar.All(); len(left) > 0 {
				t.Errorf("%s: the browser has %v", test.name, left)
			}
		}
	})
}
