package streams_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/conformance/others"
)

// style is how a handler streams.
type style struct {
	name        string
	contentType string
	flush       func(w http.ResponseWriter) error
	headerFirst bool // a Flush before the first event
	now         bool // CommitNow before the first event
}

func flusher(w http.ResponseWriter) error {
	w.(http.Flusher).Flush()
	return nil
}

func controller(w http.ResponseWriter) error { return http.NewResponseController(w).Flush() }

var styles = []style{
	{name: "events", contentType: "text/event-stream", flush: flusher},
	{name: "events, header first", contentType: "text/event-stream", flush: flusher, headerFirst: true},
	{name: "events, decided now", contentType: "text/event-stream", flush: controller, now: true},
	{name: "NDJSON", contentType: "application/x-ndjson", flush: controller},
}

// events is how many a stream has.
const events = 3

// stream is one response. Its two ends meet after each step: a step that something
// holds back never comes to the client, and the handler gives up.
type stream struct {
	*site
	t       *testing.T
	style   style
	session *satchel.Session
	seen    chan string // by the client
	stuck   bool
}

// wait returns when the client has seen this, and false if it does not.
func (s *stream) wait(what string) bool {
	select {
	case got := <-s.seen:
		if got != what {
			s.t.Errorf("the client has seen %q, not %q", got, what)
		}
		return got == what
	case <-time.After(patience):
		s.stuck = true
		s.t.Errorf("%s does not reach the client: it is held back", what)
		return false
	}
}

func (s *stream) flush(w http.ResponseWriter) {
	if err := s.style.flush(w); err != nil {
		s.t.Errorf("Flush: %v", err)
	}
}

// begin changes the session, where the scopes are, and goes on with next.
func (s *stream) begin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.session = satchel.SessionFrom(r.Context())
		err := s.session.Set("color", "red")
		if s.style.now {
			err = errors.Join(err, satchel.CommitNow(w, http.StatusOK))
			s.late()
			if again := satchel.CommitNow(w, http.StatusOK); !errors.Is(again, satchel.ErrCommitted) {
				s.t.Errorf("CommitNow for the second time gives %v", again)
			}
		}
		if err != nil {
			s.t.Error(err)
		}
		next.ServeHTTP(w, r)
	})
}

// late changes the session too late.
func (s *stream) late() {
	s.saw("")
	if err := s.session.Set("color", "green"); !errors.Is(err, satchel.ErrCommitted) || !s.saw("late write") {
		s.t.Errorf("a late writer gives %v, or there is no event", err)
	}
}

func (s *stream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", s.style.contentType)
	if s.style.headerFirst {
		s.flush(w)
		if !s.wait("the header") {
			return
		}
		s.late()
	}
	for i := range events {
		event := fmt.Sprintf("event %d", i)
		if _, err := fmt.Fprintln(w, event); err != nil {
			s.t.Error(err)
		}
		if s.flush(w); !s.wait(event) {
			return
		}
		s.late()
	}
}

func TestNothingOfAStreamIsHeldBack(t *testing.T) {
	streams := 0
	for _, over := range []transport{overTLS, http2} {
		for _, m := range append(append(loggers(), compressors()...), none, proxy) {
			for _, style := range styles {
				if m.name == chiCompress && style.headerFirst {
					continue // its Flush loses Content-Encoding, also without the scopes
				}
				for _, inside := range []bool{true, false} {
					streams++
					s := &stream{style: style, seen: make(chan string)}
					t.Run(fmt.Sprintf("%s, %s, scopes inside %t, %s", style.name, m.name, inside, over), func(t *testing.T) {
						s.t = t
						newSite(t, over, func(own *site) http.Handler {
							s.site = own
							switch {
							case inside:
								return m.wrap(t, own.scopes.Handler(s.begin(s)))
							case m.elsewhere:
								return own.scopes.Handler(s.begin(m.wrap(t, s)))
							}
							return own.scopes.Handler(m.wrap(t, s.begin(s)))
						})
						s.follow(m)
						s.running.Wait()
					})
					if s.stuck {
						t.Fatal("each of the others could wait as long")
					}
				}
			}
		}
	}
	t.Logf("%d streams", streams)
}

// follow is the client.
func (s *stream) follow(m middleware) {
	s.plant(s.t)
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	see := func(what string) {
		select {
		case s.seen <- what:
		case <-ctx.Done():
			s.t.Errorf("nobody waits for %s", what)
		}
	}
	response := s.get(s.t, "/")
	defer response.Body.Close()
	if names := others.SetCookies(response.Header); names != "session flash" || strings.Join(response.Header["Content-Type"], "") != s.style.contentType {
		s.t.Errorf("the header that comes first is %v", response.Header)
	}
	if got := s.held(); got != "[{color red}]" {
		s.t.Errorf("the client holds %s", got)
	}
	if response.Uncompressed != m.compresses {
		s.t.Errorf("the stream was compressed: %t", response.Uncompressed)
	}
	if s.style.headerFirst {
		see("the header")
	}
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		see(lines.Text())
	}
	if err := lines.Err(); err != nil {
		s.t.Error(err)
	}
	if got := s.held(); got != "[{color red}]" {
		s.t.Errorf("at the end the client holds %s", got)
	}
}
