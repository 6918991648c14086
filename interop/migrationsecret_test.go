package interop_test

import (
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// oldSecret is what an application of those days may have: guessable.
const oldSecret satchel.Secret = "Qm2Zr7Lx4Nd9"

// Play 2.5 asks nothing of a secret. Go shares it where the program says that it knows, and
// else refuses it.
func TestShortSecretOfPlay25(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if !play.Version().LegacyFormat() {
			return
		}
		config := satchel.Config{Profile: satchel.Play25, Secrets: []satchel.Secret{oldSecret}}
		if _, err := satchel.New(config); err == nil || !strings.Contains(err.Error(), "needs 20") {
			t.Errorf("without InsecureShortSecrets: got %v, want an error that says how long it has to be", err)
		}
		config.InsecureShortSecrets = true
		browser := live.NewBrowser(t)
		onPlay := playSeat(t, play, browser.Open("http://shop.test:9000", play.Application(t, live.Settings(oldSecret))), browser)
		inGo := goSeat(t, play, browser.Open("http://shop.test:8080", live.GoApplication(t, config)), browser)
		pairs := live.Pairs{"user": "maria"}
		onPlay.SetSession(pairs)
		inGo.reads(inGo.Session(), pairs)
		inGo.SetSession(live.Pairs{"cart": "3"})
		onPlay.reads(onPlay.Session(), live.Pairs{"user": "maria", "cart": "3"})

		// A reader takes such sessions over.
		next := satchel.Config{
			Profile: satchel.Play, Secrets: []satchel.Secret{satchel.NewSecret()}, InsecureShortSecrets: true,
			Readers: []satchel.SessionReader{{Profile: satchel.Play25, Until: time.Now().Add(time.Hour), Secrets: []satchel.Secret{oldSecret}}},
		}
		onPlay.SetSession(live.Pairs{"cart": "4"})
		moved := goSeat(t, play, browser.Open("http://shop.test:8081", live.GoApplication(t, next)), browser)
		moved.reads(moved.Session(), live.Pairs{"user": "maria", "cart": "4"})
		onPlay.wants(t, live.Pairs{}) // written anew under a secret, and in a form, that it does not know
	})
}

// "What differs on purpose": secret that is too short, refused by Play since 2.9 and by Go; Play
// 2.8 takes it from nine characters on.
func TestShortSecretOfLaterPlay(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return
		}
		for _, lenient := range []bool{false, true} {
			config := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{oldSecret}, InsecureShortSecrets: lenient}
			if _, err := satchel.New(config); err == nil {
				t.Errorf("the profile Play takes a secret of %d bytes (InsecureShortSecrets: %t)", len(oldSecret), lenient)
			}
		}
		if strings.HasPrefix(string(play.Version()), "2.8.") {
			play.Application(t, live.Settings(oldSecret))
			return
		}
		if refusal := play.Refusal(t, live.Settings(oldSecret)); !strings.Contains(refusal, "secret") {
			t.Errorf("Play %s: %s", play.Version(), refusal)
		}
	})
}
