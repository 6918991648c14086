package rediscache_test

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

func clusterURL(c *redistest.Cluster) string {
	return "redis://" + c.Addrs()[0] + "?addr=" + strings.Join(c.Addrs()[1:], "&addr=")
}

// visitors are sessions on all nodes, with the node of each.
func visitors(tb testing.TB, cluster *redistest.Cluster) map[cache.Key]*redistest.Server {
	tb.Helper()
	nodes := map[cache.Key]*redistest.Server{}
	for i := range 60 {
		key := cache.Key{Group: session(fmt.Sprint("visitor", i)), Name: "a"}
		nodes[key] = cluster.NodeOf(tb, "satchel:s:"+key.Group.Name)
	}
	return nodes
}

func TestAllOfACluster(t *testing.T) {
	cluster := redistest.StartCluster(t)
	store := open(t, rediscache.Config{URL: clusterURL(cluster)})
	ctx := t.Context()
	for key := range visitors(t, cluster) {
		set(t, store, key, key.Group.Name, cache.Limits{Entries: 10, Bytes: 1000, TTL: time.Hour})
		expect(t, store, key, key.Group.Name)
		moved := cache.Key{Group: session("new" + key.Group.Name), Name: key.Name}
		if err := store.Move(ctx, key.Group, moved.Group); err != nil {
			t.Fatal(err)
		}
		expect(t, store, key, "")
		expect(t, store, moved, key.Group.Name)
		if err := store.RemoveAll(ctx, moved.Group); err != nil {
			t.Fatal(err)
		}
		expect(t, store, moved, "")
	}
	list, names := store.DenyList(), []string{}
	for i := range 30 {
		names = append(names, session(fmt.Sprint("denied", i)).Name)
	}
	if err := list.Deny(ctx, names, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if denied, err := list.Denied(ctx, []string{"other", name}); err != nil || !denied {
			t.Errorf("%d: %v, %v", i, denied, err)
		}
	}
	if denied, err := list.Denied(ctx, []string{"other", "others"}); err != nil || denied {
		t.Error(denied, err)
	}
}

func TestANodeThatIsSilentCostsItsOwnKeys(t *testing.T) {
	cluster := redistest.StartCluster(t, "--cluster-require-full-coverage", "no")
	var w witness
	store := open(t, rediscache.Config{URL: clusterURL(cluster), Budget: short, OnEvent: w.on})
	nodes := visitors(t, cluster)
	for key := range nodes {
		eventually(t, "the first Set", func() bool { return store.Set(t.Context(), key, []byte("x"), cache.Limits{}) == nil })
	}
	frozen := cluster.Nodes[1]
	frozen.Freeze()
	thaw := func() { frozen.Thaw() }
	defer thaw()
	begun := time.Now()
	for key, node := range nodes {
		if node == frozen {
			_, _, _ = store.Get(t.Context(), key)
		}
	}
	if took := time.Since(begun); took > late {
		t.Errorf("one round of the keys of the silent node took %v", took)
	}
	var names []string // on all nodes
	for key := range nodes {
		names = append(names, key.Group.Name)
	}
	if denied, err := store.DenyList().Denied(t.Context(), names); denied || !errors.Is(err, cache.ErrUnavailable) {
		t.Errorf("a list of which a part cannot be asked: %v, %v", denied, err)
	}
	eventually(t, "the keys of the other nodes are there", func() bool {
		failed := 0
		for key, node := range nodes {
			if _, found, err := store.Get(t.Context(), key); node != frozen && (err != nil || !found) {
				failed++
			}
		}
		return failed <= 2 // two of 128 lanes have slots of two nodes
	})
	thaw()
	eventually(t, "all keys are there", func() bool {
		for key := range nodes {
			if _, found, err := store.Get(t.Context(), key); err != nil || !found {
				return false
			}
		}
		return true
	})
	eventually(t, "the events", func() bool { return w.reasons() == "unavailable recovered" })
}

func TestAReplicaTakesOver(t *testing.T) {
	cluster := redistest.StartCluster(t)
	victim := cluster.Nodes[1]
	replica := redistest.Start(t, "--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-node-timeout", "1000",
		"--cluster-announce-ip", "127.0.0.1")
	host, port, _ := net.SplitHostPort(victim.Addr())
	id, err := victim.Do("CLUSTER", "MYID")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := replica.Do("CLUSTER", "MEET", host, port); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the replica is one", func() bool {
		_, err := replica.Do("CLUSTER", "REPLICATE", id)
		return err == nil
	})
	eventually(t, "it has the data, and all know of it", func() bool {
		text, _ := victim.Do("INFO", "replication")
		for _, node := range cluster.Nodes {
			nodes, _ := node.Do("CLUSTER", "NODES")
			if !strings.Contains(nodes, " slave "+id+" ") {
				return false
			}
		}
		return strings.Contains(text, "state=online")
	})
	store := open(t, rediscache.Config{URL: clusterURL(cluster), Budget: short})
	nodes := visitors(t, cluster)
	reachable := func() bool {
		for key := range nodes {
			if store.Set(t.Context(), key, []byte("x"), cache.Limits{}) != nil {
				return false
			}
		}
		return true
	}
	eventually(t, "all keys can be set", reachable)
	victim.Freeze() // so that no connection breaks
	defer victim.Thaw()
	begun := time.Now()
	eventually(t, "some keys cannot be set", func() bool { return !reachable() })
	eventually(t, "the replica has taken over", reachable)
	t.Log("after", time.Since(begun))
}

// Slots move from node to node while a Cluster grows; a client hears of it by the answer
// to a command that went to the old place.
func TestASlotThatMoves(t *testing.T) {
	cluster := redistest.StartCluster(t)
	store := open(t, rediscache.Config{URL: clusterURL(cluster)})
	key := entry("a")
	at := "satchel:s:" + key.Group.Name
	set(t, store, key, "before", cache.Limits{})
	from := cluster.NodeOf(t, at)
	to := cluster.Nodes[0]
	if to == from {
		to = cluster.Nodes[1]
	}
	run := func(s *redistest.Server, args ...string) string {
		t.Helper()
		text, err := s.Do(args...)
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return text
	}
	slot, host, port := run(from, "CLUSTER", "KEYSLOT", at), "127.0.0.1", to.Addr()[strings.LastIndex(to.Addr(), ":")+1:]
	run(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", run(from, "CLUSTER", "MYID"))
	run(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", run(to, "CLUSTER", "MYID"))
	run(from, "MIGRATE", host, port, at, "0", "1000")
	expect(t, store, key, "before") // ASK
	set(t, store, key, "between", cache.Limits{})
	run(to, "CLUSTER", "SETSLOT", slot, "NODE", run(to, "CLUSTER", "MYID"))
	run(from, "CLUSTER", "SETSLOT", slot, "NODE", run(to, "CLUSTER", "MYID"))
	expect(t, store, key, "between") // MOVED
	set(t, store, key, "after", cache.Limits{})
	expect(t, store, key, "after")
}
