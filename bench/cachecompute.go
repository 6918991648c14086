package bench

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/maypok86/otter/v2"

	"github.com/satchel-go/satchel/cache"
)

// smallBytes is the size of the caches that values are computed for without end: they are
// full at once, so that the last pass measures what the first one did.
const smallBytes = 4 << 20

// computeOperations are GetOrSet beside what otter has for that, with a function that does
// nothing.
func computeOperations(ctx context.Context, tb testing.TB) []CacheOperation {
	tb.Helper()
	keys := keyList("key-")
	load := otter.LoaderFunc[string, []byte](func(context.Context, string) ([]byte, error) { return cacheValue, nil })
	compute := func(context.Context) ([]byte, error) { return cacheValue, nil }

	bareGet := func(bare *otter.Cache[string, []byte], key string) error {
		value, err := bare.Get(ctx, key, load)
		return wantBytes(value, true, err)
	}
	get := func(named cache.Typed[[]byte], key string) error {
		value, err := named.GetOrSet(ctx, key, cacheTTL, compute)
		return wantBytes(value, true, err)
	}
	open := func(size int64) (*otter.Cache[string, []byte], cache.Typed[[]byte]) {
		_, caches := newMemory(tb, size)
		return newOtter(tb, uint64(size)), cache.With(caches.Named("texts"), cache.Bytes{})
	}
	bare, named := open(memoryBytes)
	for _, key := range keys {
		if err := get(named, key); err != nil {
			tb.Fatal(err)
		}
		bare.Set(key, cacheValue)
	}
	bareSmall, namedSmall := open(smallBytes)
	var bareNext, next atomic.Uint64
	return []CacheOperation{
		{
			"memory-getorset-hit",
			func(_, i int) error { return bareGet(bare, keys[i%cacheKeys]) },
			func(_, i int) error { return get(named, keys[i%cacheKeys]) },
		},
		{
			"memory-getorset-miss",
			func(int, int) error { return bareGet(bareSmall, fresh(&bareNext)) },
			func(int, int) error { return get(namedSmall, fresh(&next)) },
		},
	}
}

// fresh is a key that nobody has asked for.
func fresh(next *atomic.Uint64) string { return strconv.FormatUint(next.Add(1), 10) }
