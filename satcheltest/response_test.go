package satcheltest_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/satcheltest"
)

// deeds are what handlers do, to a request with the session color=blue and the message
// success=Hello.
var deeds = map[string]http.HandlerFunc{
	"nothing": func(http.ResponseWriter, *http.Request) {},
	"a change": func(_ http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		_ = errors.Join(session.Set("color", "red"), session.Set("size", `1"`))
	},
	"a logout": func(_ http.ResponseWriter, r *http.Request) { _ = satchel.SessionFrom(r.Context()).Clear() },
	"a page":   func(_ http.ResponseWriter, r *http.Request) { satchel.FlashFrom(r.Context()).Get("success") },
	"a message": func(_ http.ResponseWriter, r *http.Request) {
		flash := satchel.FlashFrom(r.Context())
		_ = errors.Join(flash.DiscardAll(), flash.Success("Saved"))
	},
}

// response is what a handler answers over the wire, which is the same as recorded.
func response(t *testing.T, scopes *satchel.Scopes, deed string) *http.Response {
	t.Helper()
	server := httptest.NewTLSServer(scopes.Handler(deeds[deed]))
	t.Cleanup(server.Close)
	r, err := http.NewRequest(http.MethodGet, server.URL, http.NoBody)
	must(t, err)
	satcheltest.WithFlash(t, scopes, satcheltest.WithSession(t, scopes, r, "color", "blue"), "success", "Hello")
	wire, err := server.Client().Do(r)
	must(t, err)
	_, err = io.ReadAll(wire.Body)
	must(t, err)
	recorded := serve(scopes, r, deeds[deed])
	if got, want := satcheltest.Session(t, scopes, wire).String(), satcheltest.Session(t, scopes, recorded).String(); got != want {
		t.Errorf("over the wire %s, recorded %s", got, want)
	}
	return wire
}

func TestResponsesTellWhatBecomesOfTheScopes(t *testing.T) {
	for _, test := range []struct{ deed, session, flash string }{
		{"nothing", "it leaves the session as it was", "it leaves the flash as it was"},
		{"a change", `it writes the session with color="red", size="1\""`, "it leaves the flash as it was"},
		{"a logout", "it deletes __Host-session", "it leaves the flash as it was"},
		{"a page", "it leaves the session as it was", "it deletes __Host-flash"},
		{"a message", "it leaves the session as it was", `it writes the flash with success="Saved"`},
	} {
		t.Run(test.deed, func(t *testing.T) {
			scopes := newScopes(t, satchel.Config{})
			res := response(t, scopes, test.deed)
			session, flash := satcheltest.Session(t, scopes, res), satcheltest.Flash(t, scopes, res)
			if session.String() != test.session {
				t.Errorf("session: %v, want %s", session, test.session)
			}
			if flash.String() != test.flash {
				t.Errorf("flash: %v, want %s", flash, test.flash)
			}
			if got, want := session.Untouched(), strings.Contains(test.session, "leaves"); got != want {
				t.Errorf("the session is untouched: %v", got)
			}
		})
	}
}

func TestResponsesTellPairsAndAttributes(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	session := satcheltest.Session(t, scopes, response(t, scopes, "a change"))
	if got, found := session.Lookup("size"); got != `1"` || !found || session.Get("color") != "red" || session.Get("none") != "" {
		t.Errorf("the pairs are %v", session.Pairs)
	}
	if len(session.Written) != 1 || len(session.Deleted) != 0 {
		t.Fatalf("%d cookies are written, %d deleted", len(session.Written), len(session.Deleted))
	}
	c := session.Written[0]
	if c.Name != "__Host-session" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 0 {
		t.Errorf("the cookie is %+v", c)
	}
	if token, err := scopes.DecodeSession(c.Value); err != nil || len(token.Pairs) != 2 {
		t.Errorf("its value does not read: %v", err)
	}
	c = satcheltest.Session(t, scopes, response(t, scopes, "a logout")).Deleted[0]
	if c.MaxAge != -1 || c.Value != "" || !c.Secure {
		t.Errorf("the deletion is %+v", c)
	}
}

func TestResponsesHideReservedPairs(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	res := serve(scopes, get(), func(_ http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		_, err := session.ID()
		must(t, errors.Join(err, session.Set("a", "b")))
	})
	if c := satcheltest.Session(t, scopes, res); len(c.Pairs) != 1 || c.Get("a") != "b" {
		t.Errorf("the pairs are %v", c.Pairs)
	}
}

// A flash in slots: what came in stands in one cookie, what goes out in another.
func TestResponsesTellSlotsApart(t *testing.T) {
	scopes := newScopes(t, satchel.Config{FlashSlots: 4})
	r := satcheltest.WithFlash(t, scopes, get(), "success", "Hello")
	res := serve(scopes, r, func(w http.ResponseWriter, r *http.Request) {
		flash := satchel.FlashFrom(r.Context())
		flash.Get("success")
		must(t, flash.Error("Not saved"))
		w.Header().Set("Content-Type", "text/html")
	})
	flash := satcheltest.Flash(t, scopes, res)
	if len(flash.Written) != 1 || len(flash.Deleted) != 1 || flash.Written[0].Name == flash.Deleted[0].Name || flash.Get("error") != "Not saved" {
		t.Errorf("%v", flash)
	}
	contains(t, "String", flash.String(), `it writes the flash with error="Not saved" and deletes __Host-flash`)
	satcheltest.WantFlash(t, scopes, res, "error", "Not saved")
	if w := watched(func(tb testing.TB) { satcheltest.WantFlashDelivered(tb, scopes, res) }); !w.failed {
		t.Error("it passes as delivered")
	}
}

func TestResponsesAreReadAsBrowsersDo(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	value, err := scopes.EncodeSession(satchel.Pair{Key: "a", Value: "b"})
	must(t, err)
	domain := newScopes(t, satchel.Config{Session: satchel.CookieConfig{Name: "session", Domain: "example.com"}, Flash: satchel.CookieConfig{Name: "flash"}})
	domainValue, err := domain.EncodeSession(satchel.Pair{Key: "a", Value: "b"})
	must(t, err)
	for _, test := range []struct {
		name   string
		scopes *satchel.Scopes
		lines  []string
		want   string // or the error
	}{
		{"other cookies only", scopes, []string{"a=b", "__Host-sessions=c"}, "it leaves the session as it was"},
		{"the last line counts", scopes, []string{
			"__Host-session=" + value + "; Path=/; Secure", "__Host-session=; Path=/; Secure; Max-Age=0"}, "it deletes __Host-session"},
		{"the last line counts, the other way", scopes, []string{
			"__Host-session=; Path=/; Secure; Max-Age=0", "__Host-session=" + value + "; Path=/; Secure"}, `it writes the session with a="b"`},
		{"two cookies of one name", domain, []string{
			"session=" + domainValue + "; Path=/; Domain=example.com", "session=; Path=/old; Domain=example.com; Max-Age=0"},
			`it writes the session with a="b" and deletes session`},
		{"a key in small letters", scopes, nil, `it writes the session with a="b"`},
		{"a promise that is broken", scopes, []string{"__Host-session=" + value + "; Path=/"}, "a browser refuses the cookie __Host-session"},
		{"a domain", domain, []string{"session=" + domainValue + "; Domain=example.com; Path=/"}, `it writes the session with a="b"`},
		{"too large", scopes, []string{"__Host-session=" + strings.Repeat("x", 4096) + "; Path=/; Secure"}, "more than 4096 bytes"},
		{"a value of somebody else", scopes, []string{"__Host-session=a.b.c; Path=/; Secure"}, "a value that is refused"},
		{"net/http reads less than a browser", scopes, []string{"__Host-session = " + value + " ; Path=/; Secure"}, `it writes the session with a="b"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			res := &http.Response{Header: http.Header{"Set-Cookie": test.lines}}
			if test.lines == nil {
				res.Header = http.Header{"set-cookie": {"__Host-session=" + value + "; Path=/; Secure"}}
			}
			var got string
			w := watched(func(tb testing.TB) { got = satcheltest.Session(tb, test.scopes, res).String() })
			if w.ended {
				got = w.said[0]
				contains(t, "the message", got, "satcheltest: ", test.want)
			} else if got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			if strings.Contains(got, value) || strings.Contains(got, domainValue) {
				t.Errorf("the message has the cookie's text: %s", got)
			}
		})
	}
}

// Each assertion against each deed: which pass, and that those that do not say what
// happened instead.
func TestAssertions(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	assertions := map[string]func(testing.TB, *http.Response){
		"session color=red": func(tb testing.TB, res *http.Response) { satcheltest.WantSession(tb, scopes, res, "color", "red") },
		"session color=":    func(tb testing.TB, res *http.Response) { satcheltest.WantSession(tb, scopes, res, "color", "") },
		"session none=":     func(tb testing.TB, res *http.Response) { satcheltest.WantSession(tb, scopes, res, "none", "") },
		"flash Saved":       func(tb testing.TB, res *http.Response) { satcheltest.WantFlash(tb, scopes, res, "success", "Saved") },
		"flash Hello":       func(tb testing.TB, res *http.Response) { satcheltest.WantFlash(tb, scopes, res, "success", "Hello") },
		"session deleted":   func(tb testing.TB, res *http.Response) { satcheltest.WantSessionDeleted(tb, scopes, res) },
		"flash delivered":   func(tb testing.TB, res *http.Response) { satcheltest.WantFlashDelivered(tb, scopes, res) },
		"untouched":         func(tb testing.TB, res *http.Response) { satcheltest.WantUntouched(tb, scopes, res) },
	}
	passes := map[string][]string{
		"nothing":   {"untouched"},
		"a change":  {"session color=red"},
		"a logout":  {"session deleted"},
		"a page":    {"flash delivered"},
		"a message": {"flash Saved"},
	}
	for deed, passing := range passes {
		res := response(t, scopes, deed)
		for name, assertion := range assertions {
			w := watched(func(tb testing.TB) { assertion(tb, res) })
			if w.failed == slices.Contains(passing, name) {
				t.Errorf("%s after %s: failed is %v", name, deed, w.failed)
			}
			if w.failed {
				contains(t, "the message", w.said[0], "satcheltest: the response should", ", but it ")
			}
		}
	}
}

// Messages that are for one page, several under a key, and old input.
func TestResponsesTellWhatMessagesAreFor(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	res := serve(scopes, get(), func(w http.ResponseWriter, r *http.Request) {
		flash := satchel.FlashFrom(r.Context())
		must(t, errors.Join(flash.Add("success", "One saved"), flash.Add("success", "Two saved"), flash.Set("two words", "text"),
			flash.SetForm(url.Values{"name": {"x y"}, "password": {"p"}})))
		satchel.Redirect(w, r, "/items?page=2", http.StatusSeeOther)
	})
	c := satcheltest.Flash(t, scopes, res)
	if got, want := c.String(), `it writes the flash with success="One saved\nTwo saved" for /items, two words="text" for /items`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if c.Target("success") != "/items" || c.Target("none") != "" || c.Form().Get("name") != "x y" || c.Form().Has("password") {
		t.Errorf("it is for %q and keeps %v", c.Target("success"), c.Form())
	}
	for _, text := range []string{"One saved", "Two saved", "One saved\nTwo saved"} {
		satcheltest.WantFlash(t, scopes, res, "success", text)
	}
	for _, text := range []string{"saved", "One", ""} {
		if w := watched(func(tb testing.TB) { satcheltest.WantFlash(tb, scopes, res, "success", text) }); !w.failed {
			t.Errorf("%q passes", text)
		}
	}
}
