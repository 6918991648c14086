package streams_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/conformance/others"
)

// HTTP/2 has no Upgrade, and a client cannot ask for one. A library that is called
// all the same answers with an error of its own, and so it does where something in
// front has put the fields of HTTP/1.1 back: it must not be told that there is a
// connection to take over.
func TestAWebSocketOverHTTP2IsRefusedByItsLibrary(t *testing.T) {
	for _, m := range append(loggers(), none) {
		for _, l := range libraries {
			for _, forced := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %s, forced %t", l.name, m.name, forced), func(t *testing.T) {
					s := newSite(t, http2, func(s *site) http.Handler {
						return s.scopes.Handler(m.wrap(t, refusal(t, l, forced)))
					})
					want := l.noUpgrade
					if forced {
						want = l.noHijacker
					}
					s.plant(t)
					response := s.ask(t)
					if names := others.SetCookies(response.Header); response.StatusCode != want || names != "session flash" || response.ProtoMajor != 2 {
						t.Errorf("%s %s sets %q, want status %d", response.Proto, response.Status, names, want)
					}
					if got := s.held(); got != "[{color red}]" {
						t.Errorf("the client holds %s", got)
					}
					s.plant(t)
					if again := s.ask(t); again.StatusCode != want {
						t.Errorf("once more on the connection: %s", again.Status)
					}
				})
			}
		}
	}
}

// refusal changes the session and upgrades; with forced, the request looks like one
// of HTTP/1.1.
func refusal(t *testing.T, l library, forced bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, is := w.(http.Hijacker); is {
			t.Error("there is a Hijacker")
		}
		if forced {
			r.Header.Set("Connection", "Upgrade")
			r.Header.Set("Upgrade", "websocket")
		}
		if err := satchel.SessionFrom(r.Context()).Set("color", "red"); err != nil {
			t.Error(err)
		}
		if end, err := l.accept(w, r); err == nil {
			t.Error("it is accepted")
			end.close()
		}
	})
}

// ask sends what is left of a WebSocket's request over HTTP/2, and reads the whole
// response.
func (s *site) ask(t *testing.T) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.server.URL, http.NoBody)
	must(t, err)
	request.Header.Set("Sec-WebSocket-Version", "13")
	request.Header.Set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==") // of RFC 6455
	response, err := s.client.Do(request)
	must(t, err)
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	must(t, err)
	return response
}
