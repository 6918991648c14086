package satchel_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

func TestReadsOfASessionSeeTheWritesOfTheRequest(t *testing.T) {
	newSite(t, satchel.Config{}).visit(func(s *satchel.Session, _ *satchel.Flash) {
		must(t, s.Set("color", "blue"))
		must(t, s.Set("empty", ""))
		if got := s.Get("color"); got != "blue" {
			t.Errorf("Get = %q, want blue", got)
		}
		if value, found := s.Lookup("empty"); !found || value != "" {
			t.Errorf("Lookup of an empty value = %q, %v", value, found)
		}
		if value, found := s.Lookup("absent"); found || value != "" {
			t.Errorf("Lookup of an absent key = %q, %v", value, found)
		}
		must(t, s.Delete("color"))
		if s.Get("color") != "" || s.Len() != 1 {
			t.Errorf("after Delete there is %q", collect(s.All()))
		}
		must(t, s.Clear())
		if s.Len() != 0 || s.Size() != 0 {
			t.Errorf("after Clear there is %q, %d bytes", collect(s.All()), s.Size())
		}
	})
}

// sessionDeeds are what a handler does to a session with user=ann and color=blue,
// and what the client has to hold afterwards.
var sessionDeeds = []struct {
	name   string
	deed   func(*satchel.Session) error
	sent   bool // a Set-Cookie
	held   []string
	events []string
}{
	{"nothing", func(*satchel.Session) error { return nil }, false, []string{"user=ann", "color=blue"}, nil},
	{"reading",
		func(s *satchel.Session) error { _ = s.Get("user"); return nil },
		false, []string{"user=ann", "color=blue"}, nil},
	{"setting another value keeps the place",
		func(s *satchel.Session) error { return s.Set("user", "bob") },
		true, []string{"user=bob", "color=blue"}, []string{"written __Host-session changed user"}},
	{"a new key goes last",
		func(s *satchel.Session) error { return s.Set("a", "first letter") },
		true, []string{"user=ann", "color=blue", "a=first letter"}, []string{"written __Host-session changed a"}},
	{"setting an equal value is no change",
		func(s *satchel.Session) error { return s.Set("color", "blue") },
		false, []string{"user=ann", "color=blue"}, nil},
	{"changing back is no change",
		func(s *satchel.Session) error { return errors.Join(s.Set("color", "red"), s.Set("color", "blue")) },
		false, []string{"user=ann", "color=blue"}, nil},
	{"setting a new key and deleting it again is no change",
		func(s *satchel.Session) error { return errors.Join(s.Set("x", "1"), s.Delete("x")) },
		false, []string{"user=ann", "color=blue"}, nil},
	{"clearing and setting the same pairs, in another order, is no change",
		func(s *satchel.Session) error {
			return errors.Join(s.Clear(), s.Set("color", "blue"), s.Set("user", "ann"))
		},
		false, []string{"user=ann", "color=blue"}, nil},
	{"deleting a key",
		func(s *satchel.Session) error { return s.Delete("user") },
		true, []string{"color=blue"}, []string{"written __Host-session changed user"}},
	{"deleting a key that is not there is no change",
		func(s *satchel.Session) error { return s.Delete("absent") },
		false, []string{"user=ann", "color=blue"}, nil},
	{"deleting the last key deletes the cookie",
		func(s *satchel.Session) error { return errors.Join(s.Delete("user"), s.Delete("color")) },
		true, nil, []string{"written __Host-session deleted"}},
	{"clearing deletes the cookie",
		(*satchel.Session).Clear,
		true, nil, []string{"written __Host-session deleted"}},
	{"clearing and setting begins anew",
		func(s *satchel.Session) error { return errors.Join(s.Clear(), s.Set("user", "eve")) },
		true, []string{"user=eve"}, []string{"written __Host-session changed user,color"}},
	{"renewing keeps what is named",
		func(s *satchel.Session) error { return s.Renew("color", "absent") },
		true, []string{"color=blue"}, []string{"written __Host-session renewed user"}},
	{"renewing with everything named writes it again, with new dates",
		func(s *satchel.Session) error { return s.Renew("color", "user") },
		true, []string{"user=ann", "color=blue"}, []string{"written __Host-session renewed"}},
	{"renewing without names drops all",
		func(s *satchel.Session) error { return s.Renew() },
		true, nil, []string{"written __Host-session deleted"}},
}

func TestWhatASessionBecomes(t *testing.T) {
	site := newSite(t, satchel.Config{})
	for _, test := range sessionDeeds {
		t.Run(test.name, func(t *testing.T) {
			site.T = t
			site.forget()
			site.plant([]satchel.Pair{{Key: "user", Value: "ann"}, {Key: "color", Value: "blue"}}, nil)
			header := site.visit(func(s *satchel.Session, _ *satchel.Flash) { must(t, test.deed(s)) })
			if got := len(header["Set-Cookie"]); got > 1 || (got == 1) != test.sent {
				t.Errorf("the response has %q", header["Set-Cookie"])
			}
			site.wantSession(test.held...)
			if test.name != "nothing" {
				test.events = slices.Concat([]string{"opened __Host-session"}, test.events)
			}
			site.events.want(t, test.events...)
		})
	}
}

func TestWhatBecomesOfNoSession(t *testing.T) {
	const refused = "a.b.c"
	for _, test := range []struct {
		name    string
		present string // a cookie that is refused; none where empty
		deed    func(*satchel.Session) error
		want    string // what Set-Cookie begins with
	}{
		{"clearing without a cookie writes nothing", "", (*satchel.Session).Clear, ""},
		{"clearing deletes a refused cookie", refused, (*satchel.Session).Clear, "__Host-session=; Max-Age=0; "},
		{"renewing without a cookie writes nothing", "", func(s *satchel.Session) error { return s.Renew("a") }, ""},
		{"renewing leaves a refused cookie", refused, func(s *satchel.Session) error { return s.Renew() }, ""},
		{"reading leaves a refused cookie", refused, func(s *satchel.Session) error { s.Len(); return nil }, ""},
		{"deleting an absent key leaves a refused cookie", refused, func(s *satchel.Session) error { return s.Delete("a") }, ""},
		{"setting and deleting writes nothing", "",
			func(s *satchel.Session) error { return errors.Join(s.Set("a", "1"), s.Delete("a")) }, ""},
		{"setting replaces a refused cookie", refused,
			func(s *satchel.Session) error { return s.Set("a", "1") }, "__Host-session=ey"},
	} {
		t.Run(test.name, func(t *testing.T) {
			site := newSite(t, satchel.Config{})
			if test.present != "" {
				site.plantText(sessionName, test.present)
			}
			header := site.visit(func(s *satchel.Session, _ *satchel.Flash) { must(t, test.deed(s)) })
			if got := header["Set-Cookie"]; test.want == "" && got != nil || !strings.HasPrefix(header.Get("Set-Cookie"), test.want) {
				t.Errorf("the response has %q, want %q", got, test.want)
			}
		})
	}
}

func TestPairsKeepTheirOrderOverRequests(t *testing.T) {
	site := newSite(t, satchel.Config{})
	keys := []string{"zeta", "alpha", "mu", "beta", "omega", "10", "9"}
	for _, key := range keys {
		site.visit(func(s *satchel.Session, _ *satchel.Flash) { must(t, s.Set(key, "v")) })
	}
	site.visit(func(s *satchel.Session, _ *satchel.Flash) { must(t, s.Set("mu", "again")) })
	site.wantSession("zeta=v", "alpha=v", "mu=again", "beta=v", "omega=v", "10=v", "9=v")
	site.visit(func(s *satchel.Session, _ *satchel.Flash) {
		if got := collect(s.All()); len(got) != len(keys) || got[0] != "zeta=v" || got[2] != "mu=again" {
			t.Errorf("All = %q", got)
		}
	})
}

func TestWritersRefuseWhatASessionCannotHold(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.plant([]satchel.Pair{{Key: "satchel.later", Value: "hidden"}, {Key: "user", Value: "ann"}}, nil)
	header := site.visit(func(s *satchel.Session, _ *satchel.Flash) {
		for _, test := range []struct {
			name string
			err  error
			want error
		}{
			{"setting a reserved key", s.Set("satchel.x", "1"), satchel.ErrReservedKey},
			{"setting the unique id", s.Set("satchel.id", "1"), satchel.ErrReservedKey},
			{"setting the prefix itself", s.Set(satchel.ReservedPrefix, "1"), satchel.ErrReservedKey},
			{"deleting a reserved key", s.Delete("satchel.later"), satchel.ErrReservedKey},
			{"a key that is no UTF-8", s.Set("a\xff", "1"), satchel.ErrNotUTF8},
			{"a value that is no UTF-8", s.Set("a", "\xed\xa0\x80"), satchel.ErrNotUTF8},
		} {
			if !errors.Is(test.err, test.want) {
				t.Errorf("%s gives %v, want %v", test.name, test.err, test.want)
			}
		}
		if got := collect(s.All()); !slices.Equal(got, []string{"user=ann"}) || s.Len() != 1 {
			t.Errorf("the session is %q, Len %d", got, s.Len())
		}
		if _, found := s.Lookup("satchel.later"); found || s.Get("satchel.later") != "" {
			t.Error("a reserved key can be read")
		}
	})
	if got := header["Set-Cookie"]; got != nil {
		t.Errorf("refused writers sent %q", got)
	}
	site.visit(func(s *satchel.Session, _ *satchel.Flash) {
		must(t, s.Set("satchel", "without the dot"))
		must(t, s.Set("", "empty key"))
	})
	site.wantSession("satchel.later=hidden", "user=ann", "satchel=without the dot", "=empty key")
}

func TestTheUniqueIDIsMadeOnceAndStays(t *testing.T) {
	site := newSite(t, satchel.Config{})
	var id string
	header := site.visit(func(s *satchel.Session, _ *satchel.Flash) {
		if got, found := s.LookupID(); found || got != "" {
			t.Errorf("LookupID = %q, %v before ID was called", got, found)
		}
	})
	if header["Set-Cookie"] != nil {
		t.Error("LookupID made an id")
	}
	site.visit(func(s *satchel.Session, _ *satchel.Flash) {
		var err error
		id, err = s.ID()
		must(t, err)
		if again, err := s.ID(); err != nil || again != id {
			t.Errorf("ID = %q, %v the second time, want %q", again, err, id)
		}
		if len(id) != 26 || s.Len() != 0 || len(collect(s.All())) != 0 || s.Size() == 0 {
			t.Errorf("id is %q, Len %d, All %q, Size %d", id, s.Len(), collect(s.All()), s.Size())
		}
	})
	site.wantSession("satchel.id=" + id) // a session with nothing but an id travels
	site.events.want(t, "written __Host-session changed satchel.id")
	for _, deed := range []func(*satchel.Session) error{
		func(s *satchel.Session) error { return s.Set("user", "ann") },
		func(s *satchel.Session) error { return s.Set("color", "blue") },
		func(s *satchel.Session) error { return s.Delete("user") },
		func(s *satchel.Session) error { _, err := s.ID(); return err },
	} {
		site.visit(func(s *satchel.Session, _ *satchel.Flash) {
			must(t, deed(s))
			if got, found := s.LookupID(); !found || got != id {
				t.Errorf("the id is %q, want %q", got, id)
			}
		})
	}
	site.wantSession("satchel.id="+id, "color=blue")
	site.visit(func(s *satchel.Session, _ *satchel.Flash) { must(t, s.Delete("color")) })
	site.wantSession() // the last pair takes the id along
}

func TestRenewChangesTheUniqueID(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.plant([]satchel.Pair{{Key: "a", Value: "1"}, {Key: "satchel.id", Value: "PLANTED"}, {Key: "b", Value: "2"}}, nil)
	var id string
	site.visit(func(s *satchel.Session, _ *satchel.Flash) {
		must(t, s.Renew("b", "satchel.id"))
		id, _ = s.LookupID()
	})
	if len(id) != 26 {
		t.Errorf("after Renew the id is %q", id)
	}
	site.wantSession("b=2", "satchel.id="+id)
	site.visit(func(s *satchel.Session, _ *satchel.Flash) { must(t, s.Clear()) })
	site.wantSession()
}

// An id that came alone stays when a pair comes and goes; the last pair of a session
// that had pairs takes it along, unless somebody asked for it meanwhile.
func TestTheUniqueIDOutlivesPairsThatComeAndGo(t *testing.T) {
	site := newSite(t, satchel.Config{})
	come := func(s *satchel.Session) { must(t, s.Set("tmp", "1")) }
	goAway := func(s *satchel.Session) { must(t, s.Delete("tmp")) }
	ask := func(s *satchel.Session) { _, err := s.ID(); must(t, err) }
	for _, test := range []struct {
		name    string
		arrives []satchel.Pair
		deeds   []func(*satchel.Session)
		stays   bool
	}{
		{"it came alone, a pair comes and goes", pair("satchel.id", "ABC"), []func(*satchel.Session){come, goAway}, true},
		{"it is new, a pair comes and goes", nil, []func(*satchel.Session){ask, come, goAway}, true},
		{"the last pair goes", []satchel.Pair{{Key: "satchel.id", Value: "ABC"}, {Key: "tmp", Value: "1"}}, []func(*satchel.Session){goAway}, false},
		{"the session is renewed with none of its pairs", []satchel.Pair{{Key: "satchel.id", Value: "ABC"}, {Key: "tmp", Value: "1"}},
			[]func(*satchel.Session){func(s *satchel.Session) { must(t, s.Renew()) }}, true},
		{"the last pair goes, and it is asked for", []satchel.Pair{{Key: "satchel.id", Value: "ABC"}, {Key: "tmp", Value: "1"}},
			[]func(*satchel.Session){goAway, ask}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			site.T = t
			site.forget()
			if test.arrives != nil {
				site.plant(test.arrives, nil)
			}
			var id string
			site.visit(func(s *satchel.Session, _ *satchel.Flash) {
				for _, deed := range test.deeds {
					deed(s)
				}
				id, _ = s.LookupID()
				if empty := s.Size() == 0; empty == test.stays {
					t.Errorf("Size is %d", s.Size())
				}
			})
			if test.stays {
				site.wantSession("satchel.id=" + id)
			} else {
				site.wantSession()
			}
		})
	}
}
