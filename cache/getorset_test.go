package cache_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

// inBubble runs a test with a named cache in a bubble, whose end waits for all goroutines.
func inBubble(t *testing.T, test func(t *testing.T, named *cache.Cache, heard *events)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		caches, heard := newCaches(t, cache.Config{})
		test(t, caches.Named("articles"), heard)
	})
}

// inASecond computes a value in a second.
func inASecond[T any](value T, calls *atomic.Int32) func(context.Context) (T, error) {
	return func(ctx context.Context) (T, error) {
		calls.Add(1)
		time.Sleep(time.Second)
		return value, ctx.Err()
	}
}

// farStore answers a second after it has looked.
type farStore struct{ *mapStore }

func (s farStore) Get(ctx context.Context, key cache.Key) (value []byte, found bool, err error) {
	value, found, err = s.mapStore.Get(ctx, key)
	time.Sleep(time.Second)
	return value, found, err
}

func TestAMissThatIsOldWhenItArrivesIsLookedAtAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		caches, _ := newCaches(t, cache.Config{Store: farStore{new(mapStore)}})
		calls := 0
		var all sync.WaitGroup
		for i := range 3 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * time.Second / 3)
				got, err := cache.GetOrSet(t.Context(), caches.Named("articles"), "news", 0, compute("sport", &calls))
				if got != "sport" || err != nil {
					t.Errorf("%q, %v", got, err)
				}
			})
		}
		all.Wait()
		if calls != 1 { // after one second; the others had their misses by then
			t.Errorf("it was computed %d times", calls)
		}
	})
}

func TestManyWhoMissComputeOnceEvenIfThatIsFast(t *testing.T) {
	caches, _ := newCaches(t, cache.Config{})
	named := caches.Named("articles")
	for round := range 1000 {
		var calls atomic.Int32
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				got, err := cache.GetOrSet(t.Context(), named, fmt.Sprint(round), 0, func(context.Context) (int, error) {
					return int(calls.Add(1)), nil
				})
				if got != 1 || err != nil {
					t.Errorf("%d, %v", got, err)
				}
			})
		}
		all.Wait()
		if calls.Load() != 1 {
			t.Fatalf("in round %d it was computed %d times", round, calls.Load())
		}
	}
}

func TestKeysDoNotWaitForEachOther(t *testing.T) {
	inBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		began := time.Now()
		var calls atomic.Int32
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() {
				if got, err := cache.GetOrSet(t.Context(), named, fmt.Sprint(i), 0, inASecond(i, &calls)); got != i || err != nil {
					t.Errorf("%d: %d, %v", i, got, err)
				}
			})
		}
		all.Wait()
		if took := time.Since(began); took != time.Second || calls.Load() != 10 {
			t.Errorf("%d computations took %v", calls.Load(), took)
		}
	})
}

func TestTwoTypesUnderOneKeyAreComputedOnceEach(t *testing.T) {
	inBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		began := time.Now()
		var numbers, texts atomic.Int32
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				if got, err := cache.GetOrSet(t.Context(), named, "news", 0, inASecond(5, &numbers)); got != 5 || err != nil {
					t.Errorf("%d, %v", got, err)
				}
			})
			all.Go(func() {
				if got, err := cache.GetOrSet(t.Context(), named, "news", 0, inASecond("sport", &texts)); got != "sport" || err != nil {
					t.Errorf("%q, %v", got, err)
				}
			})
		}
		all.Wait()
		if took := time.Since(began); took != time.Second || numbers.Load() != 1 || texts.Load() != 1 {
			t.Errorf("%d numbers and %d texts were computed in %v", numbers.Load(), texts.Load(), took)
		}
	})
}

func TestAllGiveUpAndTheValueIsKept(t *testing.T) {
	inBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		var calls atomic.Int32
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := cache.GetOrSet(ctx, named, "news", 0, inASecond("sport", &calls)); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		time.Sleep(time.Second)
		if got, err := cache.GetOrSet(t.Context(), named, "news", 0, inASecond("else", &calls)); got != "sport" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	})
}

func TestAFunctionThatAsksForItsOwnKeyInARoundaboutWayFailsAtOnce(t *testing.T) {
	type function = func(context.Context) (int, error)
	ask := func(ctx context.Context, c *cache.Cache, compute function) (int, error) {
		return cache.GetOrSet(ctx, c, "news", 0, compute)
	}
	for name, again := range map[string]func(ctx context.Context, c *cache.Cache, compute function) (int, error){
		"by another type": func(ctx context.Context, c *cache.Cache, compute function) (int, error) {
			_, err := cache.GetOrSet(ctx, c, "news", 0, func(ctx context.Context) (string, error) {
				_, err := ask(ctx, c, compute)
				return "", err
			})
			return 0, err
		},
		"after it was removed": func(ctx context.Context, c *cache.Cache, compute function) (int, error) {
			must(t, c.Remove(ctx, "news"))
			return ask(ctx, c, compute)
		},
		"after it was set to another type": func(ctx context.Context, c *cache.Cache, compute function) (int, error) {
			must(t, cache.Set(ctx, c, "news", "sport", 0))
			return ask(ctx, c, compute)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
				began, depth := time.Now(), 0
				var own function
				own = func(ctx context.Context) (int, error) {
					if depth++; depth > 100 {
						return 0, errors.New("without end")
					}
					return again(ctx, named, own)
				}
				if _, err := ask(t.Context(), named, own); !errors.Is(err, cache.ErrCompute) || !strings.Contains(err.Error(), "its own key") {
					t.Errorf("%v after %d calls, want ErrCompute", err, depth)
				}
				if took := time.Since(began); took > 0 || depth > 1 {
					t.Errorf("it took %v and %d calls", took, depth)
				}
			})
		})
	}
}

// A cache in front of another one has the same names and keys.
func TestAFunctionMayAskOtherCachesForTheSameKey(t *testing.T) {
	inBubble(t, func(t *testing.T, near *cache.Cache, heard *events) {
		others, _ := newCaches(t, cache.Config{})
		far := others.Named("articles")
		var calls atomic.Int32
		got, err := cache.GetOrSet(t.Context(), near, "news", 0, func(ctx context.Context) (string, error) {
			return cache.GetOrSet(ctx, far, "news", 0, inASecond("sport", &calls))
		})
		if got != "sport" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		heard.want(t)
	})
}

func TestTheEndOfASessionCountsDuringAComputation(t *testing.T) {
	for name, keepOnRenew := range map[string]bool{"Renew empties": false, "Renew keeps": true} {
		for way, end := range map[string]func(*satchel.Session) error{
			"Clear": (*satchel.Session).Clear, "Renew": func(session *satchel.Session) error { return session.Renew() },
		} {
			t.Run(name+", "+way, func(t *testing.T) {
				memory := newMemory(t, cache.MemoryConfig{})
				caches, _ := newCaches(t, cache.Config{Store: memory, KeepOnRenew: keepOnRenew})
				ada := newSite(t, satchel.Config{Cache: caches}).browser(t)
				ada.keep(t, "theme", "dark")
				ada.visit(t, func(ctx context.Context, mine *cache.Cache) { must(t, mine.Remove(ctx, "theme")) })
				slow := ada.thief(t) // a second tab, whose response comes last
				slow.visit(t, func(ctx context.Context, mine *cache.Cache) {
					got, err := cache.GetOrSet(ctx, mine, "basket", 0, func(context.Context) (string, error) {
						ada.visit(t, func(ctx context.Context, _ *cache.Cache) { must(t, end(satchel.SessionFrom(ctx))) })
						return "milk", nil
					})
					if got != "milk" || err != nil {
						t.Errorf("%q, %v", got, err)
					}
				})
				wantEntries(t, memory, 0)
			})
		}
	}
}
