package e2e_test

import (
	"html/template"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/preload"
	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
)

// The ways in which a page tells the browser to fetch /target ahead, by a function ahead().
const (
	linkAhead = template.HTML(`<script>
function ahead() {
	const link = document.createElement("link")
	link.rel = "prefetch"
	link.href = "/target"
	document.head.append(link)
}</script>`)
	prefetchAhead = template.HTML(`<script>
function ahead() {
	const rules = document.createElement("script")
	rules.type = "speculationrules"
	rules.textContent = '{"prefetch": [{"urls": ["/target"], "eagerness": "immediate"}]}'
	document.head.append(rules)
}</script>`)
)

// isAhead tells whether the browser has fetched /target before anybody wanted it.
func isAhead(v visit) bool {
	return v.path == "/target" && v.status != 0 && strings.HasPrefix(v.header.Get("Sec-Purpose"), "prefetch")
}

func (s *site) targetRequests() int {
	return len(s.visits(func(v visit) bool { return v.path == "/target" }))
}

// prefetchStatus watches what the browser makes of speculation rules: "Ready", "Failure",
// "Success" (used), and why.
func (p *person) prefetchStatus() <-chan *preload.EventPrefetchStatusUpdated {
	p.testing.Helper()
	statuses := make(chan *preload.EventPrefetchStatusUpdated, 20)
	if err := chromedp.Listen(p.ctx, func(event any) {
		if status, ok := event.(*preload.EventPrefetchStatusUpdated); ok && len(statuses) < cap(statuses) {
			statuses <- status
		}
	}); err != nil {
		p.testing.Fatal(err)
	}
	call(p.tab, preload.Enable, cdp.Empty{})
	return statuses
}

// untilPrefetch waits for a status, and returns its reason.
func untilPrefetch(p *person, statuses <-chan *preload.EventPrefetchStatusUpdated, want preload.IngStatus) string {
	p.testing.Helper()
	for {
		select {
		case status := <-statuses:
			if status.Status == want {
				return string(status.PrefetchStatus)
			}
		case <-p.ctx.Done():
			p.testing.Fatalf("the prefetch does not become %s", want)
		}
	}
}

// A message waits while the browser follows <link rel=prefetch>; then the person follows
// the link. The browser writes the status 503 on its console, and asks again.
func TestALinkIsFetchedAhead(t *testing.T) {
	outcome{
		nextPage:    seen("/target: Noted."),
		nextRequest: nil, // the prefetch has taken it, and is not used: it was no-store
	}.of(t, func(t *testing.T, s *site) *person {
		s.silent("/start", link("/target")+linkAhead)
		s.shows("/target", "")
		s.saves("/note", "Noted.", "")
		p := meet(t, s)
		p.goTo("/start")
		p.posts("/note")
		p.do(chromedp.Evaluate[chromedp.Void](`ahead()`))
		ahead := p.find("the prefetch", isAhead)
		if want := map[satchel.FlashPolicy]int{satchel.NextPage: 503, satchel.NextRequest: 200}[s.policy]; ahead.status != want {
			t.Errorf("the prefetch has status %d, want %d", ahead.status, want)
		}
		p.click("/target")
		if got := strings.Join(p.takeComplaints(), "\n"); strings.Contains(got, "503") != (ahead.status == 503) {
			t.Errorf("the console says %q", got)
		}
		return p
	})
}

// The same with speculation rules, where the browser says what it does with the answer.
func TestAPageIsFetchedAhead(t *testing.T) {
	outcome{
		nextPage:    seen("/target: Noted."),
		nextRequest: seen("/target: Noted."), // the page that was fetched ahead has it
	}.of(t, func(t *testing.T, s *site) *person {
		p := fetchAhead(t, s, true)
		p.click("/target")
		if want := map[satchel.FlashPolicy]int{satchel.NextPage: 2, satchel.NextRequest: 1}[s.policy]; s.targetRequests() != want {
			t.Errorf("the page was asked for %d times, want %d", s.targetRequests(), want)
		}
		return p
	})
}

// The person goes to another page than the one that was fetched ahead.
func TestAPageIsFetchedAheadInVain(t *testing.T) {
	outcome{
		nextPage:    seen("/other: Noted."),
		nextRequest: nil, // it is in a page that nobody sees
	}.of(t, func(t *testing.T, s *site) *person {
		p := fetchAhead(t, s, true)
		p.click("/other")
		return p
	})
}

// Nothing waits while the page is fetched ahead, so it is served, and used. A message
// that is set since comes one page later.
func TestAMessageIsSetAfterThePageWasFetchedAhead(t *testing.T) {
	outcome{
		nextPage:    seen("/end: Noted."),
		nextRequest: seen("/end: Noted."),
	}.of(t, func(t *testing.T, s *site) *person {
		p := fetchAhead(t, s, false)
		p.posts("/note")
		p.click("/target")
		if got := s.targetRequests(); got != 1 {
			t.Errorf("the page was asked for %d times: the browser has not used what it fetched ahead", got)
		}
		return p
	})
}

// fetchAhead opens a page that has fetched /target ahead, perhaps while a message waits.
func fetchAhead(t *testing.T, s *site, waits bool) *person {
	t.Helper()
	s.silent("/start", link("/target")+link("/other")+prefetchAhead)
	s.shows("/target", "")
	s.shows("/other", "")
	s.saves("/note", "Noted.", "")
	p := meet(t, s)
	statuses := p.prefetchStatus()
	p.goTo("/start")
	if waits {
		p.posts("/note")
	}
	p.do(chromedp.Evaluate[chromedp.Void](`ahead()`))
	if waits && s.policy == satchel.NextPage {
		if why := untilPrefetch(p, statuses, preload.IngStatusFailure); why != "PrefetchFailedNon2XX" {
			t.Errorf("the browser drops the prefetch because of %s", why)
		}
		if got := p.find("the prefetch", isAhead).status; got != http.StatusServiceUnavailable {
			t.Errorf("the prefetch has status %d", got)
		}
	} else {
		untilPrefetch(p, statuses, preload.IngStatusReady)
	}
	return p
}

// A page that says it may be kept for ten minutes is in the browser's cache after the
// prefetch. It varies by cookie, so a message that is set since is shown at once.
func TestAPageFetchedAheadIsInTheCache(t *testing.T) {
	for _, test := range []struct {
		name     string
		note     bool
		requests int
		sees     []string
	}{
		{"and is used", false, 1, nil},
		{"and a message makes it another page", true, 2, seen("/target: Noted.")},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := startSite(t, satchel.Config{})
			s.silent("/start", link("/target")+linkAhead)
			s.HandleFunc("GET /target", func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Cache-Control", "private, max-age=600")
				s.write(w, r, "shows", "")
			})
			s.saves("/note", "Noted.", "")
			p := meet(t, s)
			p.goTo("/start")
			p.do(chromedp.Evaluate[chromedp.Void](`ahead()`))
			p.find("the prefetch", isAhead)
			if test.note {
				p.posts("/note")
			}
			p.click("/target")
			if got := s.targetRequests(); got != test.requests {
				t.Errorf("the page was asked for %d times, want %d", got, test.requests)
			}
			p.saw(test.sees...)
		})
	}
}
