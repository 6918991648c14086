package cache

import "sync/atomic"

// Stats count what was asked of [Caches] since they were made, by this process.
type Stats struct {
	Hits     uint64 // Get and GetOrSet found a value
	Misses   uint64 // they did not: none was there, the store failed, or it was of another type
	Computed uint64 // values that functions of GetOrSet have returned
	Failed   uint64 // calls that the store has failed at
}

// Stats returns the counts of now.
func (c *Caches) Stats() Stats {
	return Stats{
		Hits:     c.counts.hits.Load(),
		Misses:   c.counts.misses.Load(),
		Computed: c.counts.computed.Load(),
		Failed:   c.counts.failed.Load(),
	}
}

type counts struct{ hits, misses, computed, failed atomic.Uint64 }

func (c *counts) look(found bool) {
	if found {
		c.hits.Add(1)
	} else {
		c.misses.Add(1)
	}
}
