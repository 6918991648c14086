package satchel_test

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// visitor is a browser that keeps one session cookie, in front of a server whose clock
// is set by hand.
type visitor struct {
	*testing.T
	scopes *satchel.Scopes
	events *eventLog
	now    time.Time
	cookie string // name=value; empty for none
}

func newVisitor(t *testing.T, config satchel.Config) *visitor {
	t.Helper()
	v := &visitor{T: t, now: noon}
	config.Clock = func() time.Time { return v.now }
	v.scopes, v.events = newScopes(t, config)
	return v
}

// fields are those of a request's header.
var (
	navigation = http.Header{"Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}}
	background = http.Header{"Sec-Fetch-Mode": {"cors"}, "Sec-Fetch-Dest": {"empty"}}
	ahead      = http.Header{"Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}, "Sec-Purpose": {"prefetch"}}
)

// request sends the cookie, does the deed, and keeps what the response says. It returns
// the reason for which the cookie was written.
func (v *visitor) request(fields http.Header, status int, deed func(*satchel.Session)) (written string) {
	v.Helper()
	header := fields.Clone()
	if v.cookie != "" {
		header["Cookie"] = []string{v.cookie}
	}
	x, err := v.scopes.Begin(v.Context(), satchel.Request{Method: http.MethodGet, Host: "example.com", TLS: true, Header: header})
	must(v.T, err)
	deed(x.Session())
	response := http.Header{}
	must(v.T, x.Commit(status, response))
	x.Close()
	v.keep(response)
	for _, event := range v.events.take() {
		if words := strings.Fields(event); words[0] == "written" {
			written = words[2]
		}
	}
	return written
}

// keep does what a browser does with Set-Cookie.
func (v *visitor) keep(response http.Header) {
	for _, line := range response["Set-Cookie"] {
		name, value, _ := strings.Cut(strings.Split(line, ";")[0], "=")
		if held, _, _ := strings.Cut(v.cookie, "="); value == "" && held == name {
			v.cookie = ""
		} else if value != "" {
			v.cookie = name + "=" + value
		}
	}
}

func (v *visitor) logIn() {
	v.Helper()
	v.request(navigation, 200, func(s *satchel.Session) { must(v.T, errors.Join(s.Renew(), s.Set("user", "ada"))) })
}

// reads returns the user that a page shows, and why the cookie was written.
func (v *visitor) reads() (user, written string) {
	v.Helper()
	written = v.request(navigation, 200, func(s *satchel.Session) { user = s.Get("user") })
	return user, written
}

// wantOver demands that the session is over, for a reason, and that nobody sees one.
func (v *visitor) wantOver(reason string) {
	v.Helper()
	cookie := v.cookie
	var found []string
	v.request(navigation, 200, func(s *satchel.Session) { found = collect(s.All()) })
	if len(found) > 0 || v.cookie != cookie {
		v.Errorf("the session is not over: %q, cookie written: %t", found, v.cookie != cookie)
	}
	_, err := v.scopes.DecodeSession(cookie[strings.Index(cookie, "=")+1:])
	if got := string(satchel.ReasonOf(err)); got != reason {
		v.Errorf("it is over for the reason %q, want %q", got, reason)
	}
}

func (v *visitor) wantGone() {
	v.Helper()
	if user, written := v.reads(); user != "" || written != "" {
		v.Errorf("it reads %q, written %q", user, written)
	}
}

func (v *visitor) wantUser() {
	v.Helper()
	if user, _ := v.reads(); user != "ada" {
		v.Errorf("after %v the session is gone", v.now.Sub(noon))
	}
}

var everyProfile = []satchel.Profile{satchel.Native, satchel.Play, satchel.Play25}

func TestAnUnusedSessionEndsToTheSecond(t *testing.T) {
	for _, profile := range everyProfile {
		t.Run(profile.String(), func(t *testing.T) {
			v := newVisitor(t, satchel.Config{Profile: profile, Limits: satchel.Limits{Idle: 30 * time.Minute}})
			v.logIn()
			kept := v.cookie
			v.now = noon.Add(30*time.Minute - time.Nanosecond)
			v.wantUser()
			v.cookie = kept // a copy that nobody has refreshed
			v.now = noon.Add(30 * time.Minute)
			v.wantOver("idle")
		})
	}
}

func TestAUsedSessionLivesUntilItIsAsOldAsItMayBe(t *testing.T) {
	for _, profile := range everyProfile {
		t.Run(profile.String(), func(t *testing.T) {
			v := newVisitor(t, satchel.Config{Profile: profile, Limits: satchel.Limits{Idle: 30 * time.Minute, Absolute: 8 * time.Hour}})
			v.logIn()
			for range 23 {
				v.now = v.now.Add(20 * time.Minute)
				v.wantUser()
			}
			v.now = noon.Add(8*time.Hour - time.Nanosecond)
			v.wantUser()
			v.now = noon.Add(8 * time.Hour)
			v.wantOver("too-old")
		})
	}
}

func TestAnAnonymousSessionIsAsOldAsItsFirstPair(t *testing.T) {
	v := newVisitor(t, satchel.Config{Limits: satchel.Limits{Absolute: time.Hour}})
	set := func(key, value string) func(*satchel.Session) {
		return func(s *satchel.Session) { must(t, s.Set(key, value)) }
	}
	v.request(navigation, 200, set("user", "ada"))
	v.now = noon.Add(time.Hour - time.Second)
	v.request(navigation, 200, set("color", "red"))
	v.wantUser()
	v.now = noon.Add(time.Hour)
	v.wantOver("too-old")
	v.cookie = ""
	v.request(navigation, 200, set("user", "ada"))
	v.now = noon.Add(2*time.Hour - time.Second)
	v.request(navigation, 200, func(s *satchel.Session) { must(t, s.Renew("user")) })
	v.now = noon.Add(3*time.Hour - 2*time.Second)
	v.wantUser() // Renew begins anew
	v.now = noon.Add(3*time.Hour - time.Second)
	v.wantOver("too-old")
}

func TestAPageRefreshesASessionAfterAFractionOfItsIdleTime(t *testing.T) {
	config := satchel.Config{Limits: satchel.Limits{Idle: 30 * time.Minute}}
	for _, test := range []struct {
		name    string
		after   time.Duration
		written string
	}{
		{"at once", 0, ""},
		{"shortly before a tenth", 3*time.Minute - time.Second, ""},
		{"after a tenth and a quarter of that", 3*time.Minute + 45*time.Second, "refreshed"},
		{"shortly before the end", 30*time.Minute - time.Second, "refreshed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := newVisitor(t, config)
			v.logIn()
			v.now = noon.Add(test.after)
			if user, written := v.reads(); user != "ada" || written != test.written {
				t.Errorf("it reads %q and is written %q, want %q", user, written, test.written)
			}
		})
	}
}

func TestTheTabsOfABrowserDoNotAllRefresh(t *testing.T) {
	v := newVisitor(t, satchel.Config{Limits: satchel.Limits{Idle: 100 * time.Minute, RefreshAfter: 8 * time.Minute}})
	v.logIn()
	cookie := v.cookie
	refreshed := 0
	v.now = noon.Add(9 * time.Minute)
	for range 400 {
		v.cookie = cookie
		if _, written := v.reads(); written == "refreshed" {
			refreshed++
		}
	}
	if refreshed < 120 || refreshed > 280 { // half of them; 8 standard deviations
		t.Errorf("%d of 400 refresh in the middle of the interval", refreshed)
	}
}

func TestOnlyWhatAPersonDoesRefreshesASession(t *testing.T) {
	config := satchel.Config{Limits: satchel.Limits{Idle: 30 * time.Minute}}
	for _, test := range []struct {
		name    string
		fields  http.Header
		status  int
		written string
	}{
		{"a page", navigation, 200, "refreshed"},
		{"a page that is missing", navigation, 404, "refreshed"},
		{"a redirect", navigation, 303, "refreshed"},
		{"a client that does not say", http.Header{}, 200, "refreshed"},
		{"a fetch of a script", background, 200, ""},
		{"a page that is fetched ahead", ahead, 200, ""},
		{"a frame", http.Header{"Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"iframe"}}, 200, ""},
		{"a picture", http.Header{"Sec-Fetch-Mode": {"no-cors"}, "Sec-Fetch-Dest": {"image"}}, 200, ""},
		{"a page that has not changed", navigation, 304, ""},
		{"an upgrade", http.Header{}, 101, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := newVisitor(t, config)
			v.logIn()
			v.now = noon.Add(20 * time.Minute)
			if got := v.request(test.fields, test.status, func(s *satchel.Session) { s.Len() }); got != test.written {
				t.Errorf("it is written %q, want %q", got, test.written)
			}
		})
	}
	t.Run("a page that does not ask", func(t *testing.T) {
		v := newVisitor(t, config)
		v.logIn()
		v.now = noon.Add(20 * time.Minute)
		x, err := v.scopes.Begin(t.Context(), satchel.Request{Host: "example.com", Header: http.Header{"Cookie": {v.cookie}}})
		must(t, err)
		response := http.Header{}
		must(t, x.Commit(200, response))
		if len(response) > 0 {
			t.Errorf("it answers with %v", response)
		}
	})
}

func TestASlowPollDoesNotBringAnEndedSessionBack(t *testing.T) {
	v := newVisitor(t, satchel.Config{Limits: satchel.Limits{Idle: 30 * time.Minute}})
	v.logIn()
	v.now = noon.Add(20 * time.Minute)
	before := v.cookie
	v.request(navigation, 200, func(s *satchel.Session) { must(t, s.Clear()) })
	ended := v.cookie
	v.cookie = before // as the poll was sent before
	v.request(background, 200, func(s *satchel.Session) { s.Get("user") })
	if ended != "" || v.cookie != before {
		t.Error("the poll writes the session")
	}
}

// A session that came before the limits did, or that Play began, is as old as its
// cookie; the next page gives it a start that Play keeps.
func TestASessionWithoutAStartGetsOne(t *testing.T) {
	for _, profile := range everyProfile {
		t.Run(profile.String(), func(t *testing.T) {
			before := newVisitor(t, satchel.Config{Profile: profile})
			before.request(navigation, 200, func(s *satchel.Session) { must(t, s.Set("user", "ada")) })
			v := newVisitor(t, satchel.Config{Profile: profile, Limits: satchel.Limits{Absolute: 8 * time.Hour}})
			v.cookie = before.cookie
			v.now = noon.Add(time.Hour)
			if written := v.request(background, 200, func(s *satchel.Session) { s.Len() }); written != "" {
				t.Errorf("a background request writes it: %s", written)
			}
			if user, written := v.reads(); user != "ada" || written != "refreshed" {
				t.Errorf("it reads %q, written %q", user, written)
			}
			want := noon.Add(8 * time.Hour)
			if profile == satchel.Play25 { // which has no dates
				want = want.Add(time.Hour)
			}
			v.now = want.Add(-time.Second)
			v.wantUser()
			v.now = want
			v.wantOver("too-old")
		})
	}
}

func TestWhatPlayWritesAnewKeepsItsStart(t *testing.T) {
	v := newVisitor(t, satchel.Config{Profile: satchel.Play, Limits: satchel.Limits{Idle: time.Hour, Absolute: 2 * time.Hour}})
	v.logIn()
	for v.now.Before(noon.Add(2*time.Hour - 30*time.Minute)) {
		v.now = v.now.Add(30 * time.Minute)
		v.cookie = "PLAY_SESSION=" + asPlayWrites(t, v.scopes, v.cookie, v.now)
	}
	v.wantUser()
	v.now = noon.Add(2 * time.Hour)
	v.wantOver("too-old")
}

// asPlayWrites returns the pairs of a session as Play writes them: with all keys, its
// own dates, and no other claim.
func asPlayWrites(t *testing.T, scopes *satchel.Scopes, cookie string, now time.Time) string {
	t.Helper()
	read, err := scopes.DecodeSession(strings.TrimPrefix(cookie, "PLAY_SESSION="))
	must(t, err)
	play, _ := newScopes(t, satchel.Config{Profile: satchel.Play, Clock: func() time.Time { return now }})
	text, err := play.EncodeSession(read.Pairs...)
	must(t, err)
	return text
}

func TestPlayIsToldTheLimitsByTheExpiryOfTheToken(t *testing.T) {
	v := newVisitor(t, satchel.Config{Profile: satchel.Play, Limits: satchel.Limits{Idle: time.Hour, Absolute: 90 * time.Minute}})
	expiry := func() time.Time {
		read, err := v.scopes.DecodeSession(strings.TrimPrefix(v.cookie, "PLAY_SESSION="))
		must(t, err)
		return read.ExpiresAt
	}
	v.logIn()
	if got := expiry(); !got.Equal(noon.Add(time.Hour)) {
		t.Errorf("it expires at %v", got)
	}
	v.now = noon.Add(50 * time.Minute)
	v.reads()
	if got := expiry(); !got.Equal(noon.Add(90 * time.Minute)) {
		t.Errorf("refreshed, it expires at %v, not with the session", got)
	}
}

func TestTheSizeOfASessionHasRoomForItsDates(t *testing.T) {
	for _, profile := range everyProfile {
		t.Run(profile.String(), func(t *testing.T) {
			config := satchel.Config{Profile: profile, Limits: satchel.Limits{Idle: time.Hour, Absolute: day}}
			v := newVisitor(t, config)
			size := 0
			v.request(navigation, 200, func(s *satchel.Session) {
				filler := strings.Repeat("x", satchel.MaxCookieSize)
				for s.Set("filler", filler) != nil {
					filler = filler[1:]
				}
				size = s.Size()
			})
			if written := len(v.cookie) - len("="); written != size || size > satchel.MaxCookieSize || size < satchel.MaxCookieSize-2 {
				t.Errorf("the cookie has %d bytes, of which the session said %d", written, size)
			}
			v.now = noon.Add(30 * time.Minute)
			if _, written := v.reads(); written != "refreshed" {
				t.Errorf("it is written %q", written)
			}
		})
	}
}

const day = 24 * time.Hour

func TestAWriterThatFailsLeavesNoDates(t *testing.T) {
	v := newVisitor(t, satchel.Config{Limits: satchel.Limits{Absolute: time.Hour}})
	v.request(navigation, 200, func(s *satchel.Session) {
		if err := s.Set("k", strings.Repeat("x", 5000)); !errors.Is(err, satchel.ErrTooLarge) {
			t.Errorf("Set gives %v", err)
		}
		if s.Size() != 0 {
			t.Errorf("an empty session has %d bytes", s.Size())
		}
	})
	if v.cookie != "" {
		t.Errorf("the client holds %q", v.cookie)
	}
	v.request(navigation, 200, func(s *satchel.Session) { must(t, errors.Join(s.Set("k", "v"), s.Delete("k"))) })
	if v.cookie != "" {
		t.Errorf("a session that came and went leaves %q", v.cookie)
	}
}

func TestForgedDatesAreNoDates(t *testing.T) {
	for _, value := range []string{"", "x", "-5", "1e9", "99999999999999999999", "0", " 1", "253402300800"} {
		for _, key := range []string{"satchel.started", "satchel.renewed", "satchel.active"} {
			v := newVisitor(t, satchel.Config{Limits: satchel.Limits{Idle: time.Hour, Absolute: time.Hour}})
			text, err := v.scopes.EncodeSession(satchel.Pair{Key: "user", Value: "ada"}, satchel.Pair{Key: key, Value: value})
			must(t, err)
			if _, err := v.scopes.DecodeSession(text); !errors.Is(err, satchel.ErrMalformed) {
				t.Errorf("%s = %q gives %v", key, value, err)
			}
		}
	}
}

// Somebody who had a key for a while may have written dates of next year.
func TestDatesInTheFutureLastNoLonger(t *testing.T) {
	const skew = 5 * time.Minute
	for _, key := range []string{"satchel.started", "satchel.renewed"} {
		for _, test := range []struct {
			ahead time.Duration
			want  error
		}{{skew, nil}, {skew + time.Second, satchel.ErrPremature}} {
			v := newVisitor(t, satchel.Config{Limits: satchel.Limits{Absolute: time.Hour}})
			date := strconv.FormatInt(noon.Add(test.ahead).Unix(), 10)
			text, err := v.scopes.EncodeSession(satchel.Pair{Key: "user", Value: "ada"}, satchel.Pair{Key: key, Value: date})
			must(t, err)
			if _, err := v.scopes.DecodeSession(text); !errors.Is(err, test.want) {
				t.Errorf("%s, %v ahead, gives %v", key, test.ahead, err)
			}
			v = newVisitor(t, satchel.Config{}) // without limits
			v.cookie = sessionName + "=" + text
			v.request(navigation, 200, func(s *satchel.Session) { err = s.RequireRecent(time.Hour) })
			if recent := err == nil; recent != (key == "satchel.renewed" && test.want == nil) {
				t.Errorf("%s, %v ahead: RequireRecent gives %v", key, test.ahead, err)
			}
		}
	}
}

func TestRequireRecent(t *testing.T) {
	for _, profile := range everyProfile {
		t.Run(profile.String(), func(t *testing.T) {
			v := newVisitor(t, satchel.Config{Profile: profile})
			recent := func() (err error) {
				v.request(navigation, 200, func(s *satchel.Session) { err = s.RequireRecent(5 * time.Minute) })
				return err
			}
			if err := recent(); !errors.Is(err, satchel.ErrNotRecent) {
				t.Errorf("without a session: %v", err)
			}
			v.request(navigation, 200, func(s *satchel.Session) { must(t, s.Set("user", "ada")) })
			if err := recent(); !errors.Is(err, satchel.ErrNotRecent) {
				t.Errorf("without a login: %v", err)
			}
			v.request(navigation, 200, func(s *satchel.Session) {
				must(t, s.Renew("user"))
				must(t, s.RequireRecent(time.Second)) // at once
			})
			v.now = noon.Add(5*time.Minute - time.Nanosecond)
			if err := recent(); err != nil {
				t.Errorf("within the time: %v", err)
			}
			v.now = noon.Add(5 * time.Minute)
			if err := recent(); !errors.Is(err, satchel.ErrNotRecent) {
				t.Errorf("after the time: %v", err)
			}
		})
	}
}

func TestLimitsAreChecked(t *testing.T) {
	for _, test := range []struct {
		name   string
		limits satchel.Limits
		field  string
	}{
		{"a fraction of a second", satchel.Limits{Idle: 1500 * time.Millisecond}, "Limits.Idle"},
		{"a second, which has a part of one only", satchel.Limits{Idle: time.Second}, "Limits.Idle"},
		{"a negative limit", satchel.Limits{Absolute: -time.Hour}, "Limits.Absolute"},
		{"None, which zero is already", satchel.Limits{Absolute: satchel.None}, "Limits.Absolute"},
		{"a refresh without an idle time", satchel.Limits{RefreshAfter: time.Minute, Absolute: time.Hour}, "Limits.RefreshAfter"},
		{"a refresh close to the end", satchel.Limits{RefreshAfter: 31 * time.Minute, Idle: time.Hour}, "Limits.RefreshAfter"},
		{"a negative refresh", satchel.Limits{RefreshAfter: -1, Idle: time.Hour}, "Limits.RefreshAfter"},
		{"an idle time that is never reached", satchel.Limits{Idle: 2 * time.Hour, Absolute: time.Hour}, "Limits.Idle"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{firstSecret}, Limits: test.limits})
			fault, ok := errors.AsType[*satchel.ConfigError](err)
			if !ok || fault.Field != test.field {
				t.Errorf("New gives %v, want a fault of %s", err, test.field)
			}
		})
	}
	for _, preset := range []satchel.Limits{
		satchel.NISTAAL1(), satchel.NISTAAL2(), satchel.NISTAAL3(), satchel.OWASPHighValue(), satchel.OWASPLowRisk(),
	} {
		newVisitor(t, satchel.Config{Limits: preset}).logIn()
	}
}

func TestWithoutLimitsNothingIsAdded(t *testing.T) {
	v := newVisitor(t, satchel.Config{})
	v.request(navigation, 200, func(s *satchel.Session) { must(t, s.Set("user", "ada")) })
	read, err := v.scopes.DecodeSession(strings.TrimPrefix(v.cookie, sessionName+"="))
	must(t, err)
	if want := []satchel.Pair{{Key: "user", Value: "ada"}}; !slices.Equal(read.Pairs, want) {
		t.Errorf("the session has %v", read.Pairs)
	}
	v.now = noon.AddDate(50, 0, 0)
	v.wantUser()
}
