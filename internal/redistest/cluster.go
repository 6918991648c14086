package redistest

import (
	"net"
	"strconv"
	"testing"
)

// Cluster is a Redis Cluster of three masters without replicas: when one of them is
// killed, its slots are not served until [Server.Restart], and after a second the
// cluster refuses all commands with CLUSTERDOWN (unless it runs with
// "--cluster-require-full-coverage", "no").
type Cluster struct {
	// Nodes are the masters. The first has the slots 0 to 5460, the second those to
	// 10922, the third the rest up to 16383.
	Nodes []*Server
}

// slotRanges are those that redis-cli gives to three masters.
var slotRanges = [...][2]int{{0, 5460}, {5461, 10922}, {10923, 16383}}

// StartCluster runs three masters as a Redis Cluster and returns when each says that all
// slots are served. A node counts as gone when it has not answered for a second. The
// arguments in extra are for each node, as those of [Start]. It takes at least the 2
// seconds for which Redis has a new node refuse writes.
func StartCluster(tb testing.TB, extra ...string) *Cluster {
	tb.Helper()
	args := append([]string{
		"--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf",
		"--cluster-node-timeout", "1000", "--cluster-announce-ip", "127.0.0.1",
	}, extra...)
	c := &Cluster{}
	for range slotRanges {
		c.Nodes = append(c.Nodes, Start(tb, args...))
	}
	order := func(node *Server, command ...string) {
		if _, err := node.Do(command...); err != nil {
			tb.Fatalf("%s %s: %v", command[0], command[1], err)
		}
	}
	for i, node := range c.Nodes {
		order(node, "CLUSTER", "ADDSLOTSRANGE", strconv.Itoa(slotRanges[i][0]), strconv.Itoa(slotRanges[i][1]))
		// Nodes with the same epoch would settle first who is right about the slots. Redis
		// takes an epoch only from a node that knows no other one.
		order(node, "CLUSTER", "SET-CONFIG-EPOCH", strconv.Itoa(i+1))
	}
	for _, node := range c.Nodes {
		for _, other := range c.Nodes {
			if other != node {
				host, port, _ := net.SplitHostPort(other.Addr())
				order(node, "CLUSTER", "MEET", host, port)
			}
		}
	}
	waitFor(tb, "the cluster", c.missing)
	return c
}

// missing says what keeps the cluster from serving all slots on all nodes.
func (c *Cluster) missing() string {
	for _, node := range c.Nodes {
		for _, want := range []string{"cluster_state:ok", "cluster_slots_ok:16384", "cluster_known_nodes:3"} {
			if missing := missingIn(node, want, "CLUSTER", "INFO"); missing != "" {
				return node.Addr() + ": " + missing
			}
		}
	}
	return ""
}

// Addrs returns where the nodes listen, each as "127.0.0.1:port".
func (c *Cluster) Addrs() []string {
	return addrs(c.Nodes)
}

// NodeOf returns the node that serves a key, which may have a hash tag in braces.
func (c *Cluster) NodeOf(tb testing.TB, key string) *Server {
	tb.Helper()
	text, err := c.Nodes[0].Do("CLUSTER", "KEYSLOT", key)
	if err != nil {
		tb.Fatal(err)
	}
	slot, err := strconv.Atoi(text)
	if err != nil {
		tb.Fatal(err)
	}
	for i, bounds := range slotRanges {
		if slot <= bounds[1] {
			return c.Nodes[i]
		}
	}
	tb.Fatalf("redistest: no node has the slot %d", slot)
	return nil
}
