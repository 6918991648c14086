package rediscache_test

import (
	"fmt"
	"testing"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

// A name is taken as it is, whatever its characters mean to the server's patterns.
func TestRemoveAllOfANameRemovesNothingElse(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL()})
	for _, c := range []struct{ name, other string }{
		{"a", "ab"}, {"*", "x"}, {"?", "y"}, {"[ab]x", "ax-x."}, {`\*`, `\x`}, {`[^a]`, "bbbb"}, {"\x00", "\x01"}, {"a:b", "a"}, {"", "a"},
	} {
		removed := cache.Key{Group: cache.Group{Name: c.name}, Name: "1"}
		stays := []cache.Key{
			{Group: cache.Group{Name: c.other}, Name: "1"}, {Group: cache.Group{Name: c.other}, Name: c.name + ":1"},
			{Group: session("s"), Name: "1"},
		}
		set(t, store, removed, "x", cache.Limits{})
		for _, key := range stays {
			set(t, store, key, "x", cache.Limits{})
		}
		if err := store.RemoveAll(t.Context(), removed.Group); err != nil {
			t.Fatal(err)
		}
		expect(t, store, removed, "")
		for _, key := range stays {
			expect(t, store, key, "x")
		}
	}
}

func TestRemoveAllOfManyKeys(t *testing.T) {
	cluster := redistest.StartCluster(t)
	for name, c := range map[string]struct {
		url   string
		nodes []*redistest.Server
	}{"of a Cluster": {clusterURL(cluster), cluster.Nodes}} {
		t.Run(name, func(t *testing.T) {
			store := open(t, rediscache.Config{URL: c.url})
			for i := range 2000 {
				set(t, store, cache.Key{Group: cache.Group{Name: "many"}, Name: fmt.Sprint(i)}, "x", cache.Limits{})
			}
			other := cache.Key{Group: cache.Group{Name: "other"}, Name: "1"}
			set(t, store, other, "x", cache.Limits{})
			if err := store.RemoveAll(t.Context(), cache.Group{Name: "many"}); err != nil {
				t.Fatal(err)
			}
			left := 0
			for _, node := range c.nodes {
				size, err := node.Do("DBSIZE")
				if err != nil {
					t.Fatal(err)
				}
				var n int
				_, _ = fmt.Sscan(size, &n)
				left += n
			}
			if left != 1 {
				t.Errorf("%d keys are left", left)
			}
			expect(t, store, other, "x")
		})
	}
}
