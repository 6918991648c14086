package cache_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

// BenchmarkHit has values of 100 bytes in memory, and requests of one session.
func BenchmarkHit(b *testing.B) {
	caches, _ := newCaches(b, cache.Config{})
	scopes := newScopes(b, satchel.Config{Cache: caches})
	get := func(b *testing.B, find func() *cache.Cache) {
		ctx := b.Context()
		must(b, find().Set(ctx, "key", make([]byte, 100), time.Hour))
		b.ReportAllocs()
		for b.Loop() {
			if _, found, err := find().Get(ctx, "key"); !found || err != nil {
				b.Fatal(found, err)
			}
		}
	}
	b.Run("Named", func(b *testing.B) {
		get(b, func() *cache.Cache { return caches.Named("articles") })
	})
	for name, each := range map[string]bool{"ForSession of each call": true, "ForSession once": false} {
		b.Run(name, func(b *testing.B) {
			scopes.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				mine := cache.ForSession(r.Context())
				get(b, func() *cache.Cache {
					if each {
						return cache.ForSession(r.Context())
					}
					return mine
				})
			})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody))
		})
	}
}
