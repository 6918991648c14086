package bench

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/satchel-go/satchel/cache"
)

// memoryBytes is the size of the caches in memory whose entries all stay: the default of
// [cache.Memory].
const memoryBytes = 64 << 20

// newOtter makes the bare cache, with the options of [cache.Memory]: bound by weight, with
// an expiry for each entry.
func newOtter(tb testing.TB, size uint64) *otter.Cache[string, []byte] {
	tb.Helper()
	bare, err := otter.New(&otter.Options[string, []byte]{
		MaximumWeight: size,
		Weigher: func(key string, value []byte) uint32 {
			return uint32(cache.EntryOverhead + len(key) + len(value))
		},
		ExpiryCalculator: otter.ExpiryWritingFunc(func(otter.Entry[string, []byte]) time.Duration { return cacheTTL }),
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { bare.StopAllGoroutines() })
	return bare
}

// newMemory makes our store, and the caches over it.
func newMemory(tb testing.TB, size int64) (*cache.Memory, *cache.Caches) {
	tb.Helper()
	memory, err := cache.NewMemory(cache.MemoryConfig{MaxBytes: size})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = memory.Close() })
	caches, err := cache.New(cache.Config{Store: memory})
	if err != nil {
		tb.Fatal(err)
	}
	return memory, caches
}

// memoryOperations are those of the store in memory and of named caches over it.
func memoryOperations(ctx context.Context, tb testing.TB) []CacheOperation {
	tb.Helper()
	bare := newOtter(tb, memoryBytes)
	memory, caches := newMemory(tb, memoryBytes)
	group := cache.Group{Name: "of the store"}
	texts, articles := caches.Named("texts"), caches.Named("articles")
	keys, absent := keyList("key-"), keyList("none-")
	jsonKeys, setKeys := keyList("json-"), keyList("set-")

	text, err := json.Marshal(cacheArticle)
	for i, key := range keys {
		bare.Set(key, cacheValue)
		bare.Set(jsonKeys[i], text)
		err = errors.Join(err,
			memory.Set(ctx, cache.Key{Group: group, Name: key}, cacheValue, cacheLimits),
			texts.Set(ctx, key, cacheValue, cacheTTL),
			cache.Set(ctx, articles, jsonKeys[i], cacheArticle, cacheTTL))
	}
	if err != nil {
		tb.Fatal(err)
	}

	bareGet := readOtter(bare)
	storeGet := func(key string) ([]byte, bool, error) { return memory.Get(ctx, cache.Key{Group: group, Name: key}) }
	namedGet := func(key string) ([]byte, bool, error) { return texts.Get(ctx, key) }
	return []CacheOperation{
		{"memory-store-hit", hit(bareGet, keys), hit(storeGet, keys)},
		{"memory-store-miss", miss(bareGet, absent), miss(storeGet, absent)},
		{"memory-named-hit", hit(bareGet, keys), hit(namedGet, keys)},
		{"memory-named-miss", miss(bareGet, absent), miss(namedGet, absent)},
		{"memory-named-json-hit", func(_, i int) error {
			return bareArticle(bareGet(jsonKeys[i%cacheKeys]))
		}, func(_, i int) error {
			value, found, err := cache.Get[article](ctx, articles, jsonKeys[i%cacheKeys])
			return wantArticle(&value, found, err)
		}},
		{"memory-named-set", func(_, i int) error {
			bare.Set(setKeys[i%cacheKeys], cacheValue)
			return nil
		}, func(_, i int) error {
			return texts.Set(ctx, setKeys[i%cacheKeys], cacheValue, cacheTTL)
		}},
	}
}

// read is the form of all calls that look for bytes.
type read func(key string) (value []byte, found bool, err error)

func readOtter(bare *otter.Cache[string, []byte]) read {
	return func(key string) ([]byte, bool, error) {
		value, found := bare.GetIfPresent(key)
		return value, found, nil
	}
}

// hit and miss are the calls of something that reads.
func hit(get read, keys []string) Call {
	return func(_, i int) error { return wantBytes(get(keys[i%cacheKeys])) }
}

func miss(get read, keys []string) Call {
	return func(_, i int) error { return wantNothing(get(keys[i%cacheKeys])) }
}
