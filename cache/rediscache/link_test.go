package rediscache_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

// short is a budget that tests run out of, and late what an operation has to be back in:
// far more than the budget, for a loaded machine, and far less than what a client without
// one would wait.
const (
	short = 100 * time.Millisecond
	late  = 600 * time.Millisecond
)

func answers(store *rediscache.Cache) func() bool {
	return func() bool {
		_, _, err := store.Get(context.Background(), entry("a"))
		return err == nil
	}
}

// fails returns the time that a Get takes to fail.
func fails(tb testing.TB, store *rediscache.Cache) time.Duration {
	tb.Helper()
	begun := time.Now()
	_, _, err := store.Get(tb.Context(), entry("a"))
	took := time.Since(begun)
	if !errors.Is(err, cache.ErrUnavailable) {
		tb.Fatalf("Get: %v", err)
	}
	return took
}

func TestAServerThatIsNotThereYet(t *testing.T) {
	var w witness
	server := redistest.Start(t)
	server.Kill()
	begun := time.Now()
	store := open(t, rediscache.Config{URL: server.URL(), Budget: short, OnEvent: w.on})
	if took := time.Since(begun); took > short {
		t.Errorf("New took %v", took)
	}
	for range 100 {
		if took := fails(t, store); took > late {
			t.Errorf("Get took %v", took)
		}
	}
	server.Restart()
	eventually(t, "an answer", answers(store))
	eventually(t, "the events", func() bool { return w.reasons() == "unavailable recovered" })
}

func TestTheFirstOperationWaitsForTheConnection(t *testing.T) {
	server := redistest.Start(t)
	proxy := redistest.NewProxy(t, server.Addr())
	proxy.SetDelay(50 * time.Millisecond)
	store := open(t, rediscache.Config{URL: "redis://" + proxy.Addr()})
	set(t, store, entry("a"), "x", cache.Limits{})
}

// Nobody answers at this address of the documentation; a connection to it takes minutes.
func TestAServerThatAcceptsAndSaysNothing(t *testing.T) {
	store := open(t, rediscache.Config{URL: "redis://" + redistest.Nonsense(t, redistest.NonsenseSilence), Budget: short})
	for range 3 {
		if took := fails(t, store); took > late {
			t.Errorf("Get took %v", took)
		}
	}
}

func TestAfterClose(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL()})
	set(t, store, entry("a"), "x", cache.Limits{})
	list := store.DenyList()
	for range 2 {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
	ctx, key := t.Context(), entry("a")
	_, _, get := store.Get(ctx, key)
	_, denied := list.Denied(ctx, []string{"a", "b"})
	for what, err := range map[string]error{
		"Get": get, "Set": store.Set(ctx, key, nil, cache.Limits{}), "Remove": store.Remove(ctx, key),
		"RemoveAll": store.RemoveAll(ctx, key.Group), "RemoveAll, named": store.RemoveAll(ctx, cache.Group{Name: "a"}),
		"Move": store.Move(ctx, key.Group, session("other")), "Ping": store.Ping(ctx),
		"Deny": list.Deny(ctx, []string{"a", "b"}, time.Time{}), "Denied": denied,
	} {
		if !errors.Is(err, cache.ErrClosed) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	server := redistest.Start(t)
	gone := redistest.Start(t)
	gone.Kill()
	for name, c := range map[string]struct {
		url    string
		before func()
	}{
		"a server":                 {server.URL(), func() {}},
		"a server that is frozen":  {server.URL(), server.Freeze},
		"a server that is gone":    {gone.URL(), func() {}},
		"a server that is no such": {"redis://" + redistest.Nonsense(t, redistest.NonsenseSilence), func() {}},
	} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			var w witness
			store, err := rediscache.New(rediscache.Config{URL: c.url, Budget: short, ClientCache: time.Minute, OnEvent: w.on})
			if err != nil {
				t.Fatal(err)
			}
			answers(store)()
			if strings.Contains(name, "gone") {
				eventually(t, "that it is gone is told", func() bool { return len(w.seen()) > 0 })
			}
			seen := len(w.seen())
			c.before()
			defer server.Thaw()
			var work sync.WaitGroup
			for range 10 {
				work.Go(func() { answers(store)() })
			}
			time.Sleep(10 * time.Millisecond)
			begun := time.Now()
			_ = store.Close()
			if took := time.Since(begun); took > late {
				t.Errorf("Close took %v", took)
			}
			work.Wait()
			eventually(t, "all goroutines have ended", func() bool { return runtime.NumGoroutine() <= before })
			if now := w.seen(); len(now) != seen && strings.Contains(name, "gone") {
				t.Errorf("Close is no fault to tell of: %v", now)
			}
		})
	}
}
