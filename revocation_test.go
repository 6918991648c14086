package satchel_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// sharedList is a deny list as a fleet has one: another process, which may be down.
type sharedList struct {
	mu   sync.Mutex
	ends map[string]time.Time
	down error
}

func (l *sharedList) Deny(_ context.Context, keys []string, until time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down != nil {
		return l.down
	}
	for _, key := range keys {
		l.ends[key] = until
	}
	return nil
}

func (l *sharedList) Denied(_ context.Context, keys []string) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(keys, func(key string) bool { _, found := l.ends[key]; return found }), l.down
}

func (l *sharedList) Shared() bool { return true }

func newSharedList() *sharedList { return &sharedList{ends: map[string]time.Time{}} }

func (v *visitor) logOut() (guarantee satchel.Guarantee, err error) {
	v.Helper()
	v.request(navigation, 200, func(s *satchel.Session) { guarantee, err = s.Logout() })
	return guarantee, err
}

func TestLogoutSaysWhatItGuarantees(t *testing.T) {
	for _, test := range []struct {
		name string
		list satchel.DenyList
		want satchel.Guarantee
		copy string // what a copy of the cookie reads
	}{
		{"without a list", nil, satchel.CookieDeleted, "ada"},
		{"with a list in memory", satchel.NewMemoryDenyList(0), satchel.RevokedHere, ""},
		{"with a shared list", newSharedList(), satchel.Revoked, ""},
	} {
		for _, profile := range everyProfile {
			t.Run(test.name+", "+profile.String(), func(t *testing.T) {
				v := newVisitor(t, satchel.Config{Profile: profile, Revocation: satchel.Revocation{DenyList: test.list}})
				v.logIn()
				copied := v.cookie
				if got, err := v.logOut(); got != test.want || err != nil {
					t.Errorf("Logout gives %v, %v, want %v", got, err, test.want)
				}
				if v.cookie != "" {
					t.Errorf("the client holds %q", v.cookie)
				}
				v.cookie = copied
				if user, written := v.reads(); user != test.copy || written != "" {
					t.Errorf("a copy of the cookie reads %q, written %q", user, written)
				}
				v.logIn() // the same browser, with the dead cookie
				v.wantUser()
			})
		}
	}
}

func TestASlowResponseDoesNotBringALoggedOutSessionBack(t *testing.T) {
	v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: satchel.NewMemoryDenyList(0)}})
	v.logIn()
	x, err := v.scopes.Begin(t.Context(), satchel.Request{Host: "example.com", TLS: true, Header: http.Header{"Cookie": {v.cookie}}})
	must(t, err)
	must(t, x.Session().Set("color", "red"))
	_, err = v.logOut()
	must(t, err)
	response := http.Header{}
	must(t, x.Commit(200, response))
	v.keep(response)
	if v.cookie == "" {
		t.Fatal("the slow response has written nothing")
	}
	if user, _ := v.reads(); user != "" {
		t.Errorf("the session is back: %q", user)
	}
}

func TestEachSessionHasAnIDWhereThereIsADenyList(t *testing.T) {
	v := newVisitor(t, satchel.Config{})
	v.logIn()
	listed := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: newSharedList()}})
	listed.cookie = v.cookie
	if user, written := listed.reads(); user != "ada" || written != "refreshed" {
		t.Errorf("a session without an id reads %q, written %q", user, written)
	}
	copied := listed.cookie
	if got, err := listed.logOut(); got != satchel.Revoked || err != nil {
		t.Errorf("Logout gives %v, %v", got, err)
	}
	listed.cookie = copied
	if user, _ := listed.reads(); user != "" {
		t.Errorf("a copy reads %q", user)
	}
	listed.cookie = v.cookie // which never had an id in it: its text is its name
	if user, _ := listed.reads(); user != "" {
		t.Errorf("a copy from before the list reads %q", user)
	}
}

func TestRenewEndsTheSessionOfBefore(t *testing.T) {
	v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: newSharedList()}})
	v.logIn()
	before := v.cookie
	v.request(navigation, 200, func(s *satchel.Session) { must(t, s.Renew("user")) })
	v.wantUser()
	v.cookie = before
	if user, _ := v.reads(); user != "" {
		t.Errorf("the session of before the login reads %q", user)
	}
}

func TestALogoutHoldsAcrossARotation(t *testing.T) {
	list := newSharedList()
	with := func(keys ...satchel.Key) *visitor {
		v := &visitor{T: t, now: noon}
		events := new(eventLog)
		scopes, err := satchel.New(satchel.Config{
			Keys: keys, OnEvent: events.add, Clock: func() time.Time { return v.now },
			Revocation: satchel.Revocation{DenyList: list},
		})
		must(t, err)
		v.scopes, v.events = scopes, events
		return v
	}
	old, staged := satchel.Key{Secret: firstSecret}, satchel.Key{Secret: otherSecret, State: satchel.KeyStaged}
	before, during, after := with(old), with(old, staged), with(satchel.Key{Secret: otherSecret}, satchel.Key{Secret: firstSecret})
	for _, there := range []*visitor{before, during, after} {
		there.cookie = ""
		there.logIn()
		copied := there.cookie
		for _, here := range []*visitor{before, during, after} {
			if here == before && there == after {
				continue // it does not know the key
			}
			here.cookie = copied
			here.wantUser()
		}
		there.cookie = copied
		_, err := there.logOut()
		must(t, err)
		for i, here := range []*visitor{before, during, after} {
			here.cookie = copied
			if user, _ := here.reads(); user != "" {
				t.Errorf("node %d reads %q", i, user)
			}
		}
	}
}

func TestTheListHasNoIDs(t *testing.T) {
	list := newSharedList()
	v := newVisitor(t, satchel.Config{
		Secrets:    []satchel.Secret{firstSecret, otherSecret},
		Limits:     satchel.Limits{Idle: time.Hour, Absolute: 8 * time.Hour},
		Revocation: satchel.Revocation{DenyList: list},
	})
	v.logIn()
	id := ""
	v.request(navigation, 200, func(s *satchel.Session) { id, _ = s.LookupID() })
	_, err := v.logOut()
	must(t, err)
	if len(list.ends) != 2 { // one for each secret
		t.Errorf("the list has %d entries", len(list.ends))
	}
	for key, end := range list.ends {
		if strings.Contains(key, id) || len(key) != 43 {
			t.Errorf("the list has %q for the id %q", key, id)
		}
		if want := noon.Add(2 * time.Hour); !end.Equal(want) { // idle, and an hour for what is under way
			t.Errorf("an entry ends at %v, want %v", end, want)
		}
	}
}

func TestAnEntryOutlivesEachCopyOfItsSession(t *testing.T) {
	for _, test := range []struct {
		name   string
		config satchel.Config
		want   time.Duration // after the logout; 0 for no end
	}{
		{"no limit", satchel.Config{}, 0},
		{"an expiry, which another configuration may have written", satchel.Config{Session: satchel.CookieConfig{MaxAge: 2 * time.Hour}}, 0},
		{"an idle time beside Play, which writes anew", satchel.Config{Profile: satchel.Play, Limits: satchel.Limits{Idle: 2 * time.Hour}}, 0},
		{"a duration beside Play", satchel.Config{Profile: satchel.Play, Limits: satchel.Limits{Idle: time.Hour, Absolute: 2 * time.Hour}}, 3 * time.Hour},
		{"a duration, with a reader of what has no date", satchel.Config{
			Limits:  satchel.Limits{Absolute: 2 * time.Hour},
			Readers: []satchel.SessionReader{{Profile: satchel.Play25, Until: noon.AddDate(1, 0, 0)}},
		}, 0},
		{"an idle time", satchel.Config{Limits: satchel.Limits{Idle: 2 * time.Hour}}, 3 * time.Hour},
		{"an idle time without dates", satchel.Config{Profile: satchel.Play25, Limits: satchel.Limits{Idle: 2 * time.Hour}}, 0},
		{"a duration", satchel.Config{Limits: satchel.Limits{Absolute: 2 * time.Hour}}, 3 * time.Hour},
	} {
		t.Run(test.name, func(t *testing.T) {
			list := newSharedList()
			test.config.Revocation.DenyList = list
			v := newVisitor(t, test.config)
			v.logIn()
			_, err := v.logOut()
			must(t, err)
			for _, end := range list.ends {
				if test.want == 0 && !end.IsZero() || test.want != 0 && !end.Equal(noon.Add(test.want)) {
					t.Errorf("the entry ends at %v", end)
				}
			}
		})
	}
}

func TestWhatFailsWhileTheListIsDown(t *testing.T) {
	down := errors.New("connection refused")
	for _, open := range []bool{false, true} {
		list := newSharedList()
		v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list, InsecureFailOpen: open}})
		v.logIn()
		cookie := v.cookie
		list.down = down
		user, written := v.reads()
		if (user == "ada") != open || written != "" || v.cookie != cookie {
			t.Errorf("failing open = %t: it reads %q, written %q", open, user, written)
		}
		list.down = nil
		v.wantUser() // nothing was lost
		v.request(navigation, 200, func(s *satchel.Session) {
			s.Len()
			list.down = down
			if got, err := s.Logout(); got != satchel.CookieDeleted || !errors.Is(err, down) {
				t.Errorf("Logout gives %v, %v", got, err)
			}
		})
		if v.cookie != "" {
			t.Errorf("the cookie is still there")
		}
	}
}

func TestAnEpochEndsAllSessionsThatBeganBefore(t *testing.T) {
	epoch := noon.Add(time.Hour)
	for _, profile := range everyProfile {
		t.Run(profile.String(), func(t *testing.T) {
			before := newVisitor(t, satchel.Config{Profile: profile})
			v := newVisitor(t, satchel.Config{Profile: profile, Revocation: satchel.Revocation{Epoch: epoch}})
			before.request(navigation, 200, func(s *satchel.Session) { must(t, s.Set("user", "ada")) })
			v.logIn()
			v.now = epoch.Add(-time.Second)
			v.request(navigation, 200, func(s *satchel.Session) { must(t, s.Set("color", "red")) }) // writing does not make it younger
			v.wantUser()
			v.now = epoch
			v.wantOver("revoked")
			v.cookie = before.cookie
			v.wantOver("revoked")
			v.cookie = ""
			v.logIn()
			v.wantUser()
		})
	}
}

func TestNotBeforeEndsTheSessionsOfOneUser(t *testing.T) {
	dates := map[string]time.Time{}
	asked := 0
	v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{
		UserKey: "user",
		NotBefore: func(_ context.Context, user string) (time.Time, error) {
			asked++
			return dates[user], nil
		},
	}})
	v.logIn()
	mine := v.cookie
	v.request(navigation, 200, func(s *satchel.Session) { must(t, errors.Join(s.Renew(), s.Set("user", "bob"))) })
	others := v.cookie
	v.now = noon.Add(time.Minute)
	dates["ada"] = v.now.Add(500 * time.Millisecond)
	v.cookie = others
	if user, _ := v.reads(); user != "bob" {
		t.Errorf("another user reads %q", user)
	}
	v.cookie = mine
	if user, _ := v.reads(); user != "" {
		t.Errorf("a session of before reads %q", user)
	}
	v.cookie = ""
	v.logIn() // in the same second: the user who has just changed the password
	v.wantUser()
	asked = 0
	for range 20 {
		v.reads()
	}
	if asked > 1 {
		t.Errorf("NotBefore was asked %d times in one moment", asked)
	}
	v.now = v.now.Add(time.Minute)
	v.request(navigation, 200, func(s *satchel.Session) { must(t, s.Clear()) })
	v.request(navigation, 200, func(s *satchel.Session) { must(t, s.Set("color", "red")) })
	asked = 0
	v.reads()
	if asked != 0 {
		t.Error("NotBefore is asked about nobody")
	}
}

func TestWhatFailsWhileNotBeforeFails(t *testing.T) {
	for _, open := range []bool{false, true} {
		var down error
		date := time.Time{}
		v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{
			UserKey: "user", InsecureFailOpen: open, CacheFor: satchel.None,
			NotBefore: func(context.Context, string) (time.Time, error) { return date, down },
		}})
		v.logIn()
		v.wantUser()
		down = errors.New("no database\nlevel=info")
		cookie := v.cookie
		if user, written := v.reads(); (user == "ada") != open || written != "" || v.cookie != cookie {
			t.Errorf("failing open = %t: it reads %q, written %q", open, user, written)
		}
		down = nil
		v.wantUser()
	}
}

func TestAHookThatIsAskedUnderALockCannotDeadlock(t *testing.T) {
	var scopes *satchel.Scopes
	config := satchel.Config{Revocation: satchel.Revocation{
		UserKey: "user",
		NotBefore: func(ctx context.Context, _ string) (_ time.Time, err error) {
			defer func() {
				if recover() == nil {
					err = errors.New("the scopes are in reach")
				}
			}()
			satchel.SessionFrom(ctx).Len()
			return time.Time{}, nil
		},
	}}
	v := newVisitor(t, config)
	scopes = v.scopes
	v.logIn()
	v.wantUser()
	_ = scopes
}

func TestARevokedCookieDoesNotHideAGoodOne(t *testing.T) {
	v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: newSharedList()}})
	v.logIn()
	dead := v.cookie
	_, err := v.logOut()
	must(t, err)
	v.logIn()
	v.cookie = dead + "; " + v.cookie
	v.wantUser()
}

func TestASocketChecksItsSession(t *testing.T) {
	list := newSharedList()
	v := newVisitor(t, satchel.Config{
		Limits:     satchel.Limits{Idle: time.Hour},
		Revocation: satchel.Revocation{DenyList: list},
	})
	v.logIn()
	value := strings.TrimPrefix(v.cookie, sessionName+"=")
	check := func(want error) {
		t.Helper()
		read, err := v.scopes.CheckSession(t.Context(), value)
		if !errors.Is(err, want) || (err == nil) != (len(read.Pairs) > 0) {
			t.Errorf("CheckSession gives %v, %v, want %v", read.Pairs, err, want)
		}
	}
	check(nil)
	list.down = errors.New("connection refused")
	check(satchel.ErrUnchecked)
	list.down = nil
	_, err := v.logOut()
	must(t, err)
	check(satchel.ErrRevoked)
	v.now = noon.Add(time.Hour)
	check(satchel.ErrIdle)
}

func TestASessionIsEndedByItsID(t *testing.T) {
	v := newVisitor(t, satchel.Config{})
	if err := v.scopes.Revoke(t.Context(), "some id"); !errors.Is(err, satchel.ErrNoDenyList) {
		t.Errorf("without a list Revoke gives %v", err)
	}
	list := newSharedList()
	v = newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
	v.logIn()
	mine := v.cookie
	id := ""
	v.request(navigation, 200, func(s *satchel.Session) { id, _ = s.LookupID() })
	v.cookie = ""
	v.logIn() // elsewhere
	must(t, v.scopes.Revoke(t.Context(), id))
	v.wantUser()
	v.cookie = mine
	v.wantGone()
	list.down = errors.New("connection refused")
	if err := v.scopes.Revoke(t.Context(), id); !errors.Is(err, list.down) {
		t.Errorf("Revoke gives %v", err)
	}
}

func TestRevocationIsChecked(t *testing.T) {
	never := func(context.Context, string) (time.Time, error) { return time.Time{}, nil }
	for _, test := range []struct {
		name       string
		revocation satchel.Revocation
		field      string
	}{
		{"a function without a key", satchel.Revocation{NotBefore: never}, "Revocation.UserKey"},
		{"a key without a function", satchel.Revocation{UserKey: "user"}, "Revocation.UserKey"},
		{"a reserved key", satchel.Revocation{NotBefore: never, UserKey: "satchel.id"}, "Revocation.UserKey"},
		{"a negative time", satchel.Revocation{NotBefore: never, UserKey: "user", CacheFor: -5}, "Revocation.CacheFor"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{firstSecret}, Revocation: test.revocation})
			fault, ok := errors.AsType[*satchel.ConfigError](err)
			if !ok || fault.Field != test.field {
				t.Errorf("New gives %v, want a fault of %s", err, test.field)
			}
		})
	}
}
