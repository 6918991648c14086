package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/satchel-go/satchel"
)

func TestTheKeyboardIsEnough(t *testing.T) {
	page := open(t, satchel.Native)
	page.tabTo("name")
	page.do(chromedp.KeyEvent("A notebook"))
	page.follow(chromedp.KeyEvent(kb.Enter))
	page.expect(success, "Done Saved “A notebook”.")

	page.tabTo("email")
	page.do(chromedp.KeyEvent(email))
	page.follow(chromedp.KeyEvent(kb.Enter))
	page.expect(".connected", "Connected as "+email)
}

func TestTheKeyboardOpensWhatIsFolded(t *testing.T) {
	page := open(t, satchel.Native)
	use(page)
	for _, pocket := range []string{"session", "flash"} {
		id := "#pocket-" + pocket
		if got := page.text(id); strings.Contains(got, "Written") {
			t.Errorf("%s is open at first: %s", pocket, got)
		}
		page.do(chromedp.Evaluate[chromedp.Void](`void (document.querySelector("` + id + ` summary").id = "` + pocket + `-more")`))
		page.tabTo(pocket + "-more")
		page.do(chromedp.KeyEvent(kb.Enter))
		page.expectPart(id, "Written ")
	}
	page.pictures("open")
}

// tabTo presses the tabulator until the element of an id has the focus, and
// checks that the focus can be seen all the way.
func (p *tab) tabTo(id string) {
	p.testing.Helper()
	for range 20 {
		p.do(chromedp.KeyEvent(kb.Tab))
		if evaluate[string](p, `getComputedStyle(document.activeElement).outlineStyle`) == "none" {
			p.testing.Errorf("the focus cannot be seen on %s", evaluate[string](p, `document.activeElement.outerHTML`))
		}
		if evaluate[string](p, `document.activeElement.id`) == id {
			return
		}
	}
	p.testing.Fatalf("twenty tabulators do not lead to %s", id)
}

func TestTheFirstTabSkipsToTheContent(t *testing.T) {
	page := open(t, satchel.Native)
	page.do(chromedp.KeyEvent(kb.Tab))
	if top := evaluate[float64](page, `document.activeElement.getBoundingClientRect().top`); top < 0 {
		t.Error("the link cannot be seen while it has the focus")
	}
	page.do(chromedp.KeyEvent(kb.Enter))
	if _, err := chromedp.Run(page.ctx, chromedp.Poll[bool](`document.activeElement.id === "main"`)); err != nil {
		t.Fatal(err)
	}
}
