package rediscache_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

func TestMove(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL()})
	from, to := session("from"), session("to")
	in := func(group cache.Group, name string) cache.Key { return cache.Key{Group: group, Name: name} }
	ttl := func(group cache.Group) string {
		text, err := server.Do("TTL", "satchel:s:"+group.Name)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	set(t, store, in(from, "a"), "theirs", cache.Limits{TTL: time.Minute})
	set(t, store, in(from, "over"), "x", cache.Limits{TTL: time.Millisecond})
	set(t, store, in(to, "a"), "ours", cache.Limits{TTL: time.Hour})
	set(t, store, in(to, "b"), "stays", cache.Limits{TTL: time.Second})
	time.Sleep(5 * time.Millisecond)
	move := func() {
		t.Helper()
		if err := store.Move(t.Context(), from, to); err != nil {
			t.Fatal(err)
		}
	}
	move()
	expect(t, store, in(to, "a"), "ours") // it is newer
	expect(t, store, in(to, "b"), "stays")
	expect(t, store, in(from, "a"), "")
	if n, _ := server.Do("HLEN", "satchel:s:"+to.Name); n != "2" {
		t.Errorf("%s fields: what has expired came along", n)
	}
	if ttl(from) != "-2" || ttl(to) != "3600" {
		t.Errorf("TTL of the old %s, of the new %s", ttl(from), ttl(to))
	}
	move() // of nothing
	expect(t, store, in(to, "a"), "ours")
	set(t, store, in(from, "c"), "for ever", cache.Limits{})
	move()
	if ttl(to) != "-1" {
		t.Errorf("an entry without an end came, and TTL is %s", ttl(to))
	}
	if err := store.Move(t.Context(), to, to); err != nil {
		t.Fatal(err)
	}
	expect(t, store, in(to, "c"), "for ever")
}

func TestWhatIsLeftOfTheTimeMovesToo(t *testing.T) {
	store := open(t, rediscache.Config{URL: redistest.Start(t).URL()})
	from, to := cache.Key{Group: session("from"), Name: "a"}, cache.Key{Group: session("to"), Name: "a"}
	set(t, store, from, "x", cache.Limits{TTL: 400 * time.Millisecond})
	begun := time.Now()
	time.Sleep(100 * time.Millisecond)
	if err := store.Move(t.Context(), from.Group, to.Group); err != nil {
		t.Fatal(err)
	}
	expect(t, store, to, "x")
	time.Sleep(time.Until(begun.Add(420 * time.Millisecond)))
	expect(t, store, to, "")
}

func TestMoveOfMoreThanOneBatch(t *testing.T) {
	store := open(t, rediscache.Config{URL: redistest.Start(t).URL()})
	from, to := session("from"), session("to")
	for i := range 1000 {
		set(t, store, cache.Key{Group: from, Name: fmt.Sprint(i)}, fmt.Sprint("value ", i), cache.Limits{})
	}
	if err := store.Move(t.Context(), from, to); err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		expect(t, store, cache.Key{Group: to, Name: fmt.Sprint(i)}, fmt.Sprint("value ", i))
		expect(t, store, cache.Key{Group: from, Name: fmt.Sprint(i)}, "")
	}
}

func TestNamedCachesDoNotMove(t *testing.T) {
	store := open(t, rediscache.Config{URL: redistest.Start(t).URL()})
	key := cache.Key{Group: cache.Group{Name: "a"}, Name: "x"}
	set(t, store, key, "x", cache.Limits{})
	if err := store.Move(t.Context(), key.Group, session("b")); !errors.Is(err, cache.ErrUnavailable) {
		t.Error(err)
	}
	expect(t, store, key, "x")
}
