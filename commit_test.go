package satchel_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// way is one way by which a response header leaves.
type way struct {
	name    string
	method  string // GET where empty
	header  http.Header
	respond func(t *testing.T, w http.ResponseWriter, r *http.Request)
	status  int // what the client sees; 0: no response
	body    string

	http1Only bool
	upgrades  bool // the exchange is decided as the answer to an upgrade
	late      bool // when respond returns, the header has not left yet
}

func ways(file string) []way {
	serveContent := func(_ *testing.T, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		http.ServeContent(w, r, "page.txt", time.Time{}, strings.NewReader("0123456789"))
	}
	write := func(_ *testing.T, w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("page")) }
	return []way{
		{name: "nothing is written", status: 200, late: true, respond: func(*testing.T, http.ResponseWriter, *http.Request) {}},
		{name: "Write", status: 200, body: "page", respond: write},
		{name: "WriteString", status: 200, body: "page",
			respond: func(_ *testing.T, w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "page") }},
		{name: "WriteHeader", status: 204,
			respond: func(_ *testing.T, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }},
		{name: "103 and then Write", status: 200, body: "page",
			respond: func(_ *testing.T, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Link", "</a.css>; rel=preload")
				w.WriteHeader(http.StatusEarlyHints)
				_, _ = w.Write([]byte("page"))
			}},
		{name: "Flush and then Write", status: 200, body: "page",
			respond: func(_ *testing.T, w http.ResponseWriter, _ *http.Request) {
				w.(http.Flusher).Flush()
				_, _ = w.Write([]byte("page"))
			}},
		{name: "ResponseController.Flush", status: 200,
			respond: func(t *testing.T, w http.ResponseWriter, _ *http.Request) {
				must(t, http.NewResponseController(w).Flush())
			}},
		{name: "io.Copy of a file", status: 200, body: "a file",
			respond: func(t *testing.T, w http.ResponseWriter, _ *http.Request) {
				f, err := os.Open(file)
				must(t, err)
				defer f.Close()
				_, err = io.Copy(w, f)
				must(t, err)
			}},
		{name: "Hijack", status: 200, body: "by hand", http1Only: true, upgrades: true,
			respond: func(t *testing.T, w http.ResponseWriter, _ *http.Request) {
				conn, _, err := w.(http.Hijacker).Hijack()
				must(t, err)
				defer conn.Close()
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\n")
				_ = w.Header().Write(conn)
				_, _ = io.WriteString(conn, "\r\nby hand")
			}},
		{name: "101", status: 101, http1Only: true, upgrades: true, header: http.Header{"Connection": {"Upgrade"}, "Upgrade": {"echo"}},
			respond: func(t *testing.T, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Connection", "Upgrade")
				w.Header().Set("Upgrade", "echo")
				w.WriteHeader(http.StatusSwitchingProtocols)
				conn, _, err := w.(http.Hijacker).Hijack()
				must(t, err)
				conn.Close()
			}},
		{name: "a panic", method: http.MethodPost, // which clients do not repeat
			respond: func(*testing.T, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{name: "ServeContent with a range", status: 206, body: "234", header: http.Header{"Range": {"bytes=2-4"}}, respond: serveContent},
		{name: "304", status: 304, header: http.Header{"If-None-Match": {`"1"`}}, respond: serveContent},
		{name: "HEAD", status: 200, method: http.MethodHead, respond: write},
		{name: "trailers", status: 200, body: "page",
			respond: func(_ *testing.T, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Trailer", "Checksum")
				_, _ = io.WriteString(w, "page")
				w.Header().Set("Checksum", "42")
			}},
	}
}

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

// outcome is what a client sees of one cell of the matrix.
type outcome struct{ cookies, vary, cacheControl, session, flash string }

// expect is the truth table, written from the rules and not from the code.
func expect(w way, d deed) outcome {
	o := outcome{session: "color=blue"}
	if d.message {
		o.flash = "info=seen"
	}
	if w.status == 0 {
		return o // nothing is committed on a panic
	}
	if d.name != "untouched" {
		o.vary = "Cookie"
	}
	switch {
	case d.name == "changed", d.name == "changed late" && w.late:
		o.cookies, o.session = "session=", "color=red"
	case d.name == "cleared":
		o.cookies, o.session = "session=deleted", ""
	case d.name == "flash out", d.name == "flash in and out":
		o.cookies, o.flash = "flash=", "success=saved"
	case d.message && !w.upgrades: // a WebSocket leaves the message for a page
		o.cookies, o.flash = "flash=deleted", ""
	}
	switch {
	case d.message && d.flash != nil:
		o.cacheControl = "no-store"
	case o.cookies != "":
		o.cacheControl = "private"
	}
	return o
}

func TestCommitMatrix(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, []byte("a file"), 0o600))
	cells := 0
	for _, major := range []int{1, 2} {
		s := newSiteOver(t, satchel.Config{}, major)
		for _, w := range ways(file) {
			for _, d := range deeds {
				if w.http1Only && major == 2 {
					continue
				}
				cells++
				t.Run(fmt.Sprintf("HTTP/%d, %s, %s", major, w.name, d.name), func(t *testing.T) {
					s.T = t
					cell(s, major, w, d)
				})
			}
		}
	}
	t.Logf("%d cells", cells)
}

func cell(s *site, major int, w way, d deed) {
	s.forget()
	var flash []satchel.Pair
	if d.message {
		flash = pair("info", "seen")
	}
	s.plant(pair("color", "blue"), flash)
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
	response, body, err := s.send(request, func(rw http.ResponseWriter, r *http.Request) {
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
	if (err != nil) != (w.status == 0) {
		s.Fatalf("the client gets %v", err)
	}
	want := expect(w, d)
	got := outcome{
		session: strings.Join(s.pairsHeld(sessionName, s.scopes.DecodeSession), "|"),
		flash:   strings.Join(s.pairsHeld(flashName, s.scopes.DecodeFlash), "|"),
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
		for _, name := range []string{"Cdn-Cache-Control", "Surrogate-Control"} {
			if value := response.Header.Get(name); (value == "no-store") != (want.cookies != "") {
				s.Errorf("%s is %q", name, value)
			}
		}
	}
	if got != want {
		s.Errorf("\n got %+v\nwant %+v", got, want)
	}
	late := slices.Contains(s.events.take(), "late __Host-session write color")
	if wantLate := d.late != nil && !w.late && w.status != 0; late != wantLate {
		s.Errorf("an event for the late writer: %v, want %v", late, wantLate)
	}
}

// written names the cookies that a response sets and deletes.
func written(header http.Header) string {
	var names []string
	for _, line := range header["Set-Cookie"] {
		pair, attributes, _ := strings.Cut(strings.TrimPrefix(line, "__Host-"), ";")
		name, value, _ := strings.Cut(pair, "=")
		if value == "" && strings.HasPrefix(attributes, " Max-Age=0; ") {
			value = "deleted"
		} else {
			value = ""
		}
		names = append(names, name+"="+value)
	}
	return strings.Join(names, "|")
}
