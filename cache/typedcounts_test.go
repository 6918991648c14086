package cache_test

import (
	"context"
	"errors"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

func TestTheCountsTellWhatWasAsked(t *testing.T) {
	calls, errNo := 0, errors.New("no news")
	get := func(ctx context.Context, c *cache.Cache) error {
		_, _, err := c.Get(ctx, "key")
		return err
	}
	getOrSet := func(ctx context.Context, c *cache.Cache) error {
		_, err := cache.With(c, cache.Bytes{}).GetOrSet(ctx, "key", 0, compute([]byte("news"), &calls))
		return err
	}
	set := func(ctx context.Context, c *cache.Cache) error { return c.Set(ctx, "key", nil, 0) }
	for name, test := range map[string]struct {
		steps []func(context.Context, *cache.Cache) error
		want  cache.Stats
	}{
		"a miss":                 {[]func(context.Context, *cache.Cache) error{get}, cache.Stats{Misses: 1}},
		"a hit":                  {[]func(context.Context, *cache.Cache) error{set, get}, cache.Stats{Hits: 1}},
		"three hits and a miss":  {[]func(context.Context, *cache.Cache) error{get, set, get, get, get}, cache.Stats{Hits: 3, Misses: 1}},
		"what is computed":       {[]func(context.Context, *cache.Cache) error{getOrSet}, cache.Stats{Misses: 1, Computed: 1}},
		"what is computed once":  {[]func(context.Context, *cache.Cache) error{getOrSet, getOrSet, get}, cache.Stats{Hits: 2, Misses: 1, Computed: 1}},
		"what is there already":  {[]func(context.Context, *cache.Cache) error{set, getOrSet}, cache.Stats{Hits: 1}},
		"another type is a miss": {[]func(context.Context, *cache.Cache) error{set, readInt}, cache.Stats{Misses: 1}},
		"what cannot be computed": {[]func(context.Context, *cache.Cache) error{func(ctx context.Context, c *cache.Cache) error {
			_, err := cache.GetOrSet(ctx, c, "key", 0, func(context.Context) (int, error) { return 0, errNo })
			if errors.Is(err, errNo) {
				return nil
			}
			return errors.Join(errors.New("it gave no error of its own"), err)
		}}, cache.Stats{Misses: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			caches, _ := newCaches(t, cache.Config{})
			for _, step := range test.steps {
				must(t, step(t.Context(), caches.Named("articles")))
			}
			if got := caches.Stats(); got != test.want {
				t.Errorf("the counts are %+v, want %+v", got, test.want)
			}
		})
	}
}

func readInt(ctx context.Context, c *cache.Cache) error {
	_, err := readAs[int](ctx, c)
	return err
}

func TestAVisitorsLooksAreMisses(t *testing.T) {
	caches, _ := newCaches(t, cache.Config{})
	newSite(t, satchel.Config{Cache: caches}).browser(t).visit(t, func(ctx context.Context, mine *cache.Cache) {
		calls := 0
		_, err := cache.GetOrSet(ctx, mine, "key", 0, compute(1, &calls))
		must(t, err)
		want(ctx, t, mine, "key", "")
	})
	if got, want := caches.Stats(), (cache.Stats{Misses: 2, Computed: 1}); got != want {
		t.Errorf("the counts are %+v, want %+v", got, want)
	}
}
