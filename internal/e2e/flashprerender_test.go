package e2e_test

import (
	"html/template"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
)

// Chromium prerenders no page for a tab that is looked at by the protocol. So these tests
// open the tab unattended: the page itself does what the person would do, and the
// person sits down in front of it when it is done.

// unattended opens a page in a tab of its own, and returns the person once the tab shows
// another page.
func (p *person) unattended(from, until string) *person {
	p.testing.Helper()
	if _, err := cdp.Call(p.ctx, chromedp.FromContext(p.ctx).Browser, target.CreateTarget, target.CreateTargetParams{
		URL: p.url + from, BrowserContextID: p.profile(), NewWindow: new(true),
	}); err != nil {
		p.testing.Fatal(err)
	}
	for {
		infos, err := chromedp.Targets(p.ctx)
		if err != nil {
			p.testing.Fatalf("no tab shows %s: %v", until, err)
		}
		for _, info := range infos {
			// The page that is rendered ahead is a target of its own, with a subtype.
			if info.Type == "page" && info.Subtype == "" && info.URL == p.url+until {
				there := openTab(p.ctx, p.testing, p.site, chromedp.WithTargetID(info.TargetID))
				there.arrives(until)
				return there
			}
		}
		time.Sleep(5 * time.Millisecond) // until it does; Targets fails when the patience ends
	}
}

// TestAPageIsRenderedAhead has a page whose script says so as soon as it runs ahead.
func TestAPageIsRenderedAhead(t *testing.T) {
	const (
		note      = `await fetch("/note", {method: "POST"});`
		prerender = `const rules = document.createElement("script");
			rules.type = "speculationrules";
			rules.textContent = '{"prerender": [{"urls": ["/target"], "eagerness": "immediate"}]}';
			document.head.append(rules);`
		click = `document.querySelector("a").click();`
	)
	for _, test := range []struct {
		name     string
		policy   satchel.FlashPolicy
		script   string
		requests int
		used     bool
		sees     []string
	}{
		{
			"while a message waits: it is turned away, and asked for again",
			satchel.NextPage, note + prerender + `await fetch("/declined");` + click, 2, false, seen("/target: Noted."),
		},
		{
			"while nothing waits: it is used",
			satchel.NextPage, prerender + `await fetch("/runs");` + click, 1, true, nil,
		},
		{
			"before a message is set: it is used, and the message comes one page later",
			satchel.NextPage, prerender + `await fetch("/runs");` + note + click, 1, true, seen("/end: Noted."),
		},
		{
			"next request, while a message waits: the page has it",
			satchel.NextRequest, note + prerender + `await fetch("/runs");` + click, 1, true, seen("/target: Noted."),
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := startSite(t, satchel.Config{FlashPolicy: test.policy})
			s.silent("/start", link("/target")+template.HTML(`<script>(async () => {`+test.script+`})()</script>`))
			s.shows("/target", `<script>if (document.prerendering) fetch("/running")</script>`)
			s.saves("/note", "Noted.", "")
			s.HandleFunc("GET /running", func(http.ResponseWriter, *http.Request) {})
			s.HandleFunc("GET /runs", func(_ http.ResponseWriter, r *http.Request) {
				_, _ = s.find(r.Context(), func(v visit) bool { return v.path == "/running" && v.status != 0 })
			})
			s.HandleFunc("GET /declined", func(_ http.ResponseWriter, r *http.Request) {
				_, _ = s.find(r.Context(), func(v visit) bool { return isAhead(v) && v.status == http.StatusServiceUnavailable })
			})
			p := meet(t, s)
			p.visit("/end")
			p = p.unattended("/start", "/target")
			if purpose := p.find("the page ahead", isAhead).header.Get("Sec-Purpose"); purpose != "prefetch;prerender" {
				t.Errorf("the browser says %q", purpose)
			}
			if got := evaluate[bool](p.tab, `performance.getEntriesByType("navigation")[0].activationStart > 0`); got != test.used {
				t.Errorf("the page that was rendered ahead is shown: %t, want %t", got, test.used)
			}
			if got := s.targetRequests(); got != test.requests {
				t.Errorf("the page was asked for %d times, want %d", got, test.requests)
			}
			p.saw(test.sees...)
		})
	}
}
