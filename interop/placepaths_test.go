package interop_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// One application below /app, and another one on the same host at /: a page below /app gets
// both cookies, that of the longer path first (RFC 6265 section 5.4), and both sides take
// the first. A logout deletes one of them, and what is left shows.
func TestTwoCookiesOfOneNameOnTwoPaths(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		secret := satchel.NewSecret()
		var duplicates atomic.Int32
		config := satchel.Config{Profile: play.Version().Profile(), Secrets: []satchel.Secret{secret}}
		browser := live.NewBrowser(t)
		atRoot := browser.Open("http://shop.test:8080", live.GoApplication(t, config))
		config.Session.Path, config.Flash.Path = "/app", "/app"
		config.OnEvent = func(_ context.Context, e satchel.Event) {
			if e.Outcome == satchel.Conflict && e.Reason == satchel.ReasonDuplicate {
				duplicates.Add(1)
			}
		}
		inGo := browser.Open("http://shop.test:8081/app", live.GoApplication(t, config))
		inPlay := browser.Open("http://shop.test:9000/app", play.Application(t, live.Settings(secret, "play.http.context = /app")))
		root, app := live.Pairs{"user": "of /"}, live.Pairs{"user": "of /app"}

		atRoot.SetSession(root)
		play.ReadByPlay(t, inPlay.Session(), root) // alone it is for /app too
		for _, logout := range []*live.Site{inPlay, inGo} {
			inPlay.ReplaceSession(app)
			play.ReadHere(t, inGo.Session(), app)
			inGo.SetSession(live.Pairs{"cart": "1"})
			play.ReadByPlay(t, inPlay.Session(), live.Pairs{"user": "of /app", "cart": "1"})
			if got := atRoot.Session(); got["user"] != root["user"] {
				t.Errorf("the application at / has %q", got)
			}
			if held := browser.Jar.All(); len(held) != 2 {
				t.Errorf("the browser has %v", held)
			}
			logout.ClearSession()
			play.ReadByPlay(t, inPlay.Session(), root)
			if got := inGo.Session(); got["user"] != root["user"] {
				t.Errorf("after the logout below /app Go has %q there", got)
			}
		}
		if duplicates.Load() == 0 {
			t.Error("two valid cookies of a name were no event")
		}
	})
}

// Of several cookies of a name Play takes the first, and we the first valid one.
func TestTheFirstOfTwoCookiesIsForged(t *testing.T) {
	t.Parallel()
	onPurpose(t, "several cookies of a name")
	plays.Each(t, func(t *testing.T, play *live.Play) {
		secret := satchel.NewSecret()
		at := openSettings(t, play, live.Settings(secret), satchel.Config{Profile: play.Version().Profile(), Secrets: []satchel.Secret{secret}})
		one := sent(t, func() live.Response { return at.play.SetSession(live.Pairs{"user": "one"}) }).value
		two := sent(t, func() live.Response { return at.inGo.ReplaceSession(live.Pairs{"user": "two"}) }).value
		forged := one[:len(one)-4] + "AAAA"
		for _, test := range []struct{ first, second, inPlay, inGo string }{
			{one, two, "one", "one"},
			{two, one, "two", "two"},
			{two, forged, "two", "two"},
			{forged, two, "", "two"},
		} {
			cookies := fmt.Sprintf("PLAY_SESSION=%s; PLAY_SESSION=%s", test.first, test.second)
			for site, want := range map[*live.Site]string{at.play: test.inPlay, at.inGo: test.inGo} {
				var got live.Pairs
				if err := json.Unmarshal(send(t, at.browser, site, "/session", "", cookies).Body, &got); err != nil {
					t.Fatal(err)
				}
				if got["user"] != want {
					t.Errorf("%s with %s has %q, want %q", site.URL("/"), cookies, got["user"], want)
				}
			}
		}
	})
}

// placeOfCookies is where both cookies are sent.
type placeOfCookies struct {
	domain, path string
	secure       bool
}

// allPlaces are the combinations of a domain or none, a path or none, TLS or none.
func allPlaces() []placeOfCookies {
	var all []placeOfCookies
	for _, domain := range []string{"", "shop.test"} {
		for _, path := range []string{"/", "/app"} {
			all = append(all, placeOfCookies{domain, path, false}, placeOfCookies{domain, path, true})
		}
	}
	return all
}

// A logout on either side takes the cookie of either side away, wherever it is.
func TestALogoutLeavesNothingInAnyPlace(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		places := allPlaces()
		if play.Version().LegacyFormat() { // its applications are slow to start
			places = slices.DeleteFunc(places, func(p placeOfCookies) bool { return (p.domain != "") != (p.path != "/") || p.secure })
		}
		for _, place := range places {
			t.Run(fmt.Sprintf("%+v", place), func(t *testing.T) { place.logInAndOut(t, play) })
		}
	})
}

func (p placeOfCookies) logInAndOut(t *testing.T, play *live.Play) {
	t.Helper()
	secret := satchel.NewSecret()
	lines := []string{
		"play.http.context = " + p.path, fmt.Sprintf("play.http.session.secure = %v", p.secure), fmt.Sprintf("play.http.flash.secure = %v", p.secure),
	}
	cookie := satchel.CookieConfig{Path: p.path, Domain: p.domain, Secure: p.secure}
	scheme, hosts := "http", []string{"shop.test:9000", "shop.test:8080"}
	if p.domain != "" {
		lines = append(lines, "play.http.session.domain = "+p.domain)
		hosts = []string{"play." + p.domain, "go." + p.domain}
	}
	if p.secure {
		scheme = "https"
	}
	browser := live.NewBrowser(t)
	inPlay := browser.Open(scheme+"://"+hosts[0]+p.path, play.Application(t, live.Settings(secret, lines...)))
	inGo := browser.Open(scheme+"://"+hosts[1]+p.path, live.GoApplication(t, satchel.Config{
		Profile: play.Version().Profile(), Secrets: []satchel.Secret{secret}, Session: cookie, Flash: cookie,
	}))
	login := live.Pairs{"user": "maria@shop.test"}
	for _, in := range []*live.Site{inPlay, inGo} {
		for _, out := range []*live.Site{inPlay, inGo} {
			in.SetSession(login)
			in.SetFlash(login)
			if session, flash := out.Scopes(); session["user"] != login["user"] || flash["user"] != login["user"] {
				t.Errorf("%s wrote, and %s has %q and %q", in.URL("/"), out.URL("/"), session, flash)
			}
			out.ClearSession()
			if held := browser.Jar.All(); len(held) > 0 {
				t.Errorf("%s wrote, %s ended the session, and the browser has %v", in.URL("/"), out.URL("/"), held)
			}
		}
	}
}
