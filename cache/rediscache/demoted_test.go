package rediscache_test

import (
	"net"
	"testing"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

// A managed server fails over by giving its name to another one. The connections to the one
// of before stay, and it takes no writes.
func TestAServerThatBecomesAReplicaIsLeft(t *testing.T) {
	before, after := redistest.Start(t), redistest.Start(t)
	proxy := redistest.NewProxy(t, before.Addr())
	store := open(t, rediscache.Config{URL: "redis://" + proxy.Addr()})
	set(t, store, entry("a"), "milk", cache.Limits{})
	proxy.SetTarget(after.Addr())
	host, port, err := net.SplitHostPort(after.Addr())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := before.Do("REPLICAOF", host, port); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a value can be set again", func() bool {
		return store.Set(t.Context(), entry("a"), []byte("tea"), cache.Limits{}) == nil
	})
	if fields, err := after.Do("HLEN", "satchel:s:"+entry("a").Group.Name); fields != "1" || err != nil {
		t.Errorf("the new master has %q fields, %v", fields, err)
	}
}
