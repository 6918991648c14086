package rediscache_test

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

// Ten operations of a request cost one budget and not ten; and the connection is there
// again by itself.
func TestFaults(t *testing.T) {
	type place struct {
		server *redistest.Server
		proxy  *redistest.Proxy
	}
	for name, fault := range map[string]struct{ begin, end func(place) }{
		"a server that was killed": {func(p place) { p.server.Kill() }, func(p place) { p.server.Restart() }},
		"a server that is frozen":  {func(p place) { p.server.Freeze() }, func(p place) { p.server.Thaw() }},
		"a network that is silent": {func(p place) { p.proxy.Stall(true) }, func(p place) { p.proxy.Stall(false) }},
		"a network that refuses":   {func(p place) { p.proxy.Block(true) }, func(p place) { p.proxy.Block(false) }},
		"a network that is slow":   {func(p place) { p.proxy.SetDelay(2 * short) }, func(p place) { p.proxy.SetDelay(0) }},
	} {
		t.Run(name, func(t *testing.T) {
			var w witness
			server := redistest.Start(t)
			p := place{server, redistest.NewProxy(t, server.Addr())}
			store := open(t, rediscache.Config{URL: "redis://" + p.proxy.Addr(), Budget: short, OnEvent: w.on})
			eventually(t, "the first answer", answers(store))
			before := store.Stats().Refused
			fault.begin(p)
			eventually(t, "the first failure", func() bool { return !answers(store)() })
			begun := time.Now()
			for range 1000 {
				fails(t, store)
			}
			if took := time.Since(begun); took > late {
				t.Errorf("1000 operations took %v", took)
			}
			if refused := store.Stats().Refused - before; refused < 999 || store.Stats().Up {
				t.Errorf("%d were refused, %+v", refused, store.Stats())
			}
			fault.end(p)
			eventually(t, "an answer", answers(store))
			eventually(t, "the events", func() bool { return w.reasons() == "unavailable recovered" })
			set(t, store, entry("a"), "again", cache.Limits{})
			expect(t, store, entry("a"), "again")
		})
	}
}

// What a firewall has cut off without a word never answers again; a new connection does.
func TestAConnectionThatStaysSilentIsReplaced(t *testing.T) {
	server := redistest.Start(t)
	proxy := redistest.NewProxy(t, server.Addr())
	store := open(t, rediscache.Config{URL: "redis://" + proxy.Addr(), Budget: short})
	eventually(t, "the first answer", answers(store))
	proxy.Stall(true)
	fails(t, store)
	clients := func() string {
		text, err := server.Do("CLIENT", "LIST", "TYPE", "normal")
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	old := clients()
	time.Sleep(3500 * time.Millisecond) // the old one was given up
	proxy.Stall(false)
	eventually(t, "an answer", answers(store))
	id, _, _ := strings.Cut(old, " ")
	if strings.Contains(clients(), id+" ") {
		t.Error("the old connection is still there")
	}
}

func TestAConnectionThatBreaksFailsNoOperation(t *testing.T) {
	server := redistest.Start(t)
	proxy := redistest.NewProxy(t, server.Addr())
	store := open(t, rediscache.Config{URL: "redis://" + proxy.Addr()})
	set(t, store, entry("a"), "x", cache.Limits{})
	var work sync.WaitGroup
	var failed atomic.Pointer[string]
	var over atomic.Bool
	for range 20 {
		work.Go(func() {
			for !over.Load() {
				if _, found, err := store.Get(t.Context(), entry("a")); err != nil || !found {
					text := "a miss"
					if err != nil {
						text = err.Error()
					}
					failed.Store(&text)
				}
			}
		})
	}
	for range 10 {
		time.Sleep(50 * time.Millisecond)
		proxy.Cut()
	}
	over.Store(true)
	work.Wait()
	if text := failed.Load(); text != nil {
		t.Error(*text)
	}
}

// No operation should be the one that has to connect.
func TestAConnectionThatBreaksIsMendedWhileNobodyUsesIt(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL()})
	set(t, store, entry("a"), "x", cache.Limits{})
	connected := func() bool {
		text, err := server.Do("CLIENT", "LIST")
		return err == nil && strings.Count(text, " name=") == 2 // this one and ours
	}
	eventually(t, "the connection", connected)
	if _, err := server.Do("CLIENT", "KILL", "TYPE", "normal"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "another one", connected)
	if store.Stats().Operations != 1 {
		t.Error("operations were counted")
	}
}

// An operation that was given up goes on for a while, with the value that it was given.
func TestAValueThatWasGivenUpIsSentAsItWas(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL(), Budget: short})
	eventually(t, "the first answer", answers(store))
	server.Freeze()
	value := bytes.Repeat([]byte("a"), 32<<20) // more than the socket takes
	if err := store.Set(t.Context(), entry("large"), value, cache.Limits{}); !errors.Is(err, cache.ErrUnavailable) {
		t.Fatal(err)
	}
	for i := range value {
		value[i] = 'b'
	}
	server.Thaw()
	// On a busy machine so large a value does not come back within the short budget.
	patient := open(t, rediscache.Config{URL: server.URL(), Budget: 10 * time.Second})
	eventually(t, "the value", func() bool {
		got, found, err := patient.Get(t.Context(), entry("large"))
		if err == nil && found && bytes.ContainsRune(got, 'b') {
			t.Fatal("what the caller has put there since was sent")
		}
		return err == nil && found
	})
}

// A caller that is in a hurry says nothing about the server.
func TestACallerThatGivesUpFailsAlone(t *testing.T) {
	server := redistest.Start(t)
	proxy := redistest.NewProxy(t, server.Addr())
	var w witness
	store := open(t, rediscache.Config{URL: "redis://" + proxy.Addr(), OnEvent: w.on})
	set(t, store, entry("a"), "x", cache.Limits{})
	proxy.SetDelay(100 * time.Millisecond)
	hurry, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	begun := time.Now()
	_, _, err := store.Get(hurry, entry("a"))
	if took := time.Since(begun); took > late {
		t.Errorf("took %v", took)
	}
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, cache.ErrUnavailable) {
		t.Error(err)
	}
	expect(t, store, entry("a"), "x")
	if _, _, err = store.Get(hurry, entry("a")); !errors.Is(err, context.DeadlineExceeded) {
		t.Error("a context that has ended:", err)
	}
	if seen := w.seen(); len(seen) != 0 {
		t.Error(seen)
	}
}

// Callers whose own time is over before the budget find out that the server is frozen too.
func TestHastyCallersNoticeAFrozenServer(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL(), Budget: short})
	set(t, store, entry("a"), "x", cache.Limits{})
	server.Freeze()
	defer server.Thaw()
	before := runtime.NumGoroutine()
	var work sync.WaitGroup
	for range 100 {
		work.Go(func() {
			for range 100 {
				hurry, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
				_, _, _ = store.Get(hurry, entry("a"))
				cancel()
			}
		})
	}
	work.Wait()
	if store.Stats().Up || store.Stats().Refused == 0 {
		t.Errorf("%+v", store.Stats())
	}
	if now := runtime.NumGoroutine(); now > before+1100 {
		t.Errorf("%d goroutines", now)
	}
	eventually(t, "what was given up is gone", func() bool { return store.Stats().InFlight == 0 })
}

// What was given up keeps its value until the answer comes, so that must be bounded.
func TestAFrozenServerCollectsNoMemory(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL(), Budget: generous})
	set(t, store, entry("a"), "x", cache.Limits{})
	server.Freeze()
	defer server.Thaw()
	hurry, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	large := make([]byte, 8<<20)
	busy := 0
	var work sync.WaitGroup
	var mu sync.Mutex
	for range 12 {
		work.Go(func() {
			if err := store.Set(hurry, entry("large"), large, cache.Limits{}); err != nil && strings.Contains(err.Error(), "too much waits") {
				mu.Lock()
				busy++
				mu.Unlock()
			}
		})
	}
	work.Wait()
	if busy != 4 {
		t.Errorf("of 12 values of 8 MiB %d were turned away, not 4", busy)
	}
}
