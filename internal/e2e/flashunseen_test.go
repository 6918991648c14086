package e2e_test

import (
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
)

// The person goes to what turns out to be a file to keep, and to what turns out to be
// nothing: the page stays, and what waits is for the next one. Both handlers have read
// the flash.
func TestADownloadAndNothingShowNoMessage(t *testing.T) {
	outcome{
		nextPage:    seen("/items: Saved.", "/other: Noted."),
		nextRequest: seen("/items: Saved."), // the download has taken the second one
	}.of(t, func(t *testing.T, s *site) *person {
		s.silent("/start", form("/save"))
		s.saves("/save", "Saved.", "/items")
		s.saves("/note", "Noted.", "")
		s.shows("/items", inlineScript+link("/file")+link("/nothing")+link("/other"))
		s.shows("/other", "")
		s.HandleFunc("GET /file", func(w http.ResponseWriter, r *http.Request) {
			satchel.FlashFrom(r.Context()).Messages()
			w.Header().Set("Content-Disposition", `attachment; filename="items.html"`)
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<p>items")
		})
		s.HandleFunc("GET /nothing", func(w http.ResponseWriter, r *http.Request) {
			satchel.FlashFrom(r.Context()).Messages()
			w.WriteHeader(http.StatusNoContent)
		})
		p := meet(t, s)
		p.goTo("/start")
		p.submit("/save")
		p.posts("/note")
		begun := p.downloads()
		p.do(chromedp.Click(chromedp.CSS(`a[href="/file"]`)))
		for event, err := range begun {
			if err != nil || !strings.HasSuffix(event.URL, "/file") {
				t.Errorf("the download is %v, %v", event, err)
			}
			break
		}
		p.do(chromedp.Click(chromedp.CSS(`a[href="/nothing"]`)))
		p.find("nothing", func(v visit) bool { return v.path == "/nothing" && v.status == http.StatusNoContent })
		p.expect("[data-flash]", "Saved.") // still there: the person has not left the page
		p.click("/other")
		return p
	})
}

// The page has not changed since the browser got it, so the browser shows what it has.
func TestAPageThatHasNotChangedShowsNoMessage(t *testing.T) {
	for _, reads := range []bool{false, true} {
		t.Run(fmt.Sprintf("its handler reads the flash: %t", reads), func(t *testing.T) {
			outcome{
				nextPage:    seen("/items: Noted."),
				nextRequest: nil,
			}.of(t, func(t *testing.T, s *site) *person {
				s.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) {
					if reads {
						satchel.FlashFrom(r.Context()).Messages()
					}
					w.Header().Set("ETag", `"1"`)
					w.Header().Set("Content-Type", "text/html")
					http.ServeContent(w, r, "", time.Time{}, strings.NewReader(`<!doctype html><link rel="icon" href="data:,"><a href="/items">items</a>`))
				})
				s.shows("/items", "")
				s.saves("/note", "Noted.", "")
				p := meet(t, s)
				p.goTo("/page")
				p.posts("/note")
				p.do(chromedp.Reload())
				p.find("status 304", func(v visit) bool { return v.path == "/page" && v.status == http.StatusNotModified && v.carried })
				p.click("/items")
				return p
			})
		})
	}
}

// A frame has a page of its own, without a place for messages. It is loaded once more
// while the second message waits.
func TestAFrameTakesNoMessage(t *testing.T) {
	outcome{
		nextPage:    seen("/items: Saved.", "/items: Noted."),
		nextRequest: seen("/items: Saved."),
	}.of(t, func(t *testing.T, s *site) *person {
		s.silent("/start", form("/save"))
		s.saves("/save", "Saved.", "/items")
		s.saves("/note", "Noted.", "")
		s.shows("/items", `<iframe src="/frame" title="a frame"></iframe>`)
		s.silent("/frame", "")
		p := meet(t, s)
		p.goTo("/start")
		p.submit("/save")
		p.posts("/note")
		p.script(`new Promise(done => { const f = document.querySelector("iframe"); f.onload = done; f.src = "/frame?again" })`)
		if v := p.find("the frame", func(v visit) bool { return v.path == "/frame?again" }); !v.carried || v.header.Get("Sec-Fetch-Dest") != "iframe" {
			t.Errorf("the message did not come with the frame: %v", v)
		}
		p.follow(chromedp.Reload())
		p.look()
		return p
	})
}

// downloads returns the downloads that begin, none of which goes on.
func (p *person) downloads() iter.Seq2[cdpbrowser.EventDownloadWillBegin, error] {
	p.testing.Helper()
	begun := chromedp.BrowserEvents(p.ctx, cdpbrowser.DownloadWillBegin)
	if _, err := cdp.Call(p.ctx, chromedp.FromContext(p.ctx).Browser, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorDeny, BrowserContextID: p.profile(), EventsEnabled: new(true),
	}); err != nil {
		p.testing.Fatal(err)
	}
	return begun
}
