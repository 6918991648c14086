package interop_test

import (
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
	"github.com/satchel-go/satchel/satcheltest"
)

// Many applications share one process. None may see the settings of another, or of one
// that has stopped.
func TestApplicationsOfOneProcessAreApart(t *testing.T) {
	t.Parallel()
	first, second := live.Pairs{"at": "first"}, live.Pairs{"at": "second"}
	plays.Each(t, func(t *testing.T, play *live.Play) {
		for range 2 { // the second time in classes that have had an application
			t.Run("two at a time", func(t *testing.T) {
				browser := live.NewBrowser(t)
				one := browser.Open("http://shop.test:9001", play.Application(t, live.Settings(satchel.NewSecret())))
				other := browser.Open("http://shop.test:9002", play.Application(t, live.Settings(satchel.NewSecret())))
				named := browser.Open("http://shop.test:9003", play.Application(t,
					live.Settings(satchel.NewSecret(), `play.http.session.cookieName = NAMED`)))

				one.SetSession(first)
				if got := other.Session(); len(got) > 0 {
					t.Errorf("an application takes the session of another secret: %q", got)
				}
				named.SetSession(second)
				if got := one.Session(); got["at"] != "first" {
					t.Errorf("the first application has %q, after another one has started", got)
				}
				if got := named.Session(); got["at"] != "second" {
					t.Errorf("the application with a name of its own has %q", got)
				}
			})
		}
	})
}

// What Play derives from a setting, it derives from the one that a test gives.
func TestSettingsReachWhatIsDerivedFromThem(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		secret := satchel.NewSecret()
		browser := live.NewBrowser(t)
		site := browser.Open("https://play.shop.test/shop", play.Application(t, live.Settings(secret,
			`play.http.context = /shop`,
			`play.http.session { domain = shop.test, maxAge = 10 minutes, secure = true }`,
			`play.http.flash.secure = true`,
		)))
		session := site.SetSession(live.Pairs{"connected": "maria"}).Header.Get("Set-Cookie")
		if !hasAttributes(session, "Path=/shop", "Domain=shop.test", "Max-Age=600", "Secure") {
			t.Errorf("the session is %q", session)
		}
		if lasts := lifetime(t, secret, browser.Jar); !play.Version().LegacyFormat() && lasts != 10*time.Minute {
			t.Errorf("the token is good for %v", lasts) // jwt.expiresAfter follows maxAge
		}
		if got := site.Session(); got["connected"] != "maria" {
			t.Errorf("over TLS the session is %q", got)
		}

		redirect := site.SetFlash(live.Pairs{"success": "Saved"})
		if location := redirect.Header.Get("Location"); location != "/shop/flash" {
			t.Errorf("the redirect goes to %q", location)
		}
		want := []string{"Path=/shop", "Secure", "Domain=shop.test"}
		if play.Version().LegacyFormat() { // its flash has no domain
			want = want[:2]
		}
		if flash := redirect.Header.Get("Set-Cookie"); !hasAttributes(flash, want...) {
			t.Errorf("the flash is %q", flash)
		}
	})
}

// lifetime returns how long the token of the only cookie is good, 0 for ever.
func lifetime(t *testing.T, secret satchel.Secret, jar *satcheltest.Jar) time.Duration {
	scopes, err := satchel.New(satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{secret}})
	if err != nil {
		t.Fatal(err)
	}
	cookies := jar.All()
	if len(cookies) != 1 {
		t.Fatalf("the browser has %v", cookies)
	}
	token, err := scopes.DecodeSession(cookies[0].Value)
	if err != nil || token.ExpiresAt.IsZero() {
		return 0
	}
	return token.ExpiresAt.Sub(token.IssuedAt)
}

func hasAttributes(line string, attributes ...string) bool {
	for _, attribute := range attributes {
		if !strings.Contains(line+";", "; "+attribute+";") {
			return false
		}
	}
	return true
}

func TestPlayRefusesASecretThatIsNone(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if got := play.Refusal(t, live.Settings("changeme")); !strings.Contains(got, "secret has") && !strings.Contains(got, "secret not set") {
			t.Errorf("the placeholder: %s", got)
		}
		if got := play.Refusal(t, "play.http.secret.key = {"); !strings.Contains(got, "ConfigException") {
			t.Errorf("no HOCON: %s", got)
		}
		if play.Version().LegacyFormat() { // takes any other
			return
		}
		if got := play.Refusal(t, live.Settings("short")); !strings.Contains(got, "too short") {
			t.Errorf("5 characters: %s", got)
		}
	})
}
