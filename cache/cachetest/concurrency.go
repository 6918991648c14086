package cachetest

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
)

var concurrencyTests = []test{
	{name: "never get a value of another group or name", prove: proveSeparation},
	{name: "each read their own writes", prove: proveOwnWrites},
	{name: "get the whole of one value or of another", prove: proveWhole},
}

// proveSeparation has values that say where they belong.
func proveSeparation(t *testing.T, s store) {
	groups := make([]cache.Group, 8)
	for i := range groups {
		groups[i] = newSession()
		if i >= 4 {
			groups[i] = cache.Group{Name: groups[i-4].Name} // as a session's, and not one
		}
	}
	var all sync.WaitGroup
	for worker := range 16 {
		all.Go(func() {
			for step := range 60 {
				group := groups[(worker+step)%len(groups)]
				key := cache.Key{Group: group, Name: strconv.Itoa(worker * step % 7)}
				belongs := fmt.Sprintf("%v %s %s ", group.Session, group.Name, key.Name)
				var err error
				switch (worker + step*3) % 11 {
				case 0, 1, 2, 3, 4:
					err = s.Set(t.Context(), key, []byte(belongs+strings.Repeat("v", step)), cache.Limits{TTL: time.Hour, Entries: 7})
				case 5:
					err = s.Remove(t.Context(), key)
				case 6:
					err = s.RemoveAll(t.Context(), group)
				default:
					var value []byte
					var found bool
					value, found, err = s.Get(t.Context(), key)
					if found && !bytes.HasPrefix(value, []byte(belongs)) {
						t.Errorf("%q of %v is %q", key.Name, group, value)
					}
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// proveOwnWrites has a name for each goroutine in a group that all share, and a group for
// each.
func proveOwnWrites(t *testing.T, s store) {
	shared := newSession()
	var all sync.WaitGroup
	for worker := range 16 {
		all.Go(func() {
			own := cache.Key{Group: newSession(), Name: basket}
			for step := range 25 {
				value := fmt.Sprint(worker, " ", step)
				s.readBack(t, cache.Key{Group: shared, Name: strconv.Itoa(worker)}, value)
				s.readBack(t, own, value)
				s.readNone(t, own, step%2 == 0)
			}
		})
	}
	all.Wait()
}

// readBack sets a value and reads it, and does not end the goroutine.
func (s store) readBack(t *testing.T, key cache.Key, value string) {
	t.Helper()
	err := s.Set(t.Context(), key, []byte(value), cache.Limits{TTL: time.Hour})
	got, found, err2 := s.Get(t.Context(), key)
	if err != nil || err2 != nil || !found || string(got) != value {
		t.Errorf("after Set of %q, %v, Get gives %q, %v, %v", value, err, got, found, err2)
	}
}

// readNone removes an entry, or its group, and does not find it any more.
func (s store) readNone(t *testing.T, key cache.Key, all bool) {
	t.Helper()
	var err error
	if all {
		err = s.RemoveAll(t.Context(), key.Group)
	} else {
		err = s.Remove(t.Context(), key)
	}
	got, found, err2 := s.Get(t.Context(), key)
	if err != nil || err2 != nil || found {
		t.Errorf("after the removal, %v, Get gives %q, %v, %v", err, got, found, err2)
	}
}

// proveWhole has two values of one name, of different lengths.
func proveWhole(t *testing.T, s store) {
	key := cache.Key{Group: newSession(), Name: basket}
	values := [][]byte{bytes.Repeat([]byte("a"), 3000), bytes.Repeat([]byte("b"), 70_000)}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for range 20 {
				if worker < len(values) {
					if err := s.Set(t.Context(), key, values[worker], cache.Limits{}); err != nil {
						t.Error(err)
					}
				}
				value, found, err := s.Get(t.Context(), key)
				if err != nil || found && !bytes.Equal(value, values[0]) && !bytes.Equal(value, values[1]) {
					t.Errorf("Get gives %d bytes that are neither of the two, %v", len(value), err)
				}
			}
		})
	}
	all.Wait()
}
