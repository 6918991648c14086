package rediscache_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
)

// generous is a budget that a loaded machine does not run out of.
const generous = 5 * time.Second

// open makes a Cache that is closed with the test.
func open(tb testing.TB, config rediscache.Config) *rediscache.Cache {
	tb.Helper()
	if config.Budget == 0 {
		config.Budget = generous
	}
	if config.OnEvent == nil {
		config.OnEvent = func(context.Context, satchel.Event) {}
	}
	made, err := rediscache.New(config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = made.Close() })
	return made
}

// session is the group of a session that has the name of the test's choice.
func session(name string) cache.Group {
	return cache.Group{Session: true, Name: (name + strings.Repeat("-", 43))[:43]}
}

// entry is a key of the session of all tests that need only one.
func entry(name string) cache.Key { return cache.Key{Group: session("visitor"), Name: name} }

func set(tb testing.TB, store cache.Store, key cache.Key, value string, limits cache.Limits) {
	tb.Helper()
	if err := store.Set(tb.Context(), key, []byte(value), limits); err != nil {
		tb.Fatalf("Set: %v", err)
	}
}

// expect compares what is found with a value; "" stands for nothing.
func expect(tb testing.TB, store cache.Store, key cache.Key, want string) {
	tb.Helper()
	value, found, err := store.Get(tb.Context(), key)
	if err != nil || found != (want != "") || string(value) != want {
		tb.Fatalf("Get: %.40q, %v, %v; want %.40q", value, found, err, want)
	}
}

// eventually waits for something that another process or goroutine brings about.
func eventually(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			tb.Fatalf("not within 30 s: %s", what)
		}
	}
}

// witness keeps the events.
type witness struct {
	mu     sync.Mutex
	events []satchel.Event
}

func (w *witness) on(_ context.Context, e satchel.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, e)
}

func (w *witness) seen() []satchel.Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]satchel.Event(nil), w.events...)
}

// reasons joins the reasons of the events.
func (w *witness) reasons() string {
	var all []string
	for _, e := range w.seen() {
		all = append(all, string(e.Reason))
	}
	return strings.Join(all, " ")
}
