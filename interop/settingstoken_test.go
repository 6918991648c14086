package interop_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// A setting of the token that differs between both sides: each has an empty session and an
// empty flash, and leaves the cookie of the other where it is.
func TestATokenOfOtherSettingsIsRefusedByBoth(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return // no token, no settings
		}
		for _, test := range []struct {
			name  string
			lines []string
			here  satchel.JWTConfig
		}{
			{"HS256 in Play, HS512 here", nil, satchel.JWTConfig{SignatureAlgorithm: "HS512"}},
			{"HS384 in Play, HS256 here", []string{withAlgorithm("session", "HS384"), withAlgorithm("flash", "HS384")}, satchel.JWTConfig{}},
			{"HS512 in Play, HS384 here",
				[]string{withAlgorithm("session", "HS512"), withAlgorithm("flash", "HS512")}, satchel.JWTConfig{SignatureAlgorithm: "HS384"}},
			{"data in Play, pairs here", nil, satchel.JWTConfig{DataClaim: "pairs"}},
			{"pairs in Play, data here",
				[]string{"play.http.session.jwt.dataClaim = pairs", "play.http.flash.jwt.dataClaim = pairs"}, satchel.JWTConfig{}},
		} {
			t.Run(test.name, func(t *testing.T) {
				secret := satchel.NewSecret()
				at := openSettings(t, play, live.Settings(secret, test.lines...), satchel.Config{
					Profile: satchel.Play, Secrets: []satchel.Secret{secret},
					Session: satchel.CookieConfig{JWT: test.here}, Flash: satchel.CookieConfig{JWT: test.here},
				})
				at.refuses(t, at.play, at.inGo)
				at.refuses(t, at.inGo, at.play)
			})
		}
	})
}

// openSettings opens both applications on one host.
func openSettings(t *testing.T, play *live.Play, hocon string, config satchel.Config) settingPair {
	t.Helper()
	browser := live.NewBrowser(t)
	return settingPair{
		browser: browser,
		play:    browser.Open("http://shop.test:9000", play.Application(t, hocon)),
		inGo:    browser.Open("http://shop.test:8080", live.GoApplication(t, config)),
	}
}

// refuses checks that the reader has nothing of what the writer wrote, which the writer
// itself still reads afterwards.
func (at settingPair) refuses(t *testing.T, writer, reader *live.Site) {
	t.Helper()
	session, flash := live.Pairs{"user": "maria@shop.test"}, live.Pairs{"success": "Saved"}
	writer.ReplaceSession(session)
	writer.SetFlash(flash)
	held := at.browser.Jar.All()
	if gotSession, gotFlash := reader.Scopes(); len(gotSession)+len(gotFlash) > 0 {
		t.Errorf("the reader has %q and %q", gotSession, gotFlash)
	}
	if left := at.browser.Jar.All(); len(left) != len(held) || len(left) != 2 {
		t.Errorf("the browser held %v, and after the reader's response %v", held, left)
	}
	if gotSession, gotFlash := writer.Scopes(); gotSession["user"] != session["user"] || gotFlash["success"] != flash["success"] {
		t.Errorf("the writer itself has %q and %q", gotSession, gotFlash)
	}
	writer.ClearSession()
}

// With other names both sides have cookies of their own, which nobody else touches.
func TestCookiesOfOtherNamesLiveSideBySide(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		secret := satchel.NewSecret()
		at := openSettings(t, play, live.Settings(secret, "play.http.session.cookieName = login", "play.http.flash.cookieName = note"), satchel.Config{
			Profile: play.Version().Profile(), Secrets: []satchel.Secret{secret},
			Session: satchel.CookieConfig{Name: "Login"}, Flash: satchel.CookieConfig{Name: "Note"}, // names have case
		})
		at.play.SetSession(live.Pairs{"user": "maria"})
		at.inGo.SetSession(live.Pairs{"user": "ayşe"})
		at.play.SetFlash(live.Pairs{"success": "by Play"})
		at.inGo.SetFlash(live.Pairs{"success": "by Go"})
		if held := at.browser.Jar.All(); len(held) != 4 {
			t.Errorf("the browser has %v", held)
		}
		if session, flash := at.play.Scopes(); session["user"] != "maria" || flash["success"] != "by Play" {
			t.Errorf("Play has %q and %q", session, flash)
		}
		at.play.ClearSession()
		if session, flash := at.inGo.Scopes(); session["user"] != "ayşe" || flash["success"] != "by Go" {
			t.Errorf("Go has %q and %q", session, flash)
		}
		at.inGo.ClearSession()
		at.holdsNothing(t, "both logouts")
	})
}

// algorithmsOfNoUse are names that we refuse at start, each with what Play makes of it from
// 2.9 on. Play 2.8 starts with all of them, and fails when it has to write a session.
var algorithmsOfNoUse = []struct {
	name   string
	starts bool
	writes bool // a session, which it then cannot read
}{
	{"hs256", true, true}, // found in any case for writing, and in capitals only for reading
	{"none", true, false},
	{"RS256", false, false},
	{"HS1024", false, false},
}

func TestAlgorithmsThatPlayCannotUse(t *testing.T) {
	t.Parallel()
	onPurpose(t, "`signatureAlgorithm` in small letters")
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return // no token, no algorithm
		}
		for _, algorithm := range algorithmsOfNoUse {
			secret := satchel.NewSecret()
			config := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{secret}}
			config.Session.JWT.SignatureAlgorithm = algorithm.name
			if got := refusalHere(t, config); !strings.Contains(got, "HS256, HS384 and HS512") {
				t.Errorf("New with %s: %s", algorithm.name, got)
			}
			hocon := live.Settings(secret, withAlgorithm("session", algorithm.name))
			old := takesShortSecrets(play)
			if !algorithm.starts && !old {
				play.Refusal(t, hocon)
				continue
			}
			inPlay := live.NewBrowser(t).Open("http://shop.test:9000", play.Application(t, hocon))
			status := inPlay.Post("/session/set", []byte(`{"user":"maria"}`)).Status
			if wrote := status == http.StatusNoContent; wrote != (algorithm.writes && !old) {
				t.Errorf("%s: Play answers with the status %d", algorithm.name, status)
			}
			if got := inPlay.Session(); len(got) > 0 {
				t.Errorf("%s: Play reads %q", algorithm.name, got)
			}
		}
	})
}
