package cache_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

// slowly computes "old" within a second.
func slowly(context.Context) (string, error) { time.Sleep(time.Second); return "old", nil }

// wantOld checks that callers got what was computed for them.
func wantOld(t *testing.T, answers []answer[string]) {
	t.Helper()
	for _, got := range answers {
		if got.value != "old" || got.err != nil || got.after != time.Second {
			t.Errorf("a caller got %q, %v after %v", got.value, got.err, got.after)
		}
	}
}

func TestWhatHappensToAKeyWhileAValueIsComputedCounts(t *testing.T) {
	tests := []struct {
		name, kept string
		meanwhile  func(context.Context, *cache.Cache) error
	}{
		{"another key is removed", "old", func(ctx context.Context, c *cache.Cache) error { return c.Remove(ctx, "other") }},
		{"it is set", "new", func(ctx context.Context, c *cache.Cache) error { return cache.Set(ctx, c, "key", "new", 0) }},
		{"it is set by bytes", "", func(ctx context.Context, c *cache.Cache) error { return c.Set(ctx, "key", nil, 0) }},
		{"it is removed", "", func(ctx context.Context, c *cache.Cache) error { return c.Remove(ctx, "key") }},
		{"everything is removed", "", func(ctx context.Context, c *cache.Cache) error { return c.RemoveAll(ctx) }},
		{"it is removed and computed anew", "new", func(ctx context.Context, c *cache.Cache) error {
			err := c.Remove(ctx, "key")
			_, err2 := cache.GetOrSet(ctx, c, "key", 0, func(context.Context) (string, error) { return "new", nil })
			return errors.Join(err, err2)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inFlightBubble(t, func(t *testing.T, named *cache.Cache, heard *events) {
				wait := askAll(t.Context(), named, 3, slowly)
				synctest.Wait()
				if err := test.meanwhile(t.Context(), named); err != nil {
					t.Fatal(err)
				}
				wantOld(t, wait())
				heard.want(t)
				wantKept(t, named, test.kept)
			})
		})
	}
}

func TestWhatHappensToASessionWhileAValueIsComputedCounts(t *testing.T) {
	tests := map[string]struct {
		keepOnRenew bool
		happens     func(ctx context.Context, caches *cache.Caches, id string)
	}{
		"it ends":                         {false, func(ctx context.Context, caches *cache.Caches, id string) { caches.SessionEnded(ctx, id) }},
		"it gets a new id and is emptied": {false, renewed},
		"it gets a new id and is moved":   {true, renewed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				caches, _ := newCaches(t, cache.Config{KeepOnRenew: test.keepOnRenew})
				inVisit(t, caches, func(ctx context.Context, _ http.ResponseWriter) {
					id, err := satchel.SessionFrom(ctx).ID()
					must(t, err)
					mine := cache.ForSession(ctx)
					wait := askAll(ctx, mine, 3, slowly)
					synctest.Wait()
					test.happens(ctx, caches, id)
					wantOld(t, wait())
					wantKept(t, mine, "")
				})
			})
		})
	}
}

func renewed(ctx context.Context, caches *cache.Caches, id string) {
	caches.SessionRenewed(ctx, id, "another id")
}

func TestTwoTypesUnderOneKeyDoNotMix(t *testing.T) {
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		texts := askAll(t.Context(), named, 2, slowly)
		synctest.Wait()
		numbers := askAll(t.Context(), named, 2, func(context.Context) (int, error) { time.Sleep(2 * time.Second); return 5, nil })
		synctest.Wait()
		wantOld(t, texts())
		for _, got := range numbers() {
			if got.value != 5 || got.err != nil || got.after != 2*time.Second {
				t.Errorf("a caller of the other type got %d, %v after %v", got.value, got.err, got.after)
			}
		}
	})
}

func TestASecondTypeUnderAKeyDoesNotUndoARemoval(t *testing.T) {
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		numbers := askAll(t.Context(), named, 1, func(context.Context) (int, error) { time.Sleep(time.Second); return 5, nil })
		synctest.Wait()
		texts := askAll(t.Context(), named, 1, slowly)
		synctest.Wait()
		if err := named.Remove(t.Context(), "key"); err != nil {
			t.Fatal(err)
		}
		numbers()
		wantOld(t, texts())
		wantKept(t, named, "")
	})
}

// slowStore is one whose server takes its time with a value that is "old": longer than the
// client waits for it.
type slowStore struct {
	*cache.Memory
	takes time.Duration
}

func (s slowStore) Set(ctx context.Context, key cache.Key, value []byte, limits cache.Limits) error {
	if !bytes.Contains(value, []byte("old")) {
		return s.Memory.Set(ctx, key, value, limits)
	}
	time.AfterFunc(s.takes, func() { _ = s.Memory.Set(context.WithoutCancel(ctx), key, value, limits) })
	<-ctx.Done()
	return ctx.Err()
}

func (s slowStore) Remove(ctx context.Context, key cache.Key) error {
	if ctx.Err() != nil {
		return ctx.Err() // nothing is sent then
	}
	return s.Memory.Remove(ctx, key)
}

func TestAValueThatIsStoredUntilTheLimitDoesNotUndoASet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := slowStore{newMemory(t, cache.MemoryConfig{}), flightLimit - time.Second}
		caches, _ := newCaches(t, cache.Config{Store: store, ComputeLimit: flightLimit})
		named := caches.Named("baskets")
		wait := askAll(t.Context(), named, 1, func(context.Context) (string, error) { return "old", nil })
		time.Sleep(time.Second)
		must(t, cache.Set(t.Context(), named, "key", "new", 0))
		wait()
		synctest.Wait()
		if got, _, err := cache.Get[string](t.Context(), named, "key"); got == "old" || err != nil {
			t.Errorf("the cache has %q, %v", got, err)
		}
	})
}
