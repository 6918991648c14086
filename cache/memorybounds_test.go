package cache_test

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cache"
)

// memoryKey is the entry "basket" of a session.
func memoryKey(session int) cache.Key {
	return cache.Key{Group: cache.Group{Session: true, Name: fmt.Sprintf("%043d", session)}, Name: "basket"}
}

// heap returns the bytes that are in use.
func heap() int64 {
	for range 2 { // the second one for what pools and finalizers kept
		runtime.GC() //nolint:revive // what is in use is what is measured
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// A value of 1025, 4097 or 33,000 bytes gets up to a quarter more from Go's allocator.
func TestMemoryTakesNoMoreThanMaxBytes(t *testing.T) {
	const maxBytes = 4 << 20
	for _, size := range []int{0, 16, 129, 1025, 4097, 33_000, 200_000} {
		t.Run(fmt.Sprintf("by sessions with a value of %d bytes", size), func(t *testing.T) {
			before := heap()
			memory := newMemory(t, cache.MemoryConfig{MaxBytes: maxBytes})
			value := make([]byte, size)
			for session := range 10 * maxBytes / (size + cache.EntryOverhead) {
				if err := memory.Set(t.Context(), memoryKey(session), value, cache.Limits{}); err != nil {
					t.Fatal(err)
				}
			}
			memory.Settle()
			took, stats := heap()-before, memory.Stats()
			t.Logf("%d bytes for %d entries: %d each", took, stats.Entries, took/int64(stats.Entries))
			if stats.Bytes > maxBytes || stats.Bytes < maxBytes*3/4 {
				t.Errorf("it counts %d bytes of %d", stats.Bytes, maxBytes)
			}
			if took > maxBytes*21/20 {
				t.Errorf("it takes %d bytes of %d", took, maxBytes)
			}
			if groups := memory.Groups(); groups != stats.Entries {
				t.Errorf("%d groups for %d entries", groups, stats.Entries)
			}
			runtime.KeepAlive(memory)
		})
	}
}

func TestEntryOverheadIsNoLessThanMeasured(t *testing.T) {
	before := heap()
	const maxBytes = 4 << 20
	memory := newMemory(t, cache.MemoryConfig{MaxBytes: maxBytes})
	value := []byte("0123456789abcdef")
	for session := range 2 * maxBytes / cache.EntryOverhead {
		if err := memory.Set(t.Context(), memoryKey(session), value, cache.Limits{}); err != nil {
			t.Fatal(err)
		}
	}
	memory.Settle()
	each := (heap()-before)/int64(memory.Stats().Entries) - int64(len("basket")+len(value))
	if each > cache.EntryOverhead || each < cache.EntryOverhead*3/4 {
		t.Errorf("a session with one entry costs %d bytes besides it, not %d", each, cache.EntryOverhead)
	}
	runtime.KeepAlive(memory)
}

func TestMemoryHasNoMoreThanMaxEntries(t *testing.T) {
	for _, most := range []int{1, 2, 3, 10, 100} {
		t.Run(fmt.Sprint(most), func(t *testing.T) {
			memory := newMemory(t, cache.MemoryConfig{MaxBytes: 1 << 20, MaxEntries: most})
			for session := range 10 * most {
				if err := memory.Set(t.Context(), memoryKey(session), []byte("milk"), cache.Limits{}); err != nil {
					t.Fatal(err)
				}
				memory.Settle()
				if got := memory.Stats().Entries; got > most || got < min(most, session+1) {
					t.Fatalf("%d entries after %d sets", got, session+1)
				}
			}
			if faults := memory.Faults(); len(faults) > 0 {
				t.Error(strings.Join(faults, "\n"))
			}
		})
	}
}

func TestAValueThatWouldTakeAQuarterIsTooLarge(t *testing.T) {
	const maxBytes = 1 << 20
	tests := map[string]struct {
		config cache.MemoryConfig
		size   int
		want   error
	}{
		"a bit less than a quarter":                    {cache.MemoryConfig{MaxBytes: maxBytes}, maxBytes/4 - 9<<10, nil},
		"a quarter, with the overhead more":            {cache.MemoryConfig{MaxBytes: maxBytes}, maxBytes / 4, cache.ErrTooLarge},
		"more":                                         {cache.MemoryConfig{MaxBytes: maxBytes}, maxBytes, cache.ErrTooLarge},
		"more where there are only two entries":        {cache.MemoryConfig{MaxBytes: maxBytes, MaxEntries: 2}, maxBytes / 3, nil},
		"more than the share of the only two entries":  {cache.MemoryConfig{MaxBytes: maxBytes, MaxEntries: 2}, maxBytes / 2, cache.ErrTooLarge},
		"a small one where there is hardly any memory": {cache.MemoryConfig{MaxBytes: 4096}, 600, cache.ErrTooLarge},
		"one where few entries share very much memory": {cache.MemoryConfig{MaxBytes: math.MaxInt64, MaxEntries: 3}, 16, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			memory := newMemory(t, test.config)
			err := memory.Set(t.Context(), memoryKey(1), make([]byte, test.size), cache.Limits{})
			if !errors.Is(err, test.want) {
				t.Fatalf("got %v", err)
			}
			memory.Settle()
			value, found, err := memory.Get(t.Context(), memoryKey(1))
			if found != (test.want == nil) || found && len(value) != test.size || err != nil {
				t.Errorf("then there are %d bytes, %t, %v", len(value), found, err)
			}
			if groups := memory.Groups(); (groups == 1) != found {
				t.Errorf("%d groups", groups)
			}
		})
	}
}

// A key is often cut out of a path, a header or a body.
func TestMemoryKeepsNothingAliveThatANameIsPartOf(t *testing.T) {
	const count, size = 32, 1 << 20
	before := heap()
	memory := newMemory(t, cache.MemoryConfig{})
	for i := range count {
		large := fmt.Sprintf("%06d%s", i, strings.Repeat("-", size))
		key := cache.Key{Group: cache.Group{Name: large[:6]}, Name: large[:7]}
		if err := memory.Set(t.Context(), key, []byte(large)[:8], cache.Limits{}); err != nil {
			t.Fatal(err)
		}
		moved := cache.Group{Name: large[:9]}
		if err := memory.Set(t.Context(), cache.Key{Group: cache.Group{Session: true, Name: large[:6]}}, nil, cache.Limits{}); err != nil {
			t.Fatal(err)
		}
		if err := memory.Move(t.Context(), cache.Group{Session: true, Name: large[:6]}, moved); err != nil {
			t.Fatal(err)
		}
	}
	if took := heap() - before; took > count*size/4 {
		t.Errorf("%d entries keep %d bytes alive", memory.Stats().Entries, took)
	}
	if groups := memory.Groups(); groups != 2*count {
		t.Errorf("%d groups", groups)
	}
}

func TestAMemoryThatCouldHoldNothingIsRefused(t *testing.T) {
	for _, config := range []cache.MemoryConfig{{MaxBytes: -1}, {MaxEntries: -1}, {MaxBytes: 1}, {MaxBytes: 2000}} {
		if memory, err := cache.NewMemory(config); err == nil {
			t.Errorf("%+v makes %v", config, memory)
		}
	}
}
