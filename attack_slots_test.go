package satchel_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// Bursts of responses that know nothing of each other copy the same messages along. What
// the client holds stays within what servers take.
func TestBurstsOfSlotsStaySmall(t *testing.T) {
	now := time.Unix(1800000000, 0)
	scopes, events := newScopes(t, satchel.Config{FlashSlots: 8, Clock: func() time.Time { return now }})
	held := map[string]string{}
	for burst := range 6 {
		var line []string
		for name, value := range held {
			line = append(line, name+"="+value)
		}
		slices.Sort(line)
		var headers []http.Header
		for i := range 10 {
			x := begin(t, scopes, strings.Join(line, "; "))
			must(t, x.Flash().Info(fmt.Sprint(burst, i, strings.Repeat("x", 100))))
			headers = append(headers, commit(t, x))
		}
		size := 0
		for _, header := range headers {
			_, deletes := setsAndDeletes(header)
			for _, name := range deletes {
				delete(held, name)
			}
		}
		for _, header := range headers {
			name, value, _ := strings.Cut(header["Set-Cookie"][0], "=")
			held[name], _, _ = strings.Cut(value, ";")
		}
		for name, value := range held {
			size += len(name) + len(value)
		}
		if size > 2*satchel.MaxCookieSize {
			t.Errorf("after burst %d the client holds %d bytes in %d cookies", burst, size, len(held))
		}
		now = now.Add(time.Second)
		events.take()
	}
}

// Of what does not fit, the oldest goes.
func TestTheNewerOfTwoSlotsStays(t *testing.T) {
	for _, length := range []int{500, 1500, 2000, 2550, 2700} {
		now := time.Unix(1800000000, 0)
		site := newSite(t, satchel.Config{FlashSlots: 2, Clock: func() time.Time { return now }})
		for _, text := range []string{"old" + strings.Repeat("o", length), "newer" + strings.Repeat("n", 200), "last"} {
			site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, f.Info(text)) })
			now = now.Add(time.Second)
		}
		site.visit(func(_ *satchel.Session, f *satchel.Flash) {
			got := f.Messages()
			if len(got) < 2 || got[len(got)-1].Text != "last" || !strings.HasPrefix(got[len(got)-2].Text, "newer") {
				t.Errorf("with %d bytes that are older, %d messages are left", length, len(got))
			}
		})
	}
}

func TestAValueReplacesOneThatWaitsForItsPage(t *testing.T) {
	redirects := map[string]func(http.ResponseWriter, *http.Request, string, int){"any page": http.Redirect, "one page": satchel.Redirect}
	for _, slots := range []int{0, 4} {
		for first, redirect := range redirects {
			for second, again := range redirects {
				t.Run(fmt.Sprintf("%d slots, for %s, then for %s", slots, first, second), func(t *testing.T) {
					site := newSite(t, satchel.Config{FlashSlots: slots})
					for value, redirect := range []func(http.ResponseWriter, *http.Request, string, int){redirect, again} {
						request := site.request(http.MethodPost)
						request.URL.Path = "/save"
						_, _, err := site.send(request, func(w http.ResponseWriter, r *http.Request) {
							must(t, satchel.FlashFrom(r.Context()).Set("id", fmt.Sprint(value)))
							redirect(w, r, "/items", http.StatusSeeOther)
						})
						must(t, err)
					}
					site.wantShownAt("/items", satchel.Message{Level: "id", Text: "1"})
					site.wantShownAt("/items")
				})
			}
		}
	}
}

// A value for one page leaves the one of another page alone.
func TestAValueForAnotherPageStays(t *testing.T) {
	site := newSite(t, satchel.Config{})
	for _, path := range []string{"/a", "/b"} {
		site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, errors.Join(f.SetTarget(path), f.Set("id", path))) })
	}
	site.wantShownAt("/b", satchel.Message{Level: "id", Text: "/b"})
	site.wantShownAt("/a", satchel.Message{Level: "id", Text: "/a"})
}

// What is ended by hand is ended for every page: at a logout nothing stays for the next
// user of the browser.
func TestNothingIsLeftForAnotherPageAfter(t *testing.T) {
	for name, deed := range map[string]func(*satchel.Flash) error{
		"DiscardAll": (*satchel.Flash).DiscardAll, "Discard": func(f *satchel.Flash) error { return f.Discard("success") },
	} {
		for _, slots := range []int{0, 4} {
			t.Run(fmt.Sprintf("%s, %d slots", name, slots), func(t *testing.T) {
				site := newSite(t, satchel.Config{FlashSlots: slots})
				site.goTo("/save", "/items", "secret of Ann")
				request := site.request(http.MethodPost)
				request.URL.Path = "/logout"
				_, _, err := site.send(request, func(w http.ResponseWriter, r *http.Request) {
					must(t, deed(satchel.FlashFrom(r.Context())))
					http.Redirect(w, r, "/", http.StatusSeeOther)
				})
				must(t, err)
				site.wantShownAt("/items")
				if held := site.flashCookies(); held != nil {
					t.Errorf("the client still holds %q", held)
				}
			})
		}
	}
}

// A message that is kept goes on once.
func TestAKeptMessageIsNotTwo(t *testing.T) {
	for _, slots := range []int{0, 4} {
		site := newSite(t, satchel.Config{FlashSlots: slots})
		site.goTo("/save", "/a", "saved")
		request := site.request(http.MethodGet)
		request.URL.Path = "/a"
		_, _, err := site.send(request, func(w http.ResponseWriter, r *http.Request) {
			must(t, satchel.FlashFrom(r.Context()).KeepAll())
			http.Redirect(w, r, "/b", http.StatusFound)
		})
		must(t, err)
		site.wantShownAt("/other", saved)
		site.wantShownAt("/b")
	}
}

func TestAFormWithNothingToKeepEndsTheOneThatWaits(t *testing.T) {
	site := newSite(t, satchel.Config{})
	for _, form := range []map[string][]string{{"name": {"Ann"}}, {"password": {"geheim"}}} {
		_, _, err := site.send(site.request(http.MethodPost), func(w http.ResponseWriter, r *http.Request) {
			must(t, satchel.FlashFrom(r.Context()).SetForm(form))
			http.Redirect(w, r, "/", http.StatusSeeOther)
		})
		must(t, err)
	}
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		if got := f.Form(); len(got) != 0 {
			t.Errorf("the form is %q", got)
		}
	})
}

// A refused cookie is taken away by DiscardAll, whichever redirect follows.
func TestDiscardAllAndRedirect(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.plantText(flashName, "a.b.c")
	_, _, err := site.send(site.request(http.MethodPost), func(w http.ResponseWriter, r *http.Request) {
		must(t, satchel.FlashFrom(r.Context()).DiscardAll())
		satchel.Redirect(w, r, "/", http.StatusSeeOther)
	})
	must(t, err)
	if held := site.flashCookies(); held != nil {
		t.Errorf("the client still holds %q", held)
	}
}
