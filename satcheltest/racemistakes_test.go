package satcheltest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/satcheltest"
)

// A race that would pass whatever the application does is an error.
func TestRaceRefusesWhatTestsNothing(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	others := newScopes(t, satchel.Config{Secrets: []satchel.Secret{satchel.NewSecret()}})
	for _, test := range []struct {
		name, want string
		scopes     *satchel.Scopes
		request    satcheltest.Request
	}{
		{"the scopes of somebody else", "POST /save/one writes a cookie __Host-flash that Race.Scopes cannot read", others, satcheltest.Fetch("/poll")},
		{"a path that is not there", "every answer to GET /pol is 404 or 405", scopes, satcheltest.Fetch("/pol")},
		{"a method that is not there", "every answer to POST /poll is 404 or 405", scopes, satcheltest.Post("/poll", nil)},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := satcheltest.Race{
				Handler: shop(scopes, http.Redirect), Scopes: test.scopes,
				Tabs:     []satcheltest.Tab{{satcheltest.Post("/save/one", nil)}, {test.request}},
				After:    []satcheltest.Request{satcheltest.Navigate("/items")},
				Messages: []string{"saved one!"},
			}.Run()
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("it gives %v", err)
			}
		})
	}
	missing := satcheltest.Race{
		Handler: shop(scopes, http.Redirect), Scopes: scopes,
		Tabs:  []satcheltest.Tab{{satcheltest.Post("/save/one", nil)}, {satcheltest.Asset("/missing.png")}},
		After: []satcheltest.Request{satcheltest.Navigate("/items")}, Messages: []string{"saved one!"},
	}
	if report, err := missing.Run(); err != nil || !report.OK() { // which browsers ask for all the time
		t.Errorf("a picture that is missing gives %v, %v", report, err)
	}
}

// An application with a store, whose handler sets the message in some orders only: where
// it did not, the message is not lost.
func TestRaceWithAStoreCountsWhatWasLeft(t *testing.T) {
	scopes := newScopes(t, satchel.Config{FlashSlots: 4})
	fresh := func() http.Handler {
		open := true
		mux := http.NewServeMux()
		mux.HandleFunc("POST /close", func(http.ResponseWriter, *http.Request) { open = false })
		mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
			if open {
				_ = satchel.FlashFrom(r.Context()).Success("saved one!")
			}
			http.Redirect(w, r, "/items", http.StatusSeeOther)
		})
		mux.Handle("GET /items", shop(scopes, http.Redirect))
		return scopes.Handler(mux)
	}
	report := run(t, satcheltest.Race{
		NewHandler: fresh, Scopes: scopes,
		Tabs:  []satcheltest.Tab{{satcheltest.Fetch("/items")}, {satcheltest.Post("/close", nil)}, {satcheltest.Post("/save", nil)}},
		After: []satcheltest.Request{satcheltest.Navigate("/items")}, Messages: []string{"saved one!"},
	})
	if len(report.Lost)+len(report.Waiting) > 0 {
		t.Errorf("%v", report)
	}
}
