package bench

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

// patience is the budget where the server is there: nothing fails since the machine is busy.
const patience = 10 * time.Second

// sessionLimits are those with which package cache sets an entry of a session.
var sessionLimits = cache.Limits{TTL: cacheTTL, Entries: 100, Bytes: 1 << 20}

// newRedisCache makes our store in a server.
func newRedisCache(tb testing.TB, server *redistest.Server, config rediscache.Config) *rediscache.Cache {
	tb.Helper()
	config.URL = server.URL()
	config.OnEvent = func(context.Context, satchel.Event) {}
	store, err := rediscache.New(config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	return store
}

// The entries of the server, for a key of a list.
func namedEntry(key string) cache.Key { return cache.Key{Group: cache.Group{Name: "texts"}, Name: key} }

func entryOfSession(key string) cache.Key {
	return cache.Key{Group: cache.Group{Session: true, Name: (key + strings.Repeat("-", 43))[:43]}, Name: sessionEntry}
}

// redisOperations are those of the store in a server on this machine. Beside it is the
// client library, with the same command for the same key of the same server; but setting
// an entry of a session is a script, beside an HSET that counts nothing and never ends.
func redisOperations(ctx context.Context, tb testing.TB, server *redistest.Server) []CacheOperation {
	tb.Helper()
	bare := newBareRedis(ctx, tb, server)
	store := newRedisCache(tb, server, rediscache.Config{Budget: patience})
	near := newRedisCache(tb, server, rediscache.Config{Budget: patience, ClientCache: cacheTTL})
	caches, err := cache.New(cache.Config{Store: store})
	if err != nil {
		tb.Fatal(err)
	}
	articles := caches.Named("articles")
	keys, absent, setKeys := keyList("key-"), keyList("none-"), keyList("set-")
	for _, key := range keys {
		err = errors.Join(err,
			store.Set(ctx, namedEntry(key), cacheValue, cacheLimits),
			store.Set(ctx, entryOfSession(key), cacheValue, sessionLimits),
			cache.Set(ctx, articles, key, cacheArticle, cacheTTL),
			bare.setArticle(key))
	}
	if err != nil {
		tb.Fatal(err)
	}
	get := func(from *rediscache.Cache, name func(string) cache.Key) read {
		return func(key string) ([]byte, bool, error) { return from.Get(ctx, name(key)) }
	}
	set := func(name func(string) cache.Key, limits cache.Limits) Call {
		return func(_, i int) error { return store.Set(ctx, name(setKeys[i%cacheKeys]), cacheValue, limits) }
	}
	nearCalls := []CacheOperation{
		{"redis-near-named-hit", hit(bare.getNear, keys), hit(get(near, namedEntry), keys)},
		{"redis-near-session-hit", hit(bare.hgetNear, keys), hit(get(near, entryOfSession), keys)},
	}
	for _, o := range nearCalls { // from now on all are near
		if err := errors.Join(o.Bare.Run(1, cacheKeys), o.Ours.Run(1, cacheKeys)); err != nil {
			tb.Fatal(err)
		}
	}
	return append([]CacheOperation{
		{"redis-named-hit", hit(bare.get, keys), hit(get(store, namedEntry), keys)},
		{"redis-named-miss", miss(bare.get, absent), miss(get(store, namedEntry), absent)},
		{"redis-named-json-hit", func(_, i int) error {
			return bareArticle(bare.getArticle(keys[i%cacheKeys]))
		}, func(_, i int) error {
			value, found, err := cache.Get[article](ctx, articles, keys[i%cacheKeys])
			return wantArticle(&value, found, err)
		}},
		{"redis-named-set", func(_, i int) error { return bare.set(setKeys[i%cacheKeys]) }, set(namedEntry, cacheLimits)},
		{"redis-session-hit", hit(bare.hget, keys), hit(get(store, entryOfSession), keys)},
		{"redis-session-miss", miss(bare.hget, absent), miss(get(store, entryOfSession), absent)},
		{"redis-session-set", func(_, i int) error { return bare.hset(setKeys[i%cacheKeys]) }, set(entryOfSession, sessionLimits)},
	}, nearCalls...)
}
