package cache_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

func TestAHookThatPanicsEndsNoProgram(t *testing.T) {
	caches, err := cache.New(cache.Config{OnEvent: func(context.Context, satchel.Event) { panic("out of order") }})
	must(t, err)
	defer caches.Close()
	_, err = cache.GetOrSet(t.Context(), caches.Named("articles"), "front page", 0,
		func(context.Context) (string, error) { panic("nil map") })
	if !errors.Is(err, cache.ErrCompute) {
		t.Errorf("the error is %v", err)
	}
}

func TestTheStackOfAPanicIsForTheOperatorOnly(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{})
	_, err := cache.GetOrSet(t.Context(), caches.Named("articles"), "front page", 0,
		func(context.Context) (map[string]int, error) {
			return maps.Collect(func(func(string, int) bool) { panic("nil map") }), nil
		})
	if err == nil || strings.Contains(err.Error(), ".go:") || !strings.Contains(err.Error(), "nil map") {
		t.Errorf("the error is %v", err)
	}
	if all := heard.took(); len(all) != 1 || !strings.Contains(all[0].Detail, "misbehaviour_test.go:") {
		t.Errorf("the events are %v", all)
	}
}

// panickingStore is one of somebody's own.
type panickingStore struct{ cache.Store }

func (panickingStore) Set(context.Context, cache.Key, []byte, cache.Limits) error { panic("no map") }

func TestAStoreThatPanicsIsNotTheFaultOfWhatComputes(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{Store: panickingStore{newMemory(t, cache.MemoryConfig{})}})
	calls := 0
	got, err := cache.GetOrSet(t.Context(), caches.Named("articles"), "front page", 0, compute("news", &calls))
	if got != "news" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	heard.want(t, "cache unavailable front page")
}

func TestAValueThatNoSessionCouldHoldIsTooLarge(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{SessionBytes: 100})
	ada := newSite(t, satchel.Config{Cache: caches}).browser(t)
	header := ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
		if err := mine.Set(ctx, "a", make([]byte, 100), 0); !errors.Is(err, cache.ErrTooLarge) || !strings.Contains(err.Error(), "SessionBytes") {
			t.Errorf("Set returns %v", err)
		}
		must(t, caches.Named("articles").Set(ctx, "a", make([]byte, 100), 0))
	})
	if header.Get("Set-Cookie") != "" {
		t.Error("a visitor got a session for nothing")
	}
	heard.want(t, "cache too-large a")
}

func TestWhatIsSetAfterTheLastPairWentHasASession(t *testing.T) {
	caches, _ := newCaches(t, cache.Config{})
	ada := newSite(t, satchel.Config{Cache: caches}).browser(t)
	ada.logIn(t, "ada")
	ada.keep(t, "basket", "milk")
	ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
		must(t, satchel.SessionFrom(ctx).Delete("user"))
		must(t, mine.Set(ctx, "basket", []byte("tea"), 0))
	})
	ada.want(t, "basket", "tea")
}

func TestWhatIsSetBetweenCommitNowAndTheHeaderIsNewer(t *testing.T) {
	ada, _ := newKeeping(t, satchel.Config{})
	ada.keep(t, "basket", "milk")
	_, err := ada.try(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		must(t, satchel.SessionFrom(ctx).Renew())
		must(t, satchel.CommitNow(w, http.StatusOK))
		must(t, cache.ForSession(ctx).Set(ctx, "basket", []byte("tea"), 0))
	})
	must(t, err)
	ada.want(t, "basket", "tea")
}

// immovableStore fails at Move.
type immovableStore struct{ cache.Store }

func (immovableStore) Move(context.Context, cache.Group, cache.Group) error { return errDown }

func TestAMoveThatFailsLeavesNothingToWhoHasTheOldCookie(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{Store: immovableStore{newMemory(t, cache.MemoryConfig{})}, KeepOnRenew: true})
	ada := newSite(t, satchel.Config{Cache: caches}).browser(t)
	ada.keep(t, "basket", "milk")
	before := ada.thief(t)
	ada.visit(t, func(ctx context.Context, _ *cache.Cache) { must(t, satchel.SessionFrom(ctx).Renew()) })
	heard.want(t, "cache unavailable")
	before.want(t, "basket", "")
}

func TestALateSetOfAVisitorSaysWhatIsMissing(t *testing.T) {
	caches, _ := newCaches(t, cache.Config{})
	ada := newSite(t, satchel.Config{Cache: caches}).browser(t)
	_, err := ada.try(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		err := cache.ForSession(r.Context()).Set(r.Context(), "a", nil, time.Hour)
		if !errors.Is(err, satchel.ErrCommitted) || !strings.HasPrefix(err.Error(), "cache: the session gets no id") {
			t.Errorf("Set returns %v", err)
		}
	})
	must(t, err)
}

func TestTooManyEntriesForASessionAreAFault(t *testing.T) {
	if _, err := cache.New(cache.Config{SessionEntries: 1001}); err == nil || !strings.Contains(err.Error(), "SessionEntries") {
		t.Errorf("New returns %v", err)
	}
}

// A logout must not depend on whether a layout finds what it asks for.
func TestWhatASessionKeepsDoesNotOutliveItsLastPair(t *testing.T) {
	for name, also := range map[string]func(ctx context.Context, t *testing.T, mine *cache.Cache){
		"nothing else": func(context.Context, *testing.T, *cache.Cache) {},
		"Set": func(ctx context.Context, t *testing.T, mine *cache.Cache) {
			t.Helper()
			must(t, mine.Set(ctx, "theme", nil, 0))
		},
		"GetOrSet": func(ctx context.Context, t *testing.T, mine *cache.Cache) {
			t.Helper()
			calls := 0
			_, err := cache.GetOrSet(ctx, mine, "advice", 0, compute("a map", &calls))
			must(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			memory := newMemory(t, cache.MemoryConfig{})
			caches, _ := newCaches(t, cache.Config{Store: memory})
			ada := newSite(t, satchel.Config{Cache: caches}).browser(t)
			ada.logIn(t, "ada")
			ada.keep(t, "basket", "milk")
			ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
				also(ctx, t, mine)
				must(t, satchel.SessionFrom(ctx).Delete("user"))
			})
			ada.want(t, "basket", "")
			wantEntries(t, memory, 0)
		})
	}
}
