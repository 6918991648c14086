package rediscache

import (
	"hash/maphash"
	"sync"
	"time"
)

// recent are the keys that this process has changed during the last seconds. The server's
// word that a key has changed comes after its answer to the change, so that a Get in
// between would find the value of before in the memory of this process: such a key is read
// from the server.
//
// The keys are hashes: two that share one cost a round trip. There are at most 2 × 16 384
// of them, 1 MB; beyond that, everything counts as changed.
type recent struct {
	seed maphash.Seed
	mu   sync.RWMutex
	from time.Time // of now
	now  map[uint64]struct{}
	then map[uint64]struct{} // those of the period before
	full time.Time           // until then everything counts
}

const (
	recentPeriod = 2 * time.Second // a key is kept for one to two of these
	recentKeys   = 1 << 14
)

func newRecent() *recent {
	return &recent{seed: maphash.MakeSeed(), from: time.Now(), now: map[uint64]struct{}{}}
}

// add notes a change: call it when the server has answered, or the connection is broken.
func (r *recent) add(key string) {
	if r == nil {
		return
	}
	hash, now := maphash.String(r.seed, key), time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if age := now.Sub(r.from); age > recentPeriod {
		r.then, r.now, r.from = r.now, map[uint64]struct{}{}, now
		if age > 2*recentPeriod {
			r.then = nil
		}
	}
	if len(r.now) >= recentKeys {
		r.full = now.Add(2 * recentPeriod)
		return
	}
	r.now[hash] = struct{}{}
}

// has tells whether the server has to be asked.
func (r *recent) has(key string) bool {
	hash, now := maphash.String(r.seed, key), time.Now()
	r.mu.RLock()
	defer r.mu.RUnlock()
	_, changed := r.now[hash]
	if !changed {
		_, changed = r.then[hash]
	}
	return changed && now.Sub(r.from) < 2*recentPeriod || now.Before(r.full)
}
