package e2e_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
)

// sends presses the button of a form, and does not wait.
func (p *person) sends(path string) {
	p.testing.Helper()
	p.do(chromedp.Click(chromedp.CSS(`form[action="` + path + `"] button`)))
}

// arrives waits for a page that is under way, and looks.
func (p *person) arrives(path string) {
	p.testing.Helper()
	p.until(`location.pathname === "` + path + `" && document.readyState === "complete"`)
	p.look()
}

// Tab A has posted, and waits for a slow page; tab B goes to a page that shows messages,
// and has it sooner.
func TestAMessageIsForOneOfTwoTabs(t *testing.T) {
	for _, test := range []struct {
		name     string
		policy   satchel.FlashPolicy
		redirect func(http.ResponseWriter, *http.Request, string, int)
		b        []string
	}{
		{"next page, satchel.Redirect", satchel.NextPage, satchel.Redirect, nil},
		{"next page, http.Redirect", satchel.NextPage, http.Redirect, seen("/b: Saved.")},             // twice
		{"next request, satchel.Redirect", satchel.NextRequest, satchel.Redirect, seen("/b: Saved.")}, // twice
	} {
		t.Run(test.name, func(t *testing.T) {
			s := startSite(t, satchel.Config{FlashPolicy: test.policy})
			s.silent("/start", form("/save"))
			s.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
				s.set(r, "Saved.")
				test.redirect(w, r, "/slow", http.StatusSeeOther)
			})
			s.HandleFunc("GET /slow", func(w http.ResponseWriter, r *http.Request) {
				if _, err := s.find(r.Context(), func(v visit) bool { return v.path == "/b" && v.status != 0 }); err == nil {
					s.write(w, r, "shows", "")
				}
			})
			s.shows("/b", "")
			a := meet(t, s)
			a.goTo("/start")
			b := a.secondTab()
			a.sends("/save")
			a.find("the slow page", func(v visit) bool { return v.path == "/slow" })
			b.goTo("/b")
			if v := b.find("the page of tab B", func(v visit) bool { return v.path == "/b" }); !v.carried {
				t.Error("the message did not come with tab B: nothing is proven")
			}
			a.arrives("/slow")
			b.saw(test.b...)
			a.saw("/slow: Saved.")
		})
	}
}

// Both tabs have posted before either is answered, and both pages are asked for before
// either is answered.
func TestTwoTabsPostAtTheSameTime(t *testing.T) {
	s := startSite(t, satchel.Config{FlashSlots: 4})
	both := func(r *http.Request, first, second string) {
		for _, path := range []string{first, second} {
			_, _ = s.find(r.Context(), func(v visit) bool { return v.path == path })
		}
	}
	s.silent("/start", form("/save/a")+form("/save/b"))
	for _, tab := range []string{"a", "b"} {
		s.HandleFunc("POST /save/"+tab, func(w http.ResponseWriter, r *http.Request) {
			s.set(r, "Saved by "+tab+".")
			both(r, "/save/a", "/save/b")
			satchel.Redirect(w, r, "/"+tab, http.StatusSeeOther)
		})
		s.HandleFunc("GET /"+tab, func(w http.ResponseWriter, r *http.Request) {
			both(r, "/a", "/b")
			s.write(w, r, "shows", "")
		})
	}
	a := meet(t, s)
	b := a.secondTab()
	a.goTo("/start")
	b.goTo("/start")
	a.sends("/save/a")
	b.sends("/save/b")
	a.arrives("/a")
	b.arrives("/b")
	a.saw("/a: Saved by a.")
	b.saw("/b: Saved by b.")
}

// Two scripts have posted before either is answered. With one cookie for all messages,
// the answer that comes last has the last word.
func TestOneCookieHoldsOneOfTwoAnswers(t *testing.T) {
	for _, test := range []struct {
		name   string
		config satchel.Config
		a      []string
	}{
		{"next page, one cookie", satchel.Config{}, seen("/items: Saved by b.")},
		{"next page, slots", satchel.Config{FlashSlots: 2}, seen("/items: Saved by a.", "/items: Saved by b.")},
		{"next request", satchel.Config{FlashPolicy: satchel.NextRequest}, seen("/items: Saved by b.")},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := startSite(t, test.config)
			aHasIt := make(chan struct{})
			s.silent("/start", "")
			s.shows("/items", "")
			s.HandleFunc("POST /save/a", func(_ http.ResponseWriter, r *http.Request) { s.set(r, "Saved by a.") })
			s.HandleFunc("POST /save/b", func(_ http.ResponseWriter, r *http.Request) {
				s.set(r, "Saved by b.")
				select {
				case <-aHasIt:
				case <-r.Context().Done():
				}
			})
			a := meet(t, s)
			b := a.secondTab()
			a.goTo("/start")
			b.goTo("/start")
			b.do(chromedp.Evaluate[chromedp.Void](`void (window.answer = fetch("/save/b", {method: "POST"}))`))
			b.find("the post of tab B", func(v visit) bool { return v.path == "/save/b" })
			a.posts("/save/a")
			close(aHasIt)
			b.script(`window.answer.then(r => r.status)`)
			a.goTo("/items")
			a.saw(test.a...)
			b.saw()
		})
	}
}
