package rediscache_test

import (
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/redistest"
)

// budget of the tests of faults: long enough for two cores with a race detector, short
// enough that three of them are no single one.
const faultBudget = 250 * time.Millisecond

// faultTime is how long a fault lasts.
const faultTime = time.Second

// fault is what happens to the server, and how it ends.
type fault struct {
	name   string
	begin  func(*testing.T) // nil: nothing
	end    func(*testing.T)
	misses bool // no page can find anything meanwhile
}

// survive runs the faults one after another under load: no request fails, none waits for
// more than one budget, nobody sees another's data, and when the fault is over the cache
// works again by itself.
func survive(t *testing.T, url string, faults []fault) {
	t.Helper()
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			shop := newShop(t, url, faultBudget)
			closeShop := shop.open(t)
			shop.wantHits(t, "the cache works at first")
			heap, goroutines := weight()
			before := shop.requests.Load()

			begun := time.Now()
			fault.begin(t)
			if fault.misses {
				shop.wantMisses(t)
			}
			time.Sleep(faultTime - min(faultTime, time.Since(begun)))
			during := shop.requests.Load() - before
			heapAfter, goroutinesAfter := weight()
			fault.end(t)
			recovered := shop.wantHits(t, "the cache works again")
			closeShop()

			slowest := time.Duration(shop.slowest.Load())
			t.Logf("| %s | %d browsers | %d | %d | %v | %v |", fault.name, browsers, shop.requests.Load(), shop.failed.Load(),
				slowest.Round(time.Millisecond), recovered.Round(time.Millisecond))
			if shop.failed.Load() > 0 || shop.wrong.Load() > 0 {
				t.Errorf("%d of %d requests failed, %d saw another's data", shop.failed.Load(), shop.requests.Load(), shop.wrong.Load())
			}
			if during < browsers {
				t.Errorf("%d requests while it lasted: the load is none", during)
			}
			if slowest > 2*faultBudget {
				t.Errorf("the slowest request waited %v for the cache, with a budget of %v", slowest, faultBudget)
			}
			if heapAfter > heap+32<<20 || goroutinesAfter > goroutines+4*browsers {
				t.Errorf("%d bytes and %d goroutines, before the fault %d and %d", heapAfter, goroutinesAfter, heap, goroutines)
			}
		})
	}
}

func TestASingleServer(t *testing.T) {
	server := redistest.Start(t)
	proxy := redistest.NewProxy(t, server.Addr())
	stop := make(chan struct{})
	survive(t, "redis://"+proxy.Addr(), []fault{
		{"killed, and started again", func(*testing.T) { server.Kill() }, func(*testing.T) { server.Restart() }, true},
		{"frozen, and thawed", func(*testing.T) { server.Freeze() }, func(*testing.T) { server.Thaw() }, true},
		{"slower than the budget", func(*testing.T) { proxy.SetDelay(faultBudget) }, func(*testing.T) { proxy.SetDelay(0) }, true},
		{"a network that swallows everything", func(*testing.T) { proxy.Stall(true) }, func(*testing.T) { proxy.Stall(false) }, true},
		{"a network that refuses connections", func(*testing.T) { proxy.Block(true) }, func(*testing.T) { proxy.Block(false) }, true},
		{"connections cut every 20 ms", func(*testing.T) {
			go func() {
				for {
					select {
					case <-stop:
						return
					case <-time.After(20 * time.Millisecond):
						proxy.Cut()
					}
				}
			}()
		}, func(*testing.T) { close(stop) }, false},
	})
}

func TestSentinel(t *testing.T) {
	group := redistest.StartSentinel(t)
	url := "redis://" + group.Addrs()[0] + "?addr=" + strings.Join(group.Addrs()[1:], "&addr=") + "&master_set=" + group.Name
	survive(t, url, []fault{
		{"Sentinel: the master is killed, the replica takes over", func(*testing.T) { group.Master.Kill() },
			func(t *testing.T) { t.Helper(); group.WaitForFailOver(group.Master.Addr()) }, true},
	})
}

func TestSentinelFrozen(t *testing.T) {
	group := redistest.StartSentinel(t)
	url := "redis://" + group.Addrs()[0] + "?addr=" + strings.Join(group.Addrs()[1:], "&addr=") + "&master_set=" + group.Name
	survive(t, url, []fault{
		{"Sentinel: the master is frozen, the replica takes over", func(*testing.T) { group.Master.Freeze() },
			func(t *testing.T) { t.Helper(); group.WaitForFailOver(group.Master.Addr()) }, true},
	})
}

func TestCluster(t *testing.T) {
	cluster := redistest.StartCluster(t)
	url := "redis://" + cluster.Addrs()[0] + "?addr=" + strings.Join(cluster.Addrs()[1:], "&addr=")
	survive(t, url, []fault{
		{"Cluster: a node is frozen, and thawed", func(*testing.T) { cluster.Nodes[1].Freeze() }, func(*testing.T) { cluster.Nodes[1].Thaw() }, false},
		{"Cluster: a node is killed, and started again", func(*testing.T) { cluster.Nodes[1].Kill() }, func(*testing.T) { cluster.Nodes[1].Restart() }, false},
	})
}
