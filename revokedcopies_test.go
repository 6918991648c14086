package satchel_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// endingList keeps to the ends that it is given, as a database does that drops what is
// over, and to its contexts.
type endingList struct {
	*sharedList
	now func() time.Time
}

func (l *endingList) Deny(ctx context.Context, keys []string, until time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return l.sharedList.Deny(ctx, keys, until)
}

func (l *endingList) Denied(ctx context.Context, keys []string) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, key := range keys {
		if end, found := l.ends[key]; found && (end.IsZero() || l.now().Before(end)) {
			return true, nil
		}
	}
	return false, nil
}

// wantDead demands that a copy of a cookie opens nothing.
func (v *visitor) wantDead(copied string) {
	v.Helper()
	held := v.cookie
	v.cookie = copied
	v.wantGone()
	v.cookie = held
}

// begin starts a request with the visitor's cookie.
func (v *visitor) begin(ctx context.Context) *satchel.Exchange {
	v.Helper()
	x, err := v.scopes.Begin(ctx, satchel.Request{Host: "example.com", TLS: true, Header: http.Header{"Cookie": {v.cookie}}})
	must(v.T, err)
	return x
}

// What ends a session here may be configured otherwise than what wrote the copy.
func TestACopyStaysDeadForGood(t *testing.T) {
	played := func(v *visitor, cookie string) string {
		return "PLAY_SESSION=" + asPlayWrites(v.T, v.scopes, cookie, v.now)
	}
	for _, test := range []struct {
		name        string
		wrote, ends satchel.Config
		anew        func(v *visitor, cookie string) string
	}{
		{"of a cookie that lives longer than those of now", satchel.Config{Session: satchel.CookieConfig{MaxAge: 30 * day}},
			satchel.Config{Session: satchel.CookieConfig{MaxAge: time.Hour}}, nil},
		{"of a token that lives longer", satchel.Config{Session: satchel.CookieConfig{MaxAge: 30 * day}},
			satchel.Config{Session: satchel.CookieConfig{MaxAge: 30 * day, JWT: satchel.JWTConfig{ExpiresAfter: time.Minute}}}, nil},
		{"that Play has written without an expiry", satchel.Config{Profile: satchel.Play},
			satchel.Config{Profile: satchel.Play, Session: satchel.CookieConfig{MaxAge: time.Hour}}, played},
		{"that has no date, with an idle time", satchel.Config{Profile: satchel.Play25},
			satchel.Config{Limits: satchel.Limits{Idle: 30 * time.Minute}, Readers: []satchel.SessionReader{{Profile: satchel.Play25, Until: noon.Add(90 * day)}}}, nil},
		{"that has no date, in its own profile", satchel.Config{Profile: satchel.Play25},
			satchel.Config{Profile: satchel.Play25, Limits: satchel.Limits{Idle: 30 * time.Minute}}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			list := &endingList{sharedList: newSharedList()}
			test.wrote.Revocation.DenyList, test.ends.Revocation.DenyList = list, list
			before, v := newVisitor(t, test.wrote), newVisitor(t, test.ends)
			list.now = func() time.Time { return v.now }
			before.logIn()
			v.cookie = before.cookie
			if test.anew != nil {
				v.cookie = test.anew(v, v.cookie)
			}
			copied := v.cookie
			if got, err := v.logOut(); got != satchel.Revoked || err != nil {
				t.Errorf("Logout gives %v, %v", got, err)
			}
			for _, after := range []time.Duration{0, 61 * time.Minute, 3 * time.Hour, 29 * day} {
				v.now = noon.Add(after)
				v.wantDead(copied)
			}
		})
	}
}

// Whatever a configuration was changed from, a session that ended before stays ended.
func TestALogoutHoldsAcrossAChange(t *testing.T) {
	for _, move := range moves {
		t.Run(move.name, func(t *testing.T) {
			list := newSharedList()
			move.from.Revocation.DenyList, move.to.Revocation.DenyList = list, list
			before, v := newVisitor(t, move.from), newVisitor(t, move.to)
			before.logIn()
			living := before.cookie
			before.cookie = ""
			before.logIn()
			copied := before.cookie
			_, err := before.logOut()
			must(t, err)
			v.wantDead(copied)
			v.cookie = living // nor did all of them end
			v.wantUser()
			moved := v.cookie
			_, err = v.logOut()
			must(t, err)
			v.wantDead(living)
			v.wantDead(moved)
		})
	}
}

// Play begins sessions, and has no ids.
func TestACopyThatNeverHadAnIDDiesWithItsSession(t *testing.T) {
	for _, profile := range everyProfile {
		t.Run(profile.String(), func(t *testing.T) {
			v := newVisitor(t, satchel.Config{Profile: profile, Revocation: satchel.Revocation{DenyList: newSharedList()}})
			text, err := v.scopes.EncodeSession(satchel.Pair{Key: "user", Value: "ada"})
			must(t, err)
			first := v.scopes.SessionCookieName() + "=" + text
			for _, pages := range []int{0, 1, 2} {
				v.cookie = first
				if pages == 0 { // two requests at once give it ids of one name; see the test below
					x, y := v.begin(t.Context()), v.begin(t.Context())
					a, _ := x.Session().ID()
					b, _ := y.Session().ID()
					if a == b || a[:27] != b[:27] || len(a) != 53 || strings.Contains(first, a[:26]) {
						t.Errorf("the ids are %q and %q", a, b)
					}
				}
				for range pages {
					v.wantUser()
				}
			}
			written := v.cookie
			if got, err := v.logOut(); got != satchel.Revoked || err != nil {
				t.Errorf("Logout gives %v, %v", got, err)
			}
			v.wantDead(first)
			v.wantDead(written)
		})
	}
}

// Two visitors who do the same in the same second have one text, and may meet a deny list
// for the first time afterwards.
func TestTwoSessionsOfOneTextHaveTwoIDs(t *testing.T) {
	for _, profile := range everyProfile {
		t.Run(profile.String(), func(t *testing.T) {
			before := newVisitor(t, satchel.Config{Profile: profile})
			text, err := before.scopes.EncodeSession(satchel.Pair{Key: "lang", Value: "en"})
			must(t, err)
			seen := map[string]bool{}
			for _, change := range []func(s *satchel.Session) error{
				func(s *satchel.Session) error { _, err := s.ID(); return err },
				func(s *satchel.Session) error { return s.Set("user", "ada") },
				func(s *satchel.Session) error { return s.Set("user", "eve") },
			} {
				v := newVisitor(t, satchel.Config{Profile: profile, Revocation: satchel.Revocation{DenyList: newSharedList()}})
				v.cookie = before.scopes.SessionCookieName() + "=" + text
				v.request(navigation, 200, func(s *satchel.Session) { must(t, change(s)) })
				v.request(navigation, 200, func(s *satchel.Session) {
					id, _ := s.LookupID()
					seen[id] = true
				})
			}
			if len(seen) != 3 || seen[""] {
				t.Errorf("three browsers have %d ids", len(seen))
			}
		})
	}
}

func TestTheSessionThatTheRequestCameWithIsDenied(t *testing.T) {
	down := errors.New("connection refused")
	for _, test := range []struct {
		name string
		deed func(s *satchel.Session, list *sharedList) error
	}{
		{"by a Logout that is tried again", func(s *satchel.Session, list *sharedList) error {
			s.Len()
			list.down = down
			got, err := s.Logout()
			if list.down = nil; got != satchel.CookieDeleted || !errors.Is(err, down) {
				return errors.New("Logout has not failed with the list")
			}
			_, err = s.Logout()
			return err
		}},
		{"by Logout after Clear", func(s *satchel.Session, _ *sharedList) error {
			err := s.Clear()
			_, failed := s.Logout()
			return errors.Join(err, failed)
		}},
		{"by Logout after Clear and a new pair", func(s *satchel.Session, _ *sharedList) error {
			err := errors.Join(s.Clear(), s.Set("user", "bob"))
			_, failed := s.Logout()
			return errors.Join(err, failed)
		}},
		{"by Logout after Renew", func(s *satchel.Session, _ *sharedList) error {
			err := s.Renew("user")
			_, failed := s.Logout()
			return errors.Join(err, failed)
		}},
		{"by Clear, Renew and a new pair", func(s *satchel.Session, _ *sharedList) error {
			return errors.Join(s.Clear(), s.Renew(), s.Set("user", "bob"))
		}},
		{"by Renew and Clear", func(s *satchel.Session, _ *sharedList) error { return errors.Join(s.Renew("user"), s.Clear()) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			list := newSharedList()
			v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
			v.logIn()
			copied := v.cookie
			v.request(navigation, 200, func(s *satchel.Session) { must(t, test.deed(s, list)) })
			v.wantDead(copied)
			if user, _ := v.reads(); user == "ada" {
				t.Error("the client has its session still")
			}
		})
	}
}

func TestLogoutAfterTheResponseStillDeniesTheSession(t *testing.T) {
	v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: newSharedList()}})
	v.logIn()
	x := v.begin(t.Context())
	x.Session().Len()
	must(t, x.Commit(200, http.Header{}))
	if got, err := x.Session().Logout(); got != satchel.Revoked || !errors.Is(err, satchel.ErrCommitted) {
		t.Errorf("Logout gives %v, %v", got, err)
	}
	v.wantDead(v.cookie)
}

// The id of the new session has gone out with the response.
func TestLogoutAfterARenewThatWasSentDeniesBothSessions(t *testing.T) {
	v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: newSharedList()}})
	v.logIn()
	before := v.cookie
	x := v.begin(t.Context())
	must(t, x.Session().Renew("user"))
	response := http.Header{}
	must(t, x.Commit(200, response))
	v.keep(response)
	v.events.take()
	if got, err := x.Session().Logout(); got != satchel.Revoked || !errors.Is(err, satchel.ErrCommitted) {
		t.Errorf("Logout gives %v, %v", got, err)
	}
	v.wantDead(before)
	v.wantDead(v.cookie)
}
