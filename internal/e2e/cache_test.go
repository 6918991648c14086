package e2e_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/demo"
	"github.com/satchel-go/satchel/internal/redistest"
)

const note = "main .note[role=status]"

func TestTheItemsBelongToTheBrowser(t *testing.T) {
	url := startDemo(t, satchel.Config{}, openStore(t, demo.Memory))
	ada, bob := openAt(t, url), openAt(t, url)
	ada.fill("/items", "name", "A notebook")
	bob.fill("/items", "name", "A pencil")
	ada.follow(chromedp.Reload())
	for page, want := range map[*tab]string{ada: "A notebook", bob: "A pencil"} {
		if got := page.items(); !slices.Equal(got, []string{want}) {
			t.Errorf("items %q, want %q", got, want)
		}
	}
}

func TestTheItemsOfAVisitorSurviveTheLoginAndEndWithTheSession(t *testing.T) {
	for _, test := range profiles {
		for _, end := range []string{"/logout", "/discard"} {
			t.Run(test.profile.String()+end, func(t *testing.T) {
				page := open(t, test.profile)
				page.expectPart("main .nothing", "kept for 1 hour")
				page.fill("/items", "name", "A notebook")
				page.fill("/login", "email", email)
				if got := page.items(); !slices.Equal(got, []string{"A notebook"}) {
					t.Errorf("items %q after the login", got)
				}
				page.press(end)
				page.expectPart(success, "and its items with it")
				page.expectPart("#pocket-session", "No session.")
				page.fill("/login", "email", email)
				if got := page.items(); len(got) != 0 {
					t.Errorf("items %q in the next session", got)
				}
			})
		}
	}
}

func TestTheShelfShowsTheCache(t *testing.T) {
	page := open(t, satchel.Native)
	page.expectPart("#shelf", "Nothing of yours.")
	page.expectPart("#shelf", "the memory of this process")
	page.expectPart("#shelf", "This page 1 miss in ")
	page.expectPart("#shelf", "0 hits, 1 miss so far")
	page.fill("/items", "name", "A notebook")
	page.expectPart("#shelf", "items 1 name ")
	page.expectPart("#shelf", "1 hour after the last change, at ")
	page.expectPart("#shelf", "This page 1 hit in ")
	page.expectPart("#shelf", "1 hit, 2 misses so far") // the form looked whether there is a list
	if shelf := page.text("#shelf"); strings.Contains(shelf, page.text("#pocket-session tr:last-child td")) {
		t.Errorf("the id of the session is shown where it need not: %s", shelf)
	}
}

// TestTwoDemosBehindOneRedis visits both with one browser: its cookies know no ports.
func TestTwoDemosBehindOneRedis(t *testing.T) {
	server := redistest.Start(t)
	config := satchel.Config{Secrets: []satchel.Secret{satchel.NewSecret()}}
	one := startDemo(t, config, openStore(t, server.URL()))
	two := startDemo(t, config, openStore(t, server.URL()))
	page := openAt(t, one)
	page.fill("/items", "name", "A notebook")
	page.fill("/login", "email", email)
	page.expectPart("#shelf", "Redis at "+server.Addr())
	page.expectPart("#shelf", "2 hits, 2 misses so far")

	page.url = two
	page.visit("")
	page.expect(".connected", "Connected as "+email)
	page.expectPart("#shelf", "This page 1 hit in ")
	page.expectPart("#shelf", "1 hit, 0 misses so far")
	page.fill("/items", "name", "A pencil")

	page.url = one
	page.visit("")
	if got := page.items(); !slices.Equal(got, []string{"A notebook", "A pencil"}) {
		t.Errorf("items %q", got)
	}
	page.press("/logout")
	page.url = two
	page.visit("")
	page.expect(".connected", "")
	page.expectPart("#shelf", "Nothing of yours.")
	if keys, err := server.Do("KEYS", "*"); err != nil || keys != "" {
		t.Errorf("after the logout the server has %q, %v", keys, err)
	}
}

func TestThePageSaysThatTheCacheDoesNotAnswer(t *testing.T) {
	server := redistest.Start(t)
	page := openAt(t, startDemo(t, satchel.Config{}, openStore(t, server.URL())))
	use(page)
	page.expect(note, "")

	server.Freeze()
	page.follow(chromedp.Reload())
	page.expectPart(note, "The cache does not answer.")
	page.expectPart("#shelf", "The cache does not answer.")
	page.expect(".connected", "Connected as "+email)
	page.expect("main .nothing", "")
	page.expectNames()
	page.pictures("silent")
	page.fill("/items", "name", "A lamp")
	page.expect(failure, "Error The cache does not answer. Try again in a moment.")
	if got := evaluate[string](page, `document.getElementById("name").value`); got != "A lamp" {
		t.Errorf("the form has %q, and somebody has to type it again", got)
	}

	server.Thaw()
	page.do(chromedp.Clear(chromedp.ID("name")))
	for range 100 {
		if page.visit(""); page.text(note) == "" {
			break
		}
	}
	if got := page.items(); !slices.Contains(got, "Two pencils") {
		t.Errorf("items %q once the cache answers", got)
	}
}
