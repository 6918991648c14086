package rediscache

import "sync/atomic"

// Stats count what this process has asked of the server since New.
type Stats struct {
	Up         bool   // the server answers, as far as is known
	Operations uint64 // those that were begun, with all below
	Failures   uint64 // those that the server has refused, or whose connection broke
	Timeouts   uint64 // those that ran out of the budget, or whose caller gave up
	Refused    uint64 // those that failed at once, since the server did not answer others
	ClientHits uint64 // values from the memory of this process; see Config.ClientCache
	InFlight   int    // operations that wait for the server now, and those given up whose answer is still due
}

type counts struct {
	operations, failures, timeouts, refused, clientHits atomic.Uint64
	inFlight                                            atomic.Int64
}

// Stats returns the counts of now.
func (c *Cache) Stats() Stats {
	n := &c.link.counts
	return Stats{
		Up:         c.link.healthy(),
		Operations: n.operations.Load(),
		Failures:   n.failures.Load(),
		Timeouts:   n.timeouts.Load(),
		Refused:    n.refused.Load(),
		ClientHits: n.clientHits.Load(),
		InFlight:   int(n.inFlight.Load()),
	}
}
