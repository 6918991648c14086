package e2e_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/demo"
)

// tab is a browser tab in a fresh browser profile, at a demo of its own. Its
// methods fail the test.
type tab struct {
	testing *testing.T
	ctx     context.Context //nolint:containedctx // that is how chromedp names a tab
	url     string

	mu         sync.Mutex
	complaints []string // of the browser's console
}

// open starts a demo on a free port and shows it. At the end of the test the
// console of the browser must be empty but for what takeComplaints has taken.
func open(t *testing.T, profile satchel.Profile) *tab {
	t.Helper()
	store := openStore(t, demo.Memory)
	return openAt(t, startDemo(t, satchel.Config{Profile: profile}, store))
}

// openAt shows the demo at a URL in a fresh browser profile.
func openAt(t *testing.T, url string) *tab {
	t.Helper()
	if browser.err != nil {
		t.Fatal(browser.err)
	}
	page := &tab{testing: t, url: url}
	ctx, closeTab := chromedp.NewContext(browser.context, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	if err := chromedp.Listen(ctx, page.listen); err != nil { // opens the tab
		t.Fatal(err)
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	page.ctx = limited
	t.Cleanup(func() {
		for _, complaint := range page.takeComplaints() {
			t.Errorf("console of the browser: %s", complaint)
		}
	})
	page.visit("")
	return page
}

func openStore(t *testing.T, address string) *demo.Store {
	t.Helper()
	store, err := demo.OpenStore(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func startDemo(t *testing.T, config satchel.Config, store *demo.Store) string {
	t.Helper()
	config.Development = true
	if config.Secrets == nil {
		config.Secrets = []satchel.Secret{satchel.NewSecret()}
	}
	server, err := demo.New(demo.Options{
		Config:  config,
		Address: "127.0.0.1:0",
		Store:   store,
		Log:     slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	// The context of the test ends before its cleanups run, and a page that still loads its
	// icon would find the demo gone, and say so in the console that they look at.
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the demo did not end well: %v", err)
		}
	})
	return server.URL()
}

// listen notes errors and refusals. It runs inside the loop of the protocol.
func (p *tab) listen(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch event := event.(type) {
	case *log.EventEntryAdded:
		if event.Entry.Level == log.EntryLevelError || event.Entry.Level == log.EntryLevelWarning {
			p.complaints = append(p.complaints, string(event.Entry.Source)+": "+event.Entry.Text)
		}
	case *runtime.EventConsoleAPICalled:
		p.complaints = append(p.complaints, "console."+string(event.Type))
	case *runtime.EventExceptionThrown:
		p.complaints = append(p.complaints, event.ExceptionDetails.Text)
	}
}

// takeComplaints returns what the console said so far, and forgets it.
func (p *tab) takeComplaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	taken := p.complaints
	p.complaints = nil
	return taken
}

func (p *tab) visit(path string) {
	p.testing.Helper()
	p.do(chromedp.Navigate(p.url + path))
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.testing.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.testing.Fatal(err)
	}
}

// follow does the steps and waits for the page that they lead to.
func (p *tab) follow(steps ...chromedp.Action[chromedp.Void]) {
	p.testing.Helper()
	response, err := chromedp.RunResponse(p.ctx, steps...)
	if err != nil {
		p.testing.Fatal(err)
	}
	if response.Status != 200 {
		p.testing.Fatalf("the page has status %d", response.Status)
	}
}

// press clicks the button of a form and waits for the page after it.
func (p *tab) press(path string) {
	p.testing.Helper()
	p.follow(chromedp.Click(chromedp.CSS(`form[action="` + path + `"] button`)))
}

// fill types into the form of a path and sends it.
func (p *tab) fill(path, input, text string) {
	p.testing.Helper()
	p.do(chromedp.Clear(chromedp.ID(input)), chromedp.SendKeys(chromedp.ID(input), text))
	p.press(path)
}

// text returns what a person reads in the first element of the selector, or ""
// where there is none.
func (p *tab) text(selector string) string {
	p.testing.Helper()
	return strings.Join(strings.Fields(evaluate[string](p, `document.querySelector('`+selector+`')?.innerText ?? ""`)), " ")
}

func (p *tab) items() []string {
	p.testing.Helper()
	return evaluate[[]string](p, `Array.from(document.querySelectorAll(".items .name"), e => e.innerText)`)
}

func evaluate[T any](p *tab, expression string) T {
	p.testing.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.testing.Fatal(err)
	}
	return value
}

func call[P, R any](p *tab, command cdp.Command[P, R], parameters P) R {
	p.testing.Helper()
	result, err := chromedp.Call(p.ctx, command, parameters)
	if err != nil {
		p.testing.Fatal(err)
	}
	return result
}

// cookie returns a cookie from the browser's own jar, or nil.
func (p *tab) cookie(name string) *network.Cookie {
	p.testing.Helper()
	jar := call(p, network.GetCookies, network.GetCookiesParams{}).Cookies
	at := slices.IndexFunc(jar, func(c *network.Cookie) bool { return c.Name == name })
	if at < 0 {
		return nil
	}
	return jar[at]
}

// expect compares what a person reads.
func (p *tab) expect(selector, want string) {
	p.testing.Helper()
	if got := p.text(selector); got != want {
		p.testing.Errorf("%s shows %q, want %q", selector, got, want)
	}
}

// expectPart looks for a part of what a person reads.
func (p *tab) expectPart(selector, want string) {
	p.testing.Helper()
	if got := p.text(selector); !strings.Contains(got, want) {
		p.testing.Errorf("%s shows %q, want %q in it", selector, got, want)
	}
}
