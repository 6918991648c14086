package interop_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
	"github.com/satchel-go/satchel/satcheltest"
)

// seat is one of the two sides of an exchange.
type seat struct {
	*live.Site

	browser *live.Browser
	version live.Version               // of Play, on whichever side
	reads   func(got, want live.Pairs) // compares what this side has read, and counts it
}

// seats are both sides in one browser. The configuration gets a secret and the profile of
// the version; it is returned with both.
func seats(t *testing.T, play *live.Play, config satchel.Config) (onPlay, inGo seat, complete satchel.Config) {
	secret := satchel.NewSecret()
	return seatsAt(t, play, play.Application(t, live.Settings(secret)), secret, config)
}

// seatsAt is seats with an application that is there already: one of Play 2.5 takes a second
// and a half.
func seatsAt(
	t *testing.T, play *live.Play, application *live.Application, secret satchel.Secret, config satchel.Config,
) (onPlay, inGo seat, complete satchel.Config) {
	config.Profile, config.Secrets = play.Version().Profile(), []satchel.Secret{secret}
	browser := live.NewBrowser(t)
	onPlay = playSeat(t, play, browser.Open("http://shop.test:9000", application), browser)
	inGo = goSeat(t, play, browser.Open("http://shop.test:8080", live.GoApplication(t, config)), browser)
	return onPlay, inGo, config
}

func playSeat(t *testing.T, play *live.Play, site *live.Site, browser *live.Browser) seat {
	return seat{site, browser, play.Version(), func(got, want live.Pairs) {
		t.Helper()
		play.ReadByPlay(t, got, want)
	}}
}

// goSeat is the side of Go, which reads what that version of Play has written.
func goSeat(t *testing.T, play *live.Play, site *live.Site, browser *live.Browser) seat {
	return seat{site, browser, play.Version(), func(got, want live.Pairs) {
		t.Helper()
		play.ReadHere(t, got, want)
	}}
}

// held returns the cookie of the name that the browser has, wherever it came from; one
// without a name where it has none. Two of the name fail the test: one side could not
// replace what the other one had set.
func (s seat) held(t *testing.T, name string) satcheltest.Cookie {
	t.Helper()
	var found []satcheltest.Cookie
	for _, each := range s.browser.Jar.All() {
		if each.Name == name {
			found = append(found, each)
		}
	}
	if len(found) > 1 {
		t.Errorf("the browser has several cookies of the name: %v", found)
	}
	return append(found, satcheltest.Cookie{})[0]
}

// ask sends a request with these Cookie lines in place of what the browser has.
func (s seat) ask(t *testing.T, path string, cookieLines ...string) live.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL(path).String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header["Cookie"] = slices.Clone(cookieLines)
	return s.browser.Send(r)
}

// tell posts JSON, also where the answer has a cookie that a browser drops.
func (s seat) tell(t *testing.T, path string, pairs live.Pairs) live.Response {
	t.Helper()
	body, err := json.Marshal(pairs)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL(path).String(), bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return s.browser.Send(r)
}

// pairsOf returns the pairs that an answer shows.
func pairsOf(t *testing.T, got live.Response) live.Pairs {
	t.Helper()
	var pairs live.Pairs
	if err := json.Unmarshal(got.Body, &pairs); err != nil {
		t.Errorf("the status %d, and no pairs: %.300q", got.Status, got.Body)
	}
	return pairs
}

// put gives the browser a cookie as if the application had set it.
func (s seat) put(t *testing.T, name, value string) {
	t.Helper()
	header := http.Header{"Set-Cookie": {name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax"}}
	if err := s.browser.Jar.Receive(s.URL("/"), header, satcheltest.SameSite); err != nil {
		t.Fatal(err)
	}
}
