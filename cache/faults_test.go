package cache_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

// operations are all that a cache does, with the key "basket"; found is what a reader says.
var operations = []struct {
	name string
	do   func(ctx context.Context, c *cache.Cache) (found bool, err error)
	all  bool
}{
	{name: "Get", do: func(ctx context.Context, c *cache.Cache) (bool, error) {
		_, found, err := c.Get(ctx, "basket")
		return found, err
	}},
	{name: "Get of a type", do: func(ctx context.Context, c *cache.Cache) (bool, error) {
		_, found, err := cache.Get[int](ctx, c, "basket")
		return found, err
	}},
	{name: "Set", do: func(ctx context.Context, c *cache.Cache) (bool, error) {
		return false, c.Set(ctx, "basket", []byte("milk"), time.Hour)
	}},
	{name: "Set of a type", do: func(ctx context.Context, c *cache.Cache) (bool, error) {
		return false, cache.Set(ctx, c, "basket", 5, 0)
	}},
	{name: "Remove", do: func(ctx context.Context, c *cache.Cache) (bool, error) { return false, c.Remove(ctx, "basket") }},
	{name: "RemoveAll", all: true, do: func(ctx context.Context, c *cache.Cache) (bool, error) { return false, c.RemoveAll(ctx) }},
}

func TestAStoreThatFailsIsAMissWithAnEvent(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{Store: failingStore{down}})
	named := caches.Named("articles")
	for _, operation := range operations {
		event := "cache unavailable basket"
		if operation.all {
			event = "cache unavailable"
		}
		if found, err := operation.do(t.Context(), named); found || err != nil {
			t.Errorf("%s: %v, %v; want a miss", operation.name, found, err)
		}
		heard.want(t, event)
		if _, err := operation.do(t.Context(), named.Strict()); !errors.Is(err, cache.ErrUnavailable) || !errors.Is(err, errDown) {
			t.Errorf("%s, strict: %v; want ErrUnavailable and the cause", operation.name, err)
		}
		heard.want(t, event)
	}
	if got := caches.Stats(); got != (cache.Stats{Misses: 4, Failed: 12}) {
		t.Errorf("the counts are %+v", got)
	}
}

func TestAStoreThatFailsStillComputes(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{Store: failingStore{down}})
	named, calls := caches.Named("articles"), 0
	if got, err := cache.GetOrSet(t.Context(), named, "news", 0, compute("sport", &calls)); got != "sport" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	heard.want(t, "cache unavailable news", "cache unavailable news") // reading, and writing
	if got, err := cache.GetOrSet(t.Context(), named.Strict(), "news", 0, compute("sport", &calls)); got != "" || !errors.Is(err, cache.ErrUnavailable) {
		t.Errorf("strict: %q, %v; want ErrUnavailable", got, err)
	}
	if calls != 1 {
		t.Errorf("it was computed %d times: a strict caller wants to know first", calls)
	}
}

func TestTheEventOfAFailureHasTheError(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{Store: failingStore{down}})
	_, _, err := caches.Named("articles").Get(t.Context(), "")
	must(t, err)
	all := heard.took()
	if len(all) != 1 || all[0].Outcome != satchel.Cache || all[0].Detail != errDown.Error() || len(all[0].Keys) > 0 {
		t.Errorf("the events are %+v", all)
	}
}

func TestACallerThatGivesUpIsNoFailureOfTheStore(t *testing.T) {
	waiting := failingStore{func(ctx context.Context) error {
		<-ctx.Done()
		return errors.New("i/o timeout")
	}}
	for _, operation := range operations {
		t.Run(operation.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				caches, heard := newCaches(t, cache.Config{Store: waiting})
				for _, named := range []*cache.Cache{caches.Named("articles"), caches.Named("articles").Strict()} {
					ctx, cancel := context.WithTimeout(t.Context(), time.Second)
					began := time.Now()
					if _, err := operation.do(ctx, named); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, cache.ErrUnavailable) {
						t.Errorf("%v; want the context's error alone", err)
					}
					if took := time.Since(began); took != time.Second {
						t.Errorf("it took %v", took)
					}
					cancel()
					ctx, cancel = context.WithCancel(t.Context())
					cancel()
					if _, err := operation.do(ctx, named); !errors.Is(err, context.Canceled) {
						t.Errorf("%v; want context.Canceled", err)
					}
				}
				heard.want(t)
				if failed := caches.Stats().Failed; failed > 0 {
					t.Errorf("%d failures of the store were counted", failed)
				}
			})
		})
	}
}

func TestAFailingStoreHoldsNoSessionUp(t *testing.T) {
	for name, keepOnRenew := range map[string]bool{"Renew empties": false, "Renew keeps": true} {
		t.Run(name, func(t *testing.T) {
			caches, heard := newCaches(t, cache.Config{Store: failingStore{down}, KeepOnRenew: keepOnRenew})
			ada := newSite(t, satchel.Config{Cache: caches}).browser(t)
			ada.logIn(t, "ada")
			ada.keep(t, "basket", "milk")
			heard.want(t, "cache unavailable basket")
			ada.visit(t, func(ctx context.Context, _ *cache.Cache) { must(t, satchel.SessionFrom(ctx).Renew("user")) })
			heard.want(t, "cache unavailable")
			ada.visit(t, func(ctx context.Context, _ *cache.Cache) {
				if got := satchel.SessionFrom(ctx).Get("user"); got != "ada" {
					t.Errorf("the session has %q after Renew", got)
				}
				must(t, satchel.SessionFrom(ctx).Clear())
			})
			heard.want(t, "cache unavailable")
			if failed := caches.Stats().Failed; failed != 3 {
				t.Errorf("%d failures were counted, want 3", failed)
			}
		})
	}
}

func TestAnUncheckedSessionHasNoCache(t *testing.T) {
	memory := newMemory(t, cache.MemoryConfig{})
	caches, _ := newCaches(t, cache.Config{Store: memory})
	list := &doubtfulList{DenyList: satchel.NewMemoryDenyList(0)}
	ada := newSite(t, satchel.Config{Cache: caches, Revocation: satchel.Revocation{DenyList: list}}).browser(t)
	ada.logIn(t, "ada")
	ada.keep(t, "basket", "milk")
	list.err = errDown
	ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
		want(ctx, t, mine, "basket", "")
		if err := mine.Set(ctx, "basket", []byte("tea"), 0); err == nil {
			t.Error("Set has given a session that nobody could check another entry")
		}
		calls := 0
		if got, err := cache.GetOrSet(ctx, mine, "basket", 0, compute("none", &calls)); got != "none" || err != nil {
			t.Errorf("GetOrSet: %q, %v", got, err)
		}
	})
	list.err = nil
	ada.want(t, "basket", "milk")
	wantEntries(t, memory, 1)
}

// doubtfulList fails while there is an error.
type doubtfulList struct {
	satchel.DenyList

	err error
}

func (l *doubtfulList) Denied(ctx context.Context, keys []string) (bool, error) {
	if l.err != nil {
		return false, l.err
	}
	return l.DenyList.Denied(ctx, keys)
}

func TestTheConfigTellsAllFaults(t *testing.T) {
	plain := new(mapStore)
	_, err := cache.New(cache.Config{
		Store: plain, KeepOnRenew: true, MaxValue: -1, SessionEntries: -1, SessionBytes: -1, SessionTTL: -1, ComputeLimit: -1,
	})
	if err == nil {
		t.Fatal("all of it is wrong, and nobody says so")
	}
	faults := strings.Split(err.Error(), "\n")
	for _, field := range []string{"KeepOnRenew", "MaxValue", "SessionEntries", "SessionBytes", "SessionTTL", "ComputeLimit"} {
		if !slices.ContainsFunc(faults, func(fault string) bool { return strings.HasPrefix(fault, "cache: "+field+": ") }) {
			t.Errorf("nothing says what is wrong with %s: %q", field, faults)
		}
	}
	if len(faults) != 6 {
		t.Errorf("there are %d faults: %q", len(faults), faults)
	}
	for name, config := range map[string]cache.Config{
		"a store that cannot move, and need not": {Store: plain},
		"a store that can":                       {Store: newMemory(t, cache.MemoryConfig{}), KeepOnRenew: true},
		"none":                                   {KeepOnRenew: true},
	} {
		caches, err := cache.New(config)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		must(t, caches.Close())
		must(t, caches.Close())
	}
	for _, config := range []cache.MemoryConfig{{MaxBytes: -1}, {MaxEntries: -1}} {
		if _, err := cache.NewMemory(config); err == nil {
			t.Errorf("%+v is no fault", config)
		}
	}
}
