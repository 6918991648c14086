package satchel_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

func TestJunkBeforeACookieDoesNotHideADoubt(t *testing.T) {
	list := newSharedList()
	v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
	v.logIn()
	good := v.cookie
	list.down = errors.New("connection refused")
	v.cookie = strings.Repeat(sessionName+"=x; ", 20) + good
	v.request(background, 200, func(s *satchel.Session) {
		if err := s.Set("k", "v"); !errors.Is(err, satchel.ErrUnchecked) {
			t.Errorf("Set gives %v", err)
		}
		list.down = nil
		if got, err := s.Logout(); got != satchel.Revoked || err != nil {
			t.Errorf("Logout gives %v, %v", got, err)
		}
	})
	v.cookie = good
	v.wantGone()
}

// The key of a forged session may go from the file while the list is asked.
func TestAKeyThatGoesWhileTheListIsAskedCarriesNothingOver(t *testing.T) {
	for _, after := range []string{line(string(firstSecret)), line(string(firstSecret), string(otherSecret)+" state=retired")} {
		var n *fileNode
		list := brokenList{newSharedList(), func() (bool, error) {
			must(t, os.WriteFile(n.path, []byte(after), 0o600))
			n.later(time.Minute)
			n.scopes.KeyUse()
			return false, nil
		}}
		n = newFileNode(t, line(string(firstSecret), string(otherSecret)+" state=staged"), satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
		thief, _ := newScopes(t, satchel.Config{Secrets: []satchel.Secret{otherSecret}, Clock: n.clock.now})
		x := begin(t, n.scopes, cookieLine(t, thief, pair("user", "admin"), nil))
		must(t, x.Session().Set("color", "black"))
		header := http.Header{}
		if err := x.Commit(http.StatusOK, header); !errors.Is(err, satchel.ErrKeyRetired) || header.Get("Set-Cookie") != "" {
			t.Errorf("Commit gives %v, and writes %q", err, header["Set-Cookie"])
		}
	}
}

func TestAFullSessionWithoutAnIDCanBeChangedWhereThereIsADenyList(t *testing.T) {
	for _, profile := range everyProfile {
		t.Run(profile.String(), func(t *testing.T) {
			config := satchel.Config{Profile: profile, Revocation: satchel.Revocation{DenyList: newSharedList()}}
			for name, deed := range map[string]func(*satchel.Session) error{
				"smaller": func(s *satchel.Session) error { return s.Set("filler", s.Get("filler")[20:]) },
				"deleted": func(s *satchel.Session) error { return s.Delete("user") },
			} {
				v := newVisitor(t, config)
				v.cookie = fullSession(t, profile, 0)
				if written := v.request(navigation, 200, func(s *satchel.Session) { must(t, deed(s)) }); written != "changed" {
					t.Errorf("%s: it is written %q", name, written)
				}
			}
			v := newVisitor(t, config)
			_, text, _ := strings.Cut(fullSession(t, profile, 0), "=")
			read, err := v.scopes.DecodeSession(text)
			must(t, err)
			if _, err := v.scopes.EncodeSession(read.Pairs...); err != nil {
				t.Errorf("what was read cannot be written again: %v", err)
			}
		})
	}
}

func TestARenewThatIsTakenBackEndsNothing(t *testing.T) {
	list := newSharedList()
	s := newSite(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
	s.visit(func(session *satchel.Session, _ *satchel.Flash) { must(t, session.Set("user", "ada")) })
	if _, _, err := s.send(s.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
		must(t, satchel.SessionFrom(r.Context()).Renew("user"))
		must(t, satchel.CommitNow(w, http.StatusOK))
		panic(http.ErrAbortHandler)
	}); err == nil {
		t.Error("a panic has an answer")
	}
	user := ""
	s.visit(func(session *satchel.Session, _ *satchel.Flash) { user = session.Get("user") })
	if user != "ada" || len(list.ends) != 0 {
		t.Errorf("it reads %q, with %d entries on the list", user, len(list.ends))
	}
	_, _, err := s.send(s.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
		must(t, satchel.SessionFrom(r.Context()).Renew("user"))
		must(t, satchel.CommitNow(w, http.StatusOK))
		w.WriteHeader(http.StatusOK)
	})
	must(t, err)
	if len(list.ends) != 1 {
		t.Errorf("a Renew that was sent leaves %d entries", len(list.ends))
	}
	_, _, err = s.send(s.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
		must(t, satchel.SessionFrom(r.Context()).Renew("user"))
		must(t, satchel.CommitNow(w, http.StatusOK))
		conn, _, err := http.NewResponseController(w).Hijack()
		must(t, err)
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 204 No Content\r\nConnection: close\r\nSet-Cookie: "+w.Header().Get("Set-Cookie")+"\r\n\r\n")
	})
	must(t, err)
	if len(list.ends) != 2 {
		t.Errorf("a Renew that the handler sent by itself leaves %d entries", len(list.ends))
	}
}

func TestAnIDThatRenewGaveOutStays(t *testing.T) {
	for _, list := range []satchel.DenyList{nil, newSharedList()} {
		v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
		v.request(navigation, 200, func(s *satchel.Session) {
			_, err := s.ID()
			must(t, errors.Join(err, s.Set("user", "ada")))
		})
		given := ""
		v.request(navigation, 200, func(s *satchel.Session) {
			must(t, s.Renew())
			given, _ = s.LookupID()
		})
		v.request(navigation, 200, func(s *satchel.Session) {
			if id, _ := s.LookupID(); id != given || id == "" {
				t.Errorf("the id %q is %q in the next request", given, id)
			}
		})
	}
}

func TestALogoutThatIsTooLateAndFailsSaysBoth(t *testing.T) {
	list := newSharedList()
	v := newVisitor(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
	v.logIn()
	x, err := v.scopes.Begin(t.Context(), satchel.Request{Host: "example.com", TLS: true, Header: http.Header{"Cookie": {v.cookie}}})
	must(t, err)
	session := x.Session()
	session.Len()
	must(t, x.Commit(http.StatusOK, http.Header{}))
	list.down = errors.New("connection refused")
	if _, err := session.Logout(); !errors.Is(err, satchel.ErrCommitted) || !errors.Is(err, list.down) {
		t.Errorf("Logout gives %v", err)
	}
}

func TestWhatIsClearedAndSetAgainBeginsAnew(t *testing.T) {
	v := newVisitor(t, satchel.Config{Limits: satchel.Limits{Absolute: time.Hour}})
	text, err := v.scopes.EncodeSession(pair("user", "ada")...) // without a start
	must(t, err)
	v.cookie = sessionName + "=" + text
	v.now = noon.Add(50 * time.Minute)
	v.request(navigation, 200, func(s *satchel.Session) { must(t, errors.Join(s.Clear(), s.Set("user", "ada"))) })
	v.now = noon.Add(100 * time.Minute)
	v.wantUser()
}
