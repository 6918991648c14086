package rediscache_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/rueidis"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

// BenchmarkOperations compares with the client library used alone.
func BenchmarkOperations(b *testing.B) {
	server := redistest.Start(b)
	client, err := rueidis.NewClient(rueidis.ClientOption{InitAddress: []string{server.Addr()}, DisableCache: true, PipelineMultiplex: -1, AlwaysPipelining: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(client.Close)
	store := open(b, rediscache.Config{URL: server.URL()})
	memory := open(b, rediscache.Config{URL: server.URL(), ClientCache: time.Hour})
	gone := redistest.Start(b)
	down := open(b, rediscache.Config{URL: gone.URL(), Budget: short})
	eventually(b, "an answer", answers(down))
	gone.Kill()
	eventually(b, "a failure", func() bool { return !answers(down)() })
	list := store.DenyList()
	value := strings.Repeat("x", 64)
	limits := cache.Limits{TTL: time.Hour, Entries: 100, Bytes: 1 << 20}
	ctx, bytes := b.Context(), []byte(value)
	for i := range 99 {
		set(b, store, cache.Key{Group: session("full"), Name: fmt.Sprint(i)}, value, limits)
	}
	set(b, store, entry("a"), value, limits)
	names := []string{session("a").Name, session("b").Name}

	for _, operation := range []struct {
		name string
		run  func() error
	}{
		{"HGET alone", func() error {
			return client.Do(ctx, client.B().Hget().Key("satchel:s:"+entry("").Group.Name).Field("a").Build()).Error()
		}},
		{"Get", func() error { _, _, err := store.Get(ctx, entry("a")); return err }},
		{"Get from memory", func() error { _, _, err := memory.Get(ctx, entry("a")); return err }},
		{"Get of a server that is down", func() error { _, _, _ = down.Get(ctx, entry("a")); return nil }},
		{"SET alone", func() error {
			return client.Do(ctx, client.B().Set().Key("k").Value(value).PxMilliseconds(3600000).Build()).Error()
		}},
		{"Set, named", func() error {
			return store.Set(ctx, cache.Key{Group: cache.Group{Name: "n"}, Name: "a"}, bytes, cache.Limits{TTL: time.Hour})
		}},
		{"HSET alone", func() error {
			return client.Do(ctx, client.B().Hset().Key("h").FieldValue().FieldValue("a", value).Build()).Error()
		}},
		{"Set", func() error { return store.Set(ctx, entry("a"), bytes, limits) }},
		{"Set into 99 others", func() error { return store.Set(ctx, cache.Key{Group: session("full"), Name: "a"}, bytes, limits) }},
		{"Denied, two names", func() error { _, err := list.Denied(ctx, names); return err }},
	} {
		for _, each := range []int{1, 64} { // goroutines for each core
			b.Run(fmt.Sprintf("%s/%d", operation.name, each), func(b *testing.B) {
				b.SetParallelism(each)
				b.ReportAllocs()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := operation.run(); err != nil {
							b.Error(err)
						}
					}
				})
			})
		}
	}
}
