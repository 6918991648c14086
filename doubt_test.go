package satchel_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// doubts are the ways in which nobody can say whether a session is still good.
var doubts = []struct {
	name       string
	revocation func(down *error, list *sharedList) satchel.Revocation
}{
	{"the list", func(_ *error, list *sharedList) satchel.Revocation { return satchel.Revocation{DenyList: list} }},
	{"the dates of users", func(down *error, list *sharedList) satchel.Revocation {
		return satchel.Revocation{
			DenyList: list, UserKey: "user", CacheFor: satchel.None,
			NotBefore: func(context.Context, string) (time.Time, error) { return time.Time{}, *down },
		}
	}},
	{"the dates of users, with a panic", func(down *error, list *sharedList) satchel.Revocation {
		return satchel.Revocation{
			DenyList: list, UserKey: "user", CacheFor: satchel.None,
			NotBefore: func(context.Context, string) (time.Time, error) {
				if *down != nil {
					panic(*down)
				}
				return time.Time{}, nil
			},
		}
	}},
}

// eachDoubt runs a test with a user whose session can be checked or not.
func eachDoubt(t *testing.T, test func(t *testing.T, v *visitor, fail func(bool))) {
	t.Helper()
	for _, doubt := range doubts {
		t.Run("without "+doubt.name, func(t *testing.T) {
			var down error
			list := newSharedList()
			v := newVisitor(t, satchel.Config{Revocation: doubt.revocation(&down, list)})
			v.logIn()
			test(t, v, func(fails bool) {
				if down = nil; fails {
					down = errors.New("connection refused\nlevel=INFO msg=fine")
				}
				if doubt.name == "the list" {
					list.down = down
				}
			})
		})
	}
}

func TestASessionInDoubtIsNotReplaced(t *testing.T) {
	eachDoubt(t, func(t *testing.T, v *visitor, fail func(bool)) {
		fail(true)
		cookie := v.cookie
		v.request(navigation, 200, func(s *satchel.Session) {
			_, noID := s.ID()
			for name, err := range map[string]error{
				"Set": s.Set("csrf", "x"), "Delete": s.Delete("user"), "Delete of nothing": s.Delete("none"), "ID": noID,
			} {
				if !errors.Is(err, satchel.ErrUnchecked) {
					t.Errorf("%s gives %v", name, err)
				}
			}
			if s.Len() != 0 || s.Get("user") != "" {
				t.Error("something of it is seen")
			}
			fail(false) // too late for this request
			if err := s.Set("csrf", "x"); !errors.Is(err, satchel.ErrUnchecked) {
				t.Errorf("later Set gives %v", err)
			}
		})
		if v.cookie != cookie {
			t.Errorf("the client holds %q", v.cookie)
		}
		v.wantUser()
	})
}

func TestASessionInDoubtCanBeEnded(t *testing.T) {
	bob := func(s *satchel.Session) error { return s.Set("user", "bob") }
	for _, test := range []struct {
		name string
		deed func(*satchel.Session) error
		want string // who the user is then
	}{
		{"by Clear", (*satchel.Session).Clear, ""},
		{"by Clear, for another one", func(s *satchel.Session) error { return errors.Join(s.Clear(), bob(s)) }, "bob"},
		{"by Renew", func(s *satchel.Session) error { return errors.Join(s.Renew("user"), bob(s)) }, "bob"},
		{"by Logout", func(s *satchel.Session) error { _, _ = s.Logout(); return nil }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			eachDoubt(t, func(t *testing.T, v *visitor, fail func(bool)) {
				fail(true)
				v.request(navigation, 200, func(s *satchel.Session) { must(t, test.deed(s)) })
				fail(false)
				if user, _ := v.reads(); user != test.want {
					t.Errorf("then it reads %q, want %q", user, test.want)
				}
			})
		})
	}
}

// The list is there, and only the database of users is not.
func TestACopyOfASessionThatWasEndedInDoubtIsDead(t *testing.T) {
	for name, deed := range map[string]func(*satchel.Session) error{
		"by Logout": func(s *satchel.Session) error {
			got, err := s.Logout()
			if got != satchel.Revoked {
				return errors.Join(err, errors.New(got.String()))
			}
			return err
		},
		"by Renew": func(s *satchel.Session) error { return errors.Join(s.Renew(), s.Set("user", "bob")) },
	} {
		t.Run(name, func(t *testing.T) {
			var down error
			v := newVisitor(t, satchel.Config{Revocation: doubts[1].revocation(&down, newSharedList())})
			v.logIn()
			copied := v.cookie
			down = errors.New("connection refused")
			v.request(navigation, 200, func(s *satchel.Session) { must(t, deed(s)) })
			down = nil
			v.wantDead(copied)
		})
	}
}

func TestWhatIsToldOfADoubtIsOneLine(t *testing.T) {
	for _, doubt := range doubts {
		t.Run("without "+doubt.name, func(t *testing.T) {
			var events journal
			list := newSharedList()
			down := error(nil)
			v := newVisitor(t, satchel.Config{OnEvent: events.note, Revocation: doubt.revocation(&down, list)})
			v.logIn()
			down = errors.New("connection refused\nlevel=INFO msg=fine")
			list.down = down
			v.wantGone()
			told := events.of(satchel.Rejected)
			if len(told) != 1 || told[0].Reason != satchel.ReasonUnchecked || !strings.HasSuffix(told[0].Detail, "connection refused") {
				t.Errorf("told %+v", told)
			}
		})
	}
}

// What was void stays void where the source fails, also where sessions are let in.
func TestADateOfBeforeHoldsWhileTheSourceFails(t *testing.T) {
	for _, open := range []bool{false, true} {
		var date time.Time
		var down error
		v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{
			UserKey: "user", InsecureFailOpen: open,
			NotBefore: func(context.Context, string) (time.Time, error) { return date, down },
		}})
		v.logIn()
		v.now, date = noon.Add(time.Minute), noon.Add(time.Second)
		v.wantGone()
		v.now, down = noon.Add(time.Minute+20*time.Second), errors.New("connection refused")
		v.wantGone()
		if _, err := v.scopes.CheckSession(t.Context(), v.cookie[len(sessionName)+1:]); !errors.Is(err, satchel.ErrRevoked) {
			t.Errorf("failing open = %t: CheckSession gives %v", open, err)
		}
	}
}

// A session that says nothing of its start is as old as its token.
func TestASocketKnowsTheAgeOfASessionWithoutAStart(t *testing.T) {
	for name, dates := range map[string]string{
		"by when it was written":     `,"iat":1772366400`,
		"by from when on it is good": `,"nbf":1772366400`,
	} {
		t.Run(name, func(t *testing.T) {
			var date time.Time
			v := newVisitor(t, satchel.Config{Profile: satchel.Play, Revocation: satchel.Revocation{
				UserKey: "user", CacheFor: satchel.None,
				NotBefore: func(context.Context, string) (time.Time, error) { return date, nil },
			}})
			text := jwt("HS256", []byte(firstSecret), `{"data":{"user":"ada"}`+dates+`}`)
			for _, test := range []struct {
				date time.Time
				want error
			}{{time.Time{}, nil}, {noon.Add(-time.Hour), nil}, {noon, nil}, {noon.Add(time.Second), satchel.ErrRevoked}} {
				date = test.date
				if _, err := v.scopes.CheckSession(t.Context(), text); !errors.Is(err, test.want) {
					t.Errorf("sessions are void before %v: CheckSession gives %v, want %v", date, err, test.want)
				}
			}
		})
	}
}

func TestFailingOpenIsToldAtTheStart(t *testing.T) {
	var events journal
	start(t, satchel.Config{
		Secrets: []satchel.Secret{firstSecret}, OnEvent: events.note,
		Revocation: satchel.Revocation{DenyList: newSharedList(), InsecureFailOpen: true},
	})
	told := events.of(satchel.Insecure)
	if len(told) != 1 || told[0].Reason != satchel.ReasonSetting || !slices.Equal(told[0].Keys, []string{"Revocation.InsecureFailOpen"}) {
		t.Errorf("told %+v", told)
	}
}
