package satchel_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// The lines in the header are the handler's to change, in place too; what was decided
// is kept elsewhere.
func TestALineThatIsChangedInPlaceComesBack(t *testing.T) {
	for name, edit := range map[string]func(header http.Header){
		"all are deleted": func(h http.Header) {
			h["Set-Cookie"] = slices.DeleteFunc(h["Set-Cookie"], func(string) bool { return true })
		},
		"one is filtered out": func(h http.Header) {
			kept := h["Set-Cookie"][:0]
			for _, line := range h["Set-Cookie"] {
				if !strings.HasPrefix(line, sessionName) {
					kept = append(kept, line)
				}
			}
			h["Set-Cookie"] = kept
		},
		"one is written over": func(h http.Header) { h["Set-Cookie"][0] = "theme=dark" },
		"room for more":       func(h http.Header) { h["Set-Cookie"] = append(make([]string, 0, 9), "theme=dark") },
	} {
		t.Run(name, func(t *testing.T) {
			scopes, _ := newScopes(t, satchel.Config{})
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody)
			r.Header.Set("Cookie", cookieLine(t, scopes, nil, pair("info", "seen")))
			scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_ = satchel.FlashFrom(r.Context())
				must(t, satchel.SessionFrom(r.Context()).Set("color", "red"))
				must(t, satchel.CommitNow(w, http.StatusOK))
				edit(w.Header())
				own := w.Header()["Set-Cookie"]
				w.WriteHeader(http.StatusOK)
				if spare := own[:cap(own)]; len(spare) == 9 && spare[1] != "" {
					t.Errorf("the handler's own slice now has %.30q", spare)
				}
			})).ServeHTTP(w, r)
			got := strings.Split(written(w.Result().Header), "|")
			slices.Sort(got)
			got = slices.DeleteFunc(got, func(line string) bool { return line == "theme=" })
			if !slices.Equal(got, []string{"flash=deleted", "session="}) {
				t.Errorf("the cookies are %q", got)
			}
		})
	}
}

// As without CommitNow: nobody asked for a session to be re-signed, and somebody asked
// for the logout.
func TestALogoutByHandWinsOverHousekeepingAfterCommitNowToo(t *testing.T) {
	const logout = "PLAY_SESSION=; Max-Age=0; Path=/"
	old, _ := newScopes(t, satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{otherSecret}})
	for _, before := range []bool{false, true} {
		scopes, events := newScopes(t, satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{firstSecret, otherSecret}})
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.Header.Set("Cookie", cookieLine(t, old, pair("user", "bob"), nil))
		scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_ = satchel.SessionFrom(r.Context()).Get("user")
			if before {
				w.Header().Set("Set-Cookie", logout)
			}
			must(t, satchel.CommitNow(w, http.StatusOK))
			w.Header().Set("Set-Cookie", logout)
			w.Header().Set("Cache-Control", "public")
			w.WriteHeader(http.StatusOK)
		})).ServeHTTP(w, r)
		header := w.Result().Header
		if got := header["Set-Cookie"]; !slices.Equal(got, []string{logout}) || header.Get("Cache-Control") != "private" {
			t.Errorf("by hand before, too: %v: the client gets %.60q with %q", before, got, header.Get("Cache-Control"))
		}
		if got := events.take(); !slices.Contains(got, "conflict PLAY_SESSION handmade") || !slices.Contains(got, "conflict PLAY_SESSION public") {
			t.Errorf("events are %q", got)
		}
	}
}

// The first byte was in time, the rest not: http.TimeoutHandler throws all of it away.
func TestATimeoutOutsideAfterTheFirstByteIsTold(t *testing.T) {
	slow := func(next http.Handler) http.Handler { return http.TimeoutHandler(next, time.Millisecond, "slow") }
	for name, around := range map[string]struct {
		wrap   func(http.Handler) http.Handler
		change bool
		write  bool
		told   int
	}{
		"http.TimeoutHandler":                    {slow, true, true, 1},
		"http.TimeoutHandler, before any byte":   {slow, true, false, 1},
		"http.TimeoutHandler, and no cookie":     {slow, false, true, 0},
		"a deadline, and a writer that can send": {deadline, true, true, 0}, // the header is on its way
	} {
		t.Run(name, func(t *testing.T) {
			site := newSite(t, satchel.Config{})
			returned := make(chan struct{}) // the server does not wait for what was given up
			outside := func(next http.Handler) http.Handler {
				return around.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					defer close(returned)
					next.ServeHTTP(w, r)
				}))
			}
			site.outside.Store(&outside)
			_, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
				if around.change {
					must(t, satchel.SessionFrom(r.Context()).Set("color", "red"))
				}
				if around.write {
					_, _ = io.WriteString(w, "the first part")
				}
				<-r.Context().Done()
			})
			must(t, err)
			<-returned
			if got := strings.Count(strings.Join(site.events.take(), "|"), "late "+sessionName+" abandoned"); got != around.told {
				t.Errorf("told %d times, want %d", got, around.told)
			}
		})
	}
}

func deadline(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), time.Millisecond)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// buffering is middleware that keeps a page until its handler has returned, and answers
// a panic by itself.
func buffering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := httptest.NewRecorder()
		defer func() {
			status := page.Code
			if recover() != nil {
				status = http.StatusInternalServerError
			}
			maps.Copy(w.Header(), page.Header())
			w.WriteHeader(status)
		}()
		next.ServeHTTP(page, r)
	})
}

func TestAPanicBehindTheFirstByteLeavesNoCookieToABufferOutside(t *testing.T) {
	for _, panics := range []bool{false, true} {
		site := newSite(t, satchel.Config{})
		wrap := buffering
		site.outside.Store(&wrap)
		response, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
			must(t, satchel.SessionFrom(r.Context()).Set("color", "red"))
			_, _ = io.WriteString(w, "half a page")
			if panics {
				panic("a fault of the template")
			}
		})
		must(t, err)
		if sent := response.Header["Set-Cookie"] != nil; sent == panics || (response.StatusCode == http.StatusInternalServerError) != panics {
			t.Errorf("panics: %v, the response is %s with %.40q", panics, response.Status, response.Header["Set-Cookie"])
		}
	}
}

// The handler of a WebSocket often returns and leaves the connection to goroutines.
func TestTheSessionOfAnUpgradeIsReadableWhenTheHandlerHasReturned(t *testing.T) {
	for name, now := range map[string]bool{"CommitNow": true, "Hijack alone": false} {
		t.Run(name, func(t *testing.T) {
			site := newSite(t, satchel.Config{})
			site.plant(pair("user", "ann"), pair("info", "seen"))
			handed := make(chan func(), 1)
			_, body, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
				session := satchel.SessionFrom(r.Context()) // read for the first time by the goroutine
				if now {
					must(t, satchel.CommitNow(w, http.StatusSwitchingProtocols))
				}
				conn, _, err := http.NewResponseController(w).Hijack()
				must(t, err)
				go func() {
					defer conn.Close()
					(<-handed)()
					fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nyou are %s", session.Get("user"))
				}()
				defer func() { handed <- site.running.Wait }()
			})
			if must(t, err); body != "you are ann" {
				t.Errorf("the connection says %q", body)
			}
		})
	}
}

// Between CommitNow and the header it is not too late to look.
func TestLookingAfterCommitNowStillCounts(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{FlashPolicy: satchel.NextRequest})
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody)
	r.Header.Set("Cookie", cookieLine(t, scopes, nil, pair("info", "seen")))
	scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		must(t, satchel.CommitNow(w, http.StatusOK))
		_, _ = satchel.SessionFrom(r.Context()), satchel.FlashFrom(r.Context()).Get("info")
		w.WriteHeader(http.StatusOK)
	})).ServeHTTP(w, r)
	header := w.Result().Header
	if !strings.Contains(header.Get("Cache-Control"), "no-store") || header.Get("Vary") != "Cookie" {
		t.Errorf("the header is %v", header)
	}
	events.want(t, "opened "+flashName, "written "+flashName+" delivered")

	w, r = httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody)
	scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		must(t, satchel.CommitNow(w, http.StatusOK))
		_ = satchel.SessionFrom(r.Context())
		events.want(t)
		w.WriteHeader(http.StatusOK)
	})).ServeHTTP(w, r)
	if got := w.Result().Header.Get("Vary"); got != "Cookie" {
		t.Errorf("Vary is %q", got)
	}
	scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		must(t, satchel.CommitNow(w, http.StatusOK))
		w.WriteHeader(http.StatusOK)
		_ = satchel.SessionFrom(r.Context()) // and now it is
		events.want(t, "late "+sessionName+" read")
	})).ServeHTTP(httptest.NewRecorder(), r)
}

// HTTP/2 has no upgrade: a 101 is one more informational response.
func TestA101OverHTTP2HasNoCookie(t *testing.T) {
	for _, now := range []bool{false, true} {
		site := newSiteOver(t, satchel.Config{}, 2)
		r := site.request(http.MethodGet)
		r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
			Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
				if header["Set-Cookie"] != nil {
					t.Errorf("the %d has %.40q", code, header["Set-Cookie"])
				}
				return nil
			},
		}))
		response, _, err := site.send(r, func(w http.ResponseWriter, r *http.Request) {
			must(t, satchel.SessionFrom(r.Context()).Set("color", "red"))
			if now {
				must(t, satchel.CommitNow(w, http.StatusOK))
			}
			w.WriteHeader(http.StatusSwitchingProtocols)
		})
		if must(t, err); written(response.Header) != "session=" {
			t.Errorf("the response has %.40q", response.Header["Set-Cookie"])
		}
	}
}

// headless is a writer that somebody forgot to give a header.
type headless struct{ *fakeWriter }

func TestAPanicOverAWriterWithoutAHeaderStaysTheSamePanic(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	text := panicText(func() {
		scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			must(t, satchel.CommitNow(w, http.StatusOK))
			w.WriteHeader(http.StatusEarlyHints)
			panic("a fault")
		})).ServeHTTP(headless{new(fakeWriter)}, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	})
	if text != "a fault" {
		t.Errorf("the handler panics with %q", text)
	}
}
