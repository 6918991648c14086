package satchel_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// fullSession is a cookie to whose pairs so many bytes can still be added, from before
// there were limits.
func fullSession(t *testing.T, profile satchel.Profile, left int) (cookie string) {
	t.Helper()
	v := newVisitor(t, satchel.Config{Profile: profile})
	v.request(navigation, 200, func(s *satchel.Session) {
		must(t, s.Set("user", "ada"))
		filler := strings.Repeat("x", satchel.MaxCookieSize)
		for s.Set("filler", filler) != nil || s.Size() > satchel.MaxCookieSize-left {
			filler = filler[1:]
		}
	})
	return v.cookie
}

func TestWhatIsSetAfterClearIsASessionOfItsOwn(t *testing.T) {
	set := func(key, value string) func(*satchel.Session) {
		return func(s *satchel.Session) { must(t, s.Set(key, value)) }
	}
	login := func(s *satchel.Session) { must(t, errors.Join(s.Clear(), s.Set("user", "ada"))) }
	for _, profile := range everyProfile {
		t.Run(profile.String(), func(t *testing.T) {
			var date time.Time
			v := newVisitor(t, satchel.Config{Profile: profile, Limits: satchel.Limits{Absolute: time.Hour}, Revocation: satchel.Revocation{
				UserKey: "user", CacheFor: satchel.None,
				NotBefore: func(context.Context, string) (time.Time, error) { return date, nil },
			}})
			before := newVisitor(t, satchel.Config{Profile: profile})
			for name, cookie := range map[string]string{
				"one of now":                   func() string { v.request(navigation, 200, set("color", "red")); return v.cookie }(),
				"one from before there was it": func() string { before.request(navigation, 200, set("color", "red")); return before.cookie }(),
			} {
				v.now, v.cookie, date = noon.Add(50*time.Minute), cookie, noon.Add(40*time.Minute)
				v.request(navigation, 200, login)
				v.now = noon.Add(110*time.Minute - time.Second)
				if user, _ := v.reads(); user != "ada" {
					t.Errorf("after %s, the session of after Clear reads %q", name, user)
				}
				v.now = noon.Add(110 * time.Minute)
				v.wantOver("too-old")
			}
		})
	}
}

func TestASessionWithoutRoomForItsDatesGetsTooOldAllTheSame(t *testing.T) {
	for _, profile := range []satchel.Profile{satchel.Native, satchel.Play} { // whose tokens have a date
		t.Run(profile.String(), func(t *testing.T) {
			v := newVisitor(t, satchel.Config{Profile: profile, Limits: satchel.Limits{Absolute: 8 * time.Hour}, Revocation: satchel.Revocation{DenyList: newSharedList()}})
			v.cookie = fullSession(t, profile, 0)
			for v.now = noon; v.now.Before(noon.Add(8 * time.Hour)); v.now = v.now.Add(30 * time.Minute) {
				if user, written := v.reads(); user != "ada" || written != "" {
					t.Fatalf("after %v it reads %q, written %q", v.now.Sub(noon), user, written)
				}
			}
			v.wantOver("too-old")
		})
	}
}

func TestThatASessionHasNoRoomForItsDatesIsAnEvent(t *testing.T) {
	var events journal
	v := newVisitor(t, satchel.Config{OnEvent: events.note, Limits: satchel.Limits{Absolute: 8 * time.Hour}})
	v.cookie = fullSession(t, satchel.Native, 0)
	v.wantUser()
	if told := events.of(satchel.Overflow); len(told) != 1 || told[0].Cookie != sessionName || told[0].Size <= satchel.MaxCookieSize {
		t.Errorf("told %+v", told)
	}
}

func TestAFullSessionMayGetSmaller(t *testing.T) {
	for name, deed := range map[string]func(*satchel.Session) error{
		"much, with room for its dates":         func(s *satchel.Session) error { return s.Set("filler", "little") },
		"by a letter, without room for them":    func(s *satchel.Session) error { return s.Set("filler", s.Get("filler")[1:]) },
		"by a pair, also without room for them": func(s *satchel.Session) error { return s.Delete("user") },
	} {
		t.Run(name, func(t *testing.T) {
			v := newVisitor(t, satchel.Config{Limits: satchel.Limits{Absolute: 8 * time.Hour}})
			v.cookie = fullSession(t, satchel.Native, 0)
			if written := v.request(navigation, 200, func(s *satchel.Session) { must(t, deed(s)) }); written != "changed" {
				t.Errorf("it is written %q", written)
			}
		})
	}
}

// There is room for the pair, and none for the dates that go with it.
func TestAPairWithoutRoomForTheDatesLeavesTheSessionAsItWas(t *testing.T) {
	for _, profile := range everyProfile {
		for name, pair := range map[string]satchel.Pair{"a new pair": {Key: "a", Value: "b"}, "a longer value": {Key: "user", Value: "augusta"}} {
			t.Run(profile.String()+", "+name, func(t *testing.T) {
				v := newVisitor(t, satchel.Config{Profile: profile, Limits: satchel.Limits{Absolute: 8 * time.Hour}})
				v.cookie = fullSession(t, profile, 20)
				before := v.cookie
				written := v.request(background, 200, func(s *satchel.Session) {
					size, pairs := s.Size(), collect(s.All())
					v.events.take()
					tooLarge, ok := errors.AsType[*satchel.SizeError](s.Set(pair.Key, pair.Value))
					if !ok || tooLarge.Size <= satchel.MaxCookieSize {
						t.Fatalf("Set gives %v", tooLarge)
					}
					v.events.want(t, "overflow "+v.scopes.SessionCookieName()+" "+pair.Key)
					if got := collect(s.All()); s.Size() != size || strings.Join(got, "&") != strings.Join(pairs, "&") {
						t.Errorf("the session has %d bytes and the pairs %.40q", s.Size(), got)
					}
				})
				if written != "" || v.cookie != before {
					t.Errorf("it is written %q", written)
				}
			})
		}
	}
}

func TestAPairThatIsSetBackIsNoChange(t *testing.T) {
	for _, limits := range []satchel.Limits{{}, {Absolute: 8 * time.Hour}, {Idle: time.Hour}} {
		for _, list := range []satchel.DenyList{nil, newSharedList()} {
			for _, profile := range everyProfile {
				before := newVisitor(t, satchel.Config{Profile: profile})
				before.request(navigation, 200, func(s *satchel.Session) { must(t, s.Set("user", "ada")) })
				v := newVisitor(t, satchel.Config{Profile: profile, Limits: limits, Revocation: satchel.Revocation{DenyList: list}})
				v.cookie = before.cookie
				setBack := func(s *satchel.Session) { must(t, errors.Join(s.Set("user", "bob"), s.Set("user", "ada"))) }
				if written := v.request(background, 200, setBack); written != "" {
					t.Errorf("%v, %+v, list %t: it is written %q", profile, limits, list != nil, written)
				}
				if written := v.request(background, 200, func(s *satchel.Session) { must(t, s.Set("user", "bob")) }); written != "changed" {
					t.Errorf("%v, %+v, list %t: a change is written %q", profile, limits, list != nil, written)
				}
			}
		}
	}
}

// An id that somebody asked for is a change, one that each session gets is none.
func TestAnIDThatSomebodyAskedForIsWritten(t *testing.T) {
	before := newVisitor(t, satchel.Config{})
	before.request(navigation, 200, func(s *satchel.Session) { must(t, s.Set("user", "ada")) })
	v := newVisitor(t, satchel.Config{Limits: satchel.Limits{Absolute: 8 * time.Hour}})
	v.cookie = before.cookie
	id := ""
	v.request(background, 200, func(s *satchel.Session) { id, _ = s.ID() })
	v.request(background, 200, func(s *satchel.Session) {
		if got, found := s.LookupID(); !found || got != id {
			t.Errorf("the next request has the id %q, want %q", got, id)
		}
	})
}

// Play 2.5 has no date but the pair, which somebody who had a key for a while may have
// written of next year.
func TestALastUseInTheFutureIsNone(t *testing.T) {
	const skew = 5 * time.Minute
	for _, test := range []struct {
		ahead time.Duration
		want  error
	}{{skew, nil}, {skew + time.Second, satchel.ErrPremature}, {365 * day, satchel.ErrPremature}} {
		v := newVisitor(t, satchel.Config{Profile: satchel.Play25, Limits: satchel.Limits{Idle: time.Hour, Absolute: 8 * time.Hour}})
		date := strconv.FormatInt(noon.Add(test.ahead).Unix(), 10)
		started := satchel.Pair{Key: "satchel.started", Value: strconv.FormatInt(noon.Unix(), 10)}
		text, err := v.scopes.EncodeSession(satchel.Pair{Key: "user", Value: "ada"}, started, satchel.Pair{Key: "satchel.active", Value: date})
		must(t, err)
		if _, err := v.scopes.DecodeSession(text); !errors.Is(err, test.want) {
			t.Errorf("%v ahead gives %v", test.ahead, err)
		}
		v.cookie = "PLAY_SESSION=" + text
		x := v.begin(t.Context())
		if user := x.Session().Get("user"); (user == "ada") != (test.want == nil) {
			t.Errorf("%v ahead reads %q", test.ahead, user)
		}
		must(t, x.Commit(200, http.Header{}))
	}
}

func TestAFullSessionThatIsChangedGetsNoYounger(t *testing.T) {
	v := newVisitor(t, satchel.Config{Limits: satchel.Limits{Absolute: 8 * time.Hour}})
	v.cookie = fullSession(t, satchel.Native, 0)
	for v.now = noon; v.now.Before(noon.Add(8 * time.Hour)); v.now = v.now.Add(30 * time.Minute) {
		v.request(navigation, 200, func(s *satchel.Session) { must(t, s.Set("filler", "y"+s.Get("filler")[2:])) })
	}
	v.wantOver("too-old")
}

// A Play application that takes out all that it knows leaves our dates.
func TestASessionOfNothingButDatesEndsWhereItIsRead(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{Profile: satchel.Play, Clock: clock})
	x := begin(t, scopes, "PLAY_SESSION="+forge(hs256, `{"data":{"satchel.started":"1699999999"}}`))
	if got := x.Session().Len(); got != 0 {
		t.Errorf("it has %d pairs", got)
	}
	if got := written(commit(t, x)); got != "PLAY_SESSION=deleted" {
		t.Errorf("the cookies are %q", got)
	}
}
