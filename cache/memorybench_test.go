package cache_test

import (
	"strconv"
	"testing"

	"github.com/satchel-go/satchel/cache"
)

func BenchmarkMemory(b *testing.B) {
	ctx, key, value := b.Context(), memoryKey(1), []byte("0123456789abcdef")
	memory := newMemory(b, cache.MemoryConfig{})
	must(b, memory.Set(ctx, key, value, cache.Limits{}))
	b.Run("Get", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, found, err := memory.Get(ctx, key); !found || err != nil {
				b.Fatal(found, err)
			}
		}
	})
	b.Run("Get by all processors", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, found, err := memory.Get(ctx, key); !found || err != nil {
					b.Error(found, err)
				}
			}
		})
	})
	b.Run("Set of an entry that is there", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			must(b, memory.Set(ctx, key, value, cache.Limits{}))
		}
	})
	b.Run("Set for a new session, evicting another", func(b *testing.B) {
		b.ReportAllocs()
		fresh := key
		for i := 0; b.Loop(); i++ {
			fresh.Group.Name = key.Group.Name[:33] + strconv.Itoa(1e9+i)
			must(b, memory.Set(ctx, fresh, value, cache.Limits{Entries: 100, Bytes: 1 << 20}))
		}
	})
}
