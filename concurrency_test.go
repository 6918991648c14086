package satchel_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// together runs n copies of deed, started as nearly at once as can be, and waits.
func together(n int, deed func(i int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			deed(i)
		})
	}
	close(start)
	all.Wait()
}

func TestGoroutinesOfOneRequestShareItsScopes(t *testing.T) {
	const goroutines = 32
	site := newSite(t, satchel.Config{})
	site.plant(pair("color", "blue"), pair("info", "seen"))
	site.visit(func(s *satchel.Session, f *satchel.Flash) {
		ids := make([]string, goroutines)
		together(goroutines, func(i int) {
			key := fmt.Sprintf("key%02d", i)
			all, kept := s.All(), f.All()
			ids[i], _ = s.ID()
			err := errors.Join(s.Set(key, "1"), s.Set("gone"+key, "1"), s.Delete("gone"+key), s.Set("shared", key),
				f.Set(key, "1"), f.Keep("info"), f.Now("now", key), f.Discard("absent"))
			if err != nil || s.Get(key) != "1" || s.Len() == 0 || s.Size() == 0 || f.Size() == 0 || f.Get("info") != "seen" {
				t.Errorf("goroutine %d: %v, session %q", i, err, collect(s.All()))
			}
			if collect(all)[0] != "color=blue" || collect(kept)[0] != "info=seen" || f.Len() == 0 {
				t.Errorf("goroutine %d sees %q and %q", i, collect(all), collect(kept))
			}
			s.LookupID()
		})
		if len(slices.Compact(ids)) != 1 {
			t.Errorf("the ids are %q", ids)
		}
		for _, count := range []int{s.Len(), len(collect(s.All()))} {
			if count != goroutines+2 {
				t.Errorf("the session has %d pairs: %q", count, collect(s.All()))
			}
		}
	})
	if got := site.pairsHeld(sessionName, site.scopes.DecodeSession); len(got) != goroutines+3 {
		t.Errorf("the client holds %q", got)
	}
	if got := site.pairsHeld(flashName, site.scopes.DecodeFlash); len(got) != goroutines+1 {
		t.Errorf("the client holds %q", got)
	}
}

func TestAllIsASnapshot(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.plant([]satchel.Pair{{Key: "a", Value: "1"}, {Key: "b", Value: "2"}}, nil)
	site.visit(func(s *satchel.Session, _ *satchel.Flash) {
		must(t, s.Set("c", "3"))
		all := s.All()
		var seen []string
		for key, value := range all {
			seen = append(seen, key+"="+value)
			must(t, s.Set("b", "changed"))
			must(t, s.Delete("a"))
			must(t, s.Set("new"+key, "x"))
		}
		want := []string{"a=1", "b=2", "c=3"}
		if !slices.Equal(seen, want) {
			t.Errorf("the iteration saw %q, want %q", seen, want)
		}
		must(t, s.Clear())
		if got := collect(all); !slices.Equal(got, want) {
			t.Errorf("a second iteration saw %q, want %q", got, want)
		}
		for range all {
			break // stopping early is fine
		}
		must(t, s.Set("b", "changed"))
	})
	site.wantSession("b=changed")
}

// TestWritersRaceWithCommit: whatever succeeded is in the cookie, and nothing else.
func TestWritersRaceWithCommit(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	for range 20 {
		x := begin(t, scopes)
		session := x.Session()
		header := http.Header{}
		var mu sync.Mutex
		succeeded := map[string]string{}
		together(16, func(i int) {
			if i == 0 {
				must(t, x.Commit(http.StatusOK, header))
				return
			}
			key := fmt.Sprint(i)
			switch err := session.Set(key, "v"); {
			case err == nil:
				mu.Lock()
				defer mu.Unlock()
				succeeded[key] = "v"
			case !errors.Is(err, satchel.ErrCommitted):
				t.Errorf("a writer gives %v", err)
			}
		})
		sent := map[string]string{}
		if line := header.Get("Set-Cookie"); line != "" {
			cookie, err := http.ParseSetCookie(line)
			must(t, err)
			token, err := scopes.DecodeSession(cookie.Value)
			must(t, err)
			for _, pair := range token.Pairs {
				sent[pair.Key] = pair.Value
			}
		}
		if !maps.Equal(sent, succeeded) {
			t.Errorf("sent %v, succeeded %v", sent, succeeded)
		}
	}
}

func TestAScopeThatLeaksFromItsRequestIsHarmless(t *testing.T) {
	for major := 1; major <= 2; major++ {
		site := newSiteOver(t, satchel.Config{}, major)
		site.plant(pair("color", "blue"), pair("info", "seen"))
		var session *satchel.Session
		var flash *satchel.Flash
		site.visit(func(s *satchel.Session, f *satchel.Flash) { session, flash = s, f }) // read later for the first time
		site.plant(pair("color", "green"), nil)
		var leaked sync.WaitGroup
		leaked.Go(func() {
			together(4, func(int) {
				for _, err := range []error{session.Set("color", "red"), session.Clear(), flash.Success("late"), flash.KeepAll()} {
					if !errors.Is(err, satchel.ErrCommitted) {
						t.Errorf("a leaked writer gives %v", err)
					}
				}
				session.Get("color")
				flash.Get("info")
			})
		})
		for range 3 {
			site.visit(func(s *satchel.Session, _ *satchel.Flash) {
				if s.Get("color") != "green" {
					t.Errorf("another request has %q", collect(s.All()))
				}
			})
		}
		leaked.Wait()
		site.wantSession("color=green")
		site.wantFlash()
	}
}

func TestAPanicCommitsNothingAndEndsTheScopes(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{})
	var session *satchel.Session
	w := httptest.NewRecorder() // as under middleware that recovers and answers by itself
	text := panicText(func() {
		serve(t, scopes, w, func(_ http.ResponseWriter, s *satchel.Session) {
			session = s
			panic("a fault")
		})
	})
	if text != "a fault" || len(w.Header()) > 0 {
		t.Errorf("the handler panics with %q, the header has %v", text, w.Header())
	}
	if err := session.Set("color", "green"); !errors.Is(err, satchel.ErrCommitted) {
		t.Errorf("a writer after the panic gives %v", err)
	}
	events.want(t, "late __Host-session write color")
}

// TestTheHookIsCalledConcurrently would not end if a lock were held: each call of
// the hook waits for the others, and reads the scopes.
func TestTheHookIsCalledConcurrently(t *testing.T) {
	const callers = 8
	var here sync.WaitGroup
	here.Add(callers)
	var x *satchel.Exchange
	scopes, _ := newScopes(t, satchel.Config{OnEvent: func(_ context.Context, e satchel.Event) {
		if e.Outcome == satchel.Late {
			here.Done()
			here.Wait()
			_ = x.Session().Get("color")
		}
	}})
	x = begin(t, scopes)
	session := x.Session()
	commit(t, x)
	together(callers, func(int) { _ = session.Set("color", "red") })
}

func TestTheHookGetsTheRequestsContext(t *testing.T) {
	type key struct{}
	var got any
	scopes, _ := newScopes(t, satchel.Config{OnEvent: func(ctx context.Context, _ satchel.Event) { got = ctx.Value(key{}) }})
	x, err := scopes.Begin(context.WithValue(t.Context(), key{}, "request 7"), satchel.Request{})
	must(t, err)
	must(t, x.Session().Set("color", "red"))
	commit(t, x)
	if got != "request 7" {
		t.Errorf("the hook's context has %v", got)
	}
}

func TestATimeoutHandlerInside(t *testing.T) {
	site := newSite(t, satchel.Config{})
	_, body, err := site.send(site.request(http.MethodGet), http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		must(t, satchel.SessionFrom(r.Context()).Set("color", "red"))
		_, _ = io.WriteString(w, "in time")
		must(t, satchel.SessionFrom(r.Context()).Set("color", "green")) // TimeoutHandler buffers
	}), time.Minute, "too slow").ServeHTTP)
	must(t, err)
	if body != "in time" {
		t.Errorf("the page is %q", body)
	}
	site.wantSession("color=green")

	late := make(chan error)
	response, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
		answered := make(chan struct{})
		ctx, end := context.WithCancel(r.Context()) // as the passing of time does, but at a known moment
		http.TimeoutHandler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			session := satchel.SessionFrom(r.Context())
			must(t, session.Set("color", "before the end"))
			end()
			<-answered
			late <- session.Set("color", "after the end")
		}), time.Minute, "too slow").ServeHTTP(w, r.WithContext(ctx))
		close(answered)
		if err := <-late; !errors.Is(err, satchel.ErrCommitted) {
			t.Errorf("a writer after the time gives %v", err)
		}
	})
	must(t, err)
	if response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("the response is %s", response.Status)
	}
	site.wantSession("color=before the end")
}
