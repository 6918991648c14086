package e2e_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/satchel-go/satchel"
)

// redirects adds a handler that leads on, and perhaps has something to say.
func (s *site) redirects(path, next string, status int, message string) {
	s.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		if message != "" {
			s.set(r, message)
		}
		http.Redirect(w, r, next, status)
	})
}

// hops checks that each path was answered by a redirect.
func (p *person) hops(paths ...string) {
	p.testing.Helper()
	for _, path := range paths {
		if v := p.find(path, func(v visit) bool { return v.path == path }); v.status/100 != 3 {
			p.testing.Errorf("%s is no hop: %v", path, v)
		}
	}
}

func TestAMessagePassesThreeHops(t *testing.T) { passesThreeHops(t, http.Redirect) }

// The message is for the path that the handler redirects to, and follows where that
// leads.
func TestAMessageForOnePathPassesThreeHops(t *testing.T) { passesThreeHops(t, satchel.Redirect) }

// The last hop is that of http.ServeMux, which adds the slash.
func passesThreeHops(t *testing.T, redirect func(w http.ResponseWriter, r *http.Request, location string, code int)) {
	t.Helper()
	outcome{
		nextPage:    seen("/items/: Saved."),
		nextRequest: nil, // the first hop has taken it
	}.of(t, func(t *testing.T, s *site) *person {
		s.silent("/start", form("/save"))
		s.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
			s.set(r, "Saved.")
			redirect(w, r, "/old", http.StatusSeeOther)
		})
		s.redirects("/old", "/items", http.StatusMovedPermanently, "")
		s.shows("/items/", "")
		p := meet(t, s)
		p.goTo("/start")
		p.submit("/save")
		p.hops("/save", "/old", "/items")
		return p
	})
}

// The page wants a login, which finds out by itself who it is.
func TestAMessagePassesALogin(t *testing.T) {
	outcome{
		nextPage:    seen("/items: Saved."),
		nextRequest: nil,
	}.of(t, func(t *testing.T, s *site) *person {
		s.silent("/start", form("/save"))
		s.saves("/save", "Saved.", "/items")
		s.HandleFunc("GET /items", func(w http.ResponseWriter, r *http.Request) {
			if satchel.SessionFrom(r.Context()).Get("user") == "" {
				http.Redirect(w, r, "/login?next=/items", http.StatusFound)
				return
			}
			s.write(w, r, "shows", "")
		})
		s.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
			if err := satchel.SessionFrom(r.Context()).Set("user", "ada"); err != nil {
				t.Error(err)
			}
			http.Redirect(w, r, r.FormValue("next"), http.StatusSeeOther)
		})
		p := meet(t, s)
		p.goTo("/start")
		p.submit("/save")
		p.hops("/save", "/items", "/login?next=/items")
		return p
	})
}

// Both have the key "success".
func TestAHopAddsItsMessage(t *testing.T) {
	outcome{
		nextPage:    seen("/items: Saved.", "/items: Welcome."),
		nextRequest: seen("/items: Welcome."), // it has replaced the first one
	}.of(t, func(t *testing.T, s *site) *person {
		s.silent("/start", form("/save"))
		s.saves("/save", "Saved.", "/welcome")
		s.redirects("/welcome", "/items", http.StatusSeeOther, "Welcome.")
		s.shows("/items", link("/end"))
		p := meet(t, s)
		p.goTo("/start")
		p.submit("/save")
		p.hops("/save", "/welcome")
		const folder = "artifacts"
		if err := os.MkdirAll(folder, 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "flash-"+s.policy.String()+".png"), p.picture(false), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	})
}

// The person has to fill in the login, a page that shows no messages.
func TestAMessageWaitsForALoginByHand(t *testing.T) {
	outcome{
		nextPage:    seen("/items: Saved.", "/items: Welcome."),
		nextRequest: seen("/items: Welcome."),
	}.of(t, func(t *testing.T, s *site) *person {
		s.silent("/start", form("/save"))
		s.saves("/save", "Saved.", "/way")
		s.redirects("/way", "/login", http.StatusSeeOther, "")
		s.silent("/login", form("/login"))
		s.saves("/login", "Welcome.", "/items")
		s.shows("/items", "")
		p := meet(t, s)
		p.goTo("/start")
		p.submit("/save")
		p.submit("/login")
		p.hops("/save", "/way")
		return p
	})
}
