package cache_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel/cache"
)

func TestAGroupIsForgottenWithItsLastEntry(t *testing.T) {
	key, other := memoryKey(1), memoryKey(1)
	other.Name = "other"
	tests := map[string]struct {
		ends   func(context.Context, *cache.Memory) error
		groups int
	}{
		"by Remove": {func(ctx context.Context, m *cache.Memory) error {
			return errors.Join(m.Remove(ctx, key), m.Remove(ctx, other))
		}, 0},
		"by Remove of one of two": {func(ctx context.Context, m *cache.Memory) error { return m.Remove(ctx, key) }, 1},
		"by RemoveAll":            {func(ctx context.Context, m *cache.Memory) error { return m.RemoveAll(ctx, key.Group) }, 0},
		"by Move": {func(ctx context.Context, m *cache.Memory) error {
			return m.Move(ctx, key.Group, memoryKey(2).Group)
		}, 1},
		"by Move of nothing": {func(ctx context.Context, m *cache.Memory) error {
			return errors.Join(m.RemoveAll(ctx, key.Group), m.Move(ctx, key.Group, memoryKey(2).Group))
		}, 0},
		"by Move of what has expired": {func(ctx context.Context, m *cache.Memory) error {
			time.Sleep(time.Hour)
			return m.Move(ctx, key.Group, memoryKey(2).Group)
		}, 0},
		"by expiring": {func(context.Context, *cache.Memory) error { time.Sleep(time.Hour + 3*time.Second); return nil }, 0},
		"by expiring one after the other": {func(ctx context.Context, m *cache.Memory) error {
			err := m.Set(ctx, key, nil, cache.Limits{TTL: time.Second})
			time.Sleep(time.Hour + 3*time.Second)
			return err
		}, 0},
		"by being replaced, not at all": {func(ctx context.Context, m *cache.Memory) error {
			return m.Set(ctx, key, []byte("tea"), cache.Limits{})
		}, 1},
		"not by a value for which there is no room": {func(ctx context.Context, m *cache.Memory) error {
			if err := m.Set(ctx, memoryKey(2), []byte("milk"), cache.Limits{Bytes: 3}); !errors.Is(err, cache.ErrFull) {
				return err
			}
			return nil
		}, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				memory := newMemory(t, cache.MemoryConfig{})
				limits := cache.Limits{TTL: time.Hour}
				if err := errors.Join(memory.Set(t.Context(), key, []byte("milk"), limits), memory.Set(t.Context(), other, nil, limits)); err != nil {
					t.Fatal(err)
				}
				if err := test.ends(t.Context(), memory); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				if got := memory.Groups(); got != test.groups {
					t.Errorf("%d groups", got)
				}
				if faults := memory.Faults(); len(faults) > 0 {
					t.Error(strings.Join(faults, "\n"))
				}
			})
		})
	}
}

// A value that comes while its group is removed is found, or it takes no room.
func TestWhatIsSetWhileAGroupIsRemovedTakesNoRoom(t *testing.T) {
	key := memoryKey(1)
	for name, remove := range map[string]func(context.Context, *cache.Memory) error{
		"by Remove": func(ctx context.Context, m *cache.Memory) error {
			err := m.Remove(ctx, key)
			for i := range 16 {
				err = errors.Join(err, m.Remove(ctx, cache.Key{Group: key.Group, Name: strings.Repeat("n", i)}))
			}
			return err
		},
		"by RemoveAll": func(ctx context.Context, m *cache.Memory) error { return m.RemoveAll(ctx, key.Group) },
		"by Move":      func(ctx context.Context, m *cache.Memory) error { return m.Move(ctx, key.Group, memoryKey(2).Group) },
	} {
		t.Run(name, func(t *testing.T) {
			memory := newMemory(t, cache.MemoryConfig{})
			var all sync.WaitGroup
			for _, limits := range []cache.Limits{{}, {Entries: 16}} {
				all.Go(func() {
					for i := range 60_000 {
						some := key // several, so that it takes a moment to remove all
						some.Name = strings.Repeat("n", i%16)
						must(t, memory.Set(t.Context(), some, nil, limits))
					}
				})
			}
			all.Go(func() {
				for range 30_000 {
					must(t, remove(t.Context(), memory))
				}
			})
			all.Wait()
			again := memory.SetLate(key, func() {
				must(t, memory.Set(t.Context(), key, nil, cache.Limits{}))
				must(t, remove(t.Context(), memory))
			})
			if !again {
				t.Error("a value was set in a group that was gone")
			}
			if faults := memory.Faults(); len(faults) > 0 {
				t.Errorf("%d faults: %s", len(faults), faults[0])
			}
		})
	}
}

func TestEntriesThatAreReplacedAtATimeDoNotFillAGroup(t *testing.T) {
	memory := newMemory(t, cache.MemoryConfig{})
	var all sync.WaitGroup
	for worker := range 2 {
		all.Go(func() {
			key := memoryKey(1)
			key.Name = fmt.Sprint(worker)
			for range 50_000 {
				must(t, memory.Set(t.Context(), key, []byte("milk"), cache.Limits{Entries: 2, Bytes: 10}))
			}
		})
	}
	all.Wait()
}

func TestWhateverHappensAtATimeAValueIsOfItsGroupAndName(t *testing.T) {
	memory := newMemory(t, cache.MemoryConfig{MaxEntries: 24}) // a few are evicted
	groups := []cache.Group{{Name: "a"}, {Name: "b"}, {Session: true, Name: "a"}, {Session: true, Name: "b"}, {}}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(worker)))
			for range 2500 {
				operateMemory(t, memory, random, groups)
			}
		})
	}
	all.Wait()
	if faults := memory.Faults(); len(faults) > 0 {
		t.Errorf("%d faults: %s", len(faults), faults[0])
	}
	for _, group := range groups {
		if err := memory.RemoveAll(t.Context(), group); err != nil {
			t.Error(err)
		}
	}
	memory.Settle()
	if stats, left := memory.Stats(), memory.Groups(); left != 0 || stats.Entries != 0 || stats.Bytes != 0 {
		t.Errorf("%d groups are left, %+v", left, stats)
	}
}

// operateMemory does something to one of the groups. Only in groups of the same Session do
// values move, so that they say where they come from by that and their name.
func operateMemory(t *testing.T, memory *cache.Memory, random *rand.Rand, groups []cache.Group) {
	t.Helper()
	ctx := t.Context()
	group := groups[random.IntN(len(groups))]
	key := cache.Key{Group: group, Name: fmt.Sprint(random.IntN(8))}
	belongs := func(from cache.Group) string { return fmt.Sprintf("%v %s ", from, key.Name) }
	var err error
	switch random.IntN(12) {
	case 0, 1, 2, 3:
		limits := cache.Limits{TTL: time.Duration(random.IntN(3)) * time.Millisecond, Entries: random.IntN(2) * 6}
		if err = memory.Set(ctx, key, []byte(belongs(group)+strings.Repeat("v", random.IntN(100))), limits); errors.Is(err, cache.ErrFull) {
			err = nil
		}
	case 4:
		err = memory.Remove(ctx, key)
	case 5:
		err = memory.RemoveAll(ctx, group)
	case 6:
		if group.Session {
			err = memory.Move(ctx, groups[2], groups[3])
		}
	default:
		var value []byte
		var found bool
		value, found, err = memory.Get(ctx, key)
		from := strings.HasPrefix(string(value), belongs(group))
		moved := group == groups[3] && strings.HasPrefix(string(value), belongs(groups[2]))
		if found && !from && !moved {
			t.Errorf("%v has the value %.40q", key, value)
		}
	}
	if err != nil {
		t.Error(err)
	}
}
