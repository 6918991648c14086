package e2e_test

import (
	"strings"
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

// TestWhatIsUsedFitsOneScreen needs no scrolling on a small desktop: all three parts of the
// panel, and all forms.
func TestWhatIsUsedFitsOneScreen(t *testing.T) {
	page := open(t, satchel.Native)
	use(page)
	page.do(chromedp.EmulateViewport(1280, 810))
	if height := evaluate[int](page, `document.documentElement.scrollHeight`); height > 810 {
		t.Errorf("the page is %d pixels high", height)
	}
	const parts = `Array.from(document.querySelectorAll(".pocket"), p => p.id + " " + (p.scrollWidth > p.clientWidth))`
	if got := strings.Join(evaluate[[]string](page, parts), ", "); got != "pocket-session false, pocket-flash false, shelf false" {
		t.Errorf("the parts of the panel, and whether they overflow: %s", got)
	}
}

// TestALongPlaceOfTheCacheFits shows one without a single place to break the line.
func TestALongPlaceOfTheCacheFits(t *testing.T) {
	page := openAt(t, startDemo(t, satchel.Config{}, openStore(t, "unix:///"+strings.Repeat("x", 300))))
	for _, width := range []int64{320, 390, 1280} {
		page.do(chromedp.EmulateViewport(width, 800))
		if over := evaluate[int](page, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			t.Errorf("%d pixels: the page is %d pixels too wide", width, over)
		}
		if over := evaluate[int](page, `(s => s.scrollWidth - s.clientWidth)(document.getElementById("shelf"))`); over > 0 {
			t.Errorf("%d pixels: the shelf overflows by %d pixels", width, over)
		}
	}
}
