package cachetest

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
)

// moves is a test of a store that is a Mover.
func moves(name string, prove func(t *testing.T, s store, move func(from, to cache.Group)), needs ...Capability) test {
	return test{name: name, needs: needs, prove: func(t *testing.T, s store) {
		t.Helper()
		mover, is := s.Store.(cache.Mover)
		if !is {
			t.Logf("not proven: %T is no cache.Mover", s.Store)
			return
		}
		prove(t, s, func(from, to cache.Group) {
			t.Helper()
			if err := mover.Move(t.Context(), from, to); err != nil {
				t.Fatalf("Move from %v to %v: %v", from, to, err)
			}
		})
	}}
}

var moveTests = []test{
	moves("with all its values, and nothing is left", func(t *testing.T, s store, move func(from, to cache.Group)) {
		from, to := newSession(), newSession()
		for text, name := range texts {
			s.set(t, from, name, text, cache.Limits{})
		}
		s.set(t, from, "large", strings.Repeat("v", 1<<20), cache.Limits{})
		move(from, to)
		for text, name := range texts {
			s.want(t, to, name, text)
			s.wantNone(t, from, name)
		}
		s.want(t, to, "large", strings.Repeat("v", 1<<20))
		s.set(t, from, basket, "rice", cache.Limits{})
		s.removeAll(t, to)
		s.wantNone(t, to, "large")
		s.want(t, from, basket, "rice")
	}),
	moves("into another one, whose entries of the same names are newer and stay", func(t *testing.T, s store, move func(from, to cache.Group)) {
		from, to := newSession(), newSession()
		s.set(t, from, basket, "milk", cache.Limits{})
		s.set(t, to, basket, "tea", cache.Limits{})
		s.set(t, to, "theme", "dark", cache.Limits{})
		move(from, to)
		s.want(t, to, basket, "tea")
		s.want(t, to, "theme", "dark")
		s.wantNone(t, from, basket)
	}),
	moves("when it is empty, and then the other one keeps what it has", func(t *testing.T, s store, move func(from, to cache.Group)) {
		from, to := newSession(), newSession()
		move(from, to)
		s.set(t, to, basket, "milk", cache.Limits{})
		move(from, to)
		s.want(t, to, basket, "milk")
	}),
	moves("to itself, and keeps what it has", func(t *testing.T, s store, move func(from, to cache.Group)) {
		group := newSession()
		s.set(t, group, basket, "milk", cache.Limits{TTL: time.Hour})
		move(group, group)
		s.want(t, group, basket, "milk")
	}),
	moves("there and back", func(t *testing.T, s store, move func(from, to cache.Group)) {
		groups := []cache.Group{newSession(), newSession(), newSession()}
		for i := range 20 {
			s.set(t, groups[0], strconv.Itoa(i), "milk", cache.Limits{TTL: time.Hour})
		}
		for i := range 6 {
			move(groups[i%3], groups[(i+1)%3])
		}
		for i := range 20 {
			s.want(t, groups[0], strconv.Itoa(i), "milk")
			s.wantNone(t, groups[1], strconv.Itoa(i))
			s.wantNone(t, groups[2], strconv.Itoa(i))
		}
	}),
	moves("and what counts as its quota moves with it", func(t *testing.T, s store, move func(from, to cache.Group)) {
		from, to, limits := newSession(), newSession(), cache.Limits{Entries: 2, Bytes: 100, TTL: time.Hour}
		s.set(t, from, "a", strings.Repeat("v", 49), limits)
		s.set(t, from, "b", strings.Repeat("v", 49), limits)
		move(from, to)
		s.full(t, to, "c", "", limits)
		s.set(t, to, "a", "", limits)
		s.set(t, to, "b", strings.Repeat("v", 98), limits)
		s.full(t, to, "a", "v", limits)
		s.set(t, from, "c", strings.Repeat("v", 99), limits)
	}, Quotas),
	moves("and each entry has what is left of its time", func(t *testing.T, s store, move func(from, to cache.Group)) {
		from, to := newSession(), newSession()
		s.set(t, from, "short", "milk", cache.Limits{TTL: short})
		s.set(t, from, "long", "tea", cache.Limits{TTL: time.Hour})
		s.set(t, from, "kept", "rice", cache.Limits{})
		s.set(t, from, "newer", "oats", cache.Limits{TTL: short})
		s.set(t, to, "newer", "figs", cache.Limits{TTL: time.Hour})
		// Were its time to begin anew with each move, it would never be over.
		for began := time.Now(); ; from, to = to, from {
			asked := time.Since(began)
			move(from, to)
			if _, found := s.get(t, to, "short"); !found {
				break
			}
			if asked > overdue {
				t.Fatalf("it is still there after %v", asked)
			}
			time.Sleep(short / 10)
		}
		s.want(t, to, "long", "tea")
		s.want(t, to, "kept", "rice")
		s.want(t, to, "newer", "figs")
	}, Expiry),
	moves("where an entry that has expired is none that is newer", func(t *testing.T, s store, move func(from, to cache.Group)) {
		from, to := newSession(), newSession()
		began := time.Now()
		s.set(t, to, basket, "tea", cache.Limits{TTL: short})
		s.set(t, to, "theme", "dark", cache.Limits{})
		s.goes(t, to, basket, began)
		s.set(t, from, basket, "milk", cache.Limits{})
		move(from, to)
		s.want(t, to, basket, "milk")
	}, Expiry),
	moves("and an entry does not expire too soon", func(t *testing.T, s store, move func(from, to cache.Group)) {
		from, to := newSession(), newSession()
		began := time.Now()
		s.set(t, from, "short", "milk", cache.Limits{TTL: short})
		move(from, to)
		if took := s.goes(t, to, "short", began); took < short*3/4 {
			t.Errorf("it is gone after %v; want %v", took, short)
		}
	}, Expiry),
}
