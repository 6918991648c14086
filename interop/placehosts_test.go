package interop_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// With a domain all hosts below it share both cookies, whoever sets, changes and deletes
// them; browsers do not mind the dot in front that people write.
func TestOneJarForAllHostsOfADomain(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		for _, domains := range []struct{ inPlay, inGo string }{{"shop.test", "shop.test"}, {"shop.test", ".shop.test"}, {".shop.test", "shop.test"}} {
			if domains.inPlay != domains.inGo && play.Version().LegacyFormat() {
				continue // its applications are slow to start, and its lines the same
			}
			t.Run(domains.inPlay+" and "+domains.inGo, func(t *testing.T) {
				secret := satchel.NewSecret()
				inPlay := play.Application(t, live.Settings(secret, `play.http.session.domain = "`+domains.inPlay+`"`))
				inGo := live.GoApplication(t, satchel.Config{
					Profile: play.Version().Profile(), Secrets: []satchel.Secret{secret}, Session: satchel.CookieConfig{Domain: domains.inGo},
				})
				shareTheDomain(t, play, inPlay, inGo)
			})
		}
	})
}

func shareTheDomain(t *testing.T, play *live.Play, inPlay, inGo *live.Application) {
	t.Helper()
	browser := live.NewBrowser(t)
	playHost, goHost := browser.Open("http://play.shop.test", inPlay), browser.Open("http://go.shop.test", inGo)
	playAtTop, goAtTop := browser.Open("http://shop.test:9000", inPlay), browser.Open("http://shop.test:8080", inGo)
	elsewhere := browser.Open("http://other.test", inGo)
	login, more := live.Pairs{"user": "maria@shop.test"}, live.Pairs{"user": "maria@shop.test", "cart": "3"}

	playHost.SetSession(login)
	play.ReadHere(t, goHost.Session(), login)
	play.ReadHere(t, goAtTop.Session(), login)
	goHost.SetSession(live.Pairs{"cart": "3"})
	play.ReadByPlay(t, playAtTop.Session(), more)
	play.ReadByPlay(t, playHost.Session(), more)
	if got := elsewhere.Session(); len(got) > 0 {
		t.Errorf("another domain has %q", got)
	}
	if held := browser.Jar.All(); len(held) != 1 {
		t.Errorf("the browser has %v", held)
	}
	playAtTop.ClearSession()
	if held := browser.Jar.All(); len(held) > 0 {
		t.Errorf("after the logout in Play the browser has %v", held)
	}

	goHost.SetFlash(login)
	play.ReadByPlay(t, playAtTop.Flash(), login)
	playHost.SetFlash(login)
	play.ReadHere(t, goHost.Flash(), login)
	goHost.SetSession(login)
	goAtTop.ClearSession()
	if held := browser.Jar.All(); len(held) > 0 {
		t.Errorf("after the logout in Go the browser has %v", held)
	}
}

// In Play from 2.6 on a flash can be for one host beside a session for all: flash.domain
// set to null, or session.domain in its old name, which the flash does not follow. Had
// one side a domain and the other none, a deletion would be about another cookie, and the
// message would show twice.
func TestAFlashForOneHostBesideASessionForAll(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return // the flash follows, see settingRows25
		}
		for _, lines := range [][]string{{"play.http.session.domain = shop.test", "play.http.flash.domain = null"}, {"session.domain = shop.test"}} {
			secret := satchel.NewSecret()
			browser := live.NewBrowser(t)
			inPlay := browser.Open("http://play.shop.test", play.Application(t, live.Settings(secret, lines...)))
			inGo := live.GoApplication(t, satchel.Config{
				Profile: satchel.Play, Secrets: []satchel.Secret{secret},
				Session: satchel.CookieConfig{Domain: "shop.test"}, Flash: satchel.CookieConfig{Domain: satchel.NoDomain},
			})
			beside, elsewhere := browser.Open("http://play.shop.test:8080", inGo), browser.Open("http://go.shop.test", inGo)
			login, message := live.Pairs{"user": "maria"}, live.Pairs{"success": "Saved"}
			inPlay.SetSession(login)
			play.ReadHere(t, elsewhere.Session(), login)

			for _, setter := range []*live.Site{inPlay, beside} {
				if line := sent(t, func() live.Response { return setter.SetFlash(message) }); strings.Contains(line.attributes, "Domain") {
					t.Errorf("%q: the flash has%s", lines, line.attributes)
				}
				if got := elsewhere.Flash(); len(got) > 0 {
					t.Errorf("%q: a flash for one host is at another one: %q", lines, got)
				}
				if setter == inPlay {
					play.ReadHere(t, beside.Flash(), message)
				} else {
					play.ReadByPlay(t, inPlay.Flash(), message)
				}
				if got := inPlay.Flash(); len(got) > 0 {
					t.Errorf("%q: the flash shows a second time: %q", lines, got)
				}
			}
		}
	})
}

// Browsers take Secure cookies through TLS only, from both, and send them through TLS only.
func TestSecureCookiesComeThroughTLSOnly(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		secret := satchel.NewSecret()
		inPlay := play.Application(t, live.Settings(secret, "play.http.session.secure = true", "play.http.flash.secure = true"))
		inGo := live.GoApplication(t, satchel.Config{
			Profile: play.Version().Profile(), Secrets: []satchel.Secret{secret},
			Session: satchel.CookieConfig{Secure: true}, Flash: satchel.CookieConfig{Secure: true},
		})
		browser := live.NewBrowser(t)
		plain := []*live.Site{browser.Open("http://shop.test:9000", inPlay), browser.Open("http://shop.test:8080", inGo)}
		playTLS, goTLS := browser.Open("https://shop.test:9443", inPlay), browser.Open("https://shop.test:8443", inGo)
		login := live.Pairs{"user": "maria@shop.test"}

		for _, site := range plain {
			for _, path := range []string{"/session/set", "/flash/set"} {
				if got := send(t, browser, site, path, `{"user":"maria"}`, ""); got.Refused == nil || got.Header.Get("Set-Cookie") == "" {
					t.Errorf("%s takes %q", site.URL(path), got.Header.Values("Set-Cookie"))
				}
			}
		}
		playTLS.SetSession(login)
		play.ReadHere(t, goTLS.Session(), login)
		goTLS.ReplaceSession(login)
		play.ReadByPlay(t, playTLS.Session(), login)
		for _, site := range plain {
			if got := site.Session(); len(got) > 0 {
				t.Errorf("%s is sent the session %q", site.URL("/session"), got)
			}
		}
		playTLS.ClearSession()
		if held := browser.Jar.All(); len(held) > 0 {
			t.Errorf("the browser has %v", held)
		}
	})
}

// send posts JSON, whatever browsers say of the cookies that come back; without JSON it
// asks for the path. Cookies take the place of those in the jar.
func send(t *testing.T, browser *live.Browser, site *live.Site, path, json, cookies string) live.Response {
	t.Helper()
	method := http.MethodPost
	if json == "" {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(t.Context(), method, site.URL(path).String(), strings.NewReader(json))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if cookies != "" {
		r.Header.Set("Cookie", cookies)
	}
	return browser.Send(r)
}
