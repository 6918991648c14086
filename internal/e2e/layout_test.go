package e2e_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
)

// TestEveryPageHasTheSameColumn goes from the page to one that is missing: nothing
// but the text may change place.
func TestEveryPageHasTheSameColumn(t *testing.T) {
	const column = `(({left, width}) => left + " " + width)(document.getElementById("main").getBoundingClientRect())`
	page := open(t, satchel.Native)
	for _, width := range []int64{390, 820, 1000, 1280, 1920} {
		page.do(chromedp.EmulateViewport(width, 800))
		page.visit("")
		home := evaluate[string](page, column)
		page.visit("missing")
		page.takeComplaints() // the browser notes the status 404
		if missing := evaluate[string](page, column); missing != home {
			t.Errorf("%d pixels: left and width are %s, on the missing page %s", width, home, missing)
		}
	}
}

// TestButtonsLookLikeButtons looks at them at rest: no pointer is over them.
func TestButtonsLookLikeButtons(t *testing.T) {
	page := open(t, satchel.Native)
	use(page)
	const plain = `Array.from(document.querySelectorAll("button"))
		.filter(b => { const s = getComputedStyle(b); return s.borderTopStyle !== "solid" || /^rgba.*, 0\)$/.test(s.borderTopColor) })
		.map(b => b.innerText)`
	for _, text := range evaluate[[]string](page, plain) {
		t.Errorf("the button %q has no edge", text)
	}
}
