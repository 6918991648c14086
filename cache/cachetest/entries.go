package cachetest

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
)

var entryTests = []test{
	{name: "what is not there is a miss and no error", prove: func(t *testing.T, s store) {
		for _, group := range []cache.Group{newSession(), newNamed(), {}} {
			s.wantNone(t, group, "no such name")
			s.remove(t, group, "no such name")
		}
		s.removeAll(t, newSession())
		s.removeAll(t, newNamed())
	}},
	{name: "what was set is found at once", prove: func(t *testing.T, s store) {
		session, named := newSession(), newNamed()
		s.set(t, session, basket, "milk", cache.Limits{})
		s.want(t, session, basket, "milk")
		s.set(t, named, "front page", "news", cache.Limits{TTL: time.Hour})
		s.want(t, named, "front page", "news")
		s.want(t, session, basket, "milk")
	}},
	{name: "the later value is in the place of the first", prove: func(t *testing.T, s store) {
		group := newSession()
		for _, value := range []string{"milk", "milk and much more than that", "", "tea"} {
			s.set(t, group, basket, value, cache.Limits{})
			s.want(t, group, basket, value)
		}
	}},
	{name: "Remove takes one name", prove: func(t *testing.T, s store) {
		group := newSession()
		s.set(t, group, basket, "milk", cache.Limits{})
		s.set(t, group, "basket2", "tea", cache.Limits{})
		s.remove(t, group, basket)
		s.wantNone(t, group, basket)
		s.want(t, group, "basket2", "tea")
		s.remove(t, group, basket)
		s.set(t, group, basket, "bread", cache.Limits{})
		s.want(t, group, basket, "bread")
	}},
	{name: "RemoveAll takes a group and nothing else", prove: proveRemoveAll},
	{name: "groups differ in their names", prove: func(t *testing.T, s store) {
		one, two := newSession(), newSession()
		s.set(t, one, basket, "milk", cache.Limits{})
		s.wantNone(t, two, basket)
		s.set(t, two, basket, "tea", cache.Limits{})
		s.want(t, one, basket, "milk")
		s.want(t, two, basket, "tea")
	}},
	{name: "a named cache is no session of the same name", prove: func(t *testing.T, s store) {
		session := newSession()
		named := cache.Group{Name: session.Name}
		s.set(t, session, basket, "milk", cache.Limits{})
		s.wantNone(t, named, basket)
		s.set(t, named, basket, "news", cache.Limits{})
		s.want(t, session, basket, "milk")
		s.removeAll(t, named)
		s.want(t, session, basket, "milk")
	}},
	{name: "names that are the same when joined are different", prove: proveJoined},
	{name: "the caller's slice is the caller's", prove: func(t *testing.T, s store) {
		group := newSession()
		value := []byte("milk")
		if err := s.Set(t.Context(), cache.Key{Group: group, Name: basket}, value, cache.Limits{}); err != nil {
			t.Fatal(err)
		}
		copy(value, "MILK")
		s.want(t, group, basket, "milk")
	}},
	{name: "what Get has given stays as it is", prove: func(t *testing.T, s store) {
		group := newSession()
		s.set(t, group, basket, "milk", cache.Limits{})
		got, _ := s.get(t, group, basket)
		s.set(t, group, basket, "rice", cache.Limits{})
		s.remove(t, group, basket)
		for range 100 {
			s.set(t, group, basket, "beer", cache.Limits{})
			s.want(t, group, basket, "beer")
		}
		if !bytes.Equal(got, []byte("milk")) {
			t.Errorf("the bytes that Get gave are %q now, want %q", got, "milk")
		}
	}},
	{name: "a context that has ended ends each call", prove: proveCancelled},
}

func proveRemoveAll(t *testing.T, s store) {
	for _, kind := range []struct {
		name     string
		newGroup func() cache.Group
	}{{"session", newSession}, {"named", newNamed}} {
		group, other := kind.newGroup(), kind.newGroup()
		longer := cache.Group{Session: group.Session, Name: group.Name + "2"}
		names := []string{"", "a", "b", "a:b", "*", "[a]", "a\x00"}
		for _, name := range names {
			s.set(t, group, name, "milk", cache.Limits{})
		}
		s.set(t, other, "a", "tea", cache.Limits{})
		s.set(t, longer, "a", "bread", cache.Limits{})
		s.removeAll(t, group)
		for _, name := range names {
			s.wantNone(t, group, name)
		}
		s.want(t, other, "a", "tea")
		s.want(t, longer, "a", "bread")
		s.set(t, group, "a", "rice", cache.Limits{})
		s.want(t, group, "a", "rice")
		s.wantNone(t, group, "b")
		s.removeAll(t, group)
		s.removeAll(t, group)
		s.wantNone(t, group, "a")
	}
}

// proveJoined has pairs of a group and a name for which a store that joins them, with any
// of the usual separators, has one key.
func proveJoined(t *testing.T, s store) {
	base := newNamed().Name
	for _, separator := range []string{"", ":", "/", "\x00", "}:", "|", "\n", "."} {
		keys := []cache.Key{
			{Group: cache.Group{Name: base + "a" + separator + "b"}, Name: "c"},
			{Group: cache.Group{Name: base + "a"}, Name: "b" + separator + "c"},
			{Group: cache.Group{Name: base + "a" + separator}, Name: "b" + separator + "c"},
			{Group: cache.Group{Name: base}, Name: "a" + separator + "b" + separator + "c"},
			{Group: cache.Group{Name: base + "a" + separator + "b" + separator + "c"}},
		}
		for i, key := range keys {
			s.set(t, key.Group, key.Name, string(rune('0'+i)), cache.Limits{})
		}
		for i, key := range keys {
			want := i
			for later := i + 1; later < len(keys); later++ {
				if keys[later] == key { // with an empty separator some are the same
					want = later
				}
			}
			s.want(t, key.Group, key.Name, string(rune('0'+want)))
		}
		s.removeAll(t, keys[1].Group)
		s.wantNone(t, keys[1].Group, keys[1].Name)
		s.want(t, keys[0].Group, keys[0].Name, "0")
		for _, key := range keys {
			s.removeAll(t, key.Group)
		}
	}
}

func proveCancelled(t *testing.T, s store) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	expired, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Hour))
	defer cancel()
	key := cache.Key{Group: newSession(), Name: basket}
	for _, ctx := range []context.Context{cancelled, expired} {
		soon(t, "Set", func() { _ = s.Set(ctx, key, []byte("milk"), cache.Limits{}) })
		soon(t, "Get", func() { _, _, _ = s.Get(ctx, key) })
		soon(t, "Remove", func() { _ = s.Remove(ctx, key) })
		soon(t, "RemoveAll", func() { _ = s.RemoveAll(ctx, key.Group) })
		if mover, moves := s.Store.(cache.Mover); moves {
			soon(t, "Move", func() { _ = mover.Move(ctx, key.Group, newSession()) })
		}
	}
	s.set(t, key.Group, "tea", "green", cache.Limits{})
	s.want(t, key.Group, "tea", "green")
}
