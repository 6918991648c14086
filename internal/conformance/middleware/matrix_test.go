package middleware_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/conformance/others"
)

// position is where a middleware stands, as seen from the scopes.
type position string

const (
	inside  position = "inside"
	outside position = "outside"
	both    position = "inside and outside"
)

// cell is one request of the matrix. The handlers look here for what to do, so that
// an arrangement is built once.
type cell struct {
	*site
	t          *testing.T
	middleware middleware
	position   position
	way        way
	deed       deed

	lateErr   error
	triedLate bool
}

func TestCookiesComeThroughTheMiddlewareOfOthers(t *testing.T) {
	ways, cells := ways(t), 0
	for _, major := range []int{1, 2} {
		s := newSite(t, major)
		for _, m := range middlewares() {
			for _, p := range []position{inside, outside, both} {
				t.Run(fmt.Sprintf("HTTP/%d, %s, %s", major, m.name, p), func(t *testing.T) {
					c := &cell{site: s, middleware: m, position: p}
					alone := c.alone(t, ways, major)
					s.use(c.arrange(t))
					for _, c.way = range ways {
						if c.way.takeOver && major == 2 {
							continue
						}
						for _, c.deed = range deeds {
							cells++
							t.Run(c.way.name+", "+c.deed.name, func(t *testing.T) {
								c.t = t
								c.run(alone[c.way.name])
							})
						}
					}
				})
			}
		}
	}
	t.Logf("%d cells", cells)
}

// arrange puts the middleware and the scopes around the handler. The deed is done
// where the scopes are: in front of a proxy, and not behind it.
func (c *cell) arrange(t *testing.T) http.Handler {
	m := c.middleware
	var h http.Handler = http.HandlerFunc(c.responding)
	if !c.remote() {
		h = c.acting(h)
	}
	if !m.recovers {
		h = recoverer(h)
	}
	if c.position != outside {
		h = m.wrap(t, h)
	}
	if c.remote() {
		h = c.acting(h)
	}
	h = c.scopes.Handler(h)
	if c.position != inside {
		h = m.wrap(t, h)
	}
	return h
}

// alone returns what the client gets through the middleware without the scopes, by
// way, and compares it with what it should get and with the table of faults.
func (c *cell) alone(t *testing.T, ways []way, major int) map[string]answer {
	var h http.Handler = http.HandlerFunc(c.responding)
	if !c.middleware.recovers {
		h = recoverer(h)
	}
	h = c.middleware.wrap(t, h)
	if c.position == both {
		h = c.middleware.wrap(t, h)
	}
	c.use(h)
	answers := make(map[string]answer)
	c.t = t
	for _, c.way = range ways {
		if c.way.takeOver && major == 2 {
			continue
		}
		a := c.get(t, c.way.header)
		answers[c.way.name] = a
		if got, want := faults(c.way, a), known(c.middleware.name, c.way.name); got != want || a.major != major {
			t.Errorf("without the scopes, %s over HTTP/%d is broken like this: %q, not like this: %q", c.way.name, a.major, got, want)
		}
		if compressed := a.compressed; c.way.name == "Write" && compressed != c.middleware.compresses {
			t.Errorf("the body is compressed: %t", compressed)
		}
	}
	return answers
}

// outcome is what the client has of one cell.
type outcome struct {
	cookies string // of the response, in order
	vary    int    // how often it names Cookie
	session string // what the jar holds
	flash   string
	late    string // what became of the late change
}

// remote tells whether the response comes from another process than the cookies.
func (c *cell) remote() bool { return c.middleware.elsewhere && c.position != outside }

// hidden tells whether the handler's writer does not lead to the scopes.
func (c *cell) hidden() bool { return c.middleware.holds && c.position != outside }

// expect is the truth table, written from the rules and not from the code.
func (c *cell) expect(a answer) outcome {
	o := outcome{session: "color=blue"}
	if c.deed.message {
		o.flash = "info=seen"
	}
	decided := c.deed.now && !c.hidden()
	if c.way.panics && c.middleware.recovers && c.position == outside {
		if decided {
			o.vary = 1
		}
		return o // the panic goes through the scopes: no cookie is sent
	}
	o.vary = 1
	// A connection that is taken over, here and not behind a proxy, leaves the
	// message for a page.
	upgrade := c.way.takeOver && a.status != http.StatusNotImplemented && (c.way.status == http.StatusSwitchingProtocols || !c.remote())
	switch {
	case c.deed.name == "changed", c.deed.now:
		o.cookies, o.session = "session", "color=red"
	case c.deed.name == "cleared":
		o.cookies, o.session = "session", ""
	case c.deed.name == "flash out":
		o.cookies, o.flash = "flash", "success=saved"
	case c.deed.message && !upgrade:
		o.cookies, o.flash = "flash", ""
	}
	if c.deed.late == nil || c.way.panics && !c.remote() {
		return o // the handler does not come to a late change
	}
	// That is in time where nothing has reached the scopes yet. A proxy has sent what
	// its upstream has, even if that is nothing.
	untouched := c.hidden() || c.way.flushes && c.middleware.holds || c.way.late && !c.remote()
	if o.late = "refused"; untouched && !decided {
		o.late, o.cookies, o.session = "in time", "session", "color=green"
	}
	return o
}

func (c *cell) run(alone answer) {
	c.lateErr, c.triedLate = nil, false
	c.late.Store(0)
	var flash []satchel.Pair
	if c.deed.message {
		flash = []satchel.Pair{{Key: "info", Value: "seen"}}
	}
	c.plant(c.t, []satchel.Pair{{Key: "color", Value: "blue"}}, flash)
	a := c.get(c.t, c.way.header)
	if got, want := a.withoutCookies(), alone.withoutCookies(); got != want {
		c.t.Errorf("the response is %s, and %s without the scopes", got, want)
	}
	if names := others.SetCookies(a.early); names != "" && alone.early.Get(after) == "" {
		c.t.Errorf("the 103 sets %s", names)
	}
	got := outcome{
		cookies: others.SetCookies(a.header),
		vary:    varyCookies(a.header),
		session: c.held(c.scopes.SessionCookieName(), c.scopes.DecodeSession),
		flash:   c.held(c.scopes.FlashCookieName(), c.scopes.DecodeFlash),
	}
	switch {
	case c.triedLate && c.lateErr == nil:
		got.late = "in time"
	case c.triedLate && errors.Is(c.lateErr, satchel.ErrCommitted) && c.late.Load() == 1:
		got.late = "refused"
	case c.triedLate:
		got.late = fmt.Sprintf("%v, with %d events", c.lateErr, c.late.Load())
	}
	if want := c.expect(a); got != want {
		c.t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

func varyCookies(header http.Header) int {
	names := strings.Split(strings.Join(header["Vary"], ","), ",")
	return len(slices.DeleteFunc(names, func(name string) bool { return strings.TrimSpace(name) != "Cookie" }))
}
