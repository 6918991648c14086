package redistest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/redistest"
)

func TestSentinelsMakeTheReplicaTheMaster(t *testing.T) {
	t.Parallel()
	start := time.Now()
	group := redistest.StartSentinel(t)
	t.Logf("ready after %v", time.Since(start))
	if addrs := group.Addrs(); len(addrs) != 3 || slices.Contains(addrs, group.Master.Addr()) {
		t.Errorf("got the sentinels %q", addrs)
	}
	if group.MasterAddr() != group.Master.Addr() {
		t.Errorf("got the master %q, want %q", group.MasterAddr(), group.Master.Addr())
	}
	do(t, group.Master, "SET", "key", "value")
	waitFor(t, "the replica has the value", func() bool { return do(t, group.Replica, "GET", "key") == "value" })

	start = time.Now()
	group.Master.Kill()
	if got := group.WaitForFailOver(group.Master.Addr()); got != group.Replica.Addr() {
		t.Fatalf("got the master %q, want %q", got, group.Replica.Addr())
	}
	t.Logf("failed over after %v", time.Since(start))
	do(t, group.Replica, "SET", "after", "x")
	if got := do(t, group.Replica, "GET", "key"); got != "value" {
		t.Errorf("the new master has %q", got)
	}

	start = time.Now()
	group.Master.Restart()
	waitFor(t, "the old master is a replica with the data of the new one", func() bool {
		role, err := group.Master.Do("ROLE")
		if err != nil || !strings.HasPrefix(role, "slave\n") {
			return false // with the order to be a replica goes one to close all connections
		}
		text, err := group.Master.Do("GET", "after")
		return err == nil && text == "x"
	})
	t.Logf("the old master is back after %v", time.Since(start))
}

// waitFor returns when something is done that the test has caused.
func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for start := time.Now(); time.Since(start) < 20*time.Second; time.Sleep(10 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("not in 20 seconds: %s", what)
}
