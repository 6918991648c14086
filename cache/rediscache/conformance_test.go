package rediscache_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/cachetest"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

// What every store promises, in all the ways that servers are run.
func TestConformance(t *testing.T) { //nolint:tparallel // other tests make faults, and want the machine for themselves
	sentinel, cluster, secured := redistest.StartSentinel(t), redistest.StartCluster(t), redistest.Start(t)
	var prefixes atomic.Int64 // each store of a server is a new one
	for name, config := range map[string]rediscache.Config{
		"one server":            {URL: secured.URL()},
		"one server and memory": {URL: secured.URL(), ClientCache: time.Minute},
		"Sentinel":              {URL: sentinelURL(sentinel)},
		"Sentinel and memory":   {URL: sentinelURL(sentinel), ClientCache: time.Minute},
		"Cluster":               {URL: clusterURL(cluster)},
		"Cluster and memory":    {URL: clusterURL(cluster), ClientCache: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // they wait for times to pass
			t.Run("store", func(t *testing.T) {
				cachetest.Run(t, func(t *testing.T) cache.Store {
					config.Prefix = fmt.Sprint("p", prefixes.Add(1))
					return open(t, config)
				})
			})
			t.Run("deny list", func(t *testing.T) {
				cachetest.RunDenyList(t, func(t *testing.T) satchel.DenyList {
					config.Prefix = fmt.Sprint("p", prefixes.Add(1))
					return open(t, config).DenyList()
				})
			})
		})
	}
}
