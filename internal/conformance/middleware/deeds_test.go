package middleware_test

import (
	"errors"
	"net/http"

	"github.com/satchel-go/satchel"
)

// deed is what a handler does with the scopes: before its response, and with the
// session after that. Every client comes with the session color=blue.
type deed struct {
	name    string
	message bool // a flash comes in
	do      func(*satchel.Session, *satchel.Flash) error
	now     bool // CommitNow follows
	late    func(*satchel.Session) error
}

var deeds = []deed{
	{name: "read", do: func(s *satchel.Session, _ *satchel.Flash) error { s.Get("color"); return nil }},
	{name: "changed", do: func(s *satchel.Session, _ *satchel.Flash) error { return s.Set("color", "red") }},
	{name: "cleared", do: func(s *satchel.Session, _ *satchel.Flash) error { return s.Clear() }},
	{name: "flash out", do: func(_ *satchel.Session, f *satchel.Flash) error { return f.Success("saved") }},
	{name: "flash in", message: true, do: func(_ *satchel.Session, f *satchel.Flash) error { f.Get("info"); return nil }},
	{name: "changed late", do: func(s *satchel.Session, _ *satchel.Flash) error { s.Get("color"); return nil },
		late: func(s *satchel.Session) error { return s.Set("color", "green") }},
	{name: "changed and decided now", do: func(s *satchel.Session, _ *satchel.Flash) error { return s.Set("color", "red") }, now: true,
		late: func(s *satchel.Session) error { return s.Set("color", "green") }},
}

// acting does the deed of the cell around next.
func (c *cell) acting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.running.Add(1)
		defer c.running.Done()
		session := satchel.SessionFrom(r.Context())
		if got := session.Get("color"); got != "blue" {
			c.t.Errorf("the session has the color %q", got)
		}
		if err := c.deed.do(session, satchel.FlashFrom(r.Context())); err != nil {
			c.t.Error(err)
		}
		if c.deed.now {
			c.decide(w)
		}
		next.ServeHTTP(w, r)
		if c.deed.late != nil {
			c.lateErr, c.triedLate = c.deed.late(session), true
		}
	})
}

// decide calls CommitNow, which finds the scopes unless the writer of a middleware
// hides what it wraps.
func (c *cell) decide(w http.ResponseWriter) {
	err := satchel.CommitNow(w, c.way.status)
	if errors.Is(err, satchel.ErrCommitted) || (err != nil) != c.hidden() {
		c.t.Errorf("CommitNow gives %v", err)
	}
}

// responding is the response of the cell's way.
func (c *cell) responding(w http.ResponseWriter, _ *http.Request) {
	c.running.Add(1)
	defer c.running.Done()
	if !c.way.takeOver { // chi's Compress takes Hijack away from what it wants to compress
		w.Header().Set("Content-Type", "text/plain")
	}
	c.way.respond(c.t, w)
}
