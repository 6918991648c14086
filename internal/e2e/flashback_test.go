package e2e_test

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

// persisted notes whether a page comes out of the back-forward cache, and how many
// messages it has on it at that moment, before any other script can do something about it.
const persisted = template.HTML(`<script nonce="test">
addEventListener("pageshow", e => {
	window.persisted = String(e.persisted)
	window.frozen = document.querySelectorAll("[data-flash]").length
})
addEventListener("pagehide", () => { delete window.persisted })
</script>`)

const inlineScript = template.HTML("<script>" + templates.Script + "</script>")

// travel goes through the history, by the person's button or by a script of the page.
var travel = map[string]func(p *person, steps int64){
	"button": func(p *person, steps int64) {
		history, err := chromedp.Run(p.ctx, chromedp.NavigationEntries())
		if err != nil {
			p.testing.Fatal(err)
		}
		entry := history.Entries[history.CurrentIndex+steps]
		call(p.tab, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: entry.ID})
	},
	"script": func(p *person, steps int64) {
		// Later, since the page may be gone before it has answered.
		p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`void setTimeout(() => history.go(%d))`, steps)))
	},
}

// returns waits for a page that comes back, looks, and tells whether it comes out of the
// back-forward cache.
func (p *person) returns(path string) string {
	p.testing.Helper()
	p.until(`location.pathname === "` + path + `" && window.persisted !== undefined`)
	p.look()
	return evaluate[string](p.tab, `window.persisted`)
}

// The page is no-store, and Chromium keeps it all the same, with its message. The script
// takes the message out when the page is left, and not before. A policy for the content
// allows it by its hash, and no other script.
func TestBackAndForward(t *testing.T) {
	for _, test := range []struct {
		name string
		head template.HTML
		back []string
	}{
		{"without the script", "", seen("/items: Saved.")}, // once more
		{"with the script in the page", inlineScript, nil},
		{"with the script as a file", `<script src="/flash.js"></script>`, nil},
	} {
		for way, travel := range travel {
			t.Run(test.name+", by "+way, func(t *testing.T) {
				s := startSite(t, satchel.Config{})
				s.Handle("GET /flash.js", templates.ScriptHandler())
				s.silent("/start", form("/save"))
				s.saves("/save", "Saved.", "/items")
				for path, body := range map[string]template.HTML{"/items": link("/other"), "/other": ""} {
					s.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
						w.Header().Set("Content-Security-Policy", "script-src 'self' 'nonce-test' '"+templates.ScriptHash+"'")
						s.write(w, r, "shows", persisted+test.head+body)
					})
				}
				p := meet(t, s)
				p.goTo("/start")
				p.submit("/save")
				p.click("/other")
				travel(p, -1)
				if got := p.returns("/items"); got != "true" {
					t.Errorf("Back: persisted is %s; the browser has not used its back-forward cache, nothing is proven", got)
				}
				if got := evaluate[int](p.tab, `window.frozen`); got != len(test.back) {
					t.Errorf("Back: the page had %d messages on it, want %d", got, len(test.back))
				}
				travel(p, 1)
				if got := p.returns("/other"); got != "true" {
					t.Errorf("Forward: persisted is %s", got)
				}
				p.saw(append(seen("/items: Saved."), test.back...)...)
			})
		}
	}
}

// The person logs in while the page is in the back-forward cache. Chromium does not show a
// no-store page again after a cookie has changed, but asks for it. (As of Chromium 156, the
// cookie that the page itself has taken away, the flash's, does not count.)
func TestBackAfterTheSessionHasChanged(t *testing.T) {
	s := startSite(t, satchel.Config{})
	s.silent("/start", form("/save"))
	s.saves("/save", "Saved.", "/items")
	s.HandleFunc("POST /login", func(_ http.ResponseWriter, r *http.Request) {
		if err := satchel.SessionFrom(r.Context()).Set("user", "ada"); err != nil {
			t.Error(err)
		}
	})
	s.shows("/items", persisted+link("/other"))
	s.silent("/other", "")
	p := meet(t, s)
	p.goTo("/start")
	p.submit("/save")
	p.click("/other")
	p.posts("/login")
	travel["script"](p, -1)
	if got := p.returns("/items"); got != "false" {
		t.Errorf("persisted is %s", got)
	}
	p.saw("/items: Saved.")
}

// A person who only looks at another tab has not left the page, nor has one who
// downloads something.
func TestTheScriptLeavesAMessageOfAPageThatIsHidden(t *testing.T) {
	s := startSite(t, satchel.Config{})
	s.silent("/start", form("/save"))
	s.saves("/save", "Saved.", "/items")
	s.shows("/items", inlineScript+`<script>
window.states = ""
addEventListener("visibilitychange", () => { window.states += document.visibilityState + " " })</script>`)
	p := meet(t, s)
	p.goTo("/start")
	p.submit("/save")
	other := openTab(p.ctx, t, s, chromedp.WithNewWindow(false))
	other.visit("/start")
	call(other.tab, page.BringToFront, struct{}{})
	p.until(`document.visibilityState === "hidden"`)
	call(p.tab, page.BringToFront, struct{}{})
	p.until(`document.visibilityState === "visible"`)
	if got := strings.Fields(evaluate[string](p.tab, `window.states`)); len(got) < 2 {
		t.Errorf("the page was %q: it was not hidden, nothing is proven", got)
	}
	p.look() // it is the same message of the same page
	p.saw("/items: Saved.", "/items: Saved.")
}
