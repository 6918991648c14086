package redistest_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/redistest"
)

func TestClusterServesEachKeyOnItsNodeOnly(t *testing.T) {
	t.Parallel()
	start := time.Now()
	cluster := redistest.StartCluster(t)
	t.Logf("ready after %v", time.Since(start))
	if len(cluster.Addrs()) != 3 {
		t.Fatalf("got the nodes %q", cluster.Addrs())
	}
	used := make(map[*redistest.Server]bool)
	for _, key := range []string{"a", "b", "c", "{a}x"} {
		owner := cluster.NodeOf(t, key)
		used[owner] = true
		for _, node := range cluster.Nodes {
			_, err := node.Do("SET", key, "value")
			if node == owner && err != nil {
				t.Errorf("%s: its node says: %v", key, err)
			}
			reply, is := errors.AsType[redistest.ReplyError](err)
			if node != owner && (!is || !strings.HasPrefix(string(reply), "MOVED ") || !strings.HasSuffix(string(reply), " "+owner.Addr())) {
				t.Errorf("%s: got %v of a foreign node, want MOVED to %s", key, err, owner.Addr())
			}
		}
	}
	if len(used) != 3 {
		t.Errorf("the keys were on %d nodes, want all", len(used))
	}

	lost := cluster.Nodes[1]
	id := do(t, lost, "CLUSTER", "MYID")
	lost.Kill()
	waitFor(t, "the cluster is down without a node", func() bool {
		_, err := cluster.NodeOf(t, "a").Do("GET", "a")
		return err != nil && strings.Contains(err.Error(), "CLUSTERDOWN")
	})
	lost.Restart()
	if got := do(t, lost, "CLUSTER", "MYID"); got != id {
		t.Errorf("a node that was started again is %s, want %s", got, id)
	}
	waitFor(t, "its neighbours have it again", func() bool {
		return strings.Contains(do(t, cluster.Nodes[0], "CLUSTER", "INFO"), "cluster_slots_ok:16384")
	})
}
