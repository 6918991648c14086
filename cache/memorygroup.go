package cache

import (
	"bytes"
	"hash/maphash"
	"math"
	"strings"
	"sync"
	"time"
)

// memoryGroup is what a [Memory] knows of a group: its entries, as a list through them,
// since most sessions have one or two and a map of its own would cost more than these.
type memoryGroup struct {
	id Group

	// sets is held from the moment when an entry is linked until otter has it in the place
	// of the one before: alone where there are limits, since both are linked meanwhile.
	// Whoever drops the group waits, or the entry would come after that.
	sets sync.RWMutex

	mu    sync.Mutex // taken after sets and the locks of otter
	first *memoryEntry
	gone  bool // it is in no map any more
}

// memoryEntry does not change but for its place in the list.
type memoryEntry struct {
	name   string
	value  []byte
	ttl    time.Duration
	ends   time.Time // zero: never
	weight uint32

	group          *memoryGroup
	before, behind *memoryEntry
	linked         bool
}

func newMemoryEntry(name string, value []byte, ttl time.Duration) *memoryEntry {
	e := &memoryEntry{name: name, value: bytes.Clone(value), ttl: ttl}
	if ttl > 0 {
		e.ends = time.Now().Add(ttl)
	} else {
		e.ttl = math.MaxInt64 // for ever, to otter
	}
	return e
}

// left returns the time to live that is left, as in [Limits].
func (e *memoryEntry) left() (ttl time.Duration, expired bool) {
	if e.ends.IsZero() {
		return 0, false
	}
	ttl = time.Until(e.ends)
	return ttl, ttl <= 0
}

func (e *memoryEntry) size() int64 { return int64(len(e.name)) + int64(len(e.value)) }

// memoryGroups finds groups by name, in parts so that requests do not wait for each other.
type memoryGroups struct{ parts [64]memoryPart }

type memoryPart struct {
	mu     sync.RWMutex
	groups map[Group]*memoryGroup
}

var memorySeed = maphash.MakeSeed()

func (g *memoryGroups) part(id Group) *memoryPart {
	return &g.parts[maphash.String(memorySeed, id.Name)%uint64(len(g.parts))]
}

// find returns nil for a group without entries.
func (g *memoryGroups) find(id Group) *memoryGroup {
	part := g.part(id)
	part.mu.RLock()
	defer part.mu.RUnlock()
	return part.groups[id]
}

// provide returns the group, a new one where there is none.
func (g *memoryGroups) provide(id Group) *memoryGroup {
	if group := g.find(id); group != nil {
		return group
	}
	part := g.part(id)
	part.mu.Lock()
	defer part.mu.Unlock()
	group := part.groups[id]
	if group == nil {
		if part.groups == nil {
			part.groups = map[Group]*memoryGroup{}
		}
		id.Name = strings.Clone(id.Name) // it may be part of something large
		group = &memoryGroup{id: id}
		part.groups[id] = group
	}
	return group
}

// remove takes a group that is gone off the map. The caller does not hold its lock.
func (g *memoryGroups) remove(group *memoryGroup) {
	part := g.part(group.id)
	part.mu.Lock()
	defer part.mu.Unlock()
	if part.groups[group.id] == group {
		delete(part.groups, group.id)
	}
}

// link puts an entry into its group, if that has room. The entry of the same name is still
// there until otter replaces it.
func (g *memoryGroup) link(entry *memoryEntry, limits Limits) (full, gone bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.gone || !g.fits(entry, limits) {
		return !g.gone, g.gone
	}
	entry.group, entry.linked = g, true
	if entry.behind = g.first; entry.behind != nil {
		entry.behind.before = entry
	}
	g.first = entry
	return false, false
}

// fits tells whether the group may have the entry; the caller holds the lock.
func (g *memoryGroup) fits(entry *memoryEntry, limits Limits) bool {
	if !limits.bounds() {
		return true
	}
	count, size := 1, entry.size()
	for other := g.first; other != nil; other = other.behind {
		if _, expired := other.left(); !expired && other.name != entry.name {
			count++
			size += other.size()
		}
	}
	return (limits.Entries == 0 || count <= limits.Entries) && (limits.Bytes == 0 || size <= limits.Bytes)
}

// unlink takes an entry out of its group, and with the last one the group off the map. It
// is called by otter, under a lock of otter's.
func (g *memoryGroups) unlink(entry *memoryEntry) {
	group := entry.group
	group.mu.Lock()
	if entry.linked {
		entry.linked = false
		if entry.before != nil {
			entry.before.behind = entry.behind
		} else {
			group.first = entry.behind
		}
		if entry.behind != nil {
			entry.behind.before = entry.before
		}
		entry.before, entry.behind = nil, nil
	}
	empty := group.first == nil && !group.gone
	group.gone = group.gone || empty
	group.mu.Unlock()
	if empty {
		g.remove(group)
	}
}

// drop takes a group off the map, so that its entries cannot be found any more, and
// returns them.
func (g *memoryGroups) drop(id Group) []*memoryEntry {
	group := g.find(id)
	if group == nil {
		return nil
	}
	g.remove(group)
	group.sets.Lock()
	defer group.sets.Unlock()
	group.mu.Lock()
	defer group.mu.Unlock()
	group.gone = true
	var entries []*memoryEntry
	for entry := group.first; entry != nil; entry = entry.behind {
		entries = append(entries, entry)
	}
	return entries
}
