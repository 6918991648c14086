package cache_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

// The zero Group is that of a named cache. Were a visitor's group that one, all visitors
// would share it.
func TestAVisitorIsNotTheCacheWithoutAName(t *testing.T) {
	memory := newMemory(t, cache.MemoryConfig{})
	caches, heard := newCaches(t, cache.Config{Store: memory})
	s := newSite(t, satchel.Config{Cache: caches})
	nameless := caches.Named("")
	must(t, nameless.Set(t.Context(), "basket", []byte("news"), 0))
	s.browser(t).visit(t, func(ctx context.Context, mine *cache.Cache) {
		want(ctx, t, mine, "basket", "")
		calls := 0
		got, err := cache.With(mine, cache.Bytes{}).GetOrSet(ctx, "basket", 0, compute([]byte("none"), &calls))
		if string(got) != "none" || err != nil {
			t.Errorf("GetOrSet gives %q, %v", got, err)
		}
		must(t, mine.Remove(ctx, "basket"))
		must(t, mine.RemoveAll(ctx))
	})
	want(t.Context(), t, nameless, "basket", "news")
	s.browser(t).keep(t, "basket", "milk")
	want(t.Context(), t, nameless, "basket", "news")
	wantEntries(t, memory, 2)
	heard.want(t)
}

func TestASetThatFailsMakesNoSession(t *testing.T) {
	for name, test := range map[string]struct {
		set  func(context.Context, *cache.Cache) error
		want error
	}{
		"a key that is too long": {func(ctx context.Context, mine *cache.Cache) error {
			return mine.Set(ctx, strings.Repeat("k", cache.MaxKey+1), nil, 0)
		}, cache.ErrKey},
		"a negative time to live": {func(ctx context.Context, mine *cache.Cache) error {
			return mine.Set(ctx, "basket", nil, -1)
		}, cache.ErrTTL},
		"a value that is too large": {func(ctx context.Context, mine *cache.Cache) error {
			return mine.Set(ctx, "basket", bytes.Repeat([]byte("v"), 3000), 0)
		}, cache.ErrTooLarge},
		"a value that its codec refuses": {func(ctx context.Context, mine *cache.Cache) error {
			return cache.With(mine, quoting{}).Set(ctx, "basket", "", 0)
		}, errQuoting},
	} {
		t.Run(name, func(t *testing.T) {
			store := &recordingStore{Store: newMemory(t, cache.MemoryConfig{})}
			caches, _ := newCaches(t, cache.Config{Store: store, MaxValue: 2000})
			header := newSite(t, satchel.Config{Cache: caches}).browser(t).visit(t, func(ctx context.Context, mine *cache.Cache) {
				if err := test.set(ctx, mine); !errors.Is(err, test.want) {
					t.Errorf("Set: %v; want %v", err, test.want)
				}
			})
			if cookies := header.Values("Set-Cookie"); len(cookies) > 0 {
				t.Errorf("the visitor gets %d cookies", len(cookies))
			}
			if len(store.groups) > 0 {
				t.Errorf("the store was asked %d times", len(store.groups))
			}
		})
	}
}
