package interop_test

import (
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// past is what an application on Play 2.5 has left in browsers.
type past struct {
	secret         satchel.Secret
	session, flash string // values of cookies
	pairs          live.Pairs
}

// What Play 2.5 has written meets a later Play, and Go beside it or in its place.
func TestAfterPlay25(t *testing.T) {
	t.Parallel()
	left := leftByPlay25(t)
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return
		}
		for _, row := range []struct {
			name string
			test func(t *testing.T, play *live.Play, left past)
		}{
			{"sessions move to Play", sessionsMoveToPlay},
			{"sessions move to Native", sessionsMoveToNative},
			{"unsigned flash", unsignedFlash},
		} {
			t.Run(row.name, func(t *testing.T) { row.test(t, play, left) })
		}
	})
}

func leftByPlay25(t *testing.T) past {
	onPlay, _, config := seats(t, play25(t), satchel.Config{})
	left := past{secret: config.Secrets[0], pairs: live.Pairs{"user": "maria@shop.test", "näme": "~ *'()!&=%+\x00\U0001f600", "": ""}}
	onPlay.SetSession(left.pairs)
	onPlay.SetFlash(left.pairs)
	left.session, left.flash = onPlay.held(t, "PLAY_SESSION").Value, onPlay.held(t, "PLAY_FLASH").Value
	return left
}

// play25 returns Play 2.5, outside of its subtest.
func play25(t *testing.T) (old *live.Play) {
	t.Run("beside", func(t *testing.T) {
		plays.Each(t, func(_ *testing.T, play *live.Play) {
			if play.Version().LegacyFormat() {
				old = play
			}
		})
	})
	if old == nil {
		t.Fatal("the tests of Play 2.5 are left out, and there is nothing to begin with")
	}
	return old
}

// A session of Play 2.5 is 40 digits, a dash and pairs; its flash is pairs alone. Go reads and
// writes both with the profile Play25, in the same words.
func TestFormOfPlay25(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if !play.Version().LegacyFormat() {
			return
		}
		onPlay, inGo, _ := seats(t, play, satchel.Config{})
		pairs := live.Pairs{"a~b": "ü &=%+*-._'()!"}
		const body = "a%7Eb=%C3%BC+%26%3D%25%2B*-._%27%28%29%21"
		session := regexp.MustCompile("^[0-9a-f]{40}-" + regexp.QuoteMeta(body) + "$")
		for _, way := range [][2]seat{{onPlay, inGo}, {inGo, onPlay}} {
			writer, reader := way[0], way[1]
			writer.ReplaceSession(pairs)
			writer.SetFlash(pairs)
			if got := writer.held(t, "PLAY_SESSION").Value; !session.MatchString(got) {
				t.Errorf("%s wrote the session %q, want %s", writer.URL("/"), got, session)
			}
			if got := writer.held(t, "PLAY_FLASH").Value; got != body {
				t.Errorf("%s wrote the flash %q, want %q", writer.URL("/"), got, body)
			}
			gotSession, gotFlash := reader.Scopes()
			reader.reads(gotSession, pairs)
			reader.reads(gotFlash, pairs)
		}
	})
}

// A reader with a date takes over what Play 2.5 wrote: it is read, and a navigation writes it
// anew, for the later Play beside too, which reads both forms for ever. After the date it is
// no session any more, and stays in the browser; what was written anew lives on.
func sessionsMoveToPlay(t *testing.T, play *live.Play, left past) {
	last := time.Now().Add(48 * time.Hour)
	config := satchel.Config{
		Profile: satchel.Play, Secrets: []satchel.Secret{left.secret},
		Readers: []satchel.SessionReader{{Profile: satchel.Play25, Until: last}},
	}
	late := config
	late.Clock = func() time.Time { return last.Add(time.Second) }
	browser := live.NewBrowser(t)
	onPlay := playSeat(t, play, browser.Open("http://shop.test:9000", play.Application(t, live.Settings(left.secret))), browser)
	inTime := goSeat(t, play, browser.Open("http://shop.test:8080", live.GoApplication(t, config)), browser)
	tooLate := goSeat(t, play, browser.Open("http://shop.test:8081", live.GoApplication(t, late)), browser)

	inTime.put(t, "PLAY_SESSION", left.session)
	onPlay.wants(t, left.pairs) // by its fallback
	tooLate.wants(t, live.Pairs{})
	inTime.stays(t, "PLAY_SESSION", left.session)

	poll, err := http.NewRequestWithContext(t.Context(), http.MethodGet, inTime.URL("/session").String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	poll.Header = http.Header{"Sec-Fetch-Mode": {"cors"}, "Sec-Fetch-Dest": {"empty"}, "Sec-Fetch-Site": {"same-origin"}}
	if got := pairsOf(t, browser.Send(poll)); !maps.Equal(got, left.pairs) {
		t.Errorf("a poll reads %q, want %q", got, left.pairs)
	}
	inTime.stays(t, "PLAY_SESSION", left.session)

	inTime.wants(t, left.pairs) // a navigation
	if got := inTime.held(t, "PLAY_SESSION").Value; strings.Count(got, ".") != 2 || strings.Contains(got, "=") {
		t.Errorf("after a navigation the session is %q, want a JWT", got)
	}
	onPlay.reads(onPlay.Session(), left.pairs)
	tooLate.wants(t, left.pairs)
}

// Native takes over both forms of a Play application that is gone, under a secret that Play
// never knew, and deletes Play's cookie with that; not after the date.
func sessionsMoveToNative(t *testing.T, play *live.Play, left past) {
	browser := live.NewBrowser(t)
	onPlay := playSeat(t, play, browser.Open("https://shop.test", play.Application(t, live.Settings(left.secret))), browser)
	onPlay.SetSession(left.pairs)
	token := onPlay.held(t, "PLAY_SESSION").Value

	last := time.Now().Add(48 * time.Hour)
	config := satchel.Config{Secrets: []satchel.Secret{satchel.NewSecret()}}
	for _, profile := range []satchel.Profile{satchel.Play, satchel.Play25} {
		config.Readers = append(config.Readers, satchel.SessionReader{Profile: profile, Until: last, Secrets: []satchel.Secret{left.secret}})
	}
	late := config
	late.Clock = func() time.Time { return last.Add(time.Second) }
	inTime := goSeat(t, play, browser.Open("https://shop.test:8443", live.GoApplication(t, config)), browser)
	tooLate := goSeat(t, play, browser.Open("https://shop.test:8444", live.GoApplication(t, late)), browser)
	for _, value := range []string{token, left.session} {
		inTime.put(t, "PLAY_SESSION", value)
		tooLate.wants(t, live.Pairs{})
		inTime.stays(t, "PLAY_SESSION", value)

		inTime.reads(inTime.Session(), left.pairs)
		if old := inTime.held(t, "PLAY_SESSION"); old.Name != "" {
			t.Errorf("after a navigation the browser still has %v", old)
		}
		if inTime.held(t, "__Host-session").Name == "" {
			t.Errorf("after a navigation the browser has no session of Native: %v", browser.Jar.All())
		}
		onPlay.wants(t, live.Pairs{})
		tooLate.wants(t, left.pairs)
		inTime.ClearSession()
	}
}

// "What differs on purpose": unsigned flash, accepted by Play by default, refused here;
// InsecureUnsignedFlash accepts it.
func unsignedFlash(t *testing.T, play *live.Play, left past) {
	config := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{left.secret}}
	lenient := config
	lenient.InsecureUnsignedFlash = true
	browser := live.NewBrowser(t)
	sites := []struct {
		seat

		want live.Pairs
	}{
		{playSeat(t, play, browser.Open("http://shop.test:9000", play.Application(t, live.Settings(left.secret))), browser), left.pairs},
		{goSeat(t, play, browser.Open("http://shop.test:8080", live.GoApplication(t, config)), browser), live.Pairs{}},
		{goSeat(t, play, browser.Open("http://shop.test:8081", live.GoApplication(t, lenient)), browser), left.pairs},
	}
	for _, site := range sites {
		site.put(t, "PLAY_FLASH", left.flash)
		if got := site.Flash(); !maps.Equal(got, site.want) {
			t.Errorf("%s: got %q, want %q", site.URL("/flash"), got, site.want)
		}
		if len(site.want) == 0 {
			site.stays(t, "PLAY_FLASH", left.flash) // refused, and not deleted
		} else if still := site.held(t, "PLAY_FLASH"); still.Name != "" {
			t.Errorf("%s: shown, and not ended: %v", site.URL("/flash"), still)
		}
	}
}

// wants compares the session that a side reads where the other one has not written it.
func (s seat) wants(t *testing.T, want live.Pairs) {
	t.Helper()
	if got := s.Session(); !maps.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", s.URL("/session"), got, want)
	}
}

// stays tells whether the browser still has a cookie as it was.
func (s seat) stays(t *testing.T, name, value string) {
	t.Helper()
	if got := s.held(t, name); got.Value != value {
		t.Errorf("%s has changed to %v; want the one that was refused, or only read", name, got)
	}
}
