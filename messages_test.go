package satchel_test

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

func TestSeveralMessagesUnderOneKey(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		must(t, errors.Join(f.Add("error", "No name"), f.Add("error", "No e-mail"), f.Add("error", "No name"),
			f.Warning("Slow"), f.Info("New"), f.Success("Saved")))
	})
	site.wantFlash("error=No name\nNo e-mail", "warning=Slow", "info=New", "success=Saved")
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		want := []satchel.Message{{"error", "No name"}, {"error", "No e-mail"}, {"warning", "Slow"}, {"info", "New"}, {"success", "Saved"}}
		if got := f.Messages(); !slices.Equal(got, want) {
			t.Errorf("the messages are %q", got)
		}
		if got := f.Get("error"); got != "No name\nNo e-mail" {
			t.Errorf("Get gives %q, want all of them", got)
		}
	})
	site.wantFlash()
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		if got := f.Messages(); got != nil {
			t.Errorf("the messages are %q, want nil", got)
		}
	})
}

func TestAddThatDoesNotFitLeavesTheOthers(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		must(t, f.Add("error", "first"))
		if err := f.Add("error", strings.Repeat("x", 4096)); !errors.Is(err, satchel.ErrTooLarge) {
			t.Errorf("a message that is too large gives %v", err)
		}
	})
	site.wantFlash("error=first")
	site.events.want(t, "overflow "+flashName+" error", "written "+flashName+" changed error")
}

// hops are the requests after a POST with a message; each is what a handler does.
type hop = http.HandlerFunc

func redirectTo(location string) hop {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, location, http.StatusFound) }
}

// TestMessagesOverRedirects walks from a message to the page that shows it.
func TestMessagesOverRedirects(t *testing.T) {
	add := func(level, text string) hop {
		return func(w http.ResponseWriter, r *http.Request) {
			must(t, satchel.FlashFrom(r.Context()).Add(level, text))
			http.Redirect(w, r, "/next", http.StatusSeeOther)
		}
	}
	reads := func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Len()
		http.Redirect(w, r, "/next", http.StatusSeeOther)
	}
	for _, test := range []struct {
		name string
		hops []hop
		want []satchel.Message
	}{
		{"no hop", nil, []satchel.Message{{"success", "saved"}}},
		{"a slash at the end", []hop{redirectTo("/next/")}, []satchel.Message{{"success", "saved"}}},
		{"three hops", []hop{redirectTo("/a"), redirectTo("/b"), redirectTo("/c")}, []satchel.Message{{"success", "saved"}}},
		{"a hop that reads", []hop{reads}, []satchel.Message{{"success", "saved"}}},
		{"a hop with a message of its own", []hop{add("info", "hello")}, []satchel.Message{{"success", "saved"}, {"info", "hello"}}},
		{"a hop with one under the same key", []hop{add("success", "hello")}, []satchel.Message{{"success", "saved"}, {"success", "hello"}}},
		{"a hop with the very same one", []hop{add("success", "saved")}, []satchel.Message{{"success", "saved"}}},
		{"three hops with messages", []hop{add("info", "1"), add("info", "2"), add("error", "3")},
			[]satchel.Message{{"success", "saved"}, {"info", "1"}, {"info", "2"}, {"error", "3"}}},
		{"a hop that keeps it by hand", []hop{func(w http.ResponseWriter, r *http.Request) {
			must(t, satchel.FlashFrom(r.Context()).KeepAll())
			http.Redirect(w, r, "/next", http.StatusSeeOther)
		}}, []satchel.Message{{"success", "saved"}}},
		{"a hop that takes it back", []hop{func(w http.ResponseWriter, r *http.Request) {
			must(t, satchel.FlashFrom(r.Context()).Discard("success"))
			http.Redirect(w, r, "/next", http.StatusSeeOther)
		}}, nil},
		{"a hop that sets it anew", []hop{func(w http.ResponseWriter, r *http.Request) {
			must(t, satchel.FlashFrom(r.Context()).Set("success", "42"))
			http.Redirect(w, r, "/next", http.StatusSeeOther)
		}}, []satchel.Message{{"success", "42"}}},
		{"a hop that replaces it", []hop{func(w http.ResponseWriter, r *http.Request) {
			must(t, errors.Join(satchel.FlashFrom(r.Context()).Discard("success"), satchel.FlashFrom(r.Context()).Success("better")))
			http.Redirect(w, r, "/next", http.StatusSeeOther)
		}}, []satchel.Message{{"success", "better"}}},
		{"a hop with a form of its own", []hop{func(w http.ResponseWriter, r *http.Request) {
			must(t, satchel.FlashFrom(r.Context()).SetForm(url.Values{"name": {"Ann"}}))
			http.Redirect(w, r, "/next", http.StatusSeeOther)
		}}, []satchel.Message{{"success", "saved"}}},
		{"a hop that takes everything back", []hop{func(w http.ResponseWriter, r *http.Request) {
			must(t, satchel.FlashFrom(r.Context()).DiscardAll())
			http.Redirect(w, r, "/next", http.StatusSeeOther)
		}}, nil},
	} {
		for _, slots := range []int{0, 4} {
			t.Run(test.name+map[int]string{0: "", 4: ", in slots"}[slots], func(t *testing.T) {
				site := newSite(t, satchel.Config{FlashSlots: slots})
				site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, f.Success("saved")) })
				for _, hop := range test.hops {
					_, _, err := site.send(site.request(http.MethodGet), hop)
					must(t, err)
				}
				site.wantShown(test.want...)
				site.wantShown()
			})
		}
	}
}

// wantShown opens a page and compares the messages on it.
func (s *site) wantShown(want ...satchel.Message) {
	s.Helper()
	s.wantShownAt("/", want...)
}

func (s *site) wantShownAt(path string, want ...satchel.Message) {
	s.Helper()
	request := s.request(http.MethodGet)
	request.URL.Path = path
	_, _, err := s.send(request, func(_ http.ResponseWriter, r *http.Request) {
		if got := satchel.FlashFrom(r.Context()).Messages(); !slices.Equal(got, want) {
			s.Errorf("%s shows %q, want %q", path, got, want)
		}
	})
	must(s.T, err)
}

// A message lives for five minutes, whoever holds the cookie, and a hop that writes the
// cookie anew does not begin them anew.
func TestAMessageIsGoneAfterItsTime(t *testing.T) {
	for _, test := range []struct {
		name   string
		config satchel.Config
		wait   time.Duration
		want   []satchel.Message
	}{
		{"in time", satchel.Config{}, 299 * time.Second, []satchel.Message{{"success", "saved"}}},
		{"too late", satchel.Config{}, 300 * time.Second, nil},
		{"with a time of its own, in time", satchel.Config{Flash: satchel.CookieConfig{MaxAge: time.Minute}}, 59 * time.Second, []satchel.Message{{"success", "saved"}}},
		{"with a time of its own, too late", satchel.Config{Flash: satchel.CookieConfig{MaxAge: time.Minute}}, time.Minute, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := time.Unix(1800000000, 0)
			test.config.Clock = func() time.Time { return now }
			scopes, _ := newScopes(t, test.config)
			line := cookieLine(t, scopes, nil, pair("success", "saved"))
			now = now.Add(test.wait)
			if got := begin(t, scopes, line).Flash().Messages(); !slices.Equal(got, test.want) {
				t.Errorf("it shows %q, want %q", got, test.want)
			}
		})
	}
	t.Run("is told", func(t *testing.T) {
		now := time.Now()
		scopes, events := newScopes(t, satchel.Config{Clock: func() time.Time { return now }})
		line := cookieLine(t, scopes, nil, pair("success", "saved"))
		now = now.Add(5 * time.Minute)
		begin(t, scopes, line).Flash().Len()
		events.want(t, "opened "+flashName, "rejected "+flashName+" expired")
	})
	t.Run("carried over a hop", func(t *testing.T) {
		now := time.Now()
		scopes, _ := newScopes(t, satchel.Config{Clock: func() time.Time { return now }})
		line := cookieLine(t, scopes, nil, pair("success", "saved"))
		now = now.Add(4 * time.Minute)
		x := begin(t, scopes, line)
		must(t, x.Flash().Info("hop"))
		header := http.Header{}
		must(t, x.Commit(http.StatusFound, header))
		line, _, _ = strings.Cut(header.Get("Set-Cookie"), ";")
		want := []satchel.Message{{"success", "saved"}, {"info", "hop"}}
		if got := begin(t, scopes, line).Flash().Messages(); !slices.Equal(got, want) {
			t.Errorf("at once it shows %q", got)
		}
		now = now.Add(time.Minute)
		if got := begin(t, scopes, line).Flash().Messages(); !slices.Equal(got, want[1:]) {
			t.Errorf("after a minute it shows %q", got)
		}
		now = now.Add(4 * time.Minute)
		if got := begin(t, scopes, line).Flash().Messages(); got != nil {
			t.Errorf("after five minutes it shows %q", got)
		}
	})
}

// What the handler ended by hand does not wait for anything.
func TestDiscardAllLeavesNothing(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.plant(nil, pair("success", "saved"))
	_, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
		must(t, satchel.FlashFrom(r.Context()).DiscardAll())
		http.Redirect(w, r, "/next", http.StatusFound)
	})
	must(t, err)
	site.events.want(t, "opened "+flashName, "written "+flashName+" deleted")
	site.wantShown()
	site.plant(nil, pair("success", "saved"))
	site.events.take()
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		f.Get("success")
		must(t, f.DiscardAll())
	})
	site.events.want(t, "opened "+flashName, "written "+flashName+" deleted")
	for name, test := range map[string]struct {
		cookie string
		deed   func(*satchel.Flash) error
		want   string
	}{
		"without a cookie":                             {"", (*satchel.Flash).DiscardAll, ""},
		"with one that is refused":                     {"a.b.c", (*satchel.Flash).DiscardAll, "flash=deleted"},
		"with one that is refused, and then a message": {"a.b.c", func(f *satchel.Flash) error { return errors.Join(f.DiscardAll(), f.Info("new")) }, "flash="},
	} {
		t.Run(name, func(t *testing.T) {
			site.T = t
			site.forget()
			site.plantText(flashName, test.cookie)
			if test.cookie == "" {
				site.forget()
			}
			header := site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, test.deed(f)) })
			if got := written(header); got != test.want {
				t.Errorf("the cookies are %q, want %q", got, test.want)
			}
		})
	}
}

// What was carried gives way when there is no room: the new message is what the user has
// just done.
func TestAMessageThatWaitsGivesWayToANewOne(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.plant(nil, []satchel.Pair{{Key: "info", Value: strings.Repeat("i", 1000)}, {Key: "error", Value: strings.Repeat("e", 1000)}})
	site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, f.Success(strings.Repeat("s", 1500))) })
	site.events.want(t, "opened "+flashName, "left "+flashName+" unread", "overflow "+flashName+" dropped info", "written "+flashName+" changed success,info")
	site.wantShown(satchel.Message{Level: "error", Text: strings.Repeat("e", 1000)}, satchel.Message{Level: "success", Text: strings.Repeat("s", 1500)})
}

// What is asked for when the decision has been made shows nothing, and waits.
func TestAMessageThatIsAskedForTooLateWaits(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.plant(pair("user", "ann"), pair("success", "saved"))
	_, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.SessionFrom(r.Context()).Get("user")
		w.WriteHeader(http.StatusOK)
		if got := satchel.FlashFrom(r.Context()).Get("success"); got != "" {
			t.Errorf("it reads %q", got)
		}
	})
	must(t, err)
	site.events.want(t, "opened "+sessionName, "late "+flashName+" read")
	site.wantShown(satchel.Message{Level: "success", Text: "saved"})
}

func TestNowIsReadAfterTheHeaderToo(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.plant(nil, pair("success", "saved"))
	_, _, err := site.send(site.request(http.MethodPost), func(w http.ResponseWriter, r *http.Request) {
		flash := satchel.FlashFrom(r.Context())
		must(t, flash.Now("error", "no name"))
		w.WriteHeader(http.StatusInternalServerError)
		if got := collect(flash.All()); !slices.Equal(got, []string{"error=no name"}) {
			t.Errorf("it reads %q, want what was for this page only", got)
		}
	})
	must(t, err)
	site.wantShown(satchel.Message{Level: "success", Text: "saved"})
}
