package demo_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/demo"
	"github.com/satchel-go/satchel/internal/redistest"
)

var rowPattern = regexp.MustCompile(`<div><dt>([^<]*)</dt><dd>([^<]*)</dd></div>`)

// shelfRow returns what the panel says about the cache, by the word in front of it.
func shelfRow(page, word string) string {
	_, shelf, _ := strings.Cut(page, `id="shelf"`)
	for _, found := range rowPattern.FindAllStringSubmatch(shelf, -1) {
		if found[1] == word {
			return found[2]
		}
	}
	return ""
}

func TestBrowsersDoNotSeeEachOthersItems(t *testing.T) {
	for _, profile := range profiles {
		base := serve(t, satchel.Config{Profile: profile}, open(t, demo.Memory, quiet()))
		ada, bob := browse(t, base), browse(t, base)
		ada.post("/items", "name", "tea")
		if got := items(bob.get("/")); got != "" {
			t.Errorf("%s: a browser that did nothing sees %q", profile, got)
		}
		bob.post("/items", "name", "coffee")
		if got := items(ada.get("/")) + " " + items(bob.get("/")); got != "tea coffee" {
			t.Errorf("%s: the browsers see %q", profile, got)
		}
		ada.post("/discard")
		if got := items(bob.get("/")); got != "coffee" {
			t.Errorf("%s: after the other browser's end this one sees %q", profile, got)
		}
	}
}

func TestAVisitorWhoOnlyLooksGetsNoSession(t *testing.T) {
	c := visit(t, satchel.Config{})
	c.get("/")
	c.post("/items/delete", "name", "tea")
	c.post("/items", "name", "")
	if c.cookie("session") != "" {
		t.Error("there is a session, though nothing was kept")
	}
	if c.post("/items", "name", "tea"); c.cookie("session") == "" {
		t.Error("there is an item and no session")
	}
}

func TestTheItemsOfAVisitorSurviveTheLogin(t *testing.T) {
	for _, profile := range profiles {
		c := visit(t, satchel.Config{Profile: profile})
		c.post("/items", "name", "tea")
		before := c.cookie(sessionCookies[profile])
		page := c.post("/login", "email", "ada@example.org")
		if got := items(page); got != "tea" {
			t.Errorf("%s: items %q after the login", profile, got)
		}
		// The id of before finds nothing any more.
		request := c.request(http.MethodGet, "/", nil)
		request.Header.Set("Cookie", sessionCookies[profile]+"="+before)
		stranger := browse(t, c.base)
		if _, page := stranger.do(request); items(page) != "" {
			t.Errorf("%s: whoever has the session of before sees %q", profile, items(page))
		}
	}
}

func TestTheItemsEndWithTheSession(t *testing.T) {
	for _, path := range []string{"/discard", "/logout"} {
		for _, profile := range profiles {
			c := visit(t, satchel.Config{Profile: profile})
			c.post("/items", "name", "tea")
			c.post("/login", "email", "ada@example.org")
			c.post("/fill")
			copied := sessionCookies[profile] + "=" + c.cookie(sessionCookies[profile])
			page := c.post(path)
			if items(page) != "" || !strings.Contains(page, "Nothing of yours.") {
				t.Errorf("%s %s: the items are still there", profile, path)
			}
			// A copy of the cookie is good, as the panel says, and has no items.
			request := c.request(http.MethodGet, "/", nil)
			request.Header.Set("Cookie", copied)
			if _, page := browse(t, c.base).do(request); !strings.Contains(page, connected) || items(page) != "" {
				t.Errorf("%s %s: a copy of the session sees %q", profile, path, items(page))
			}
		}
	}
}

// TestItemsThatAreAddedAtOnceAreAllThere has a slow way to the cache, so that there is time to
// get in between.
func TestItemsThatAreAddedAtOnceAreAllThere(t *testing.T) {
	proxy := redistest.NewProxy(t, redistest.Start(t).Addr())
	c := browse(t, serve(t, satchel.Config{}, open(t, "redis://"+proxy.Addr(), quiet())))
	c.post("/items", "name", "first")
	proxy.SetDelay(2 * time.Millisecond)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() { c.post("/items", "name", fmt.Sprint("item ", i)) })
	}
	all.Wait()
	if got := strings.Split(items(c.get("/")), "|"); len(got) != 21 {
		t.Errorf("there are %d items of 21: %q", len(got), got)
	}
}

// TestAnItemForWhichTheCookieHasNoRoom fills cookies to different degrees: in some there is
// no room for the id that the first item needs.
func TestAnItemForWhichTheCookieHasNoRoom(t *testing.T) {
	const refused = "error: Not stored, and the session is as it was: its cookie would have "
	count := 0
	for length := 100; length < 180; length += 5 {
		c := visit(t, satchel.Config{Profile: satchel.Play25})
		c.post("/login", "email", strings.Repeat("#", length)+"@b.org") // each # takes three bytes
		for strings.HasPrefix(message(c.post("/fill")), "success") {
		}
		before := c.cookie("PLAY_SESSION")
		page := c.post("/items", "name", "tea")
		if items(page) == "tea" {
			continue
		}
		if got := message(page); !strings.HasPrefix(got, refused) || items(page) != "" || c.cookie("PLAY_SESSION") != before {
			t.Errorf("message %q, items %q, the cookie is as before: %t", got, items(page), c.cookie("PLAY_SESSION") == before)
		}
		count++
	}
	if count == 0 {
		t.Error("an id fits into each of the cookies")
	}
}

func TestTheShelf(t *testing.T) {
	for _, profile := range profiles {
		c := visit(t, satchel.Config{Profile: profile})
		steps := []struct{ page, ends, process string }{
			{c.get("/"), "", "0 hits, 1 miss so far"},
			{c.post("/items", "name", "tea"), "1 hour after the last change, at ", "1 hit, 2 misses so far"},
			{c.post("/items", "name", "coffee"), "1 hour after the last change, at ", "3 hits, 2 misses so far"},
			{c.post("/discard"), "", "3 hits, 3 misses so far"},
		}
		for i, step := range steps {
			if got := shelfRow(step.page, "Where"); got != "the memory of this process" {
				t.Errorf("%s: step %d: the cache is at %q", profile, i, got)
			}
			if got := shelfRow(step.page, "Ends"); !strings.HasPrefix(got, step.ends) || (got == "") != (step.ends == "") {
				t.Errorf("%s: step %d: the items end %q", profile, i, got)
			}
			if got := shelfRow(step.page, "Process"); got != step.process {
				t.Errorf("%s: step %d: the process has %q, want %q", profile, i, got, step.process)
			}
			want := "1 miss in "
			if step.ends != "" {
				want = "1 hit in "
			}
			if got := shelfRow(step.page, "This page"); !strings.HasPrefix(got, want) {
				t.Errorf("%s: step %d: the page has %q, want %q", profile, i, got, want)
			}
		}
		if page := steps[2].page; !strings.Contains(page, `>items</th><td>2 names <span class="cut">`) {
			t.Errorf("%s: the entry is not shown", profile)
		}
	}
}
