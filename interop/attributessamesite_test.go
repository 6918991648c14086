package interop_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// refusedHere are settings that Play takes, and changes or sends as they are, and that we
// refuse at start. The words of docs/from-play.md say which difference it is.
var refusedHere = []struct {
	difference string
	play       []string
	config     satchel.CookieConfig
	variable   string   // the same for ConfigFromEnvironment, where a variable cannot have it
	problem    string   // what New says of it
	sends      []string // the attributes that Play sends
	dropped    bool     // browsers do not take the cookie from Play
}{
	{
		difference: "a misspelt `sameSite`", play: []string{"play.http.session.sameSite = some"},
		config: satchel.CookieConfig{SameSite: 5}, problem: "5 is no value", variable: "SATCHEL_SESSION_SAME_SITE=some",
		sends: []string{"Path=/", "HTTPOnly"},
	},
	{
		difference: "contradictions such as `SameSite=None` without `Secure`", play: []string{"play.http.session.sameSite = none"},
		config: satchel.CookieConfig{SameSite: http.SameSiteNoneMode}, problem: "None needs Secure",
		sends: []string{"SameSite=None", "Path=/", "HTTPOnly"}, dropped: true,
	},
	{
		difference: "name with the prefix `__Host-` and another path, or without `Secure`",
		play:       []string{"play.http.session.cookieName = __Host-login", "play.http.session.path = /session"},
		config:     satchel.CookieConfig{Name: "__Host-login", Path: "/session", Secure: true}, problem: "allows no other path than /",
		sends: []string{"SameSite=Lax", "Path=/", "Secure", "HTTPOnly"}, dropped: true, // over plain HTTP
	},
	{
		difference: "name with the prefix `__Host-` and another path, or without `Secure`",
		play:       []string{"play.http.session.cookieName = __Secure-login"},
		config:     satchel.CookieConfig{Name: "__Secure-login"}, problem: "needs Secure",
		sends: []string{"SameSite=Lax", "Path=/", "Secure", "HTTPOnly"}, dropped: true,
	},
	{
		difference: "name with the prefix `__Host-` and another path, or without `Secure`",
		play:       []string{"play.http.session.cookieName = __Host-login", "play.http.session.domain = shop.test"},
		config:     satchel.CookieConfig{Name: "__Host-login", Domain: "shop.test", Secure: true}, problem: "allows no domain",
		sends: []string{"SameSite=Lax", "Path=/", "Domain=shop.test", "Secure", "HTTPOnly"}, dropped: true,
	},
	{
		difference: "`maxAge` with a fraction of a second", play: []string{"play.http.session.maxAge = 1999 ms"},
		config: satchel.CookieConfig{MaxAge: 1999e6}, problem: "not in whole seconds",
		sends: []string{"Max-Age=1", "Expires=…", "SameSite=Lax", "Path=/", "HTTPOnly"},
	},
	{
		difference: "`maxAge` with a fraction of a second", play: []string{"play.http.session.maxAge = 999"},
		config: satchel.CookieConfig{MaxAge: 999e6}, problem: "not in whole seconds",
		sends: []string{"Max-Age=0", "Expires=…", "SameSite=Lax", "Path=/", "HTTPOnly"}, // gone at once
	},
	{
		difference: "`maxAge` beyond 400 days", play: []string{"play.http.session.maxAge = 401 days"},
		config: satchel.CookieConfig{MaxAge: 401 * 24 * 3600e9}, problem: "beyond the 400 days",
		sends: []string{"Max-Age=34646400", "Expires=…", "SameSite=Lax", "Path=/", "HTTPOnly"},
	},
}

func TestSettingsThatOnlyPlayTakes(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return // no sameSite, no prefixes; the rest is the same text
		}
		for _, test := range refusedHere {
			t.Run(test.difference+" "+test.problem, func(t *testing.T) {
				onPurpose(t, test.difference)
				secret := satchel.NewSecret()
				config := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{secret}, Session: test.config}
				if got := refusalHere(t, config); !strings.Contains(got, test.problem) {
					t.Errorf("New: %s\nwant …%s…", got, test.problem)
				}
				if _, err := satchel.ConfigFromEnvironment([]string{test.variable}); (err != nil) != (test.variable != "") {
					t.Errorf("ConfigFromEnvironment with %q: %v", test.variable, err)
				}
				browser := live.NewBrowser(t)
				inPlay := browser.Open("http://shop.test:9000", play.Application(t, live.Settings(secret, test.play...)))
				var refused error
				line := sent(t, func() live.Response {
					got := send(t, browser, inPlay, "/session/set", `{"user":"maria"}`, "") // whatever the browser says
					refused = got.Refused
					return got
				})
				if want := "; " + strings.Join(test.sends, "; "); line.attributes != want {
					t.Errorf("Play sends %s\nwant %s", line.attributes, want)
				}
				if dropped := refused != nil; dropped != test.dropped {
					t.Errorf("the browser says %v", refused)
				}
			})
		}
	})
}
