package rediscache_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

func TestWhatWasReadIsGivenOutAgain(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL(), ClientCache: time.Minute})
	writer := open(t, rediscache.Config{URL: server.URL()})
	for _, key := range []cache.Key{entry("a"), {Group: cache.Group{Name: "products"}, Name: "a"}} {
		set(t, writer, key, "first", cache.Limits{TTL: time.Hour})
		expect(t, store, key, "first")
		before := store.Stats().ClientHits
		for range 10 {
			expect(t, store, key, "first")
		}
		if hits := store.Stats().ClientHits - before; hits != 10 {
			t.Errorf("%d of 10 came from memory", hits)
		}
		set(t, writer, key, "second", cache.Limits{TTL: time.Hour})
		eventually(t, "the change is seen", func() bool {
			value, _, err := store.Get(t.Context(), key)
			return err == nil && string(value) == "second"
		})
		if err := writer.RemoveAll(t.Context(), key.Group); err != nil {
			t.Fatal(err)
		}
		eventually(t, "it is gone", func() bool {
			_, found, err := store.Get(t.Context(), key)
			return err == nil && !found
		})
	}
}

// The server's word that a key has changed comes after the answer to the change.
func TestThisProcessSeesItsOwnChangesAtOnce(t *testing.T) {
	for name, url := range map[string]string{
		"of a server":  redistest.Start(t).URL(),
		"of a Cluster": clusterURL(redistest.StartCluster(t)),
	} {
		t.Run(name, func(t *testing.T) {
			store := open(t, rediscache.Config{URL: url, ClientCache: time.Minute})
			var work sync.WaitGroup
			for g := range 8 {
				work.Go(func() {
					for i := range 200 {
						group := session(fmt.Sprint(g))
						if i%2 == 0 {
							group = cache.Group{Name: fmt.Sprint("named", g)}
						}
						key := cache.Key{Group: group, Name: "a"}
						sees := func(want string) {
							value, _, err := store.Get(t.Context(), key)
							if err != nil || string(value) != want {
								t.Errorf("Get: %q, %v; want %q", value, err, want)
							}
						}
						change := func(err error) {
							if err != nil {
								t.Error(err)
							}
						}
						value := fmt.Sprint(i)
						change(store.Set(t.Context(), key, []byte(value), cache.Limits{}))
						sees(value)
						sees(value)
						change(store.Remove(t.Context(), key))
						sees("")
						if group.Session {
							change(store.Set(t.Context(), key, []byte(value), cache.Limits{}))
							to := session(fmt.Sprint("new", g))
							moved := cache.Key{Group: to, Name: "a"}
							_, _, _ = store.Get(t.Context(), moved)
							change(store.Move(t.Context(), group, to))
							sees("")
							if got, _, err := store.Get(t.Context(), moved); err != nil || string(got) != value {
								t.Errorf("after Move: %q, %v", got, err)
							}
							change(store.RemoveAll(t.Context(), to))
							if _, found, err := store.Get(t.Context(), moved); err != nil || found {
								t.Errorf("after RemoveAll: %v, %v", found, err)
							}
						}
					}
				})
			}
			work.Wait()
		})
	}
}

func TestAnEntryInMemoryEndsInTime(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL(), ClientCache: time.Minute})
	writer := open(t, rediscache.Config{URL: server.URL()})
	named := cache.Key{Group: cache.Group{Name: "products"}, Name: "a"}
	set(t, writer, entry("long"), "x", cache.Limits{})
	for _, key := range []cache.Key{entry("a"), named} {
		set(t, writer, key, "x", cache.Limits{TTL: time.Second})
	}
	begun := time.Now()
	for range 2 {
		expect(t, store, entry("a"), "x")
		expect(t, store, named, "x")
	}
	if hits := store.Stats().ClientHits; hits != 2 {
		t.Errorf("%d of 2 came from memory", hits)
	}
	time.Sleep(time.Until(begun.Add(1020 * time.Millisecond)))
	expect(t, store, entry("a"), "")
	expect(t, store, named, "")
}

// Where the server cannot say that a key has changed, nothing is given out for long.
func TestNothingOldIsGivenOutWhenTheServerIsCutOff(t *testing.T) {
	server := redistest.Start(t)
	proxy := redistest.NewProxy(t, server.Addr())
	store := open(t, rediscache.Config{URL: "redis://" + proxy.Addr(), ClientCache: time.Hour, Budget: short})
	writer := open(t, rediscache.Config{URL: server.URL()})
	set(t, writer, entry("a"), "old", cache.Limits{})
	eventually(t, "it is in memory", func() bool {
		before := store.Stats().ClientHits
		_, _, _ = store.Get(t.Context(), entry("a"))
		return store.Stats().ClientHits > before
	})
	proxy.Stall(true)
	set(t, writer, entry("a"), "new", cache.Limits{})
	begun := time.Now()
	eventually(t, "the old value is given out no more", func() bool {
		value, found, _ := store.Get(t.Context(), entry("a"))
		return !found || string(value) != "old"
	})
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
	t.Log("noticed after", time.Since(begun))
	proxy.Stall(false)
	eventually(t, "the new value", func() bool {
		value, _, err := store.Get(t.Context(), entry("a"))
		return err == nil && string(value) == "new"
	})
}
