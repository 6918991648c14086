package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
)

// Every test looks at the console in the end. This one shows that it would see
// something there.
func TestTheConsoleShowsViolations(t *testing.T) {
	page := open(t, satchel.Native)
	page.do(chromedp.Evaluate[chromedp.Void](`void document.body.setAttribute("style", "color: red")`))
	// The answer to a later command comes after the event.
	evaluate[int](page, `document.body.offsetWidth`)
	complaints := strings.Join(page.takeComplaints(), "\n")
	if !strings.Contains(complaints, "Content Security Policy") {
		t.Errorf("a violation of the policy goes unseen: %q", complaints)
	}
}
