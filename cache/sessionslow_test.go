package cache_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

// laggingStore does what changes it after two seconds.
type laggingStore struct{ *mapStore }

func (s laggingStore) Set(ctx context.Context, key cache.Key, value []byte, limits cache.Limits) error {
	time.Sleep(2 * time.Second)
	return s.mapStore.Set(ctx, key, value, limits)
}

func (s laggingStore) Remove(ctx context.Context, key cache.Key) error {
	time.Sleep(2 * time.Second)
	return s.mapStore.Remove(ctx, key)
}

func (s laggingStore) RemoveAll(ctx context.Context, group cache.Group) error {
	time.Sleep(2 * time.Second)
	return s.mapStore.RemoveAll(ctx, group)
}

func (laggingStore) Move(context.Context, cache.Group, cache.Group) error {
	time.Sleep(2 * time.Second)
	return nil // of these tests nothing is there
}

// A computation that begins while the store still takes its time may have read what was
// before, in a database that its caller has changed just now.
func TestWhatIsComputedWhileTheStoreTakesItsTimeIsNotKept(t *testing.T) {
	for name, test := range map[string]struct {
		change func(ctx context.Context, caches *cache.Caches, mine *cache.Cache, id string) error
		keep   bool // on Renew
		want   string
	}{
		"Set": {change: func(ctx context.Context, _ *cache.Caches, mine *cache.Cache, _ string) error {
			return mine.Set(ctx, "basket", []byte("new"), 0)
		}, want: "new"},
		"Remove": {change: func(ctx context.Context, _ *cache.Caches, mine *cache.Cache, _ string) error {
			return mine.Remove(ctx, "basket")
		}},
		"RemoveAll": {change: func(ctx context.Context, _ *cache.Caches, mine *cache.Cache, _ string) error {
			return mine.RemoveAll(ctx)
		}},
		"the end of the session": {change: func(ctx context.Context, caches *cache.Caches, _ *cache.Cache, id string) error {
			caches.SessionEnded(ctx, id)
			return nil
		}},
		"Renew": {change: func(ctx context.Context, caches *cache.Caches, _ *cache.Cache, id string) error {
			caches.SessionRenewed(ctx, id, "another id")
			return nil
		}},
		"Renew that keeps": {keep: true, change: func(ctx context.Context, caches *cache.Caches, _ *cache.Cache, id string) error {
			caches.SessionRenewed(ctx, id, "another id")
			return nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				caches, heard := newCaches(t, cache.Config{Store: laggingStore{new(mapStore)}, KeepOnRenew: test.keep})
				x, err := newScopes(t, satchel.Config{Cache: caches}).Begin(ctx, satchel.Request{Host: "example.com", TLS: true, Header: http.Header{}})
				must(t, err)
				id, err := x.Session().ID()
				must(t, err)
				mine := cache.Of(x.Session())
				var all sync.WaitGroup
				all.Go(func() {
					time.Sleep(time.Second)
					got, err := cache.With(mine, cache.Bytes{}).GetOrSet(ctx, "basket", 0, func(context.Context) ([]byte, error) {
						time.Sleep(2 * time.Second)
						return []byte("old"), nil
					})
					if string(got) != "old" || err != nil {
						t.Errorf("GetOrSet gives %q, %v", got, err)
					}
				})
				must(t, test.change(ctx, caches, mine, id))
				all.Wait()
				want(ctx, t, mine, "basket", test.want)
				heard.want(t)
			})
		})
	}
}
