package e2e_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
)

// htmx is as much of htmx as the tests need: swap puts what comes under the page, or
// goes where the header says.
const htmx = `<div id="part"></div><script>
async function swap(method, path) {
	const answer = await fetch(path, {method, headers: {"HX-Request": "true"}})
	const next = answer.headers.get("HX-Redirect")
	if (next) location = next
	else document.getElementById("part").innerHTML = await answer.text()
}</script>`

// Two parts are fetched while a message waits: a list that has no place for messages, and
// then one that has. Half a page is a page, for the person.
func TestAPartShowsAMessage(t *testing.T) {
	s := startSite(t, satchel.Config{})
	s.shows("/items", htmx)
	s.saves("/note", "Noted.", "")
	s.HandleFunc("GET /list", func(w http.ResponseWriter, r *http.Request) { s.write(w, r, "silent", "") })
	s.HandleFunc("GET /messages", func(w http.ResponseWriter, r *http.Request) { s.write(w, r, "messages", "") })
	p := meet(t, s)
	p.goTo("/items")
	p.posts("/note")
	p.script(`swap("GET", "/list")`)
	p.look()
	if v := p.find("the list", func(v visit) bool { return v.path == "/list" }); !v.carried || v.deleted {
		t.Errorf("the list has taken the message, or it did not come: %v", v)
	}
	p.script(`swap("GET", "/messages")`)
	p.look()
	p.script(`swap("GET", "/messages")`)
	p.look()
	p.saw("/items: Noted.")
}

// A script sends a form, follows the redirect within the fetch, and shows the page that
// comes, as Turbo does.
func TestAPageThatAScriptShowsHasTheMessage(t *testing.T) {
	outcome{
		nextPage:    seen("/start: Saved."),
		nextRequest: seen("/start: Saved."),
	}.of(t, func(t *testing.T, s *site) *person {
		s.silent("/start", "")
		s.saves("/save", "Saved.", "/items")
		s.shows("/items", "")
		p := meet(t, s)
		p.goTo("/start")
		p.script(`fetch("/save", {method: "POST"}).then(r => r.text()).then(page => { document.body.innerHTML = page })`)
		p.look()
		return p
	})
}

// A form is sent by script, and its answer, status 200, makes the script go to another
// page. The handler has read the flash, where one message waits already.
func TestAPartLeadsToAnotherPage(t *testing.T) {
	s := startSite(t, satchel.Config{})
	s.shows("/items", htmx)
	s.shows("/other", "")
	s.saves("/note", "Noted.", "")
	s.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		if got := satchel.FlashFrom(r.Context()).Messages(); len(got) != 1 {
			t.Errorf("the handler has read %v", got)
		}
		s.set(r, "Saved.")
		w.Header().Set("Hx-Redirect", "/other")
	})
	p := meet(t, s)
	p.goTo("/items")
	p.posts("/note")
	p.follow(chromedp.Evaluate[chromedp.Void](`void swap("POST", "/save")`))
	p.look()
	p.saw("/other: Noted.", "/other: Saved.")
}
