package cachetest

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
)

// full sets an entry for which there must not be room.
func (s store) full(t *testing.T, group cache.Group, name, value string, limits cache.Limits) {
	t.Helper()
	if err := s.Set(t.Context(), cache.Key{Group: group, Name: name}, []byte(value), limits); !errors.Is(err, cache.ErrFull) {
		t.Errorf("Set of %.40q: %v; want cache.ErrFull", name, err)
	}
}

var quotaTests = []test{
	{name: "of entries", prove: func(t *testing.T, s store) {
		group, limits := newSession(), cache.Limits{Entries: 3, TTL: time.Hour}
		for _, name := range []string{"a", "b", "c"} {
			s.set(t, group, name, name, limits)
		}
		s.full(t, group, "d", "d", limits)
		s.wantNone(t, group, "d")
		for _, name := range []string{"a", "b", "c"} {
			s.want(t, group, name, name)
		}
		s.set(t, newSession(), "d", "d", limits) // another session has room of its own
	}},
	{name: "of bytes, of names and values together", prove: func(t *testing.T, s store) {
		group, limits := newSession(), cache.Limits{Bytes: 100, TTL: time.Hour}
		s.set(t, group, "1234567890", strings.Repeat("v", 50), limits)
		s.full(t, group, "1234567890b", strings.Repeat("v", 30), limits)
		s.full(t, group, "1234567890", strings.Repeat("v", 91), limits)
		s.remove(t, group, "1234567890")
		s.set(t, group, "1234567890", strings.Repeat("v", 50), limits)
		s.set(t, group, "123456789b", strings.Repeat("v", 30), limits)
		s.full(t, group, "c", "", limits)
		s.want(t, group, "1234567890", strings.Repeat("v", 50))
		s.want(t, group, "123456789b", strings.Repeat("v", 30))
	}},
	{name: "of bytes, exceeded by a single entry", prove: func(t *testing.T, s store) {
		group, limits := newSession(), cache.Limits{Bytes: 100}
		s.full(t, group, "a", strings.Repeat("v", 100), limits)
		s.wantNone(t, group, "a")
		s.set(t, group, "a", strings.Repeat("v", 99), limits)
		s.want(t, group, "a", strings.Repeat("v", 99))
	}},
	{name: "that count an entry once, however often it is set", prove: func(t *testing.T, s store) {
		group, limits := newSession(), cache.Limits{Entries: 2, Bytes: 100, TTL: time.Hour}
		s.set(t, group, "a", strings.Repeat("v", 49), limits)
		for range 5 {
			s.set(t, group, "b", strings.Repeat("w", 49), limits)
		}
		s.set(t, group, "a", "", limits)
		s.set(t, group, "b", strings.Repeat("w", 98), limits)
		s.full(t, group, "a", "v", limits)
		s.want(t, group, "b", strings.Repeat("w", 98))
	}},
	{name: "that do not count what was removed", prove: func(t *testing.T, s store) {
		group, limits := newSession(), cache.Limits{Entries: 2, Bytes: 100, TTL: time.Hour}
		for range 3 {
			s.set(t, group, "a", strings.Repeat("v", 49), limits)
			s.set(t, group, "b", strings.Repeat("v", 49), limits)
			s.remove(t, group, "a")
			s.set(t, group, "c", strings.Repeat("v", 49), limits)
			s.full(t, group, "a", "", limits)
			s.removeAll(t, group)
		}
		s.set(t, group, "d", strings.Repeat("v", 99), limits)
	}},
	{name: "that do not count what has expired", needs: []Capability{Expiry}, prove: func(t *testing.T, s store) {
		group, limits := newSession(), cache.Limits{Entries: 2, Bytes: 100, TTL: time.Hour}
		s.set(t, group, "short", strings.Repeat("v", 45), cache.Limits{Entries: 2, Bytes: 100, TTL: short})
		s.set(t, group, "b", strings.Repeat("v", 49), limits)
		s.full(t, group, "c", strings.Repeat("v", 49), limits)
		s.goes(t, group, "short", time.Now())
		s.set(t, group, "c", strings.Repeat("v", 49), limits)
		s.full(t, group, "d", "", limits)
		s.want(t, group, "b", strings.Repeat("v", 49))
	}},
	{name: "that a full session keeps to while many set at once", prove: proveQuotaRace},
	{name: "that count an entry once while it is set by many at once", prove: proveReplacing},
	{name: "unless they are 0", prove: func(t *testing.T, s store) {
		for _, group := range []cache.Group{newSession(), newNamed()} {
			for i := range 150 {
				s.set(t, group, strconv.Itoa(i), strings.Repeat("v", 1000+i), cache.Limits{})
			}
			for i := range 150 {
				s.want(t, group, strconv.Itoa(i), strings.Repeat("v", 1000+i))
			}
		}
	}},
}

func proveQuotaRace(t *testing.T, s store) {
	group, limits := newSession(), cache.Limits{Entries: 5, TTL: time.Hour}
	var fit atomic.Int32
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			switch err := s.Set(t.Context(), cache.Key{Group: group, Name: strconv.Itoa(i)}, []byte("milk"), limits); {
			case err == nil:
				fit.Add(1)
			case !errors.Is(err, cache.ErrFull):
				t.Error(err)
			}
		})
	}
	all.Wait()
	var there int32
	for i := range 20 {
		if _, found := s.get(t, group, strconv.Itoa(i)); found {
			there++
		}
	}
	if fit.Load() != 5 || there != 5 {
		t.Errorf("of 5 that fit, %d were set and %d are there", fit.Load(), there)
	}
}

// proveReplacing has a session that is full, whose entries are set again and again.
func proveReplacing(t *testing.T, s store) {
	group, limits := newSession(), cache.Limits{Entries: 2, Bytes: 10, TTL: time.Hour}
	s.set(t, group, "0", "milk", limits)
	s.set(t, group, "1", "milk", limits)
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for range 200 {
				key := cache.Key{Group: group, Name: strconv.Itoa(worker % 2)}
				if err := s.Set(t.Context(), key, []byte("beer"), limits); err != nil {
					t.Errorf("Set in the place of an entry: %v", err)
					return
				}
			}
		})
	}
	all.Wait()
	s.full(t, group, "2", "", limits)
	s.want(t, group, "0", "beer")
	s.want(t, group, "1", "beer")
}
