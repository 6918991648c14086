package satchel_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel"
)

// heldCache has a text for each id, and moves it to the new id of a session.
type heldCache struct {
	mu    sync.Mutex
	texts map[string]string
	calls []string
}

func newHeldCache() *heldCache { return &heldCache{texts: map[string]string{}} }

func (c *heldCache) SessionEnded(ctx context.Context, id string) {
	if ctx.Err() != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, "ended")
	delete(c.texts, id)
}

func (c *heldCache) SessionRenewed(_ context.Context, from, to string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, "renewed")
	text, found := c.texts[from]
	if _, newer := c.texts[to]; found && !newer {
		c.texts[to] = text
	}
	delete(c.texts, from)
}

func (c *heldCache) put(t *testing.T, session *satchel.Session, text string) {
	t.Helper()
	id, err := session.ID()
	must(t, err)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.texts[id] = text
}

func (c *heldCache) read(session *satchel.Session) string {
	id, _ := session.LookupID()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.texts[id]
}

func (c *heldCache) took() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := c.calls
	c.calls = nil
	return calls
}

func TestACacheIsToldWhatBecomesOfASession(t *testing.T) {
	set := func(t *testing.T, s *satchel.Session) {
		t.Helper()
		must(t, s.Set("user", "bob"))
	}
	renew := func(t *testing.T, s *satchel.Session) {
		t.Helper()
		must(t, s.Renew("user"))
	}
	clearAll := func(t *testing.T, s *satchel.Session) {
		t.Helper()
		must(t, s.Clear())
	}
	for _, test := range []struct {
		name   string
		deeds  []func(*testing.T, *satchel.Session)
		within string // what a reader sees at the end of the request
		next   string // and one of the next request
		calls  string
	}{
		{"reading", []func(*testing.T, *satchel.Session){func(_ *testing.T, s *satchel.Session) { s.Get("user") }}, "basket", "basket", ""},
		{"nothing", nil, "basket", "basket", ""},
		{"a change", []func(*testing.T, *satchel.Session){set}, "basket", "basket", ""},
		{"Clear", []func(*testing.T, *satchel.Session){clearAll}, "", "", "ended"},
		{"Clear and something new", []func(*testing.T, *satchel.Session){clearAll, set}, "", "", "ended"},
		{"the last pair goes", []func(*testing.T, *satchel.Session){func(t *testing.T, s *satchel.Session) {
			t.Helper()
			must(t, s.Delete("user"))
		}}, "basket", "", "ended"},
		{"Renew", []func(*testing.T, *satchel.Session){renew}, "", "basket", "renewed"},
		{"Renew that keeps no pair", []func(*testing.T, *satchel.Session){func(t *testing.T, s *satchel.Session) {
			t.Helper()
			must(t, s.Renew())
		}}, "", "basket", "renewed"},
		{"Renew twice", []func(*testing.T, *satchel.Session){renew, renew}, "", "basket", "renewed"},
		{"Renew and a change", []func(*testing.T, *satchel.Session){renew, set}, "", "basket", "renewed"},
		{"Renew and Clear", []func(*testing.T, *satchel.Session){renew, clearAll}, "", "", "ended"},
		{"Clear and Renew", []func(*testing.T, *satchel.Session){clearAll, renew, set}, "", "", "ended"},
		{"Logout", []func(*testing.T, *satchel.Session){func(t *testing.T, s *satchel.Session) {
			t.Helper()
			_, err := s.Logout()
			must(t, err)
		}}, "", "", "ended"},
	} {
		for _, with := range []struct {
			name string
			list satchel.DenyList
		}{{"", nil}, {", with a deny list", satchel.NewMemoryDenyList(0)}} {
			t.Run(test.name+with.name, func(t *testing.T) {
				cache := newHeldCache()
				v := newVisitor(t, satchel.Config{Cache: cache, Revocation: satchel.Revocation{DenyList: with.list}})
				v.logIn()
				v.request(navigation, 200, func(s *satchel.Session) { cache.put(t, s, "basket") })
				cache.took()
				var within, next string
				v.request(navigation, 200, func(s *satchel.Session) {
					for _, deed := range test.deeds {
						deed(t, s)
					}
					within = cache.read(s)
				})
				calls := strings.Join(cache.took(), " ")
				v.request(navigation, 200, func(s *satchel.Session) { next = cache.read(s) })
				if within != test.within || next != test.next || calls != test.calls {
					t.Errorf("reads %q, then %q, calls %q; want %q, %q, %q", within, next, calls, test.within, test.next, test.calls)
				}
				if left := len(cache.texts); left > 1 || left == 1 && test.next == "" {
					t.Errorf("the cache still holds %d texts", left)
				}
			})
		}
	}
}

func TestWhatAVisitorPutsIntoTheCacheComesAlongWithTheFirstRenew(t *testing.T) {
	cache := newHeldCache()
	v := newVisitor(t, satchel.Config{Cache: cache})
	var within, next string
	v.request(navigation, 200, func(s *satchel.Session) {
		cache.put(t, s, "basket")
		must(t, s.Renew())
		within = cache.read(s)
	})
	v.request(navigation, 200, func(s *satchel.Session) { next = cache.read(s) })
	if within != "" || next != "basket" {
		t.Errorf("reads %q, then %q", within, next)
	}
}

func TestWhatAVisitorPutsIntoTheCacheGoesWithClearInTheSameRequest(t *testing.T) {
	cache := newHeldCache()
	v := newVisitor(t, satchel.Config{Cache: cache})
	v.request(navigation, 200, func(s *satchel.Session) {
		cache.put(t, s, "basket")
		must(t, errors.Join(s.Set("user", "ada"), s.Clear(), s.Set("user", "bob")))
	})
	if len(cache.texts) > 0 {
		t.Error("the cache keeps what nobody has the id of")
	}
}

func TestARenewThatLeavesNoSessionEndsIt(t *testing.T) {
	cache := newHeldCache()
	v := newVisitor(t, satchel.Config{Cache: cache, Revocation: satchel.Revocation{DenyList: satchel.NewMemoryDenyList(0)}})
	v.logIn()
	v.request(navigation, 200, func(s *satchel.Session) { cache.put(t, s, "basket") })
	v.request(navigation, 200, func(s *satchel.Session) { must(t, s.Renew()) })
	if calls := cache.took(); v.cookie != "" || !slices.Equal(calls, []string{"ended"}) || len(cache.texts) > 0 {
		t.Errorf("the browser has %q, the cache was told %q and holds %d texts", v.cookie, calls, len(cache.texts))
	}
}

func TestAHandlerThatFailsAfterRenewHasMovedNothing(t *testing.T) {
	cache := newHeldCache()
	s := newSite(t, satchel.Config{Cache: cache})
	s.visit(func(session *satchel.Session, _ *satchel.Flash) {
		must(t, session.Set("user", "ada"))
		cache.put(t, session, "basket")
	})
	for name, deed := range map[string]func(*satchel.Session) error{
		"Renew": func(session *satchel.Session) error { return session.Renew("user") },
		"Clear": (*satchel.Session).Clear,
	} {
		_, _, err := s.send(s.request(http.MethodGet), func(_ http.ResponseWriter, r *http.Request) {
			must(t, deed(satchel.SessionFrom(r.Context())))
			panic(http.ErrAbortHandler)
		})
		if err == nil {
			t.Fatal("the panic has been answered")
		}
		var found string
		s.visit(func(session *satchel.Session, _ *satchel.Flash) { found = cache.read(session) })
		if found != "basket" {
			t.Errorf("%s: the cache has %q for the session that the browser still has", name, found)
		}
	}
}

func TestTheCacheIsSettledBeforeTheHeaderLeaves(t *testing.T) {
	for name, commitNow := range map[string]bool{"by the first write": false, "by CommitNow": true} {
		t.Run(name, func(t *testing.T) {
			cache := newHeldCache()
			s := newSite(t, satchel.Config{Cache: cache})
			s.visit(func(session *satchel.Session, _ *satchel.Flash) {
				must(t, session.Set("user", "ada"))
				cache.put(t, session, "basket")
			})
			var found string
			_, _, err := s.send(s.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
				session := satchel.SessionFrom(r.Context())
				must(t, session.Renew("user"))
				if commitNow {
					must(t, satchel.CommitNow(w, http.StatusOK))
				}
				_, err := w.Write([]byte("page"))
				must(t, err)
				found = cache.read(session)
			})
			must(t, err)
			if found != "basket" {
				t.Errorf("a page that streams reads %q", found)
			}
			s.visit(func(session *satchel.Session, _ *satchel.Flash) { found = cache.read(session) })
			if found != "basket" {
				t.Errorf("the next page reads %q", found)
			}
		})
	}
}

func TestRevokeEmptiesTheCache(t *testing.T) {
	cache := newHeldCache()
	v := newVisitor(t, satchel.Config{Cache: cache, Revocation: satchel.Revocation{DenyList: satchel.NewMemoryDenyList(0)}})
	v.logIn()
	var id string
	v.request(navigation, 200, func(s *satchel.Session) {
		cache.put(t, s, "basket")
		id, _ = s.LookupID()
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // whoever asked for it has closed the page
	must(t, v.scopes.Revoke(ctx, id))
	if len(cache.texts) > 0 {
		t.Error("the cache still has what was kept for the session")
	}
	v.wantGone()
}

func TestTheCacheOfAnUncheckedSessionIsLeftAlone(t *testing.T) {
	cache := newHeldCache()
	shared := newSharedList()
	var down error
	list := brokenList{shared, func() (bool, error) { return false, down }}
	v := newVisitor(t, satchel.Config{Cache: cache, Revocation: satchel.Revocation{DenyList: list}})
	v.logIn()
	v.request(navigation, 200, func(s *satchel.Session) { cache.put(t, s, "basket") })
	for _, test := range []struct {
		down error
		want string
	}{{errors.New("no connection"), ""}, {nil, "basket"}} {
		down = test.down
		v.request(navigation, 200, func(s *satchel.Session) {
			if found := cache.read(s); found != test.want {
				t.Errorf("with the list at %v it reads %q, want %q", test.down, found, test.want)
			}
		})
	}
}

// lateCache answers too late, or panics.
type lateCache struct{ panics bool }

func (c *lateCache) SessionEnded(ctx context.Context, _ string) {
	if c.panics {
		panic("out of order")
	}
	time.Sleep(never) // it does not look at ctx
	<-ctx.Done()
}

func (c *lateCache) SessionRenewed(ctx context.Context, from, _ string) { c.SessionEnded(ctx, from) }

func TestACacheThatFailsHoldsNoLogoutUp(t *testing.T) {
	for name, test := range map[string]struct {
		cache *lateCache
		takes time.Duration
	}{
		"never answers": {&lateCache{}, 5 * time.Second},
		"panics":        {&lateCache{panics: true}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := newVisitor(t, satchel.Config{Cache: test.cache})
				v.logIn()
				v.request(navigation, 200, func(s *satchel.Session) {
					_, err := s.ID()
					must(t, err)
				})
				began := time.Now()
				x, err := v.scopes.Begin(t.Context(), satchel.Request{Host: "example.com", TLS: true, Header: http.Header{"Cookie": {v.cookie}}})
				must(t, err)
				must(t, x.Session().Clear())
				header := http.Header{}
				must(t, x.Commit(200, header))
				if took := time.Since(began); took != test.takes {
					t.Errorf("it takes %v, want %v", took, test.takes)
				}
				if !strings.Contains(header.Get("Set-Cookie"), "Max-Age=0") {
					t.Errorf("the cookie is not deleted: %q", header)
				}
				v.events.want(t, "opened __Host-session", "written __Host-session deleted", "cache unavailable")
				time.Sleep(2 * never) // the cache gives up
			})
		})
	}
}

func TestASessionKnowsItsCache(t *testing.T) {
	cache := newHeldCache()
	for _, want := range []satchel.SessionCache{nil, cache} {
		scopes, _ := newScopes(t, satchel.Config{Cache: want})
		if got := begin(t, scopes).Session().Cache(); got != want {
			t.Errorf("the cache is %v, want %v", got, want)
		}
	}
}

func TestACacheThatIsANilPointerIsAFault(t *testing.T) {
	var cache *heldCache
	_, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{firstSecret}, Cache: cache})
	if fault, ok := errors.AsType[*satchel.ConfigError](err); !ok || fault.Field != "Cache" {
		t.Errorf("New returns %v", err)
	}
}

func TestWhatWasDecidedIsNotUndoneByALateAsking(t *testing.T) {
	cache := newHeldCache()
	s := newSite(t, satchel.Config{Cache: cache})
	s.visit(func(session *satchel.Session, _ *satchel.Flash) {
		must(t, session.Set("user", "ada"))
		cache.put(t, session, "basket")
	})
	_, _, err := s.send(s.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		must(t, session.Delete("user"))
		must(t, satchel.CommitNow(w, http.StatusOK)) // the cookie is deleted
		_, err := session.ID()
		must(t, err)
	})
	must(t, err)
	if len(cache.texts) > 0 {
		t.Error("the cache keeps what was kept for a session that is over")
	}
}
