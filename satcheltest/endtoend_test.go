package satcheltest_test

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/satcheltest"
)

var page = template.Must(template.New("page").Parse(`<ul>{{range .Messages}}<li>{{.Text}}</li>{{end}}</ul>`))

// shop is an application as people write it: forms that redirect, a page that shows
// messages, and a few things that browsers ask for besides.
func shop(scopes *satchel.Scopes, redirect func(http.ResponseWriter, *http.Request, string, int)) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /save/{item}", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Success("saved " + r.PathValue("item") + "!")
		redirect(w, r, "/items", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /items", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = page.Execute(w, satchel.FlashFrom(r.Context()))
	})
	mux.HandleFunc("GET /news", func(w http.ResponseWriter, r *http.Request) { // a page without messages
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, "<p>No news</p>")
	})
	mux.HandleFunc("GET /poll", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, "{}")
	})
	mux.HandleFunc("GET /logo.png", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "image/png") })
	return scopes.Handler(mux)
}

// The loss that Play's documentation warns of, and what becomes of it: a slow response
// that has nothing to do with the message crosses the POST that sets it, and is the
// first one to a request that carried it.
func TestASlowResponseCrossesAPost(t *testing.T) {
	for _, test := range []struct {
		name   string
		config satchel.Config
		slow   satcheltest.Request
		loses  bool
	}{
		{"Play, a page without messages", satchel.Config{Profile: satchel.Play, Session: secure, Flash: secure}, satcheltest.Navigate("/news"), true},
		{"Play, a poll", satchel.Config{Profile: satchel.Play, Session: secure, Flash: secure}, satcheltest.Fetch("/poll"), true},
		{"NextRequest, a page without messages", satchel.Config{FlashPolicy: satchel.NextRequest}, satcheltest.Navigate("/news"), true},
		{"NextRequest, a picture", satchel.Config{FlashPolicy: satchel.NextRequest}, satcheltest.Asset("/logo.png"), true},
		{"NextRequest, a prefetch", satchel.Config{FlashPolicy: satchel.NextRequest}, satcheltest.Prefetch("/items"), true},
		{"NextPage, a page without messages", satchel.Config{}, satcheltest.Navigate("/news"), false},
		{"NextPage, a poll", satchel.Config{}, satcheltest.Fetch("/poll"), false},
		{"NextPage, a picture", satchel.Config{}, satcheltest.Asset("/logo.png"), false},
		{"NextPage, a prefetch", satchel.Config{}, satcheltest.Prefetch("/items"), false},
		{"slots, a prefetch", satchel.Config{FlashSlots: 4}, satcheltest.Prefetch("/items"), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			scopes := newScopes(t, test.config)
			report := run(t, satcheltest.Race{
				Handler: shop(scopes, http.Redirect), Scopes: scopes,
				Tabs:     []satcheltest.Tab{{satcheltest.Post("/save/one", nil)}, {test.slow}},
				After:    []satcheltest.Request{satcheltest.Navigate("/items")},
				Messages: []string{"saved one!"},
			})
			if report.Orders != 15 || len(report.Waiting)+len(report.Twice) > 0 || (len(report.Lost) > 0) != test.loses {
				t.Errorf("%v", report)
			}
			if !test.loses {
				return
			}
			// It is sent when the redirect has arrived and before the page is asked for, and
			// arrives before that too: one order of 15. Where it arrives later, the page has
			// the message as well.
			if lost := report.Lost[0]; lost.Orders != 1 || lost.Apart != 1 {
				t.Errorf("%v", report)
			}
		})
	}
}

var secure = satchel.CookieConfig{Secure: true}

// As the naive reader of the rule would count it: the orders in which the page of the
// POST's redirect is sent without the message, counted without the simulator.
func TestALossIsCountedByHandToo(t *testing.T) {
	scopes := newScopes(t, satchel.Config{FlashPolicy: satchel.NextRequest})
	race := satcheltest.Race{
		Handler: shop(scopes, http.Redirect), Scopes: scopes,
		Tabs:     []satcheltest.Tab{{satcheltest.Post("/save/one", nil)}, {satcheltest.Navigate("/news")}, {satcheltest.Fetch("/poll")}},
		After:    []satcheltest.Request{satcheltest.Navigate("/items")},
		Messages: []string{"saved one!"},
	}
	for order, err := range race.Orders() {
		must(t, err)
		at := map[string]int{}
		for i, step := range order.Steps {
			at[fmt.Sprint(step.Who, step.Path, step.Status)] = i
		}
		set, asked := at["tab 1/save/one303"], at["tab 1/items0"]
		takes := func(who, path string) bool {
			sent, received := at[who+path+"0"], at[who+path+"200"]
			return set < sent && received < asked
		}
		if want := takes("tab 2", "/news") || takes("tab 3", "/poll"); want != (len(order.Lost) == 1) {
			t.Fatalf("lost %v, want it lost: %v, in %v", order.Lost, want, order.Steps)
		}
	}
}

// Two forms at once. One cookie holds what arrived last; with slots nothing is lost.
func TestTwoPostsCross(t *testing.T) {
	messages := []string{"saved one!", "saved two!"}
	for _, test := range []struct {
		name   string
		config satchel.Config
		loses  bool
	}{
		{"one cookie", satchel.Config{}, true},
		{"slots", satchel.Config{FlashSlots: 4}, false},
	} {
		scopes := newScopes(t, test.config)
		report := run(t, satcheltest.Race{
			Handler: shop(scopes, http.Redirect), Scopes: scopes,
			Tabs:     []satcheltest.Tab{{satcheltest.Post("/save/one", nil)}, {satcheltest.Post("/save/two", nil)}},
			After:    []satcheltest.Request{satcheltest.Navigate("/items")},
			Messages: messages,
		})
		if report.Orders != 70 || (len(report.Lost) > 0) != test.loses {
			t.Errorf("%s: %v", test.name, report)
		}
		for _, f := range report.Lost {
			if f.Apart > 0 {
				t.Errorf("%s: %q is lost and no cookie was overwritten, in %d orders", test.name, f.Message, f.Apart)
			}
		}
	}
}

// A property over all orders, for slots: every message is seen or on its way, unless two
// responses chose the same cookie.
func TestSlotsLoseNothing(t *testing.T) {
	scopes := newScopes(t, satchel.Config{FlashSlots: 8})
	race := satcheltest.Race{
		Handler: shop(scopes, http.Redirect), Scopes: scopes,
		Tabs: []satcheltest.Tab{
			{satcheltest.Post("/save/one", nil)}, {satcheltest.Post("/save/two", nil)}, {satcheltest.Fetch("/poll")},
		},
		After:    []satcheltest.Request{satcheltest.Navigate("/items")},
		Messages: []string{"saved one!", "saved two!"},
	}
	orders := 0
	for order, err := range race.Orders() {
		must(t, err)
		if len(order.Lost)+len(order.Waiting) > 0 && len(order.Overwritten) == 0 {
			t.Fatalf("lost %v, waiting %v in %v", order.Lost, order.Waiting, order.Steps)
		}
		orders++
	}
	if orders != 3150 { // 10! / (4! 4! 2!)
		t.Errorf("%d orders", orders)
	}
}

// satchel.Redirect aims a message at its page: a message waits for it when another page
// is all that is opened.
func TestAMessageWaitsForItsPage(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	mux := http.NewServeMux()
	mux.Handle("/", shop(scopes, satchel.Redirect))
	mux.Handle("GET /other", scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_ = page.Execute(w, satchel.FlashFrom(r.Context()))
	})))
	report := run(t, satcheltest.Race{
		Handler: mux, Scopes: scopes, Messages: []string{"saved one!"},
		Tabs: []satcheltest.Tab{{satcheltest.Post("/save/one", nil)}, {satcheltest.Navigate("/other")}},
	})
	if !report.OK() {
		t.Errorf("%v", report)
	}
	for order, err := range (satcheltest.Race{
		Handler: mux, Scopes: scopes, Messages: []string{"saved one!"},
		Tabs: []satcheltest.Tab{{satcheltest.Post("/save/one", nil).WithHeader("X-Requested-With", "test")}},
	}).Orders() {
		must(t, err)
		if last := order.Steps[len(order.Steps)-1]; !slices.Equal(last.Shows, []string{"saved one!"}) {
			t.Errorf("%v", order.Steps)
		}
	}
}

// The library writes a session only when it changes: with a logout, a change that was on
// its way brings the session back (documented under "Two requests at once"), a page does
// not.
func TestALogoutCrossesOtherRequests(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(_ http.ResponseWriter, r *http.Request) {
		must(t, satchel.SessionFrom(r.Context()).Set("user", "bob"))
	})
	mux.HandleFunc("POST /logout", func(_ http.ResponseWriter, r *http.Request) { must(t, satchel.SessionFrom(r.Context()).Clear()) })
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, satchel.SessionFrom(r.Context()).Get("user"))
	})
	mux.HandleFunc("POST /theme", func(_ http.ResponseWriter, r *http.Request) {
		if session := satchel.SessionFrom(r.Context()); session.Len() > 0 {
			must(t, session.Set("theme", "dark"))
		}
	})
	race := satcheltest.Race{
		Handler: scopes.Handler(mux), Scopes: scopes, Before: []satcheltest.Request{satcheltest.Post("/login", nil)},
		Tabs: []satcheltest.Tab{{satcheltest.Post("/logout", nil)}, {satcheltest.Navigate("/page")}, {satcheltest.Fetch("/page")}},
	}
	if report := run(t, race); !report.OK() || report.Orders != 90 {
		t.Errorf("%v", report)
	}
	race.Tabs = []satcheltest.Tab{{satcheltest.Post("/logout", nil)}, {satcheltest.Post("/theme", nil)}}
	if report := run(t, race); report.Resurrected == nil || report.Resurrected.Orders != 2 || report.Resurrected.Apart != 2 {
		t.Errorf("%v", report)
	}
}

// Development serves this machine only, which the simulator is.
func TestRaceServesDevelopment(t *testing.T) {
	scopes := newScopes(t, satchel.Config{Development: true})
	report := run(t, satcheltest.Race{
		Handler: shop(scopes, http.Redirect), Scopes: scopes, URL: "http://localhost:9000",
		Tabs: []satcheltest.Tab{{satcheltest.Post("/save/one", nil)}}, Messages: []string{"saved one!"},
	})
	if !report.OK() {
		t.Errorf("%v", report)
	}
}
