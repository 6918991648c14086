package satchel_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// until is when the readers of these tests end.
var until = noon.Add(time.Minute)

// moves are changes of a configuration that end no session: what it was, and what it is.
var moves = []struct {
	name         string
	from, to     satchel.Config
	oldName, now string // of the cookie
}{
	{"signed to sealed", satchel.Config{}, satchel.Config{
		Sealed: true, Readers: []satchel.SessionReader{{Until: until}},
	}, sessionName, sessionName},
	{"sealed to signed", satchel.Config{Sealed: true}, satchel.Config{
		Readers: []satchel.SessionReader{{Until: until, Sealed: true}},
	}, sessionName, sessionName},
	{"sealed with padding to signed", satchel.Config{Sealed: true, SealedPadding: 256}, satchel.Config{
		Readers: []satchel.SessionReader{{Until: until, Sealed: true}},
	}, sessionName, sessionName},
	{"one application, signed to sealed", satchel.Config{Application: "shop"}, satchel.Config{
		Application: "shop", Sealed: true, Readers: []satchel.SessionReader{{Until: until}},
	}, sessionName, sessionName},
	{"one name to another", satchel.Config{Session: satchel.CookieConfig{Name: "old"}}, satchel.Config{
		Readers: []satchel.SessionReader{{Until: until, Name: "old"}},
	}, "old", sessionName},
	{"one claim to another", satchel.Config{Session: satchel.CookieConfig{Name: "old", JWT: satchel.JWTConfig{DataClaim: "pairs"}}}, satchel.Config{
		Readers: []satchel.SessionReader{{Until: until, Name: "old", JWT: satchel.JWTConfig{DataClaim: "pairs"}}},
	}, "old", sessionName},
	{"one algorithm to another", satchel.Config{Session: satchel.CookieConfig{Name: "old", JWT: satchel.JWTConfig{SignatureAlgorithm: "HS512"}}}, satchel.Config{
		Readers: []satchel.SessionReader{{Until: until, Name: "old", JWT: satchel.JWTConfig{SignatureAlgorithm: "HS512"}}},
	}, "old", sessionName},
	{"one name to another, and signed to sealed", satchel.Config{Session: satchel.CookieConfig{Name: "__Secure-old"}}, satchel.Config{
		Sealed: true, Readers: []satchel.SessionReader{{Until: until, Name: "__Secure-old"}},
	}, "__Secure-old", sessionName},
	{"Play to Native", satchel.Config{Profile: satchel.Play}, satchel.Config{
		Readers: []satchel.SessionReader{{Until: until, Profile: satchel.Play}},
	}, "PLAY_SESSION", sessionName},
	{"Play to Native, sealed", satchel.Config{Profile: satchel.Play}, satchel.Config{
		Sealed: true, Readers: []satchel.SessionReader{{Until: until, Profile: satchel.Play}},
	}, "PLAY_SESSION", sessionName},
	{"Play25 to Native", satchel.Config{Profile: satchel.Play25}, satchel.Config{
		Readers: []satchel.SessionReader{{Until: until, Profile: satchel.Play25}},
	}, "PLAY_SESSION", sessionName},
	{"Play25 to Play", satchel.Config{Profile: satchel.Play25}, satchel.Config{
		Profile: satchel.Play, Readers: []satchel.SessionReader{{Until: until, Profile: satchel.Play25}},
	}, "PLAY_SESSION", "PLAY_SESSION"},
	{"Play to Play25", satchel.Config{Profile: satchel.Play}, satchel.Config{
		Profile: satchel.Play25, Readers: []satchel.SessionReader{{Until: until, Profile: satchel.Play}},
	}, "PLAY_SESSION", "PLAY_SESSION"},
	{"Play25 with another secret to Native", satchel.Config{Profile: satchel.Play25, Secrets: []satchel.Secret{otherSecret}}, satchel.Config{
		Readers: []satchel.SessionReader{{Until: until, Profile: satchel.Play25, Secrets: []satchel.Secret{thirdSecret, otherSecret}}},
	}, "PLAY_SESSION", sessionName},
	{"other secrets, signed to sealed", satchel.Config{Secrets: []satchel.Secret{otherSecret}}, satchel.Config{
		Sealed: true, Readers: []satchel.SessionReader{{Until: until, Secrets: []satchel.Secret{otherSecret}}},
	}, sessionName, sessionName},
	{"a short secret of Play25 to Native", satchel.Config{
		Profile: satchel.Play25, InsecureShortSecrets: true, Secrets: []satchel.Secret{otherSecret[:9]},
	}, satchel.Config{
		InsecureShortSecrets: true,
		Readers:              []satchel.SessionReader{{Until: until, Profile: satchel.Play25, Secrets: []satchel.Secret{otherSecret[:9]}}},
	}, "PLAY_SESSION", sessionName},
}

func quiet(config satchel.Config, clock *setClock, events *journal) satchel.Config {
	config.Clock, config.OnEvent = clock.now, events.note
	if config.Secrets == nil {
		config.Secrets = []satchel.Secret{firstSecret}
	}
	return config
}

func TestNoSessionEndsWith(t *testing.T) {
	for _, move := range moves {
		t.Run(move.name, func(t *testing.T) {
			clock, events := newSetClock(noon), new(journal)
			before, after := start(t, quiet(move.from, clock, events)), start(t, quiet(move.to, clock, events))
			move.to.Readers, move.to.InsecureShortSecrets = nil, false
			later := start(t, quiet(move.to, clock, events))
			v := newCaller(t)
			v.logIn(before)
			old := v.held[move.oldName]
			events.events = nil

			clock.set(until.Add(-1))
			v.ask(after, background, http.StatusOK, func(s *satchel.Session, _ *satchel.Flash) {
				if got := s.Get("user"); got != "ada" {
					t.Errorf("in the background it reads %q", got)
				}
			})
			if len(v.held) != 1 || v.held[move.oldName] != old {
				t.Errorf("after a background request the client holds %q", v.held)
			}
			clock.set(until)
			if got := v.visit(after); got != "" || v.held[move.oldName] != old {
				t.Errorf("from its end on it reads %q, and the client holds %q", got, v.held)
			}
			events.events = nil
			clock.set(until.Add(-1))
			if got := v.visit(after); got != "ada" {
				t.Fatalf("at a page it reads %q", got)
			}
			if names := slices.Collect(maps.Keys(v.held)); !slices.Equal(names, []string{move.now}) || v.held[move.now] == old {
				t.Errorf("after a page the client holds %q", v.held)
			}
			var reasons []string
			for _, e := range events.of(satchel.Written) {
				reasons = append(reasons, e.Cookie+" "+string(e.Reason))
			}
			want := []string{move.now + " resigned"}
			if move.oldName != move.now {
				want = append(want, move.oldName+" deleted")
			}
			if !slices.Equal(reasons, want) || len(events.of(satchel.Rejected)) > 0 {
				t.Errorf("told %v, want %q", events.events, want)
			}
			if got := v.ask(after, navigation, http.StatusOK, readUser); len(got) > 0 {
				t.Errorf("written again: %v", got)
			}
			if got := v.visit(later); got != "ada" {
				t.Errorf("without the reader it reads %q", got)
			}
		})
	}
}

// replaced is a Native application in the place of a Play application, whose cookie had a
// path and a domain.
func replaced(readers ...satchel.SessionReader) satchel.Config {
	for i := range readers {
		readers[i].Until, readers[i].Path, readers[i].Domain = until, "/shop", "example.com"
	}
	return satchel.Config{Readers: readers}
}

func TestAReaderOpensWhatPlayWroteBeforeAndAfter26(t *testing.T) {
	for _, profile := range []satchel.Profile{satchel.Play, satchel.Play25} {
		clock, events := newSetClock(noon), new(journal)
		scopes := start(t, quiet(replaced(satchel.SessionReader{Profile: satchel.Play25}, satchel.SessionReader{Profile: satchel.Play}), clock, events))
		v := newCaller(t)
		v.logIn(start(t, quiet(satchel.Config{Profile: profile}, clock, events)))
		var lines []string
		for _, c := range v.ask(scopes, navigation, http.StatusOK, readUser) {
			lines = append(lines, c.Raw)
		}
		const deleted = "PLAY_SESSION=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; SameSite=Lax; Path=/shop; Domain=example.com; HTTPOnly"
		if len(lines) != 2 || !strings.HasPrefix(lines[0], sessionName+"=ey") || lines[1] != deleted {
			t.Errorf("of %v the response says %q", profile, lines)
		}
		if got := v.visit(scopes); got != "ada" {
			t.Errorf("of %v it reads %q then", profile, got)
		}
	}
}

func TestClearDeletesTheOldCookieToo(t *testing.T) {
	clock, events := newSetClock(noon), new(journal)
	scopes := start(t, quiet(replaced(satchel.SessionReader{Profile: satchel.Play}), clock, events))
	play := start(t, quiet(satchel.Config{Profile: satchel.Play}, clock, events))
	for name, prepare := range map[string]func(v *caller){
		"alone":               func(v *caller) { v.logIn(play) },
		"beside the own one":  func(v *caller) { v.logIn(play); v.logIn(scopes); v.logIn(play) },
		"though it is broken": func(v *caller) { v.held["PLAY_SESSION"] = "broken" },
	} {
		v := newCaller(t)
		prepare(v)
		cookies := v.ask(scopes, background, http.StatusOK, func(s *satchel.Session, _ *satchel.Flash) { must(t, s.Clear()) })
		if len(v.held) > 0 || len(cookies) != 2 || cookies[1].Path != "/shop" || cookies[1].Domain != "example.com" {
			t.Errorf("%s: the client holds %q after %v", name, v.held, cookies)
		}
	}
}

func TestTheOwnCookieHidesTheOldOne(t *testing.T) {
	clock, events := newSetClock(noon), new(journal)
	scopes := start(t, quiet(replaced(satchel.SessionReader{Profile: satchel.Play}), clock, events))
	play := start(t, quiet(satchel.Config{Profile: satchel.Play}, clock, events))
	for _, test := range []struct {
		name string
		own  func(v *caller)
		want string
	}{
		{"if it is valid", func(v *caller) {
			v.ask(scopes, nil, http.StatusOK, func(s *satchel.Session, _ *satchel.Flash) { must(t, s.Set("user", "grace")) })
		}, "grace"},
		{"if it is refused", func(v *caller) { v.held[sessionName] = "eyJ.e30.AAAA" }, ""},
		{"if it is empty", func(v *caller) { v.held[sessionName] = "" }, ""},
		{"if it is of a key that nobody knows", func(v *caller) {
			v.logIn(start(t, quiet(satchel.Config{Secrets: []satchel.Secret{otherSecret}}, clock, events)))
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := newCaller(t)
			test.own(v)
			v.logIn(play)
			if got := v.visit(scopes); got != test.want || len(v.held) != 2 {
				t.Errorf("it reads %q, the client holds %q", got, v.held)
			}
			v.ask(scopes, background, http.StatusOK, func(s *satchel.Session, _ *satchel.Flash) { must(t, s.Set("page", "2")) })
			if len(v.held) != 1 || v.held[sessionName] == "" {
				t.Errorf("after a change the client holds %q", v.held)
			}
		})
	}
}

func TestAnOldCookieThatIsPlantedAfterTheEndIsNobodys(t *testing.T) {
	clock, events := newSetClock(noon), new(journal)
	scopes := start(t, quiet(replaced(satchel.SessionReader{Profile: satchel.Play}), clock, events))
	v := newCaller(t)
	v.logIn(start(t, quiet(satchel.Config{Profile: satchel.Play}, clock, events)))
	clock.set(until)
	events.events = nil
	if got := v.visit(scopes); got != "" || len(events.events) > 0 {
		t.Errorf("it reads %q, told as %v", got, events.events)
	}
	v.logIn(scopes)
	if len(v.held) != 2 {
		t.Errorf("the client holds %q", v.held)
	}
}

func TestMessagesThatWaitAtASwitchAreShown(t *testing.T) {
	for _, move := range []struct {
		name     string
		from, to satchel.Config
	}{
		{"from signed to sealed", satchel.Config{}, satchel.Config{Sealed: true, Readers: []satchel.SessionReader{{Until: until}}}},
		{"from sealed to signed", satchel.Config{Sealed: true}, satchel.Config{Readers: []satchel.SessionReader{{Until: until, Sealed: true}}}},
		{"from signed to sealed while the session gets another name", satchel.Config{Session: satchel.CookieConfig{Name: "old"}}, satchel.Config{
			Sealed: true, Readers: []satchel.SessionReader{{Until: until, Name: "old"}},
		}},
		{"from signed to sealed in slots", satchel.Config{FlashSlots: 2}, satchel.Config{
			FlashSlots: 2, Sealed: true, Readers: []satchel.SessionReader{{Until: until}},
		}},
	} {
		clock, events := newSetClock(noon), new(journal)
		before, after := start(t, quiet(move.from, clock, events)), start(t, quiet(move.to, clock, events))
		for _, at := range []time.Time{until.Add(-1), until} {
			clock.set(noon)
			v := newCaller(t)
			v.ask(before, navigation, http.StatusSeeOther, func(_ *satchel.Session, f *satchel.Flash) { must(t, f.Success("Hello")) })
			clock.set(at)
			want := "Hello"
			if at.Equal(until) {
				want = ""
			}
			var got string
			v.ask(after, navigation, http.StatusOK, func(_ *satchel.Session, f *satchel.Flash) { got = f.Get("success") })
			if got != want {
				t.Errorf("%s, at %v: %q", move.name, at.Sub(until), got)
			}
			if want != "" && len(v.held) > 0 {
				t.Errorf("%s: the client holds %q", move.name, v.held)
			}
		}
	}
}

func TestLimitsHoldForWhatAReaderOpens(t *testing.T) {
	for _, limits := range []satchel.Limits{{Idle: 30 * time.Minute}, {Absolute: 30 * time.Minute}} {
		clock, events := newSetClock(noon), new(journal)
		play := start(t, quiet(satchel.Config{Profile: satchel.Play}, clock, events))
		config := replaced(satchel.SessionReader{Profile: satchel.Play})
		config.Limits, config.Readers[0].Until = limits, noon.Add(24*time.Hour)
		scopes := start(t, quiet(config, clock, events))
		for _, test := range []struct {
			age  time.Duration
			want string
		}{{30*time.Minute - time.Second, "ada"}, {30 * time.Minute, ""}} {
			clock.set(noon)
			v := newCaller(t)
			v.logIn(play)
			clock.set(noon.Add(test.age))
			if got := v.visit(scopes); got != test.want {
				t.Errorf("%+v: after %v it reads %q", limits, test.age, got)
			}
			if _, kept := v.held["PLAY_SESSION"]; kept != (test.want == "") {
				t.Errorf("%+v: after %v the client holds %q", limits, test.age, v.held)
			}
		}
	}
}

// A text in the form of 2.5 may be shorter than the same pairs in the new one.
func TestASessionThatIsTooLargeForTheNewFormStaysInTheOldOne(t *testing.T) {
	clock, events := newSetClock(noon), new(journal)
	scopes := start(t, quiet(replaced(satchel.SessionReader{Profile: satchel.Play25}), clock, events))
	v := newCaller(t)
	v.ask(start(t, quiet(satchel.Config{Profile: satchel.Play25}, clock, events)), navigation, http.StatusOK,
		func(s *satchel.Session, _ *satchel.Flash) {
			must(t, s.Set("user", "ada"))
			must(t, s.Set("large", strings.Repeat("x", 3500)))
		})
	for range 2 {
		if got := v.visit(scopes); got != "ada" || len(v.held) != 1 || v.held["PLAY_SESSION"] == "" {
			t.Fatalf("it reads %q, and %d cookies are left: the session is lost", got, len(v.held))
		}
	}
	if len(events.of(satchel.Overflow)) != 2 {
		t.Errorf("told as %v", events.events)
	}
}

func TestNewRefusesReaders(t *testing.T) {
	for _, test := range []struct {
		name    string
		config  satchel.Config
		field   string
		problem string
	}{
		{"without a date", satchel.Config{Readers: []satchel.SessionReader{{Name: "old"}}}, "Readers[0].Until", "needed: the date"},
		{"of a profile that does not exist", satchel.Config{Readers: []satchel.SessionReader{{Until: until, Profile: 3}}}, "Readers[0].Profile", "unknown"},
		{"of a sealed form in Play", satchel.Config{Readers: []satchel.SessionReader{{Until: until, Profile: satchel.Play, Sealed: true}}},
			"Readers[0].Sealed", "goes with the profile Native only"},
		{"of the form that is written", satchel.Config{Readers: []satchel.SessionReader{{Until: until}}}, "Readers[0]", "look like others of the name __Host-session"},
		{"of the sealed form that is written", satchel.Config{Sealed: true, Readers: []satchel.SessionReader{{Until: until, Sealed: true}}},
			"Readers[0]", "look like others of the name __Host-session"},
		{"of one name and look", satchel.Config{Readers: []satchel.SessionReader{
			{Until: until, Profile: satchel.Play}, {Until: until, Profile: satchel.Play25}, {Until: until, Name: "PLAY_SESSION"},
		}}, "Readers[2]", "look like others of the name PLAY_SESSION"},
		{"of one name and look with other secrets", satchel.Config{Readers: []satchel.SessionReader{
			{Until: until, Name: "old"}, {Until: until, Name: "old", Secrets: []satchel.Secret{otherSecret}},
		}}, "Readers[1]", "look like others of the name old"},
		{"with a short secret", satchel.Config{Readers: []satchel.SessionReader{{Until: until, Name: "old", Secrets: []satchel.Secret{otherSecret, thirdSecret[:31]}}}},
			"Readers[0].Secrets[1]", "has 31 bytes"},
		{"with nine secrets", satchel.Config{Readers: []satchel.SessionReader{{Until: until, Name: "old", Secrets: nineNewSecrets()}}},
			"Readers[0].Secrets", "has 9 secrets; 8 at most"},
		{"with a name that is none", satchel.Config{Readers: []satchel.SessionReader{{Until: until, Name: "o ld"}}}, "Readers[0].Name", "is no cookie name"},
		{"with an algorithm that is none", satchel.Config{Readers: []satchel.SessionReader{
			{Until: until, Name: "old", JWT: satchel.JWTConfig{SignatureAlgorithm: "none"}},
		}}, "Readers[0].JWT.SignatureAlgorithm", `"none" is none of`},
		{"of the flash's cookie", satchel.Config{Readers: []satchel.SessionReader{{Until: until, Name: flashName, Sealed: true}}}, "Readers[0].Name", "flash"},
		{"of the flash's cookie in Play", satchel.Config{Profile: satchel.Play, Readers: []satchel.SessionReader{
			{Until: until, Profile: satchel.Play, Name: "PLAY_FLASH"},
		}}, "Readers[0].Name", "flash"},
		{"with another path for the session's name", satchel.Config{Profile: satchel.Play, Readers: []satchel.SessionReader{
			{Until: until, Profile: satchel.Play25, Path: "/shop"},
		}}, "Readers[0]", "Path or Domain"},
		{"with another domain for the session's name", satchel.Config{Profile: satchel.Play, Readers: []satchel.SessionReader{
			{Until: until, Profile: satchel.Play25, Domain: "example.com"},
		}}, "Readers[0]", "Path or Domain"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.config.Secrets = []satchel.Secret{firstSecret}
			_, err := satchel.New(test.config)
			if err == nil {
				t.Fatal("New takes them")
			}
			if faults := faultsOf(t, err); len(faults) != 1 || faults[0].Field != test.field || !strings.Contains(faults[0].Problem, test.problem) {
				t.Errorf("New: %v\nwant one fault, of %s: …%s…", err, test.field, test.problem)
			}
			mentionsNoSecret(t, err.Error(), firstSecret, otherSecret, thirdSecret)
		})
	}
}

func nineNewSecrets() (list []satchel.Secret) {
	for _, secret := range nineSecrets() {
		list = append(list, satchel.Secret(secret))
	}
	return list
}

func TestAReaderWithoutSecretsInItsListHasThoseOfTheConfig(t *testing.T) {
	clock, events := newSetClock(noon), new(journal)
	scopes := start(t, quiet(satchel.Config{Readers: []satchel.SessionReader{{Until: until, Name: "old", Secrets: []satchel.Secret{}}}}, clock, events))
	v := newCaller(t)
	v.logIn(start(t, quiet(satchel.Config{Session: satchel.CookieConfig{Name: "old"}}, clock, events)))
	if got := v.visit(scopes); got != "ada" {
		t.Errorf("it reads %q", got)
	}
}

// What a program has in production starts on the programmer's machine too, where names
// have no prefix.
func TestReadersInDevelopment(t *testing.T) {
	for _, move := range moves {
		move.to.Development = true
		clock, events := newSetClock(noon), new(journal)
		if _, err := satchel.New(quiet(move.to, clock, events)); err != nil {
			t.Errorf("%s: %v", move.name, err)
		}
	}
	clock, events := newSetClock(noon), new(journal)
	config := satchel.Config{Readers: []satchel.SessionReader{{Until: until, Name: "session"}}}
	before := start(t, quiet(satchel.Config{Session: satchel.CookieConfig{Name: "session"}}, clock, events))
	v := newCaller(t)
	v.logIn(before)
	if got := v.visit(start(t, quiet(config, clock, events))); got != "ada" {
		t.Errorf("in production it reads %q", got)
	}
	config.Development = true
	scopes, err := satchel.New(quiet(config, clock, events))
	must(t, err)
	v.logIn(scopes)
	if got := v.visit(scopes); got != "ada" {
		t.Errorf("in development it reads %q", got)
	}
}

func TestAReaderHasItsOwnTolerance(t *testing.T) {
	for _, own := range []string{"", "PLAY_SESSION"} {
		clock, events := newSetClock(noon), new(journal)
		config := satchel.Config{Session: satchel.CookieConfig{Name: own}, Sealed: true, Readers: []satchel.SessionReader{
			{Until: until, Profile: satchel.Play25},
			{Until: until, Profile: satchel.Play, JWT: satchel.JWTConfig{ClockSkew: satchel.None}},
		}}
		scopes := start(t, quiet(config, clock, events))
		clock.set(noon.Add(2 * time.Second))
		v := newCaller(t)
		v.logIn(start(t, quiet(satchel.Config{Profile: satchel.Play}, clock, events)))
		clock.set(noon)
		if got := v.visit(scopes); got != "" {
			t.Errorf("own name %q: two seconds ahead it reads %q, without any tolerance", own, got)
		}
	}
}

// Play, behind a proxy of ours, may end the session in its own cookie while we move it.
func TestAMoveGivesWayToAnOldCookieThatTheHandlerSets(t *testing.T) {
	clock, events := newSetClock(noon), new(journal)
	scopes := start(t, quiet(replaced(satchel.SessionReader{Profile: satchel.Play}), clock, events))
	v := newCaller(t)
	v.logIn(start(t, quiet(satchel.Config{Profile: satchel.Play}, clock, events)))
	for _, change := range []bool{false, true} {
		events.events = nil
		x := begin(t, scopes, "PLAY_SESSION="+v.held["PLAY_SESSION"])
		if got := x.Session().Get("user"); got != "ada" {
			t.Fatalf("it reads %q", got)
		}
		if change {
			must(t, x.Session().Set("user", "grace"))
		}
		const ended = "PLAY_SESSION=; Max-Age=0; Path=/"
		header := http.Header{"Set-Cookie": {ended}}
		must(t, x.Commit(http.StatusOK, header))
		lines := header["Set-Cookie"]
		if moved := strings.Contains(strings.Join(lines, "\n"), sessionName+"="); moved != change {
			t.Errorf("changed %t: the session that Play has ended goes on: %q", change, lines)
		}
		if !change && !slices.Equal(lines, []string{ended}) || !events.has(satchel.ReasonHandmade) {
			t.Errorf("changed %t: the response says %q, told as %v", change, lines, events.events)
		}
	}
}

// What is decided early for both cookies survives what the handler does to the header.
func TestTheOldCookieIsDeletedAfterCommitNow(t *testing.T) {
	clock, events := newSetClock(noon), new(journal)
	scopes := start(t, quiet(replaced(satchel.SessionReader{Profile: satchel.Play}), clock, events))
	v := newCaller(t)
	v.logIn(start(t, quiet(satchel.Config{Profile: satchel.Play}, clock, events)))
	w := httptest.NewRecorder()
	scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		satchel.SessionFrom(r.Context()).Get("user")
		must(t, satchel.CommitNow(w, http.StatusOK))
		clear(w.Header())
		w.WriteHeader(http.StatusOK)
	})).ServeHTTP(w, page("PLAY_SESSION="+v.held["PLAY_SESSION"]))
	if lines := w.Result().Header["Set-Cookie"]; len(lines) != 2 ||
		!strings.HasPrefix(lines[0], sessionName+"=ey") || !strings.HasPrefix(lines[1], "PLAY_SESSION=; Max-Age=0") {
		t.Errorf("the response says %q", lines)
	}
}
