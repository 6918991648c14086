package satchel_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel"
)

// lateList answers after a time, or when its context ends.
type lateList struct {
	*sharedList
	denies, asks time.Duration
}

func after(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *lateList) Deny(ctx context.Context, keys []string, until time.Time) error {
	if err := after(ctx, l.denies); err != nil {
		return err
	}
	return l.sharedList.Deny(ctx, keys, until)
}

func (l *lateList) Denied(ctx context.Context, keys []string) (bool, error) {
	if err := after(ctx, l.asks); err != nil {
		return false, err
	}
	return l.sharedList.Denied(ctx, keys)
}

const never = 1000 * time.Hour

// inLateTime runs a test with the clock of a bubble, and a session.
func inLateTime(t *testing.T, test func(t *testing.T, list *lateList, scopes *satchel.Scopes, cookie string)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		list := &lateList{sharedList: newSharedList()}
		scopes, _ := newScopes(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
		test(t, list, scopes, cookieLine(t, scopes, pair("user", "ada"), nil))
	})
}

func TestAListThatAnswersLateHoldsARequestForFiveSecondsAtMost(t *testing.T) {
	for _, test := range []struct {
		name  string
		after time.Duration // that the list answers
		takes time.Duration
		user  string
	}{
		{"at once", 0, 0, "ada"},
		{"just in time", 5*time.Second - 1, 5*time.Second - 1, "ada"},
		{"too late", 6 * time.Second, 5 * time.Second, ""},
		{"never", never, 5 * time.Second, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			inLateTime(t, func(t *testing.T, list *lateList, scopes *satchel.Scopes, cookie string) {
				list.asks = test.after
				began := time.Now()
				x := begin(t, scopes, cookie)
				user := x.Session().Get("user")
				if took := time.Since(began); took != test.takes || user != test.user {
					t.Errorf("after %v it reads %q, want %q after %v", took, user, test.user, test.takes)
				}
				if err := x.Session().Set("color", "red"); (err == nil) != (test.user != "") {
					t.Errorf("Set gives %v", err)
				}
				if took := time.Since(began); took != test.takes {
					t.Errorf("the list is asked again: %v", took)
				}
				_, err := scopes.CheckSession(t.Context(), cookie[len(sessionName)+1:])
				if took := time.Since(began); took != 2*test.takes || errors.Is(err, satchel.ErrUnchecked) != (test.user == "") {
					t.Errorf("CheckSession gives %v after %v", err, took-test.takes)
				}
			})
		})
	}
}

func TestARequestThatEndsSoonerIsNotHeldLonger(t *testing.T) {
	inLateTime(t, func(t *testing.T, list *lateList, scopes *satchel.Scopes, cookie string) {
		list.asks = never
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		x, err := scopes.Begin(ctx, satchel.Request{Host: "example.com", TLS: true, Header: http.Header{"Cookie": {cookie}}})
		must(t, err)
		if user := x.Session().Get("user"); user != "" || time.Since(began) != time.Second {
			t.Errorf("after %v it reads %q", time.Since(began), user)
		}
	})
}

func TestLogoutWaitsForAListForFiveSecondsAtMost(t *testing.T) {
	for _, test := range []struct {
		name  string
		after time.Duration
		gone  bool // the client, who does not end it
		takes time.Duration
		want  satchel.Guarantee
		error error
	}{
		{"which answers just in time", 5*time.Second - 1, false, 5*time.Second - 1, satchel.Revoked, nil},
		{"which answers just in time, for a client that has gone", 5*time.Second - 1, true, 5*time.Second - 1, satchel.Revoked, nil},
		{"which answers never", never, false, 5 * time.Second, satchel.CookieDeleted, context.DeadlineExceeded},
		{"which answers never, for a client that has gone", never, true, 5 * time.Second, satchel.CookieDeleted, context.DeadlineExceeded},
	} {
		t.Run(test.name, func(t *testing.T) {
			inLateTime(t, func(t *testing.T, list *lateList, scopes *satchel.Scopes, cookie string) {
				list.denies = test.after
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				x, err := scopes.Begin(ctx, satchel.Request{Host: "example.com", TLS: true, Header: http.Header{"Cookie": {cookie}}})
				must(t, err)
				x.Session().Len()
				if test.gone {
					cancel()
				}
				began := time.Now()
				got, err := x.Session().Logout()
				if took := time.Since(began); got != test.want || !errors.Is(err, test.error) || took != test.takes {
					t.Errorf("Logout gives %v, %v after %v", got, err, took)
				}
				header := http.Header{}
				must(t, x.Commit(http.StatusOK, header))
				if _, deletes := setsAndDeletes(header); len(deletes) != 1 {
					t.Errorf("the response is %v", header)
				}
			})
		})
	}
}

func TestALoginWaitsForAListForFiveSecondsAtMost(t *testing.T) {
	inLateTime(t, func(t *testing.T, list *lateList, scopes *satchel.Scopes, cookie string) {
		list.denies = never
		began := time.Now()
		x := begin(t, scopes, cookie)
		must(t, errors.Join(x.Session().Renew(), x.Session().Set("user", "bob")))
		if took := time.Since(began); took != 0 {
			t.Errorf("Renew takes %v", took)
		}
		header := commit(t, x)
		if sets, _ := setsAndDeletes(header); len(sets) != 1 || time.Since(began) != 5*time.Second {
			t.Errorf("after %v the response is %v", time.Since(began), header)
		}
	})
}

// brokenList does what its functions do.
type brokenList struct {
	*sharedList
	denied func() (bool, error)
}

func (l brokenList) Denied(context.Context, []string) (bool, error) { return l.denied() }

func TestAListThatIgnoresItsContextHoldsARequestForFiveSecondsAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		list := brokenList{newSharedList(), func() (bool, error) { <-release; return false, nil }}
		scopes, _ := newScopes(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
		line := cookieLine(t, scopes, pair("user", "ada"), nil)
		began := time.Now()
		session := begin(t, scopes, line).Session()
		if user, took := session.Get("user"), time.Since(began); user != "" || took != 5*time.Second {
			t.Errorf("after %v it reads %q", took, user)
		}
		if err := session.Set("k", "v"); !errors.Is(err, satchel.ErrUnchecked) {
			t.Errorf("Set gives %v", err)
		}
		close(release)
	})
}

func TestAListThatPanicsIsOneThatFails(t *testing.T) {
	list := brokenList{newSharedList(), func() (bool, error) { panic("no connection") }}
	scopes, events := newScopes(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
	x := begin(t, scopes, cookieLine(t, scopes, pair("user", "ada"), nil))
	if err := x.Session().Set("k", "v"); !errors.Is(err, satchel.ErrUnchecked) || !strings.Contains(err.Error(), "no connection") {
		t.Errorf("Set gives %v", err)
	}
	if header := commit(t, x); header.Get("Set-Cookie") != "" {
		t.Errorf("the session is replaced: %v", header)
	}
	events.want(t, "rejected "+sessionName+" unchecked")
}
