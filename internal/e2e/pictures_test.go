package e2e_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
)

// views are the screens that the pages must fit.
var views = []struct {
	name          string
	width, height int64
	scale         float64
	scheme        string
	whole         bool   // the picture shows the page beyond the screen
	from          string // id of the element at the top of the picture
}{
	{name: "desktop", width: 1280, height: 810, scale: 1, scheme: "light"},
	{name: "desktop-dark", width: 1280, height: 810, scale: 1, scheme: "dark"},
	{name: "tablet", width: 820, height: 1100, scale: 1, scheme: "light", whole: true},
	{name: "phone", width: 390, height: 844, scale: 2, scheme: "light", whole: true},
	{name: "phone-dark", width: 390, height: 844, scale: 2, scheme: "dark", from: "you"},
	{name: "phone-dark-panel", width: 390, height: 844, scale: 2, scheme: "dark", from: "shelf"},
}

// states are what there is to see; each leads a fresh tab to its page.
var states = []struct {
	name string
	show func(*tab)
}{
	{"empty", func(*tab) {}},
	{"used", use},
	{"error", func(p *tab) { p.press("/items") }},
	{"full", fillUp},
	{"refused", func(p *tab) {
		p.fill("/login", "email", "ada@example.org")
		p.tamper("session")
		p.visit("")
	}},
	{"missing", func(p *tab) {
		p.visit("missing")
		p.takeComplaints() // the browser notes the status 404
	}},
}

// use leads to a page with a bit of everything.
func use(p *tab) {
	p.fill("/login", "email", "ada@example.org")
	p.press("/fill")
	p.press("/fill")
	p.fill("/items", "name", "A notebook, ruled")
	p.fill("/items", "name", "Two pencils")
	p.fill("/items", "name", "The map of the coast")
}

func fillUp(p *tab) {
	p.fill("/login", "email", "ada@example.org")
	for range 20 {
		if p.press("/fill"); p.text(".message.error") != "" {
			return
		}
	}
	p.testing.Fatal("twenty times 500 bytes fit into one cookie")
}

// TestEveryPageFitsEveryScreen leaves pictures in artifacts. Two of them, with
// fonts of one's choice, are those of the documentation: used-desktop.png is
// docs/images/demo.png, used-phone-dark.png is docs/images/demo-dark-phone.png.
func TestEveryPageFitsEveryScreen(t *testing.T) {
	for _, state := range states {
		t.Run(state.name, func(t *testing.T) {
			page := open(t, satchel.Native)
			state.show(page)
			page.expectNames()
			page.pictures(state.name)
		})
	}
}

// pictures looks at a page on every screen, and leaves pictures of it.
func (p *tab) pictures(state string) {
	p.testing.Helper()
	const folder = "artifacts"
	if err := os.MkdirAll(folder, 0o750); err != nil {
		p.testing.Fatal(err)
	}
	for _, view := range views {
		p.do(chromedp.EmulateViewport(view.width, view.height, chromedp.EmulateScale(view.scale)))
		call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: view.scheme},
				{Name: "prefers-reduced-motion", Value: "reduce"}, // no picture of a transition
			},
		})
		if over := evaluate[int](p, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			p.testing.Errorf("%s: the page is %d pixels wider than the screen", view.name, over)
		}
		p.do(chromedp.Evaluate[chromedp.Void](`void document.getElementById("` + view.from + `")?.scrollIntoView()`))
		picture := p.picture(view.whole)
		if err := os.WriteFile(filepath.Join(folder, state+"-"+view.name+".png"), picture, 0o600); err != nil {
			p.testing.Fatal(err)
		}
	}
}

func (p *tab) picture(whole bool) []byte {
	p.testing.Helper()
	take := chromedp.CaptureScreenshot()
	if whole {
		take = chromedp.FullScreenshot(100)
	}
	picture, err := chromedp.Run(p.ctx, take)
	if err != nil {
		p.testing.Fatal(err)
	}
	return picture
}
