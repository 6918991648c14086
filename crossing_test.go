package satchel_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/satcheltest"
)

// crossings are requests that are on their way at the same time, in the words of the
// table in docs/flash.md.
var crossings = []struct {
	name          string
	before, after []satcheltest.Request
	tabs          []satcheltest.Tab
	messages      []string
}{
	{name: "a form is posted; a picture and a poll", messages: []string{"one"},
		tabs: []satcheltest.Tab{{satcheltest.Post("/save?text=one&to=/items", nil)}, {satcheltest.Asset("/logo.png")}, {satcheltest.Fetch("/poll")}}},
	{name: "a form is posted; another tab opens a page without messages", messages: []string{"one"},
		tabs: []satcheltest.Tab{{satcheltest.Post("/save?text=one&to=/items", nil)}, {satcheltest.Navigate("/news")}}},
	{name: "a form is posted; the browser fetches the page ahead", messages: []string{"one"},
		tabs: []satcheltest.Tab{{satcheltest.Post("/save?text=one&to=/items", nil)}, {satcheltest.Prefetch("/items")}}},
	{name: "a form is posted, two redirects; a picture", messages: []string{"one"},
		tabs: []satcheltest.Tab{{satcheltest.Post("/save?text=one&to=/slash", nil)}, {satcheltest.Asset("/logo.png")}}},
	{name: "a script sets two messages at once", messages: []string{"one", "two"},
		tabs: []satcheltest.Tab{{post("/set?text=one")}, {post("/set?text=two")}}},
	{name: "a page is slow; a script sets a message meanwhile", messages: []string{"one", "two"},
		before: []satcheltest.Request{post("/set?text=one")},
		tabs:   []satcheltest.Tab{{satcheltest.Navigate("/items")}, {post("/set?text=two")}}},
	{name: "two forms are posted in two tabs, to two pages", messages: []string{"one", "two"},
		tabs: []satcheltest.Tab{{satcheltest.Post("/save?text=one&to=/items", nil)}, {satcheltest.Post("/save?text=two&to=/users", nil)}}},
	{name: "a message waits; two tabs open at once", messages: []string{"one"},
		before: []satcheltest.Request{post("/set?text=one")},
		tabs:   []satcheltest.Tab{{satcheltest.Navigate("/items")}, {satcheltest.Navigate("/users")}}},
	{name: "a form is posted; another tab opens a page with messages", messages: []string{"one"},
		tabs: []satcheltest.Tab{{satcheltest.Post("/save?text=one&to=/items", nil)}, {satcheltest.Navigate("/users")}}},
}

// post is a form that a script sends.
func post(path string) satcheltest.Request {
	r := satcheltest.Fetch(path)
	r.Method = http.MethodPost
	return r
}

// modes are the columns.
var modes = []struct {
	name     string
	config   satchel.Config
	redirect func(http.ResponseWriter, *http.Request, string, int)
}{
	{"NextRequest, as in Play", satchel.Config{FlashPolicy: satchel.NextRequest}, http.Redirect},
	{"NextPage", satchel.Config{}, http.Redirect},
	{"NextPage, satchel.Redirect", satchel.Config{}, satchel.Redirect},
	{"FlashSlots, satchel.Redirect", satchel.Config{FlashSlots: 8}, satchel.Redirect},
}

// crossingSite is an application with two pages that show messages, and much that does
// not.
func crossingSite(scopes *satchel.Scopes, redirect func(http.ResponseWriter, *http.Request, string, int)) http.Handler {
	mux := http.NewServeMux()
	shows := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		for _, message := range satchel.FlashFrom(r.Context()).Messages() {
			fmt.Fprintf(w, "<p>%s</p>", message.Text)
		}
	}
	mux.HandleFunc("GET /items", shows)
	mux.HandleFunc("GET /users", shows)
	mux.HandleFunc("GET /slash", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/items", http.StatusMovedPermanently)
	})
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Add("success", r.FormValue("text"))
		redirect(w, r, r.FormValue("to"), http.StatusSeeOther)
	})
	mux.HandleFunc("POST /set", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Add("success", r.FormValue("text"))
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /poll", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, "{}")
	})
	mux.HandleFunc("GET /news", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<p>No news</p>")
	})
	mux.HandleFunc("GET /logo.png", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "image/png") })
	return scopes.Handler(mux)
}

// TestResponsesThatCross tries every order in which the requests of a crossing can leave
// and their responses arrive, and writes the table of docs/flash.md. Of slots, chosen at
// random, it asks that nothing is lost where no two responses chose the same.
func TestResponsesThatCross(t *testing.T) {
	var table strings.Builder
	table.WriteString("| at the same time | orders |")
	for _, mode := range modes {
		table.WriteString(" " + mode.name + " |")
	}
	table.WriteString("\n| --- | --- |" + strings.Repeat(" --- |", len(modes)) + "\n")
	total := 0
	for _, c := range crossings {
		cells, orders := "", 0
		for _, mode := range modes {
			scopes, _ := newScopes(t, mode.config)
			race := satcheltest.Race{
				Handler: crossingSite(scopes, mode.redirect), Scopes: scopes, Before: c.before, Tabs: c.tabs, Messages: c.messages,
				After: []satcheltest.Request{satcheltest.Navigate("/items"), satcheltest.Navigate("/users")},
			}
			tally := tallyOf(t, race, mode.config.FlashSlots > 0)
			if orders = tally.orders; testing.Verbose() {
				report, err := race.Run()
				t.Logf("%s, %s: %v\n%v", c.name, mode.name, err, report)
			}
			total += orders
			cells += " " + tally.String() + " |"
		}
		fmt.Fprintf(&table, "| %s | %d |%s\n", c.name, orders, cells)
	}
	t.Logf("%d orders", total)
	compareTable(t, "docs/flash.md", "crossings", table.String())
}

// tally counts orders by what went wrong in them.
type tally struct{ orders, lost, over, twice int }

func tallyOf(t *testing.T, race satcheltest.Race, slots bool) (n tally) {
	t.Helper()
	for order, err := range race.Orders() {
		must(t, err)
		n.orders++
		n.lost += min(len(order.Lost), 1)
		n.over += min(len(order.Waiting), 1)
		n.twice += min(len(order.Twice), 1)
		if slots && len(order.Lost)+len(order.Waiting) > 0 && len(order.Overwritten) == 0 {
			t.Errorf("in slots %q is lost, and no two responses chose one: %v", order.Lost, order.Steps)
		}
	}
	return n
}

func (n tally) String() string {
	var words []string
	for _, part := range []struct {
		n    int
		says string
	}{{n.lost, "lost"}, {n.over, "left over"}, {n.twice, "twice"}} {
		if part.n > 0 {
			words = append(words, fmt.Sprintf("%d %s", part.n, part.says))
		}
	}
	if words == nil {
		return "·"
	}
	return strings.Join(words, ", ")
}
