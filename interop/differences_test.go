package interop_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// notLive are the rows of "What differs on purpose" that no test here is about, and why.
var notLive = map[string]string{
	"time-outs":                                               "are ours alone; see TestPlayRefusesWhatOurLimitsHaveEnded",
	"ending a session before its time":                        "is ours alone",
	"one malformed cookie of somebody else":                   "is about cookies that neither side looks at",
	"order of the pairs":                                      "is free; the random sessions are compared as sets",
	"a cookie of the session's name made by hand":             "is about code of the application",
	"an action that throws, a handler that panics":            "is about code of the application",
	"a new flash with the answer to an upgrade":               "is about WebSockets, which this application has none of",
	"keys that are blank, padded, or `exp`, `nbf`, `iat`":     "is about Play 3.1, which does not resolve; see specialkeys_test.go for the others",
	"flash, profile `Native`":                                 "has nothing beside it in Play",
	"`$Version` at the beginning of the Cookie line":          "is about a header that no browser sends",
	"reading what this request has written":                   "is about code of the application",
	"a flash with a status that is no redirect":               "is about a line in Play's log",
	"contradictions such as `SameSite=None` without `Secure`": "see TestSettingsThatOnlyPlayTakes",
	"secret that is too short":                                "see settingssecret_test.go",
	"secret that is a placeholder or empty":                   "see settingssecret_test.go",
	"keys that begin with `satchel.`":                         "see specialkeys_test.go",
	"changing the secret":                                     "see migrationrotation_test.go",
	"a session whose `iat` lies in the future":                "see lifetimeclaims_test.go",
	"`expiresAfter` with a fraction of a second":              "see lifetimeclaims_test.go",
	"secret that looks random to nobody (`changeme` twice, one piece repeated, in quotes, with blanks around)": "see settingssecret_test.go",
	"`clockSkew` with a fraction of a second": "see lifetimeclaims_test.go",
	"`SameSite` in the form of 2.5":           "see settings25_test.go",
	"session in the form of 2.5":              "see migration_test.go",
	"unsigned flash (`success=text`)":         "see migration_test.go",
	"size":                                    "see randomlongest_test.go",
}

// Each difference that the page claims has a proof here, in its own words, or a reason.
func TestEveryDocumentedDifferenceHasAProof(t *testing.T) {
	var proofs strings.Builder
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if file != "differences_test.go" {
			proofs.Write(text)
		}
	}
	rows := map[string]bool{}
	for _, row := range docTable(t, "## What differs on purpose") {
		if row == "text" { // the second table; see strict_test.go
			break
		}
		if row == "---" || strings.HasPrefix(row, "|") { // the head
			continue
		}
		rows[row] = true
		proved := strings.Contains(proofs.String(), strconv.Quote(row)) || row == "caches" || isDeed(row)
		if _, excused := notLive[row]; !proved && !excused {
			t.Errorf("no test is about the difference %q", row)
		}
	}
	for row, reason := range notLive {
		if !rows[row] {
			t.Errorf("docs/from-play.md has no difference %q", row)
		}
		_, place, named := strings.Cut(reason, "see ")
		place, _, _ = strings.Cut(place, " ")
		if named && !slices.Contains(files, place) && !strings.Contains(proofs.String(), "func "+place+"(") && !strings.HasPrefix(place, "TestPlayRefuses") {
			t.Errorf("%q: there is no %s", row, place)
		}
	}
}

// deeds are differences in what is sent for a deed, though nothing has changed. Each begins
// with a session and a flash, or with an empty browser.
var deeds = []struct {
	words string
	begun bool
	deed  func(*live.Site) live.Response
}{
	{"`withSession(request.session)`", true, func(s *live.Site) live.Response { return s.ReplaceSession(live.Pairs{"user": "maria"}) }},
	{"removing a key that is not there", true, func(s *live.Site) live.Response { return s.RemoveFromSession("nothing") }},
	{"`withNewSession` without a cookie", false, (*live.Site).ClearSession},
	{"`withNewFlash` without a cookie", false, (*live.Site).ClearFlash},
}

func isDeed(words string) bool {
	for i := range deeds {
		if deeds[i].words == words {
			return true
		}
	}
	return false
}

func TestWhatChangesNothingIsWrittenByPlayAlone(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		at := openShop(t, play)
		for _, row := range deeds {
			onPurpose(t, row.words)
			// Play last: what 2.5 leaves of a flash is an empty cookie, which we delete.
			for _, site := range []*live.Site{at.inGo, at.play} {
				at.play.ClearSession()
				if row.begun {
					at.play.SetSession(live.Pairs{"user": "maria"})
				}
				got := row.deed(site).Header["Set-Cookie"]
				if want := site == at.play; len(got) > 0 != want {
					t.Errorf("%s: by %s, the client got %q", row.words, site.URL(""), got)
				}
			}
		}
	})
}

// A page that reads the session is not for shared caches, which Play leaves to the application.
func TestCachesAreToldByUsAlone(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		onPurpose(t, "caches")
		at := openShop(t, play)
		at.play.SetSession(live.Pairs{"user": "maria"})
		if header := at.play.Get("/session").Header; header.Get("Vary") != "" || header.Get("Cache-Control") != "" {
			t.Errorf("Play says Vary %q, Cache-Control %q", header.Get("Vary"), header.Get("Cache-Control"))
		}
		if header := at.inGo.Get("/session").Header; header.Get("Vary") != "Cookie" {
			t.Errorf("we say Vary %q", header.Get("Vary"))
		}
		if header := at.inGo.SetSession(live.Pairs{"user": "ünal"}).Header; header.Get("Cache-Control") == "" {
			t.Error("we say nothing of a response that sets a cookie")
		}
	})
}

// Play knows no limits, but it looks at the expiry, which follows them.
func TestPlayRefusesWhatOurLimitsHaveEnded(t *testing.T) {
	t.Parallel()
	const absolute, tolerance = time.Hour, 5 * time.Minute
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return // no dates
		}
		secret := satchel.NewSecret()
		inPlay := play.Application(t, live.Settings(secret))
		for _, row := range []struct {
			age  time.Duration
			good bool
		}{{absolute + tolerance - time.Minute, true}, {absolute + tolerance + 2*time.Second, false}} {
			browser := live.NewBrowser(t)
			inGo := browser.Open("http://shop.test:8080", live.GoApplication(t, satchel.Config{
				Profile: satchel.Play, Secrets: []satchel.Secret{secret}, Limits: satchel.Limits{Absolute: absolute},
				Clock: func() time.Time { return time.Now().Add(-row.age) },
			}))
			inGo.SetSession(live.Pairs{"user": "maria"})
			got := browser.Open("http://shop.test:9000", inPlay).Session()
			if row.good {
				// Play shows the pair with the start of the session as well.
				play.ReadByPlay(t, live.Pairs{"user": got["user"]}, live.Pairs{"user": "maria"})
			} else if len(got) > 0 {
				t.Errorf("Play %s takes a session that ended: %q", play.Version(), got)
			}
		}
	})
}

// A path that the two sides read differently is no way to the old route past the moved one.
func TestThereIsNoSecondWayToAMovedRoute(t *testing.T) {
	t.Parallel()
	program := buildProxy(t)
	plays.Each(t, func(t *testing.T, play *live.Play) {
		secret := satchel.NewSecret()
		browser := live.NewBrowser(t)
		browser.Open("http://shop.test:8080", runProxy(t, program, play, play.Application(t, live.Settings(secret)), secret))
		for _, path := range []string{"//evil.example/session", "//session", "/./session", "/x/../session", "/%2e/session", "/%2Fsession"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://shop.test:8080"+path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			if got := browser.Send(r); got.Status != http.StatusBadRequest {
				t.Errorf("%s: the status %d: %s", path, got.Status, got.Body)
			}
		}
	})
}
