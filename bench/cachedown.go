package bench

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

// downOperations are those on a server that was killed, when that is known. Nothing stands
// beside them: by hand each one waits for a connection that is refused, or for its deadline.
func downOperations(ctx context.Context, tb testing.TB) []CacheOperation {
	tb.Helper()
	server := redistest.Start(tb)
	store := newRedisCache(tb, server, rediscache.Config{})
	caches, err := cache.New(cache.Config{Store: store, OnEvent: func(context.Context, satchel.Event) {}})
	if err != nil {
		tb.Fatal(err)
	}
	key := namedEntry("key")
	unavailable := func() bool {
		_, _, err := store.Get(ctx, key)
		return errors.Is(err, cache.ErrUnavailable) && store.Stats().Refused > 0
	}
	server.Kill()
	for deadline := time.Now().Add(patience); !unavailable(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			tb.Fatal("nobody notices that the server is gone")
		}
	}
	named := caches.Named("texts")
	return []CacheOperation{
		{Name: "down-store-get", Ours: func(int, int) error {
			_, _, err := store.Get(ctx, key)
			return wantUnavailable(err)
		}},
		{Name: "down-named-get", Ours: func(int, int) error { return wantNothing(named.Get(ctx, key.Name)) }},
	}
}

var errAvailable = errors.New("a server that is gone has answered")

// wantUnavailable is the check of a call that fails.
func wantUnavailable(err error) error {
	if err == nil {
		return errAvailable
	}
	return nil
}
