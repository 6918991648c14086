package e2e_test

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
)

const assetCount = 20

// assets adds images, scripts and style sheets, half of them by handlers that read the
// flash, and returns the elements that load them, with a function load(tag) that loads
// all of them once more.
func (s *site) assets() template.HTML {
	for kind, file := range map[string]struct{ contentType, body string }{
		"image":  {"image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>`},
		"script": {"text/javascript", `window.scripts = (window.scripts ?? 0) + 1`},
		"style":  {"text/css", `h1 { color: #036 }`},
	} {
		s.HandleFunc("GET /asset/"+kind, func(w http.ResponseWriter, r *http.Request) {
			if r.FormValue("reads") == "true" {
				satchel.FlashFrom(r.Context()).Messages()
			}
			w.Header().Set("Content-Type", file.contentType)
			w.Header().Set("Cache-Control", "no-store") // or the second time asks nobody
			fmt.Fprint(w, file.body)
		})
	}
	var elements strings.Builder
	for i := range assetCount {
		address := fmt.Sprintf("?n=%d&reads=%t", i, i/3%2 == 0)
		switch i % 3 {
		case 0:
			fmt.Fprintf(&elements, `<img alt="" src="/asset/image%s">`, address)
		case 1:
			fmt.Fprintf(&elements, `<script src="/asset/script%s"></script>`, address)
		default:
			fmt.Fprintf(&elements, `<link rel="stylesheet" href="/asset/style%s">`, address)
		}
	}
	elements.WriteString(`<script>
function load(tag) {
	return Promise.all(Array.from(document.querySelectorAll("[src], link[rel=stylesheet]"), old => new Promise((done, failed) => {
		const again = document.createElement(old.localName)
		again.onload = done
		again.onerror = failed
		if (old.localName === "link") again.rel = "stylesheet"
		again[old.href ? "href" : "src"] = (old.href || old.src) + "&tag=" + tag
		document.body.append(again)
	}))).then(all => all.length)
}</script>`)
	return template.HTML(elements.String())
}

// withAssets counts the requests for assets.
func (s *site) withAssets(tag string) (all, carried int) {
	for _, v := range s.visits(func(v visit) bool { return strings.HasPrefix(v.path, "/asset/") && strings.Contains(v.path, tag) }) {
		all++
		if v.carried {
			carried++
		}
	}
	return all, carried
}

// The second message waits while the page, which stays open, loads all assets once more.
func TestAssetsTakeNoMessage(t *testing.T) {
	outcome{
		nextPage:    seen("/items: Saved.", "/items: Noted."),
		nextRequest: seen("/items: Saved."), // an asset has taken the second one
	}.of(t, func(t *testing.T, s *site) *person {
		s.shows("/items", s.assets())
		s.silent("/start", form("/save"))
		s.saves("/save", "Saved.", "/items")
		s.saves("/note", "Noted.", "")
		p := meet(t, s)
		p.goTo("/start")
		p.submit("/save")
		if all, _ := s.withAssets(""); all != assetCount {
			t.Errorf("the page has loaded %d assets, want %d", all, assetCount)
		}
		p.posts("/note")
		if got := p.script(`load("again")`); got != fmt.Sprint(assetCount) {
			t.Errorf("the page has loaded %s assets again, want %d", got, assetCount)
		}
		if _, carried := s.withAssets("again"); s.policy == satchel.NextPage && carried != assetCount {
			t.Errorf("the message came with %d assets, want all %d", carried, assetCount)
		}
		p.follow(chromedp.Reload())
		p.look()
		return p
	})
}

// A page on the way, a login for example, has assets, but no place for messages.
func TestAssetsOfAPageWithoutMessagesTakeNone(t *testing.T) {
	outcome{
		nextPage:    seen("/items: Saved."),
		nextRequest: nil, // the page on the way has taken it
	}.of(t, func(t *testing.T, s *site) *person {
		s.silent("/start", form("/save"))
		s.saves("/save", "Saved.", "/way")
		s.silent("/way", s.assets()+link("/items"))
		s.shows("/items", "")
		p := meet(t, s)
		p.goTo("/start")
		p.submit("/save")
		if _, carried := s.withAssets(""); s.policy == satchel.NextPage && carried != assetCount {
			t.Errorf("the message came with %d assets, want all %d", carried, assetCount)
		}
		p.click("/items")
		return p
	})
}
