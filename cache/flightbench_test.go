package cache_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/satchel-go/satchel/cache"
)

func BenchmarkGetOrSet(b *testing.B) {
	ctx := b.Context()
	caches, _ := newCaches(b, cache.Config{})
	named := caches.Named("news")
	must(b, cache.Set(ctx, named, "key", 5, 0))
	compute := func(context.Context) (int, error) { return 6, nil }
	b.Run("that hits", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if got, err := cache.GetOrSet(ctx, named, "key", 0, compute); got != 5 || err != nil {
				b.Fatal(got, err)
			}
		}
	})
	b.Run("that computes", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if got, err := cache.GetOrSet(ctx, named, strconv.Itoa(i), 0, compute); got != 6 || err != nil {
				b.Fatal(got, err)
			}
		}
	})
}
