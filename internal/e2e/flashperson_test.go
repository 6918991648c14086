package e2e_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// person looks at a site in a tab, and remembers each message that was there to see.
type person struct {
	*tab
	site *site
	seen []string // "/items: Saved."
}

// meet opens a site in a fresh browser profile.
func meet(t *testing.T, s *site) *person {
	t.Helper()
	if browser.err != nil {
		t.Fatal(browser.err)
	}
	return openTab(browser.context, t, s, chromedp.WithNewBrowserContext())
}

// secondTab opens one more tab in the same profile: it has the same cookies.
func (p *person) secondTab() *person {
	p.testing.Helper()
	return openTab(p.ctx, p.testing, p.site)
}

func openTab(parent context.Context, t *testing.T, s *site, options ...chromedp.ContextOption) *person {
	t.Helper()
	p := &person{tab: &tab{testing: t, url: s.url}, site: s}
	ctx, closeTab := chromedp.NewContext(parent, options...)
	t.Cleanup(closeTab)
	if err := chromedp.Listen(ctx, p.listen); err != nil { // opens the tab
		t.Fatal(err)
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	p.ctx = limited
	t.Cleanup(func() {
		for _, complaint := range p.takeComplaints() {
			t.Errorf("console of the browser: %s", complaint)
		}
	})
	return p
}

// profile is what the protocol calls a browser context: the cookies and downloads of one
// person.
func (p *person) profile() cdp.BrowserContextID {
	p.testing.Helper()
	own := chromedp.FromContext(p.ctx).Target.TargetID
	infos, err := chromedp.Targets(p.ctx)
	if err != nil {
		p.testing.Fatal(err)
	}
	at := slices.IndexFunc(infos, func(info *target.Info) bool { return info.TargetID == own })
	if at < 0 {
		p.testing.Fatal("the tab is gone")
	}
	return infos[at].BrowserContextID
}

// look notes the messages that are there to see.
func (p *person) look() {
	p.testing.Helper()
	p.seen = append(p.seen, evaluate[[]string](p.tab, `Array.from(document.querySelectorAll("[data-flash]"))
		.filter(e => e.checkVisibility()).map(e => location.pathname + ": " + e.innerText)`)...)
}

// goTo types an address, and looks.
func (p *person) goTo(path string) {
	p.testing.Helper()
	p.visit(path)
	p.look()
}

// click follows a link, and looks.
func (p *person) click(path string) {
	p.testing.Helper()
	p.follow(chromedp.Click(chromedp.CSS(`a[href="` + path + `"]`)))
	p.look()
}

// submit posts a form, and looks at the page that it leads to.
func (p *person) submit(path string) {
	p.testing.Helper()
	p.press(path)
	p.look()
}

// script evaluates JavaScript and waits for its promise.
func (p *person) script(text string) string {
	p.testing.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`(async () => String(await (`+text+`)))()`, chromedp.EvalAwaitPromise))
	if err != nil {
		p.testing.Fatal(err)
	}
	return value
}

// posts posts by script, as an application with a form of its own does.
func (p *person) posts(path string) {
	p.testing.Helper()
	p.script(`fetch("` + path + `", {method: "POST"}).then(r => r.status)`)
}

// until waits for an expression to become true, in whatever page is there.
func (p *person) until(expression string) {
	p.testing.Helper()
	for p.ctx.Err() == nil {
		// A page that goes away meanwhile fails the call.
		if ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](`Boolean(`+expression+`)`)); err == nil && ok {
			return
		}
		select {
		case <-p.ctx.Done():
		case <-time.After(5 * time.Millisecond):
		}
	}
	p.testing.Fatalf("it does not come true: %s", expression)
}

// find waits for a visit in the diary.
func (p *person) find(what string, fits func(visit) bool) visit {
	p.testing.Helper()
	v, err := p.site.find(p.ctx, fits)
	if err != nil {
		p.testing.Fatalf("%s: never came", what)
	}
	return v
}

// saw goes to one more page that shows messages, and compares all that was seen: each
// message once, nothing left over.
func (p *person) saw(want ...string) {
	p.testing.Helper()
	p.goTo("/end")
	if !slices.Equal(p.seen, want) {
		p.testing.Errorf("the person saw %q, want %q", p.seen, want)
	}
	for _, c := range call(p.tab, network.GetCookies, network.GetCookiesParams{}).Cookies {
		if p.site.scopes.IsFlashCookie(c.Name) {
			p.testing.Errorf("the browser still has the cookie %s", c.Name)
		}
	}
}
