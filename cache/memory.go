package cache

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
)

// MemoryConfig says how much a [Memory] may hold. The zero value is complete.
type MemoryConfig struct {
	// MaxBytes is the most bytes that all entries take, with what an entry itself costs
	// ([EntryOverhead]). Default: 64 MiB.
	MaxBytes int64

	// MaxEntries is the most entries at a time. An entry then weighs at least its share
	// of MaxBytes, so that many small ones make it full as well. Default: 0, as many as
	// MaxBytes allows.
	MaxEntries int

	_ struct{} // no literal without field names: fields will be added
}

// EntryOverhead is what a [Memory] counts for an entry besides its name and its value:
// somewhat more than was measured for sessions with a single entry, the costliest. Those
// took 460 to 490 bytes, 370 each with two entries, 265 with a hundred (Go 1.26, otter 2.4).
const EntryOverhead = 512

const (
	defaultMaxBytes = 64 << 20
	minMaxBytes     = 8 * EntryOverhead
)

// Memory is a [Store] in the memory of this process, which knows what is used and drops
// the rest when it is full (W-TinyLFU, by otter): no server, and nothing that another
// process sees or that a restart leaves. It is safe for concurrent use.
type Memory struct {
	entries  *otter.Cache[memoryKey, *memoryEntry]
	groups   memoryGroups
	maxBytes int64
	share    int64 // the least weight of an entry
}

// memoryKey has the group itself, and not its name: an entry whose group was removed
// cannot be found any more, whatever else happens at that moment.
type memoryKey struct {
	group *memoryGroup
	name  string
}

// NewMemory makes a store. It fails for a negative size, and for one that is too small for
// any entry.
func NewMemory(config MemoryConfig) (*Memory, error) {
	switch {
	case config.MaxBytes < 0 || config.MaxEntries < 0:
		return nil, fmt.Errorf("cache: MemoryConfig: %d bytes and %d entries: negative; 0 is the default", config.MaxBytes, config.MaxEntries)
	case config.MaxBytes == 0:
		config.MaxBytes = defaultMaxBytes
	case config.MaxBytes < minMaxBytes:
		return nil, fmt.Errorf("cache: MemoryConfig: %d bytes are too few: no value takes more than a quarter, and each entry %d and more",
			config.MaxBytes, EntryOverhead)
	}
	m := &Memory{maxBytes: config.MaxBytes}
	if entries := int64(config.MaxEntries); entries > 0 {
		m.share = max(1, config.MaxBytes/entries)
		if m.share > math.MaxUint32 { // no entry weighs more
			m.share, m.maxBytes = math.MaxUint32, entries*math.MaxUint32
		}
	}
	entries, err := otter.New(&otter.Options[memoryKey, *memoryEntry]{
		MaximumWeight: uint64(m.maxBytes), //nolint:gosec // not negative
		Weigher:       func(_ memoryKey, e *memoryEntry) uint32 { return e.weight },
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[memoryKey, *memoryEntry]) time.Duration {
			return e.Value.ttl
		}),
		OnAtomicDeletion: func(e otter.DeletionEvent[memoryKey, *memoryEntry]) { m.groups.unlink(e.Value) },
	})
	if err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	m.entries = entries
	return m, nil
}

// Get implements [Store]. It waits for nothing.
func (m *Memory) Get(_ context.Context, key Key) (value []byte, found bool, err error) {
	group := m.groups.find(key.Group)
	if group == nil {
		return nil, false, nil
	}
	entry, found := m.entries.GetIfPresent(memoryKey{group, key.Name})
	if !found {
		return nil, false, nil
	}
	return entry.value, true, nil
}

// Set implements [Store]. Besides [ErrFull] it fails with [ErrTooLarge] for a value that
// would take more than a quarter of the whole.
func (m *Memory) Set(_ context.Context, key Key, value []byte, limits Limits) error {
	if int64(len(value)) > max(m.maxBytes/4, m.share) {
		return ErrTooLarge // before it is copied
	}
	entry := newMemoryEntry(strings.Clone(key.Name), value, limits.TTL)
	// The capacity is what the value takes: Go gives 33,000 bytes 40,960.
	weight := max(EntryOverhead+int64(len(entry.name))+int64(cap(entry.value)), m.share)
	if weight > max(m.maxBytes/4, m.share) || weight > math.MaxUint32 {
		return ErrTooLarge
	}
	entry.weight = uint32(weight)
	if limits.Bytes > 0 && entry.size() > limits.Bytes {
		return ErrFull // no group is made for it
	}
	for {
		group := m.groups.provide(key.Group)
		full, gone := m.setIn(group, entry, limits)
		switch {
		case full:
			return ErrFull
		case !gone:
			return nil
		}
		m.groups.remove(group) // as whoever emptied it is about to
	}
}

func (m *Memory) setIn(group *memoryGroup, entry *memoryEntry, limits Limits) (full, gone bool) {
	if limits.bounds() {
		group.sets.Lock()
		defer group.sets.Unlock()
	} else {
		group.sets.RLock()
		defer group.sets.RUnlock()
	}
	full, gone = group.link(entry, limits)
	if !full && !gone {
		m.entries.Set(memoryKey{group, entry.name}, entry)
	}
	return full, gone
}

// Remove implements [Store].
func (m *Memory) Remove(_ context.Context, key Key) error {
	if group := m.groups.find(key.Group); group != nil {
		m.entries.Invalidate(memoryKey{group, key.Name})
	}
	return nil
}

// RemoveAll implements [Store]. From the first moment nobody finds anything of the group;
// then each entry is dropped.
func (m *Memory) RemoveAll(_ context.Context, group Group) error {
	for _, entry := range m.groups.drop(group) {
		m.entries.Invalidate(memoryKey{entry.group, entry.name})
	}
	return nil
}

// Move implements [Mover].
func (m *Memory) Move(ctx context.Context, from, to Group) error {
	if from == to {
		return nil
	}
	for _, entry := range m.groups.drop(from) {
		ttl, expired := entry.left()
		if _, live := m.entries.Invalidate(memoryKey{entry.group, entry.name}); !live || expired {
			continue
		}
		key := Key{Group: to, Name: entry.name}
		if _, newer, _ := m.Get(ctx, key); newer {
			continue
		}
		if err := m.Set(ctx, key, entry.value, Limits{TTL: ttl}); err != nil {
			return err
		}
	}
	return nil
}

// MemoryStats are the numbers of a [Memory].
type MemoryStats struct {
	Entries int    // about
	Bytes   uint64 // what they take, as far as MaxBytes counts it
}

// Stats returns the numbers of now.
func (m *Memory) Stats() MemoryStats {
	return MemoryStats{Entries: m.entries.EstimatedSize(), Bytes: m.entries.WeightedSize()}
}

// Close ends what runs in the background. It may be called twice, and the Memory goes on
// without: what has expired is dropped when it is used.
func (m *Memory) Close() error {
	m.entries.StopAllGoroutines()
	return nil
}

// Format keeps entries out of a log that prints a Memory, whatever the verb.
func (m *Memory) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "cache.Memory") }
