package satchel_test

import (
	"html/template"
	"net/http"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

// html/template sends the first bytes of a page, and so the header, before it asks for
// what the session holds. Such a page is a page like any other.
func TestAPageWhoseTemplateReadsLateKeepsItsSession(t *testing.T) {
	asData := template.Must(template.New("").Parse(`<!doctype html><p>You are {{.Get "user"}}.`))
	byFunction, err := templates.New(template.Must(template.New("page").Funcs(templates.Funcs()).Parse(`<!doctype html><p>You are {{session "user"}}.`)))
	must(t, err)
	pages := map[string]http.HandlerFunc{
		"with the session as data": func(w http.ResponseWriter, r *http.Request) {
			must(t, asData.Execute(w, satchel.SessionFrom(r.Context())))
		},
		"with the functions of templates": func(w http.ResponseWriter, r *http.Request) {
			must(t, byFunction.ExecuteTemplate(r.Context(), w, "page", nil))
		},
	}
	for name, page := range pages {
		t.Run(name, func(t *testing.T) {
			now := noon
			clock := func() time.Time { return now }
			visit := func(s *site, want string) {
				t.Helper()
				r := s.request(http.MethodGet)
				r.Header = navigation.Clone()
				_, body, err := s.send(r, page)
				must(t, err)
				if body != "<!doctype html><p>You are "+want+"." {
					t.Errorf("after %v the page is %q", now.Sub(noon), body)
				}
			}
			s := newSite(t, satchel.Config{Clock: clock, Limits: satchel.Limits{Idle: 10 * time.Minute, Absolute: time.Hour}})
			s.plant(pair("user", "ada"), nil)
			for now = noon; now.Before(noon.Add(50 * time.Minute)); now = now.Add(5 * time.Minute) {
				visit(s, "ada")
			}

			now = noon
			s = newSite(t, satchel.Config{Clock: clock, Keys: []satchel.Key{
				{Secret: otherSecret, ActiveFrom: noon.Add(time.Hour)},
				{Secret: firstSecret, RetiredFrom: noon.Add(2 * time.Hour)},
			}})
			s.plant(pair("user", "ada"), nil)
			now = noon.Add(90 * time.Minute)
			visit(s, "ada")
			now = noon.Add(3 * time.Hour)
			visit(s, "ada")
		})
	}
}
