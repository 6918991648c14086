package satchel_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// underWay is a request that has read its session, while the key of the session opens
// it; when it is answered, no more.
func underWay(t *testing.T, config satchel.Config, cookie string) (x *satchel.Exchange, events *journal, answer func() (*http.Cookie, error)) {
	t.Helper()
	clock := newSetClock(handover.Add(24*time.Hour - 1))
	events = new(journal)
	config.Keys, config.Clock, config.OnEvent = handoverKeys, clock.now, events.note
	x = begin(t, start(t, config), cookie)
	if got := x.Session().Get("user"); got != "ada" {
		t.Fatalf("the session reads %q", got)
	}
	return x, events, func() (*http.Cookie, error) {
		clock.set(clock.now().Add(1))
		header := http.Header{}
		err := x.Commit(http.StatusOK, header)
		for _, c := range (&http.Response{Header: header}).Cookies() {
			if c.Name == sessionName {
				return c, err
			}
		}
		return nil, err
	}
}

// What is begun anew owes nothing to the key that has been retired; what is carried over
// does.
func TestWhatARequestCarriesOverFromAKeyThatHasBeenRetiredMeanwhile(t *testing.T) {
	set := func(s *satchel.Session) error { return s.Set("color", "red") }
	for _, test := range []struct {
		name  string
		deed  func(*satchel.Session) error
		want  string // "kept" cookie, "deleted" or the user of the one that is written
		error error
	}{
		{"with nothing that is changed, at a page that would sign it anew", func(*satchel.Session) error { return nil }, "kept", satchel.ErrKeyRetired},
		{"with a change", set, "kept", satchel.ErrKeyRetired},
		{"with Renew that keeps the user", func(s *satchel.Session) error { return s.Renew("user") }, "kept", satchel.ErrKeyRetired},
		{"with Renew, and a change", func(s *satchel.Session) error { return errors.Join(s.Renew("user"), set(s)) }, "kept", satchel.ErrKeyRetired},
		{"with Clear", (*satchel.Session).Clear, "deleted", nil},
		{"with the last pair taken", func(s *satchel.Session) error { return s.Delete("user") }, "deleted", nil},
		{"with Clear, and another user", func(s *satchel.Session) error { return errors.Join(s.Clear(), s.Set("user", "bob")) }, "bob", nil},
		{"with Clear, Renew and another user", func(s *satchel.Session) error {
			return errors.Join(s.Clear(), s.Renew(), s.Set("user", "bob"))
		}, "bob", nil},
	} {
		for _, config := range []satchel.Config{{}, {Limits: satchel.Limits{Absolute: 400 * day}}, {Revocation: satchel.Revocation{DenyList: newSharedList()}}} {
			t.Run(test.name, func(t *testing.T) {
				old, _ := newScopes(t, satchel.Config{Clock: atNoon})
				x, events, answer := underWay(t, config, cookieLine(t, old, pair("user", "ada"), nil))
				must(t, test.deed(x.Session()))
				cookie, err := answer()
				if !errors.Is(err, test.error) {
					t.Errorf("Commit gives %v, want %v", err, test.error)
				}
				got := "kept"
				switch {
				case cookie != nil && cookie.MaxAge < 0:
					got = "deleted"
				case cookie != nil:
					got = readBy(t, otherSecret, sessionName+"="+cookie.Value)
				}
				if got != test.want {
					t.Errorf("the client has %q, want %q", got, test.want)
				}
				refused := events.of(satchel.Rejected)
				if told := len(refused) == 1 && refused[0].Reason == satchel.ReasonRetired && refused[0].KeyID == keyID(t, old); told != (test.error != nil) {
					t.Errorf("told %+v", refused)
				}
			})
		}
	}
}

// readBy returns the user of a session for somebody who has one key.
func readBy(t *testing.T, secret satchel.Secret, cookie string) string {
	t.Helper()
	scopes, _ := newScopes(t, satchel.Config{Secrets: []satchel.Secret{secret}, Clock: func() time.Time { return handover.Add(day) }})
	return begin(t, scopes, cookie).Session().Get("user")
}

// The secrets of a reader are no keys of the ring: none of them is retired by its dates.
func TestASessionOfAReaderWithItsOwnSecretsIsCarriedOver(t *testing.T) {
	for name, deed := range map[string]func(*satchel.Session) error{
		"as it is":      func(*satchel.Session) error { return nil },
		"with a change": func(s *satchel.Session) error { return s.Set("color", "red") },
		"with Renew":    func(s *satchel.Session) error { return s.Renew("user") },
	} {
		for _, reader := range []satchel.SessionReader{
			{Name: "__Host-old", Until: noon.Add(9 * day), Secrets: []satchel.Secret{thirdSecret}},
			{Profile: satchel.Play, Until: noon.Add(9 * day), Secrets: []satchel.Secret{thirdSecret}},
		} {
			t.Run(name+", from "+reader.Profile.String(), func(t *testing.T) {
				old, _ := newScopes(t, satchel.Config{
					Profile: reader.Profile, Session: satchel.CookieConfig{Name: reader.Name}, Secrets: reader.Secrets, Clock: atNoon,
				})
				x, events, answer := underWay(t, satchel.Config{Readers: []satchel.SessionReader{reader}}, cookieLine(t, old, pair("user", "ada"), nil))
				must(t, deed(x.Session()))
				cookie, err := answer()
				if err != nil || cookie == nil || len(events.of(satchel.Rejected)) > 0 {
					t.Fatalf("Commit gives %v, told %+v", err, events.of(satchel.Rejected))
				}
				if got := readBy(t, otherSecret, sessionName+"="+cookie.Value); got != "ada" {
					t.Errorf("it reads %q", got)
				}
			})
		}
	}
}
