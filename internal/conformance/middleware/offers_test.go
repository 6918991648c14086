package middleware_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// offered names all that a handler can find in its writer: by type assertion, and
// through http.ResponseController. Not compared are io.StringWriter and FlushError,
// which the library always has, with the same effect. Hijack comes last: it takes
// the connection over.
func offered(t *testing.T, w http.ResponseWriter) string {
	var names []string
	note := func(name string, is bool) {
		if is {
			names = append(names, name)
		}
	}
	_, is := w.(http.Flusher)
	note("Flusher", is)
	_, is = w.(http.Hijacker)
	note("Hijacker", is)
	_, is = w.(io.ReaderFrom)
	note("ReaderFrom", is)
	_, is = w.(http.Pusher)
	note("Pusher", is)
	_, is = w.(http.CloseNotifier) //nolint:staticcheck // deprecated, and still asserted by others
	note("CloseNotifier", is)
	c := http.NewResponseController(w)
	note("SetReadDeadline", isSupported(t, c.SetReadDeadline(time.Time{})))
	note("SetWriteDeadline", isSupported(t, c.SetWriteDeadline(time.Time{})))
	note("EnableFullDuplex", isSupported(t, c.EnableFullDuplex()))
	note("Flush", isSupported(t, c.Flush()))
	conn, _, err := c.Hijack()
	if err == nil {
		defer conn.Close()
		_, _ = io.WriteString(conn, "0\r\n\r\n") // the end of the body that Flush has begun
	}
	note("Hijack", err == nil)
	return strings.Join(names, " ")
}

func TestTheHandlerSeesWhatTheMiddlewareAloneOffers(t *testing.T) {
	const deadlines = " SetReadDeadline SetWriteDeadline EnableFullDuplex Flush"
	bare := map[int]string{
		1: "Flusher Hijacker ReaderFrom CloseNotifier" + deadlines + " Hijack",
		2: "Flusher Pusher CloseNotifier" + deadlines,
	}
	for major, want := range bare {
		s := newSite(t, major)
		look := func(t *testing.T, wrap func(http.Handler) http.Handler) (names string) {
			s.use(wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				s.running.Add(1)
				defer s.running.Done()
				names = offered(t, w)
			})))
			if a := s.get(t, nil); a.status != http.StatusOK || a.major != major {
				t.Errorf("HTTP/%d, status %d", a.major, a.status)
			}
			return names
		}
		for _, m := range middlewares() {
			t.Run(fmt.Sprintf("HTTP/%d, %s", major, m.name), func(t *testing.T) {
				wrap := func(next http.Handler) http.Handler { return m.wrap(t, next) }
				twice := func(next http.Handler) http.Handler { return wrap(wrap(next)) }
				alone := look(t, wrap)
				if m.name == "none" && alone != want {
					t.Errorf("the server offers %s, want %s", alone, want)
				}
				if got := look(t, func(h http.Handler) http.Handler { return wrap(s.scopes.Handler(h)) }); got != alone {
					t.Errorf("with the scopes inside it is %s", got)
				}
				if got := look(t, func(h http.Handler) http.Handler { return s.scopes.Handler(wrap(h)) }); got != alone {
					t.Errorf("with the scopes outside it is %s", got)
				}
				if got, want := look(t, func(h http.Handler) http.Handler { return wrap(s.scopes.Handler(wrap(h))) }), look(t, twice); got != want {
					t.Errorf("with the scopes between two of them it is %s, want %s", got, want)
				}
			})
		}
	}
}
