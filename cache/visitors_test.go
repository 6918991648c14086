package cache_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

func TestReadingWithoutASessionCreatesNothing(t *testing.T) {
	for name, read := range map[string]func(context.Context, *cache.Cache) (bool, error){
		"asking": func(context.Context, *cache.Cache) (bool, error) { return false, nil },
		"Get": func(ctx context.Context, mine *cache.Cache) (bool, error) {
			_, found, err := mine.Get(ctx, "basket")
			return found, err
		},
		"Get of a type": func(ctx context.Context, mine *cache.Cache) (bool, error) {
			_, found, err := cache.Get[int](ctx, mine, "basket")
			return found, err
		},
		"a strict Get": func(ctx context.Context, mine *cache.Cache) (bool, error) {
			_, found, err := mine.Strict().Get(ctx, "basket")
			return found, err
		},
		"Get with a codec": func(ctx context.Context, mine *cache.Cache) (bool, error) {
			_, found, err := cache.With(mine, gobs[basket]{}).Get(ctx, "basket")
			return found, err
		},
		"GetOrSet": func(ctx context.Context, mine *cache.Cache) (bool, error) {
			value, err := cache.GetOrSet(ctx, mine, "basket", time.Hour, func(context.Context) (int, error) { return 5, nil })
			return value != 5, err
		},
		"Remove":    func(ctx context.Context, mine *cache.Cache) (bool, error) { return false, mine.Remove(ctx, "basket") },
		"RemoveAll": func(ctx context.Context, mine *cache.Cache) (bool, error) { return false, mine.RemoveAll(ctx) },
	} {
		for _, keepOnRenew := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				memory := newMemory(t, cache.MemoryConfig{})
				caches, heard := newCaches(t, cache.Config{Store: memory, KeepOnRenew: keepOnRenew})
				visitor := newSite(t, satchel.Config{Cache: caches}).browser(t)
				header := visitor.visit(t, func(ctx context.Context, mine *cache.Cache) {
					if found, err := read(ctx, mine); found || err != nil {
						t.Errorf("the result is %v, %v", found, err)
					}
				})
				if cookies := header.Values("Set-Cookie"); len(cookies) > 0 {
					t.Errorf("the visitor gets %d cookies", len(cookies))
				}
				if !slices.Contains(header.Values("Vary"), "Cookie") {
					t.Errorf("the response varies by %q, and a shared cache would give it to others", header.Values("Vary"))
				}
				wantEntries(t, memory, 0)
				heard.want(t)
			})
		}
	}
}

func TestGetOrSetOfAVisitorComputesAndKeepsNothing(t *testing.T) {
	memory := newMemory(t, cache.MemoryConfig{})
	caches, _ := newCaches(t, cache.Config{Store: memory})
	visitor := newSite(t, satchel.Config{Cache: caches}).browser(t)
	calls := 0
	for want := 1; want <= 2; want++ {
		visitor.visit(t, func(ctx context.Context, mine *cache.Cache) {
			if got, err := cache.GetOrSet(ctx, mine, "theme", 0, compute("dark", &calls)); got != "dark" || err != nil || calls != want {
				t.Errorf("%q, %v after %d calls, want %d", got, err, calls, want)
			}
		})
	}
	wantEntries(t, memory, 0)
}

func TestSetGivesAVisitorASession(t *testing.T) {
	memory := newMemory(t, cache.MemoryConfig{})
	caches, _ := newCaches(t, cache.Config{Store: memory})
	s := newSite(t, satchel.Config{Cache: caches})
	ada, bob := s.browser(t), s.browser(t)
	header := ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
		must(t, cache.Set(ctx, mine, "basket", []string{"milk"}, time.Hour))
		if got, found, err := cache.Get[[]string](ctx, mine, "basket"); !found || err != nil || !slices.Equal(got, []string{"milk"}) {
			t.Errorf("the same request reads %q, %v, %v", got, found, err)
		}
	})
	if len(header.Values("Set-Cookie")) != 1 {
		t.Errorf("there are %d cookies, want one", len(header.Values("Set-Cookie")))
	}
	bob.keep(t, "other", "tea")
	for browser, want := range map[*browser]string{ada: "milk", bob: ""} {
		browser.visit(t, func(ctx context.Context, mine *cache.Cache) {
			got, found, err := cache.Get[[]string](ctx, mine, "basket")
			if err != nil || found != (want != "") || found && got[0] != want {
				t.Errorf("%q, %v, %v, want %q", got, found, err, want)
			}
		})
	}
	wantEntries(t, memory, 2)
	bob.visit(t, func(ctx context.Context, mine *cache.Cache) { must(t, mine.RemoveAll(ctx)) })
	bob.want(t, "other", "")
	wantEntries(t, memory, 1)
}

func TestGetOrSetOfASessionKeeps(t *testing.T) {
	memory := newMemory(t, cache.MemoryConfig{})
	caches, _ := newCaches(t, cache.Config{Store: memory})
	ada := newSite(t, satchel.Config{Cache: caches}).browser(t)
	ada.logIn(t, "ada")
	calls := 0
	for range 3 {
		ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
			if got, err := cache.GetOrSet(ctx, mine, "theme", 0, compute("dark", &calls)); got != "dark" || err != nil {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	if calls != 1 {
		t.Errorf("it was computed %d times", calls)
	}
	wantEntries(t, memory, 1)
}

func TestWhatComesAfterTheHeader(t *testing.T) {
	memory := newMemory(t, cache.MemoryConfig{})
	caches, heard := newCaches(t, cache.Config{Store: memory})
	s := newSite(t, satchel.Config{Cache: caches})
	late := func(do func(context.Context, *cache.Cache)) deed {
		return func(w http.ResponseWriter, r *http.Request) {
			satchel.SessionFrom(r.Context()).Get("user")
			w.WriteHeader(http.StatusOK)
			do(r.Context(), cache.ForSession(r.Context()))
		}
	}
	visitor, ada, bob := s.browser(t), s.browser(t), s.browser(t)
	_, err := visitor.try(late(func(ctx context.Context, mine *cache.Cache) {
		if err := mine.Set(ctx, "basket", []byte("milk"), 0); !errors.Is(err, satchel.ErrCommitted) {
			t.Errorf("Set for a visitor who cannot get a session any more: %v", err)
		}
		want(ctx, t, mine, "basket", "")
	}))
	must(t, err)
	ada.logIn(t, "ada")
	s.heard.took()
	_, err = ada.try(late(func(ctx context.Context, mine *cache.Cache) {
		calls := 0
		if got, err := cache.GetOrSet(ctx, mine, "theme", 0, compute("dark", &calls)); got != "dark" || err != nil || calls != 1 {
			t.Errorf("GetOrSet of a session that cannot get an id any more: %q, %v", got, err)
		}
	}))
	must(t, err)
	wantEntries(t, memory, 0)
	s.heard.want(t, "opened", "late write satchel.id")
	bob.keep(t, "basket", "milk")
	_, err = bob.try(late(func(ctx context.Context, mine *cache.Cache) {
		must(t, mine.Set(ctx, "basket", []byte("tea"), 0)) // there is an id, and so it is not late
	}))
	must(t, err)
	bob.want(t, "basket", "tea")
	heard.want(t)
}

func TestSessionsWithoutACache(t *testing.T) {
	other := new(events)
	for name, config := range map[string]satchel.Config{
		"none":          {},
		"another cache": {Cache: otherCache{other}},
	} {
		newSite(t, config).browser(t).visit(t, func(ctx context.Context, mine *cache.Cache) {
			_, _, get := mine.Get(ctx, "basket")
			_, _, getTyped := cache.Get[int](ctx, mine, "basket")
			_, getOrSet := cache.GetOrSet(ctx, mine, "basket", -1, func(context.Context) (int, error) { return 5, nil })
			_, _, strict := mine.Strict().Get(ctx, "basket")
			_, _, own := cache.With(mine, gobs[int]{}).Get(ctx, "basket")
			for method, err := range map[string]error{
				"Get": get, "Get of a type": getTyped, "GetOrSet": getOrSet, "Get of Strict": strict, "Get with a codec": own,
				"Set":           mine.Set(ctx, "basket", nil, 0),
				"Set of a type": cache.Set(ctx, mine, "basket", 5, -1),
				"Remove":        mine.Remove(ctx, "basket"),
				"RemoveAll":     mine.RemoveAll(ctx),
			} {
				if !errors.Is(err, cache.ErrNoCache) {
					t.Errorf("%s: %s: %v, want ErrNoCache", name, method, err)
				}
			}
		})
	}
}

// otherCache is a satchel.SessionCache that is not of this package.
type otherCache struct{ *events }

func (otherCache) SessionEnded(context.Context, string)           {}
func (otherCache) SessionRenewed(context.Context, string, string) {}
