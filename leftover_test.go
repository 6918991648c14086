package satchel_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// Two cookies of one name at two places are two cookies: the browser sends both, and to
// delete one leaves the other.
func TestAReaderOfTheSameNameIsAtTheSamePlace(t *testing.T) {
	own := satchel.CookieConfig{Name: "__Secure-s"}
	for _, test := range []struct {
		name   string
		config satchel.Config
		reader satchel.SessionReader
		ok     bool
	}{
		{"at the same place", satchel.Config{Sealed: true, Session: own}, satchel.SessionReader{}, true},
		{"at another path", satchel.Config{Sealed: true, Session: own}, satchel.SessionReader{Path: "/app"}, false},
		{"at another domain", satchel.Config{Sealed: true, Session: own}, satchel.SessionReader{Domain: "example.com"}, false},
		{"of another name at another place", satchel.Config{Sealed: true, Session: own},
			satchel.SessionReader{Name: "__Secure-old", Path: "/app", Domain: "example.com"}, true},
		{"of another profile, which is elsewhere by itself", satchel.Config{Sealed: true, Session: satchel.CookieConfig{Name: "PLAY_SESSION", Path: "/app"}},
			satchel.SessionReader{Profile: satchel.Play}, false},
		{"of another profile, at the given place", satchel.Config{Sealed: true, Session: satchel.CookieConfig{Name: "PLAY_SESSION", Path: "/app"}},
			satchel.SessionReader{Profile: satchel.Play, Path: "/app"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.reader.Until = noon.Add(day)
			test.config.Secrets, test.config.Readers = []satchel.Secret{firstSecret}, []satchel.SessionReader{test.reader}
			_, err := satchel.New(test.config)
			if test.ok {
				must(t, err)
				return
			}
			if faults := faultsOf(t, err); len(faults) != 1 || faults[0].Field != "Readers[0]" || !strings.Contains(faults[0].Problem, "Path or Domain") {
				t.Errorf("New: %v", err)
			}
		})
	}
}

func TestTwoReadersOfOneNameAreAtTheSamePlace(t *testing.T) {
	reader := func(sealed bool, path string) satchel.SessionReader {
		return satchel.SessionReader{Name: "__Secure-old", Sealed: sealed, Path: path, Until: noon.Add(day)}
	}
	_, err := satchel.New(satchel.Config{
		Secrets: []satchel.Secret{firstSecret}, Readers: []satchel.SessionReader{reader(false, "/a"), reader(true, "/b")},
	})
	if faults := faultsOf(t, err); len(faults) != 1 || faults[0].Field != "Readers[1]" {
		t.Errorf("New: %v", err)
	}
}

// moved is an application that has left Play behind.
func moved(t *testing.T) (play, v *visitor) {
	t.Helper()
	play = newVisitor(t, satchel.Config{Profile: satchel.Play})
	play.logIn()
	return play, newVisitor(t, satchel.Config{
		Revocation: satchel.Revocation{DenyList: newSharedList()},
		Readers:    []satchel.SessionReader{{Profile: satchel.Play, Until: noon.Add(day)}},
	})
}

// answers makes a page with these cookies, and returns what the response sets, each as
// name and whether it is deleted.
func (v *visitor) answers(cookie string, deed func(*satchel.Session)) (names []string, events []string) {
	v.Helper()
	v.events.take()
	v.cookie = cookie
	x := v.begin(v.Context())
	deed(x.Session())
	response := http.Header{}
	must(v.T, x.Commit(200, response))
	for _, line := range response["Set-Cookie"] {
		name, deleted := cookieOfLine(line)
		if deleted {
			name += " deleted"
		}
		names = append(names, name)
	}
	v.keep(response)
	return names, v.events.take()
}

func TestACookieThatAReaderLeftBehindIsToldAndDeleted(t *testing.T) {
	play, v := moved(t)
	v.cookie = play.cookie
	v.wantUser()
	own := v.cookie // and the Play cookie was not deleted, since its Domain was forgotten
	const leftover = "conflict PLAY_SESSION leftover"
	user := ""
	read := func(s *satchel.Session) { user = s.Get("user") }
	for _, test := range []struct {
		name    string
		cookie  string
		deed    func(*satchel.Session)
		want    []string // cookies of the response
		leaves  bool     // the event
		reading string
	}{
		{"only the own one", own, read, nil, false, "ada"},
		{"both, in order", own + "; " + play.cookie, read, nil, true, "ada"},
		{"both, the other way round", play.cookie + "; " + own, read, nil, true, "ada"},
		{"both, with a change", own + "; " + play.cookie, func(s *satchel.Session) { must(t, s.Set("user", "bob")); read(s) },
			[]string{sessionName, "PLAY_SESSION deleted"}, true, "bob"},
		{"both, with Clear", own + "; " + play.cookie, func(s *satchel.Session) { must(t, s.Clear()); read(s) },
			[]string{sessionName + " deleted", "PLAY_SESSION deleted"}, true, ""},
		{"both, the own one forged", sessionName + "=e.e.e; " + play.cookie, read, nil, true, ""},
		{"only that of Play", play.cookie, read, []string{sessionName, "PLAY_SESSION deleted"}, false, "ada"},
	} {
		t.Run(test.name, func(t *testing.T) {
			names, events := v.answers(test.cookie, test.deed)
			if !slices.Equal(names, test.want) || user != test.reading {
				t.Errorf("it reads %q and sets %q, want %q and %q", user, names, test.reading, test.want)
			}
			if got := slices.Contains(events, leftover); got != test.leaves {
				t.Errorf("events are %q", events)
			}
		})
	}
}

func TestALeftoverIsToldNoLongerThanItsReaderLasts(t *testing.T) {
	play, v := moved(t)
	v.cookie = play.cookie
	v.wantUser()
	both := v.cookie + "; " + play.cookie
	for _, test := range []struct {
		after time.Duration
		want  bool
	}{{day - 1, true}, {day, false}} {
		v.now = noon.Add(test.after)
		_, events := v.answers(both, func(s *satchel.Session) { s.Len() })
		if got := slices.Contains(events, "conflict PLAY_SESSION leftover"); got != test.want {
			t.Errorf("after %v the events are %q", test.after, events)
		}
	}
}
