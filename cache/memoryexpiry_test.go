package cache_test

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel/cache"
)

func TestAnEntryExpiresAtTheNanosecond(t *testing.T) {
	for _, ttl := range []time.Duration{1, time.Microsecond, time.Millisecond, time.Second, 90 * time.Second, time.Hour} {
		t.Run(ttl.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				memory := newMemory(t, cache.MemoryConfig{})
				time.Sleep(123456789) // not at a tick
				must(t, memory.Set(t.Context(), memoryKey(1), []byte("milk"), cache.Limits{TTL: ttl}))
				must(t, memory.Set(t.Context(), memoryKey(2), []byte("tea"), cache.Limits{TTL: 2 * ttl}))
				time.Sleep(ttl - time.Nanosecond)
				wantInMemory(t, memory, memoryKey(1), "milk")
				time.Sleep(time.Nanosecond)
				wantInMemory(t, memory, memoryKey(1), "")
				time.Sleep(ttl - time.Nanosecond)
				wantInMemory(t, memory, memoryKey(2), "tea")
				time.Sleep(time.Nanosecond)
				wantInMemory(t, memory, memoryKey(2), "")
			})
		})
	}
}

// Without its clean-up a memory still knows the time; with it, a hundred years are as many
// seconds.
func TestAnEntryWithoutATimeToLiveStays(t *testing.T) {
	const year = 365 * 24 * time.Hour
	synctest.Test(t, func(t *testing.T) {
		memory := newMemory(t, cache.MemoryConfig{})
		must(t, memory.Close())
		must(t, memory.Set(t.Context(), memoryKey(1), []byte("milk"), cache.Limits{}))
		must(t, memory.Set(t.Context(), memoryKey(2), []byte("tea"), cache.Limits{TTL: 99 * year}))
		time.Sleep(99*year - 1)
		wantInMemory(t, memory, memoryKey(2), "tea")
		time.Sleep(year)
		wantInMemory(t, memory, memoryKey(1), "milk")
		wantInMemory(t, memory, memoryKey(2), "")
	})
}

func TestTheLastTimeToLiveCounts(t *testing.T) {
	for _, ttls := range [][2]time.Duration{{time.Minute, time.Hour}, {time.Hour, time.Minute}, {0, time.Minute}, {time.Minute, 0}} {
		t.Run(fmt.Sprintf("%v after %v", ttls[1], ttls[0]), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				memory := newMemory(t, cache.MemoryConfig{})
				must(t, memory.Set(t.Context(), memoryKey(1), []byte("milk"), cache.Limits{TTL: ttls[0]}))
				time.Sleep(time.Second)
				must(t, memory.Set(t.Context(), memoryKey(1), []byte("tea"), cache.Limits{TTL: ttls[1]}))
				if ttls[1] == 0 {
					time.Sleep(2 * time.Hour)
					wantInMemory(t, memory, memoryKey(1), "tea")
					return
				}
				time.Sleep(ttls[1] - 1)
				wantInMemory(t, memory, memoryKey(1), "tea")
				time.Sleep(time.Nanosecond)
				wantInMemory(t, memory, memoryKey(1), "")
			})
		})
	}
}

func TestWhatHasExpiredTakesNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := newMemory(t, cache.MemoryConfig{})
		for session := range 100 {
			must(t, memory.Set(t.Context(), memoryKey(session), nil, cache.Limits{TTL: time.Minute}))
		}
		synctest.Wait()
		const each = cache.EntryOverhead + uint64(len("basket"))
		if got := memory.Stats(); got.Entries != 100 || got.Bytes != 100*each {
			t.Errorf("Stats = %+v", got)
		}
		time.Sleep(time.Minute + 3*time.Second) // nobody asks, only the clock ticks
		if got := memory.Stats(); got.Entries != 0 || got.Bytes != 0 {
			t.Errorf("Stats = %+v", got)
		}
	})
}

// The bubble fails if a goroutine is left.
func TestCloseLeavesNoGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory, err := cache.NewMemory(cache.MemoryConfig{})
		must(t, err)
		caches, err := cache.New(cache.Config{})
		must(t, err)
		must(t, cache.Set(t.Context(), caches.Named("news"), "key", "milk", time.Hour))
		time.Sleep(time.Minute)
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				must(t, memory.Close())
				must(t, caches.Close())
			})
		}
		all.Wait()
		must(t, memory.Close())
		must(t, memory.Set(t.Context(), memoryKey(1), []byte("milk"), cache.Limits{}))
		wantInMemory(t, memory, memoryKey(1), "milk")
	})
}

func TestAMemoryOfNegativeSizeIsRefused(t *testing.T) {
	for _, config := range []cache.MemoryConfig{{MaxBytes: -1}, {MaxEntries: -1}} {
		if memory, err := cache.NewMemory(config); err == nil || memory != nil {
			t.Errorf("%+v is taken", config)
		}
	}
}

// wantInMemory checks what is under a key; "" is nothing.
func wantInMemory(t *testing.T, memory *cache.Memory, key cache.Key, want string) {
	t.Helper()
	value, found, err := memory.Get(t.Context(), key)
	if string(value) != want || found != (want != "") || err != nil {
		t.Errorf("%s has %q, %t, %v; want %q", key.Group.Name[40:], value, found, err, want)
	}
}
