package satchel_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// deed is what a handler does with the scopes that it asks for: before the header
// leaves, and with the session after that. Every client comes with the session
// color=blue.
type deed struct {
	name          string
	message       bool // comes in
	session, late func(*satchel.Session) error
	flash         func(*satchel.Flash) error
}

var deeds = []deed{
	{name: "untouched"},
	{name: "read", session: func(s *satchel.Session) error { s.Get("color"); return nil }},
	{name: "changed", session: func(s *satchel.Session) error { return s.Set("color", "red") }},
	{name: "changed back", session: func(s *satchel.Session) error {
		return errors.Join(s.Set("color", "red"), s.Set("color", "blue"))
	}},
	{name: "cleared", session: (*satchel.Session).Clear},
	{name: "changed late", session: func(*satchel.Session) error { return nil },
		late: func(s *satchel.Session) error { return s.Set("color", "red") }},
	{name: "flash in", message: true},
	{name: "flash shown", message: true, flash: func(f *satchel.Flash) error { f.Get("info"); return nil }},
	{name: "flash out", flash: func(f *satchel.Flash) error { return f.Success("saved") }},
	{name: "flash in and out", message: true, flash: func(f *satchel.Flash) error { return f.Success("saved") }},
}

// outcome is what one cell of the matrix gives: what the response says, what the
// client holds afterwards, and what is told.
type outcome struct{ cookies, vary, cacheControl, shared, session, flash, events string }

// expect is the truth table, written from the rules and not from the code.
func expect(w way, d deed) outcome {
	o := outcome{session: "color=blue"}
	if d.message {
		o.flash = "info=seen"
	}
	var events []string
	tell := func(event, cookie, more string) {
		events = append(events, strings.TrimSpace(event+" "+strings.TrimSpace(cookie+" "+more)))
	}
	sends := w.status != 0 // nothing is committed on a panic
	inTime := d.late == nil || w.late && sends
	if d.session != nil && (inTime || w.upgrades) { // a connection that was taken over reads on
		tell("opened", sessionName, "")
	}
	if d.message && d.flash != nil && (sends || d.name == "flash shown") {
		tell("opened", flashName, "")
	}
	if d.late != nil && !inTime && sends {
		tell("late", sessionName, "write color")
	}
	if !sends {
		o.events = strings.Join(events, "|")
		return o
	}
	if d.session != nil || d.flash != nil {
		o.vary = "Cookie"
	}
	switch {
	case d.name == "changed", d.late != nil && inTime:
		o.cookies, o.session = "session=", "color=red"
		tell("written", sessionName, "changed color")
	case d.name == "cleared":
		o.cookies, o.session = "session=deleted", ""
		tell("written", sessionName, "deleted")
	case d.name == "flash out":
		o.cookies, o.flash = "flash=", "success=saved"
		tell("written", flashName, "changed success")
	case d.name == "flash in and out": // a handler that only writes shows nothing: both wait
		o.cookies, o.flash = "flash=", "info=seen|success=saved"
		reason := w.shows()
		if reason != "aside" && reason != "redirect" {
			reason = "unread"
		}
		tell("left", flashName, reason)
		tell("written", flashName, "changed success")
	case d.name == "flash shown" && w.shows() == "":
		o.cookies, o.flash = "flash=deleted", ""
		tell("written", flashName, "delivered")
	case d.name == "flash shown":
		tell("left", flashName, w.shows())
	}
	if o.cookies != "" {
		o.cacheControl, o.shared = "private", "no-store"
		if w.byHand {
			tell("late", map[bool]string{true: sessionName, false: flashName}[strings.HasPrefix(o.cookies, "session")], "hijack")
		}
	}
	if d.name == "flash shown" {
		o.cacheControl, o.shared = "no-store", "no-store"
	}
	slices.Sort(events)
	o.events = strings.Join(events, "|")
	return o
}

// shows says why a message that the handler has read waits for another page all the
// same; empty where it is delivered.
func (w *way) shows() string {
	switch {
	case w.method == http.MethodHead:
		return "aside"
	case w.upgrades:
		return "status"
	}
	return map[int]string{204: "status", 206: "status", 303: "redirect", 304: "redirect", 500: "status"}[w.status]
}

// TestCommitMatrix sends each way by which a header can leave with each deed through a
// real server and a real client. docs/commit.md has its table.
func TestCommitMatrix(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, []byte("a file"), 0o600))
	table := newCommitTable()
	all := ways(file, upstream(t))
	for _, major := range []int{1, 2} {
		s := newSiteOver(t, satchel.Config{}, major)
		for i := range all {
			for _, d := range deeds {
				w := &all[i]
				if w.http1Only && major == 2 {
					continue
				}
				t.Run(fmt.Sprintf("HTTP/%d, %s, %s", major, w.name, d.name), func(t *testing.T) {
					s.T = t
					table.note(w, d, cell(s, major, *w, d))
				})
			}
		}
	}
	t.Logf("%d cells", table.cells)
	table.compare(t, all)
}

func cell(s *site, major int, w way, d deed) outcome {
	s.forget()
	var flash []satchel.Pair
	if d.message {
		flash = pair("info", "seen")
	}
	s.plant(pair("color", "blue"), flash)
	s.outside.Store(&w.outside)
	request := s.request(w.method)
	maps.Copy(request.Header, w.header)
	request = request.WithContext(httptrace.WithClientTrace(s.Context(), &httptrace.ClientTrace{
		Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
			if code == 103 && (header["Set-Cookie"] != nil || header["Vary"] != nil) {
				s.Errorf("the 103 has %v", header)
			}
			return nil
		},
	}))
	var handler http.Handler = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		var session *satchel.Session
		if d.session != nil {
			session = satchel.SessionFrom(r.Context())
			must(s.T, d.session(session))
		}
		if d.flash != nil {
			must(s.T, d.flash(satchel.FlashFrom(r.Context())))
		}
		w.respond(s.T, rw, r)
		if d.late != nil {
			if err := d.late(session); errors.Is(err, satchel.ErrCommitted) == w.late {
				s.Errorf("the late writer gives %v", err)
			}
		}
	})
	if w.inside != nil {
		handler = w.inside(handler)
	}
	response, body, err := s.send(request, handler.ServeHTTP)
	if (err != nil) != (w.status == 0) {
		s.Fatalf("the client gets %v", err)
	}
	events := s.events.take()
	slices.Sort(events)
	got := outcome{
		session: strings.Join(s.pairsHeld(sessionName, s.scopes.DecodeSession), "|"),
		flash:   strings.Join(plainMessages(s.pairsHeld(flashName, s.scopes.DecodeFlash)), "|"),
		events:  strings.Join(events, "|"),
	}
	if err == nil {
		if response.StatusCode != w.status || body != w.body || response.ProtoMajor != major {
			s.Errorf("the response is %s %s %q", response.Proto, response.Status, body)
		}
		if w.name == "trailers" && response.Trailer.Get("Checksum") != "42" {
			s.Errorf("the trailer is %v", response.Trailer)
		}
		got.cookies, got.vary = written(response.Header), strings.Join(response.Header["Vary"], "|")
		got.cacheControl = strings.Join(response.Header["Cache-Control"], "|")
		got.shared = strings.Join(response.Header["Cdn-Cache-Control"], "|")
		if other := strings.Join(response.Header["Surrogate-Control"], "|"); other != got.shared {
			s.Errorf("CDN-Cache-Control is %q, Surrogate-Control %q", got.shared, other)
		}
	}
	if want := expect(w, d); got != want {
		s.Errorf("\n got %+v\nwant %+v", got, want)
	}
	return got
}

// plainMessages takes away what a pair of the flash says of a message besides its key.
func plainMessages(pairs []string) []string {
	for i, pair := range pairs {
		if rest, marked := strings.CutPrefix(pair, "satchel.message "); marked {
			pairs[i] = strings.SplitN(rest, " ", 3)[2]
		}
	}
	return pairs
}

// written names the cookies that a response sets and deletes.
func written(header http.Header) string {
	var names []string
	for _, line := range header["Set-Cookie"] {
		name, deleted := cookieOfLine(line)
		names = append(names, strings.TrimPrefix(name, "__Host-")+map[bool]string{true: "=deleted", false: "="}[deleted])
	}
	return strings.Join(names, "|")
}

// cookieOfLine returns the name in a Set-Cookie line, and whether the line takes the
// cookie away.
func cookieOfLine(line string) (name string, deleted bool) {
	pair, attributes, _ := strings.Cut(line, ";")
	name, value, _ := strings.Cut(pair, "=")
	return name, value == "" && strings.HasPrefix(attributes, " Max-Age=0; ")
}
