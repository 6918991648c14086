package interop_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// withAlgorithm returns the setting of Play for the algorithm of one cookie.
func withAlgorithm(scope, algorithm string) string {
	return "play.http." + scope + `.jwt.signatureAlgorithm = "` + algorithm + `"`
}

// refusalHere returns the error of New.
func refusalHere(t *testing.T, config satchel.Config) string {
	t.Helper()
	if _, err := satchel.New(config); err != nil {
		return err.Error()
	}
	t.Fatal("New has nothing against the settings")
	return ""
}

// A secret has as many bytes as the digest of the algorithm.
func TestSecretsThatAreTooShort(t *testing.T) {
	t.Parallel()
	onPurpose(t, "secret that is too short")
	text := strings.Repeat("ü", 8) + string(satchel.NewSecret()) // bytes are counted, not characters
	plays.Each(t, func(t *testing.T, play *live.Play) {
		for _, test := range []struct {
			scope, algorithm string
			need             int
			config           func(satchel.JWTConfig) satchel.Config
		}{
			{"session", "HS256", 32, func(j satchel.JWTConfig) satchel.Config { return satchel.Config{Session: satchel.CookieConfig{JWT: j}} }},
			{"session", "HS384", 48, func(j satchel.JWTConfig) satchel.Config { return satchel.Config{Session: satchel.CookieConfig{JWT: j}} }},
			{"flash", "HS512", 64, func(j satchel.JWTConfig) satchel.Config { return satchel.Config{Flash: satchel.CookieConfig{JWT: j}} }},
		} {
			if play.Version().LegacyFormat() {
				continue // see TestShortestSecretsOfOldVersions
			}
			t.Run(test.algorithm, func(t *testing.T) {
				short, enough := satchel.Secret(text[:test.need-1]), satchel.Secret(text[:test.need])
				config := test.config(satchel.JWTConfig{SignatureAlgorithm: test.algorithm})
				config.Profile, config.Secrets = satchel.Play, []satchel.Secret{short}
				if got := refusalHere(t, config); !strings.Contains(got, "needs") {
					t.Errorf("New: %s", got)
				}
				hocon := live.Settings(short, withAlgorithm(test.scope, test.algorithm))
				if takesShortSecrets(play) {
					play.Application(t, hocon)
				} else if got := play.Refusal(t, hocon); !strings.Contains(got, "too short") {
					t.Errorf("Play: %s", got)
				}
				config.Secrets = []satchel.Secret{enough}
				sharesCookies(t, play, config, live.Settings(enough, withAlgorithm(test.scope, test.algorithm)))
			})
		}
	})
}

// takesShortSecrets tells whether a version with JWT looks at no more than nine characters.
func takesShortSecrets(play *live.Play) bool {
	return strings.HasPrefix(string(play.Version()), "2.8.")
}

// sharesCookies makes both sides read a session and a flash of the other.
func sharesCookies(t *testing.T, play *live.Play, config satchel.Config, hocon string) {
	t.Helper()
	browser := live.NewBrowser(t)
	inPlay := browser.Open("http://shop.test:9000", play.Application(t, hocon))
	inGo := browser.Open("http://shop.test:8080", live.GoApplication(t, config))
	session, flash := live.Pairs{"user": "maria@shop.test"}, live.Pairs{"success": "Saved"}

	inPlay.SetSession(session)
	play.ReadHere(t, inGo.Session(), session)
	inPlay.SetFlash(flash)
	play.ReadHere(t, inGo.Flash(), flash)
	inGo.ReplaceSession(flash)
	play.ReadByPlay(t, inPlay.Session(), flash)
	inGo.SetFlash(session)
	play.ReadByPlay(t, inPlay.Flash(), session)
}

// What is no secret is refused by both.
func TestPlaceholdersAreRefused(t *testing.T) {
	t.Parallel()
	onPurpose(t, "secret that is a placeholder or empty")
	plays.Each(t, func(t *testing.T, play *live.Play) {
		config := satchel.Config{Profile: play.Version().Profile()}
		refusalHere(t, config) // no secret at all
		for _, secret := range []satchel.Secret{"changeme", "", "   "} {
			config.Secrets = []satchel.Secret{secret}
			refusalHere(t, config)
			play.Refusal(t, live.Settings(secret))
		}
	})
}

// Play knows one placeholder. We refuse more: what anybody guesses, and what looks like a
// slip on the way from where the secret is kept.
func TestSecretsThatOnlyPlayTakes(t *testing.T) {
	t.Parallel()
	onPurpose(t, "secret that is a placeholder or empty")
	random := string(satchel.NewSecret())
	plays.Each(t, func(t *testing.T, play *live.Play) {
		for _, test := range []struct{ text, problem string }{
			{strings.Repeat("changeme", 8), "placeholder"},
			{strings.Repeat("3qX", 22), "repeats itself"},
			{random + " ", "blanks or line breaks"},
			{"'" + random + "'", "quotes"},
		} {
			config := satchel.Config{Profile: play.Version().Profile(), Secrets: []satchel.Secret{satchel.Secret(test.text)}}
			if got := refusalHere(t, config); !strings.Contains(got, test.problem) {
				t.Errorf("New: %s, want …%s…", got, test.problem)
			}
			if play.Version().LegacyFormat() && test.problem != "placeholder" {
				continue // slow to start, and it looks at nothing but the one placeholder
			}
			play.Application(t, live.Settings(satchel.Secret(test.text)))
		}
	})
}

// What Play took before 2.9 is less: nine characters in 2.8, and one in 2.5. We want a
// whole key for JWT, and the 20 bytes of SHA-1 for the format of 2.5.
func TestShortestSecretsOfOldVersions(t *testing.T) {
	t.Parallel()
	onPurpose(t, "secret that is too short")
	text := string(satchel.NewSecret())
	plays.Each(t, func(t *testing.T, play *live.Play) {
		config := satchel.Config{Profile: play.Version().Profile()}
		switch {
		case takesShortSecrets(play):
			play.Refusal(t, live.Settings(satchel.Secret(text[:8])))
			play.Application(t, live.Settings(satchel.Secret(text[:9])))
			config.Secrets = []satchel.Secret{satchel.Secret(text[:31])}
		case play.Version().LegacyFormat():
			play.Application(t, live.Settings(satchel.Secret(text[:1])))
			config.Secrets = []satchel.Secret{satchel.Secret(text[:19])}
		default:
			return // see TestSecretsThatAreTooShort
		}
		refusalHere(t, config)
	})
}

// Whatever is in a secret, both sides have the same bytes.
func TestSecretsOfAllKinds(t *testing.T) {
	t.Parallel()
	random := string(satchel.NewSecret())
	plays.Each(t, func(t *testing.T, play *live.Play) {
		for _, test := range []struct{ name, text string }{
			{"UTF-8, quotes, backslashes and spaces", `Schlüssel "für" C:\new\table & Ключ ${no} 東京 🙂` + random[:20]},
			{"a thousand characters", strings.Repeat(random, 15) + random[:40]},
			{"the form that playGenerateSecret makes", "7`:AxEX`=Sf<7i/`]NtYZ@;;3EKqRvb1f[AB@Ya5ZJ5[2dZ@^IcQ;8XaUM8L/wxZ"},
		} {
			t.Run(test.name, func(t *testing.T) {
				secret := satchel.Secret(test.text)
				config := satchel.Config{Profile: play.Version().Profile(), Secrets: []satchel.Secret{secret}}
				sharesCookies(t, play, config, live.Settings(secret))
			})
		}
	})
}
