package satchel

import (
	"cmp"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"
)

// DenyList remembers the sessions that were ended before their time, so that a copied
// cookie ends with them. [MemoryDenyList] is one for a single process; an
// implementation of one's own, of a page, tells a whole fleet.
//
// Denied is asked whenever a session is opened, so it has to be fast, and the methods are
// called by several goroutines at a time, while a request holds a lock of its own. The
// context has the values of the request, and a limit of 5 seconds; that of Denied ends with
// the request, that of Deny does not.
type DenyList interface {
	// Deny refuses a session from now on until a moment after which no token of it can
	// be valid any more, the tolerance for clocks included; the zero time means that
	// the session has no end of its own: keep it as long as you can. keys are the
	// names of the session, one for each secret, each 43 letters, digits, - and _: keyed
	// hashes, from which nobody can make a session. All of them have to be on the list
	// when Deny returns nil. For a key that is there, the later end counts.
	Deny(ctx context.Context, keys []string, until time.Time) error

	// Denied tells whether any of the keys is on the list.
	Denied(ctx context.Context, keys []string) (bool, error)

	// Shared tells whether all processes that open these sessions see the list:
	// whether Logout may say [Revoked].
	Shared() bool
}

// ErrDenyListFull is the error of [MemoryDenyList.Deny] when every entry is still
// needed: forgetting one of them would bring a session back that was ended.
var ErrDenyListFull = errors.New("satchel: the deny list is full of sessions that could still be used; " +
	"give NewMemoryDenyList a larger size, or let sessions end sooner, or end all sessions of a user by a time")

// defaultDenyListSize is 11 MB when full.
const defaultDenyListSize = 100_000

// MemoryDenyList is a [DenyList] of this process alone, which forgets all at its end:
// after a restart, and on another node, an ended session is valid again. It fits a
// single node whose sessions are short. What is over makes room at a later Deny;
// nothing goes sooner, and what has no end never does. An entry takes 110 to 160 bytes.
//
// The zero value is an empty list of the default size. It is safe for concurrent use,
// and prints as the number of its entries.
type MemoryDenyList struct {
	// Clock is the time, the same as in Config.Clock, and is called under a lock too.
	// Set it before the first use. Default: time.Now.
	Clock func() time.Time

	most  int // zero: defaultDenyListSize
	mu    sync.RWMutex
	ends  map[string]int64 // by key, in seconds of Unix time
	queue denyQueue        // each key once
}

// forEver is the end of an entry that has none.
const forEver int64 = math.MaxInt64

// NewMemoryDenyList makes a list with room for so many keys: for each secret one of every
// session that is ended within the lifetime of a session. Default, for zero and less:
// 100 000.
func NewMemoryDenyList(most int) *MemoryDenyList { return &MemoryDenyList{most: max(most, 0)} }

// Deny implements [DenyList]. Its one error is [ErrDenyListFull], and then none of the
// keys was added. An end is rounded up to a whole second; one that has passed adds
// nothing. The context does not count: what is in memory does not wait.
func (l *MemoryDenyList) Deny(_ context.Context, keys []string, until time.Time) error {
	now, end := l.now(), denyEnd(until)
	if end <= now {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.makeRoom(keys, now) {
		return ErrDenyListFull
	}
	if l.ends == nil {
		l.ends = map[string]int64{}
	}
	for _, key := range keys {
		before, known := l.ends[key]
		if known && before >= end {
			continue
		}
		key = strings.Clone(key) // it may be a part of something large
		l.ends[key] = end
		if !known {
			heap.Push(&l.queue, denyEntry{end, key})
		}
	}
	return nil
}

// Denied implements [DenyList]. It never fails, and allocates nothing.
func (l *MemoryDenyList) Denied(_ context.Context, keys []string) (bool, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, key := range keys {
		if end, known := l.ends[key]; known && l.now() < end { // most are not there, and need no clock
			return true, nil
		}
	}
	return false, nil
}

// Shared implements [DenyList]: no other process sees the list.
func (*MemoryDenyList) Shared() bool { return false }

// Len returns how many keys the list holds. Those count too whose time is over and whose
// room no Deny has needed yet.
func (l *MemoryDenyList) Len() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.ends)
}

// Format implements [fmt.Formatter]: no verb shows a key.
func (l *MemoryDenyList) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "[deny list of %d]", l.Len())
}

// now is rounded down and ends are rounded up: an entry lasts too long rather than not
// long enough.
func (l *MemoryDenyList) now() int64 {
	if l.Clock == nil {
		return time.Now().Unix()
	}
	return l.Clock().Unix()
}

func denyEnd(until time.Time) int64 {
	if until.IsZero() {
		return forEver
	}
	return until.Add(-1).Unix() + 1
}

// makeRoom drops what is over: for each new key two entries, so that the list shrinks
// while it is used, and as many as it takes when there is no room. Either way each step
// was paid for by a Deny before.
func (l *MemoryDenyList) makeRoom(keys []string, now int64) bool {
	most := cmp.Or(l.most, defaultDenyListSize)
	for step := 0; len(l.queue) > 0 && l.queue[0].end <= now; step++ {
		if step >= 2*len(keys) && len(l.ends)+len(keys) <= most {
			break
		}
		l.settleFirst()
	}
	size := len(l.ends)
	for _, key := range keys {
		if _, known := l.ends[key]; !known {
			size++
		}
	}
	return size <= most
}

// settleFirst drops the entry whose end came first; or, if a later Deny gave it a later
// end, puts it where it belongs now. To look for it in the queue at that Deny would cost
// an index in each entry.
func (l *MemoryDenyList) settleFirst() {
	first := &l.queue[0]
	if end := l.ends[first.key]; end > first.end {
		first.end = end
		heap.Fix(&l.queue, 0)
		return
	}
	delete(l.ends, first.key)
	heap.Pop(&l.queue)
}

// denyQueue is a [heap.Interface]: the entry whose end comes first is in front.
type denyQueue []denyEntry

type denyEntry struct {
	end int64 // as it was at the first Deny; MemoryDenyList.ends knows better
	key string
}

func (q *denyQueue) Len() int           { return len(*q) }
func (q *denyQueue) Less(i, j int) bool { return (*q)[i].end < (*q)[j].end }
func (q *denyQueue) Swap(i, j int)      { (*q)[i], (*q)[j] = (*q)[j], (*q)[i] }

func (q *denyQueue) Push(entry any) {
	*q = append(*q, entry.(denyEntry)) //nolint:forcetypeassert // Deny pushes nothing else
}

func (q *denyQueue) Pop() any {
	last := len(*q) - 1
	entry := (*q)[last]
	(*q)[last] = denyEntry{} // lets the key go
	*q = (*q)[:last]
	return entry
}
