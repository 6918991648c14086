package sharedcache_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// deed is something that makes the library send a Set-Cookie.
type deed struct {
	name string
	// held returns the cookie with which every client comes, the same to the byte:
	// Vary: Cookie does not keep such clients apart. Without it, they come with none.
	held func(s *site) (name, value string, err error)
	// do is the deed, in the visit of that number.
	do func(r *http.Request, number string) error
	// session and flash are what the client holds afterwards; # is the number.
	session, flash string
}

var deeds = []deed{
	{name: "a login", do: func(r *http.Request, number string) error {
		if err := satchel.SessionFrom(r.Context()).Renew(); err != nil {
			return err
		}
		return satchel.SessionFrom(r.Context()).Set("visitor", number)
	}, session: "visitor=#"},
	{name: "a change", held: heldSession, do: func(r *http.Request, number string) error {
		return satchel.SessionFrom(r.Context()).Set("visitor", number)
	}, session: "language=de visitor=#"},
	{name: "a logout", held: heldSession, do: func(r *http.Request, _ string) error {
		return satchel.SessionFrom(r.Context()).Clear()
	}},
	{name: "a session that is signed anew", held: heldOldSession, do: func(r *http.Request, _ string) error {
		_ = satchel.SessionFrom(r.Context()).Len()
		return nil
	}, session: "language=de"},
	{name: "a message for the next page", do: func(r *http.Request, number string) error {
		return satchel.FlashFrom(r.Context()).Success(number)
	}, flash: "success=#"},
	{name: "a message that nobody asks for", held: heldFlash, do: func(*http.Request, string) error { return nil }},
}

func heldSession(s *site) (name, value string, err error) {
	value, err = s.scopes.EncodeSession(pair("language", "de"))
	return s.scopes.SessionCookieName(), value, err
}

func heldOldSession(s *site) (name, value string, err error) {
	value, err = s.old.EncodeSession(pair("language", "de"))
	return s.scopes.SessionCookieName(), value, err
}

func heldFlash(s *site) (name, value string, err error) {
	value, err = s.scopes.EncodeFlash(pair("success", "saved"))
	return s.scopes.FlashCookieName(), value, err
}

// invitations are fields by which a handler marks its page for shared caches. Each
// of them lets a cookie that was set by hand into both caches, which the test checks
// before it relies on it.
var invitations = []struct {
	name   string
	fields http.Header
}{
	{"nothing", nil},
	{"public", http.Header{"Cache-Control": {invitation}}},
	{"a time alone", http.Header{"Cache-Control": {"max-age=600"}}},
	{"a time for shared caches", http.Header{"Cache-Control": {"s-maxage=600"}}},
	{"in capitals", http.Header{"Cache-Control": {"PUBLIC, MAX-AGE=600, S-MAXAGE=600"}}},
	{"in several lines", http.Header{"Cache-Control": {"public", "max-age=600", "s-maxage=600"}}},
	{"a date", http.Header{"Expires": {time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)}}},
	{"CDN-Cache-Control", http.Header{"Cdn-Cache-Control": {invitation}}},
	{"Surrogate-Control", http.Header{"Surrogate-Control": {"max-age=600"}}},
	{"Surrogate-Control about content", http.Header{"Surrogate-Control": {`content="ESI/1.0"`}}},
	{"Surrogate-Control with private", http.Header{"Surrogate-Control": {"private"}}}, // no directive of this field
	{"Surrogate-Control with no-store in the last line", http.Header{"Surrogate-Control": {"max-age=600", "no-store"}}},
	{"X-Accel-Expires", http.Header{"X-Accel-Expires": {"600"}}},
	{"X-Accel-Expires with a date", http.Header{"X-Accel-Expires": {fmt.Sprintf("@%d", time.Now().Add(time.Hour).Unix())}}},
	{"all of them", http.Header{
		"Cache-Control":     {invitation, "s-maxage=600"},
		"Cdn-Cache-Control": {invitation},
		"Expires":           {time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)},
		"Surrogate-Control": {"max-age=600"},
		"X-Accel-Expires":   {"600"},
	}},
	// net/http sends a name as it stands in the map, and caches take it in any case.
	{"cache-control in small letters", http.Header{"cache-control": {invitation}}},
	{"expires in small letters", http.Header{"expires": {time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)}}},
	{"surrogate-control in small letters", http.Header{"surrogate-control": {"max-age=600"}}},
	{"x-accel-expires in small letters", http.Header{"x-accel-expires": {"600"}}},
}

// orders are the orders in which the lines of a header arrive.
var orders = []struct {
	name  string
	order func(handler http.Handler) http.Handler
}{
	{"sorted", func(handler http.Handler) http.Handler { return handler }},
	{"backwards", backwards},
}

func aResponseThatSetsACookieIsForOneClient(t *testing.T, s *site) {
	for _, test := range invitations {
		for _, order := range orders {
			t.Run(test.name+", "+order.name, func(t *testing.T) {
				leak := s.publish(order.order(byHand(s, test.fields)))
				s.visitor(t).get(t, leak)
				if !s.visitor(t).get(t, leak).hit {
					t.Error("this is no invitation: the cache does not store a cookie that was set by hand")
				}
				for _, deed := range deeds {
					t.Run(deed.name, func(t *testing.T) {
						deed.wantForOne(t, s, order.order, test.fields)
					})
				}
			})
		}
	}
}

// wantForOne lets clients do the deed whom nothing in their requests tells apart.
func (d *deed) wantForOne(t *testing.T, s *site, order func(http.Handler) http.Handler, fields http.Header) {
	var visits atomic.Int64
	p := s.publish(order(s.scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number := strconv.FormatInt(visits.Add(1), 10)
		check(d.do(r, number))
		say(w, fields)
		_, _ = io.WriteString(w, number)
	}))))
	var heldName, heldValue string
	if d.held != nil {
		var err error
		heldName, heldValue, err = d.held(s)
		must(t, err)
	}
	for number := range int64(3) {
		c := s.visitor(t)
		if d.held != nil {
			c.plant(heldName, heldValue)
		}
		got := c.get(t, p)
		p.wantRuns(t, number+1)
		want := fmt.Sprint(number + 1)
		if got.hit || got.body != want {
			t.Errorf("client %s gets the page of client %s, from the cache: %v", want, got.body, got.hit)
		}
		for scope, pairs := range map[string]struct {
			held []string
			want string
		}{
			"session": {c.session(t), d.session},
			"flash":   {c.flash(t), d.flash},
		} {
			if want := strings.Fields(strings.ReplaceAll(pairs.want, "#", want)); !slices.Equal(pairs.held, want) {
				t.Errorf("the client holds the %s %q, want %q", scope, pairs.held, want)
			}
		}
	}
	// Nor does one that comes with nothing get what was meant for them.
	if got := s.visitor(t).get(t, p); got.hit || got.body != "4" {
		t.Errorf("a client without cookies gets the page of client %s, from the cache: %v", got.body, got.hit)
	}
}

func aMessageIsShownOnceAndToOneClient(t *testing.T, s *site) {
	for _, test := range []struct {
		name        string
		look        func(flash *satchel.Flash) string
		shown, none string
	}{
		{"Get", func(flash *satchel.Flash) string { return flash.Get("success") }, "saved", ""},
		{"Lookup", func(flash *satchel.Flash) string {
			_, found := flash.Lookup("success")
			return strconv.FormatBool(found)
		}, "true", "false"},
		{"Len", func(flash *satchel.Flash) string { return strconv.Itoa(flash.Len()) }, "1", "0"},
		{"All", func(flash *satchel.Flash) string { return fmt.Sprint(collect(flash.All())) }, "[success=saved]", "[]"},
	} {
		for _, fields := range []http.Header{
			{"Cache-Control": {invitation}},
			{"Cache-Control": {invitation}, "Surrogate-Control": {"max-age=600"}, "X-Accel-Expires": {"600"}},
		} {
			for _, order := range orders {
				t.Run(fmt.Sprintf("%s with %d fields, %s", test.name, len(fields), order.name), func(t *testing.T) {
					view := s.publish(order.order(s.scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						say(w, fields)
						_, _ = io.WriteString(w, test.look(satchel.FlashFrom(r.Context())))
					}))))
					save := s.publish(order.order(s.scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						say(w, fields)
						check(satchel.FlashFrom(r.Context()).Success("saved"))
						http.Redirect(w, r, view.path, http.StatusSeeOther)
					}))))
					ann, bob, nobody := s.visitorWith(t, pair("user", "Ann")), s.visitorWith(t, pair("user", "Bob")), s.visitor(t)
					others := []*client{ann, bob, nobody, s.visitor(t)}
					for _, c := range []*client{ann, nobody, ann} { // the first one saves before anybody has looked
						if got := c.get(t, save); got.body != test.shown {
							t.Errorf("the page after the redirect is %q, want %q", got.body, test.shown)
						}
						if got := c.flash(t); got != nil {
							t.Errorf("after its message the client still holds %q", got)
						}
						for i, c := range others {
							if got := c.get(t, view); got.body != test.none {
								t.Errorf("client %d then sees %q, want %q", i, got.body, test.none)
							}
						}
					}
					save.wantRuns(t, 3)
					view.wantRuns(t, 3+3) // the messages; and Ann, Bob and nobody without one
				})
			}
		}
	}
}
