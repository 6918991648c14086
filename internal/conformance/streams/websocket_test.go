package streams_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/conformance/others"
)

// upgrade is what the handler of a WebSocket does with the session before the
// upgrade.
type upgrade struct {
	name    string
	changes bool
	now     bool // by CommitNow
}

var upgrades = []upgrade{
	{name: "untouched"},
	{name: "changed", changes: true},
	{name: "changed and decided now", changes: true, now: true},
	{name: "decided now", now: true},
}

// conversation has a WebSocket for each upgrade and a page that shows the message.
func conversation(t *testing.T, l library) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, satchel.FlashFrom(r.Context()).Get("info"))
	})
	for i, u := range upgrades {
		mux.HandleFunc(fmt.Sprint("/", i), func(w http.ResponseWriter, r *http.Request) {
			session, flash := satchel.SessionFrom(r.Context()), satchel.FlashFrom(r.Context())
			if color, info := session.Get("color"), flash.Get("info"); color != "blue" || info != "seen" {
				t.Errorf("before the upgrade the session has %q and the flash %q", color, info)
			}
			if u.changes {
				if err := session.Set("color", "red"); err != nil {
					t.Error(err)
				}
			}
			accept := l.accept
			if u.now {
				accept = l.acceptNow
			}
			end, err := accept(w, r)
			if err != nil {
				t.Error(err)
				return
			}
			defer end.close()
			talk(t, end, session)
		})
	}
	return mux
}

// talk answers until the client goes away: with the color, with what a late writer
// says, and otherwise with an echo.
func talk(t *testing.T, end socket, session *satchel.Session) {
	for {
		text, err := end.read()
		if err != nil {
			return
		}
		switch text {
		case "color":
			text = session.Get("color")
		case "change":
			text = fmt.Sprint(errors.Is(session.Set("color", "green"), satchel.ErrCommitted))
		}
		if err := end.write(text); err != nil {
			t.Error(err)
			return
		}
	}
}

func TestAWebSocketHasTheScopesOfItsRequest(t *testing.T) {
	upgraded := 0
	for _, over := range []transport{plainHTTP, overTLS} {
		for _, m := range append(append(loggers(), compressors()...), none, proxy) {
			for _, l := range libraries {
				t.Run(fmt.Sprintf("%s, %s, scopes inside %s", l.name, over, m.name), func(t *testing.T) {
					s := newSite(t, over, func(s *site) http.Handler { return m.wrap(t, s.scopes.Handler(conversation(t, l))) })
					upgraded += converse(t, s, l)
				})
				if m.name == none.name || m.elsewhere {
					continue
				}
				t.Run(fmt.Sprintf("%s, %s, scopes outside %s", l.name, over, m.name), func(t *testing.T) {
					s := newSite(t, over, func(s *site) http.Handler { return s.scopes.Handler(m.wrap(t, conversation(t, l))) })
					upgraded += converse(t, s, l)
				})
			}
		}
	}
	t.Logf("%d WebSockets", upgraded)
}

// converse opens each WebSocket of a site, and returns how many there were.
func converse(t *testing.T, s *site, l library) int {
	for i, u := range upgrades {
		s.plant(t)
		s.saw("")
		sent, color := "", "blue"
		if u.changes {
			color = "red"
		}
		lost := u.changes && !u.now && l.byHand
		if u.changes && !lost {
			sent = "session"
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		end, response, err := l.dial(ctx, s, fmt.Sprint("/", i))
		if err != nil {
			t.Fatalf("%s: %v", u.name, err)
		}
		if names := others.SetCookies(response.Header); response.StatusCode != http.StatusSwitchingProtocols || names != sent {
			t.Errorf("%s: %s sets %q, want %q", u.name, response.Status, names, sent)
		}
		for _, exchange := range [][2]string{{"hello", "hello"}, {"color", color}, {"change", "true"}, {"color", color}} {
			if err := end.write(exchange[0]); err != nil {
				t.Fatal(err)
			}
			if got, err := end.read(); err != nil || got != exchange[1] {
				t.Errorf("%s: %s is answered with %q, %v, want %q", u.name, exchange[0], got, err, exchange[1])
			}
		}
		end.close()
		cancel()
		s.running.Wait()
		if s.saw("late hijack") != lost {
			t.Errorf("%s: an event tells of the loss: %t, want %t", u.name, !lost, lost)
		}
		if lost {
			color = "blue"
		}
		if got, want := s.held(), fmt.Sprint([]satchel.Pair{{Key: "color", Value: color}}); got != want {
			t.Errorf("%s: the client holds %s, want %s", u.name, got, want)
		}
		if first, second := s.text(t, "/page"), s.text(t, "/page"); first != "seen" || second != "" {
			t.Errorf("%s: the pages show the message %q and %q", u.name, first, second)
		}
	}
	return len(upgrades)
}
