package cache_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

// newKeeping returns a browser of a site that keeps entries on Renew.
func newKeeping(t *testing.T, config satchel.Config) (*browser, *cache.Memory) {
	t.Helper()
	memory := newMemory(t, cache.MemoryConfig{})
	caches, heard := newCaches(t, cache.Config{Store: memory, KeepOnRenew: true})
	t.Cleanup(func() { heard.want(t) })
	config.Cache = caches
	return newSite(t, config).browser(t), memory
}

func TestKeepOnRenewMovesTheEntries(t *testing.T) {
	for name, list := range map[string]satchel.DenyList{"without a deny list": nil, "with one": satchel.NewMemoryDenyList(0)} {
		t.Run(name, func(t *testing.T) {
			ada, memory := newKeeping(t, satchel.Config{Revocation: satchel.Revocation{DenyList: list}})
			ada.logIn(t, "ada")
			ada.keep(t, "basket", "milk")
			ada.keep(t, "theme", "dark")
			before := ada.thief(t)
			ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
				want(ctx, t, mine, "basket", "milk")
				must(t, satchel.SessionFrom(ctx).Renew("user"))
				want(ctx, t, mine, "basket", "") // it comes when the cookie is decided
				must(t, mine.Set(ctx, "greeting", []byte("hello"), 0))
				must(t, mine.Set(ctx, "theme", []byte("light"), 0))
				want(ctx, t, mine, "greeting", "hello")
				before.want(t, "greeting", "") // the one of before may not be the user's
			})
			ada.want(t, "basket", "milk")
			ada.want(t, "theme", "light") // what is newer stays
			ada.want(t, "greeting", "hello")
			before.want(t, "basket", "")
			before.want(t, "greeting", "")
			wantEntries(t, memory, 3)
		})
	}
}

func TestAfterTheHeaderOfARenewedSessionTheEntriesAreThere(t *testing.T) {
	ada, memory := newKeeping(t, satchel.Config{})
	ada.keep(t, "basket", "milk")
	_, err := ada.try(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		mine := cache.ForSession(ctx)
		must(t, satchel.SessionFrom(ctx).Renew())
		w.WriteHeader(http.StatusOK)
		want(ctx, t, mine, "basket", "milk")
		must(t, mine.Set(ctx, "theme", []byte("dark"), 0))
	})
	must(t, err)
	ada.want(t, "basket", "milk")
	ada.want(t, "theme", "dark")
	wantEntries(t, memory, 2)
}

func TestAHandlerThatPanicsAfterRenewLosesNothing(t *testing.T) {
	for name, end := range map[string]func(*satchel.Session) error{
		"Renew": func(session *satchel.Session) error { return session.Renew() },
		"Clear": (*satchel.Session).Clear,
	} {
		ada, memory := newKeeping(t, satchel.Config{})
		ada.keep(t, "basket", "milk")
		_, err := ada.try(func(_ http.ResponseWriter, r *http.Request) {
			must(t, end(satchel.SessionFrom(r.Context())))
			panic(http.ErrAbortHandler)
		})
		if err == nil {
			t.Fatal("the panic was answered")
		}
		ada.want(t, "basket", "milk") // by the cookie of before, the only one that it has
		wantEntries(t, memory, 1)
		if t.Failed() {
			t.Log("after", name)
		}
	}
}

func TestAVisitorSetsAndRenewsInOneRequest(t *testing.T) {
	ada, memory := newKeeping(t, satchel.Config{})
	ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
		must(t, mine.Set(ctx, "basket", []byte("milk"), 0))
		session := satchel.SessionFrom(ctx)
		must(t, session.Renew())
		must(t, session.Set("user", "ada"))
		want(ctx, t, mine, "basket", "")
		must(t, mine.Set(ctx, "theme", []byte("dark"), 0))
	})
	ada.want(t, "basket", "milk")
	ada.want(t, "theme", "dark")
	wantEntries(t, memory, 2)
}

func TestRenewAndClearEmpties(t *testing.T) {
	ada, memory := newKeeping(t, satchel.Config{})
	ada.keep(t, "basket", "milk")
	ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
		session := satchel.SessionFrom(ctx)
		must(t, session.Renew())
		must(t, session.Clear())
		want(ctx, t, mine, "basket", "")
	})
	ada.want(t, "basket", "")
	wantEntries(t, memory, 0)
}

func TestRenewOfASessionWithoutEntries(t *testing.T) {
	ada, memory := newKeeping(t, satchel.Config{})
	ada.logIn(t, "ada")
	ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
		must(t, satchel.SessionFrom(ctx).Renew("user"))
		calls := 0
		_, err := cache.GetOrSet(ctx, mine, "theme", time.Hour, compute([]byte("dark"), &calls))
		must(t, err)
	})
	ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
		calls := 0
		got, err := cache.GetOrSet(ctx, mine, "theme", time.Hour, compute([]byte("light"), &calls))
		if string(got) != "dark" || err != nil {
			t.Errorf("what was computed after Renew is %q, %v", got, err)
		}
	})
	wantEntries(t, memory, 1)
}

// Nothing that was planted before a login carries over.
func TestWithoutKeepOnRenewReadersSeeTheNewSessionAtOnce(t *testing.T) {
	memory := newMemory(t, cache.MemoryConfig{})
	caches, _ := newCaches(t, cache.Config{Store: memory})
	ada := newSite(t, satchel.Config{Cache: caches}).browser(t)
	ada.keep(t, "basket", "planted")
	ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
		must(t, satchel.SessionFrom(ctx).Renew())
		want(ctx, t, mine, "basket", "")
		must(t, mine.Set(ctx, "basket", []byte("milk"), 0))
		want(ctx, t, mine, "basket", "milk")
	})
	ada.want(t, "basket", "milk")
	wantEntries(t, memory, 1)
}
