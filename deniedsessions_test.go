package satchel_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

func TestAClientThatHasGoneIsLoggedOut(t *testing.T) {
	for _, test := range []struct {
		name string
		read bool // the session was read before
	}{{"after it was read", true}, {"before anybody has read it", false}} {
		t.Run(test.name, func(t *testing.T) {
			list := &endingList{sharedList: newSharedList(), now: atNoon}
			v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
			v.logIn()
			ctx, cancel := context.WithCancel(t.Context())
			x := v.begin(ctx)
			if test.read {
				x.Session().Len()
			}
			cancel()
			if got, err := x.Session().Logout(); got != satchel.Revoked || err != nil {
				t.Errorf("Logout gives %v, %v", got, err)
			}
			v.wantDead(v.cookie)
		})
	}
}

func TestRevokeIsDoneForAClientThatHasGone(t *testing.T) {
	list := &endingList{sharedList: newSharedList(), now: atNoon}
	v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
	v.logIn()
	id := ""
	v.request(navigation, 200, func(s *satchel.Session) { id, _ = s.LookupID() })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	must(t, v.scopes.Revoke(ctx, id))
	v.wantDead(v.cookie)
}

// A handler that panics after Renew has sent no new cookie.
func TestRenewEndsNothingBeforeTheNewCookieIsDecided(t *testing.T) {
	v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: newSharedList()}})
	v.logIn()
	x := v.begin(t.Context())
	must(t, x.Session().Renew("user"))
	x.Close()
	v.wantUser()

	copied := v.cookie
	x = v.begin(t.Context())
	must(t, x.Session().Renew("user"))
	response := http.Header{}
	must(t, x.Commit(200, response))
	v.events.take()
	v.wantDead(copied) // from now on, also if nobody gets the response
	v.keep(response)
	v.wantUser()
}

func TestALoginDoesNotFailWithTheList(t *testing.T) {
	for _, test := range []struct {
		name string
		list func() satchel.DenyList
	}{
		{"that is full", func() satchel.DenyList {
			list := satchel.NewMemoryDenyList(1)
			must(t, list.Deny(t.Context(), []string{denyKey(1)}, time.Time{}))
			return list
		}},
		{"that takes nothing", func() satchel.DenyList { return refusingList{newSharedList()} }},
	} {
		t.Run(test.name, func(t *testing.T) {
			var events journal
			v := newVisitor(t, satchel.Config{OnEvent: events.note, Revocation: satchel.Revocation{DenyList: test.list()}})
			v.request(navigation, 200, func(s *satchel.Session) { must(t, s.Set("csrf", "x")) })
			anonymous := v.cookie
			v.logIn()
			v.wantUser()
			told := events.of(satchel.Insecure)
			if len(told) != 1 || told[0].Reason != satchel.ReasonNotDenied || told[0].Cookie != sessionName || told[0].Detail == "" {
				t.Errorf("told %+v", told)
			}
			v.cookie = anonymous
			v.request(navigation, 200, func(s *satchel.Session) {
				if s.Get("csrf") != "x" { // as the event says
					t.Error("the session of before is gone")
				}
			})
		})
	}
}

// refusingList answers, and takes nothing.
type refusingList struct{ *sharedList }

func (refusingList) Deny(context.Context, []string, time.Time) error { return errors.New("read only") }

// countedList wraps a list of this process, as for metrics.
type countedList struct{ *satchel.MemoryDenyList }

func TestAWrappedListOfOneProcessPromisesNoMore(t *testing.T) {
	v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: countedList{satchel.NewMemoryDenyList(0)}}})
	v.logIn()
	if got, err := v.logOut(); got != satchel.RevokedHere || err != nil {
		t.Errorf("Logout gives %v, %v", got, err)
	}
}

// askedList notes how many names a session has.
type askedList struct {
	*sharedList
	denied, asked []int
}

func (l *askedList) Deny(ctx context.Context, keys []string, until time.Time) error {
	l.denied = append(l.denied, len(keys))
	return l.sharedList.Deny(ctx, keys, until)
}

func (l *askedList) Denied(ctx context.Context, keys []string) (bool, error) {
	l.asked = append(l.asked, len(keys))
	return l.sharedList.Denied(ctx, keys)
}

// One name for each secret that opens sessions, or whoever asks later, with one of them
// alone, does not find it.
func TestASessionHasANameForEachSecretThatOpensOne(t *testing.T) {
	reader := func(secrets ...satchel.Secret) []satchel.SessionReader {
		return []satchel.SessionReader{{Name: "__Host-old", Until: noon.Add(day), Secrets: secrets}}
	}
	active := satchel.Key{Secret: firstSecret}
	for _, test := range []struct {
		name    string
		keys    []satchel.Key
		readers []satchel.SessionReader
		want    int
	}{
		{"one", []satchel.Key{active}, nil, 1},
		{"a staged one too", []satchel.Key{active, {Secret: otherSecret, State: satchel.KeyStaged}}, nil, 2},
		{"a retiring one too", []satchel.Key{active, {Secret: otherSecret, State: satchel.KeyRetiring}}, nil, 2},
		{"not a retired one", []satchel.Key{active, {Secret: otherSecret, State: satchel.KeyRetired}}, nil, 1},
		{"that of a reader too", []satchel.Key{active}, reader(otherSecret, thirdSecret), 3},
		{"that of a reader once", []satchel.Key{active, {Secret: otherSecret, State: satchel.KeyRetiring}}, reader(otherSecret), 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			list := &askedList{sharedList: newSharedList()}
			var events journal
			scopes := start(t, satchel.Config{
				Keys: test.keys, Readers: test.readers, Clock: atNoon, OnEvent: events.note, Revocation: satchel.Revocation{DenyList: list},
			})
			v := newCaller(t)
			v.logIn(scopes)
			v.ask(scopes, navigation, http.StatusOK, func(s *satchel.Session, _ *satchel.Flash) {
				_, err := s.Logout()
				must(t, err)
			})
			if want := []int{test.want}; !slices.Equal(list.denied, want) || !slices.Equal(list.asked, want) {
				t.Errorf("asked by %v names, denied by %v, want %d", list.asked, list.denied, test.want)
			}
		})
	}
}

func TestASecretThatIsRetiredButForAReaderHasANameOnTheList(t *testing.T) {
	list := newSharedList()
	old := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
	old.logIn()
	copied := old.cookie
	_, err := old.logOut()
	must(t, err)
	moved := newVisitor(t, satchel.Config{
		Session:    satchel.CookieConfig{Name: "__Host-new"},
		Keys:       []satchel.Key{{Secret: otherSecret}, {Secret: firstSecret, State: satchel.KeyRetired}},
		Revocation: satchel.Revocation{DenyList: list},
		Readers:    []satchel.SessionReader{{Name: sessionName, Until: noon.Add(day), Secrets: []satchel.Secret{firstSecret}}},
	})
	moved.cookie = copied
	moved.wantGone()
}
