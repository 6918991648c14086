package cache_test

import (
	"context"
	"errors"
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel/cache"
)

// flightLimit is the ComputeLimit of these tests.
const flightLimit = 10 * time.Second

// inFlightBubble runs a test with a named cache in a bubble, whose end waits for all goroutines.
func inFlightBubble(t *testing.T, test func(t *testing.T, named *cache.Cache, heard *events)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		caches, heard := newCaches(t, cache.Config{ComputeLimit: flightLimit})
		test(t, caches.Named("news"), heard)
	})
}

// answer is what a caller of GetOrSet got, and when.
type answer[T any] struct {
	value T
	err   error
	after time.Duration
}

// askAll calls GetOrSet in goroutines at once; wait returns their answers.
func askAll[T any](ctx context.Context, c *cache.Cache, callers int, compute func(context.Context) (T, error)) (wait func() []answer[T]) {
	answers := make([]answer[T], callers)
	begin := time.Now()
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			value, err := cache.GetOrSet(ctx, c, "key", time.Hour, compute)
			answers[i] = answer[T]{value, err, time.Since(begin)}
		})
	}
	return func() []answer[T] { all.Wait(); return answers }
}

// wantKept checks what is in the cache under the key of these tests.
func wantKept(t *testing.T, c *cache.Cache, want string) {
	t.Helper()
	if got, found, err := cache.Get[string](t.Context(), c, "key"); got != want || found != (want != "") || err != nil {
		t.Errorf("in the cache is %q, %t, %v; want %q", got, found, err, want)
	}
}

func TestAllWhoAskAtATimeGetWhatOneComputes(t *testing.T) {
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		var calls atomic.Int32
		wait := askAll(t.Context(), named, 50, func(context.Context) (string, error) {
			calls.Add(1)
			time.Sleep(time.Second)
			return "milk", nil
		})
		for _, got := range wait() {
			if got.value != "milk" || got.err != nil || got.after != time.Second {
				t.Errorf("a caller got %q, %v after %v", got.value, got.err, got.after)
			}
		}
		if calls.Load() != 1 {
			t.Errorf("computed %d times", calls.Load())
		}
		wantKept(t, named, "milk")
	})
}

func TestALeaderThatGivesUpFailsNobodyElse(t *testing.T) {
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, heard *events) {
		compute := func(ctx context.Context) (string, error) {
			select {
			case <-ctx.Done():
				return "", ctx.Err()
			case <-time.After(time.Second):
				return "milk", nil
			}
		}
		impatient, cancel := context.WithCancel(t.Context())
		leader := askAll(impatient, named, 1, compute)
		synctest.Wait()
		others := askAll(t.Context(), named, 3, compute)
		synctest.Wait()
		cancel()
		if got := leader()[0]; !errors.Is(got.err, context.Canceled) || got.value != "" || got.after != 0 {
			t.Errorf("the leader got %q, %v after %v", got.value, got.err, got.after)
		}
		for _, got := range others() {
			if got.value != "milk" || got.err != nil {
				t.Errorf("another caller got %q, %v", got.value, got.err)
			}
		}
		wantKept(t, named, "milk")
		heard.want(t)
	})
}

func TestAFollowerThatGivesUpFailsNobodyElse(t *testing.T) {
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		compute := func(context.Context) (string, error) { time.Sleep(time.Second); return "milk", nil }
		leader := askAll(t.Context(), named, 1, compute)
		synctest.Wait()
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		follower := askAll(impatient, named, 1, compute)
		if got := follower()[0]; !errors.Is(got.err, context.DeadlineExceeded) || got.after != time.Millisecond {
			t.Errorf("the follower got %v after %v", got.err, got.after)
		}
		if got := leader()[0]; got.value != "milk" || got.err != nil {
			t.Errorf("the leader got %q, %v", got.value, got.err)
		}
	})
}

func TestAnErrorGoesToAllAndIsNotKept(t *testing.T) {
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, heard *events) {
		down := errors.New("the database is down")
		wait := askAll(t.Context(), named, 5, func(context.Context) (string, error) {
			time.Sleep(time.Second)
			return "half", down
		})
		for _, got := range wait() {
			if !errors.Is(got.err, down) || errors.Is(got.err, cache.ErrCompute) || got.value != "" {
				t.Errorf("a caller got %q, %v", got.value, got.err)
			}
		}
		wantKept(t, named, "")
		heard.want(t)
		again := askAll(t.Context(), named, 1, func(context.Context) (string, error) { return "milk", nil })
		if got := again()[0]; got.value != "milk" || got.err != nil {
			t.Errorf("the next caller got %q, %v", got.value, got.err)
		}
	})
}

func TestEachCallerGetsAValueOfItsOwn(t *testing.T) {
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		wait := askAll(t.Context(), named, 10, func(context.Context) (map[string]int, error) {
			time.Sleep(time.Second)
			return map[string]int{"milk": 1}, nil
		})
		want := map[string]int{"milk": 1}
		for _, got := range wait() {
			if !maps.Equal(got.value, want) {
				t.Errorf("a caller got %v", got.value)
			}
			got.value["milk"]++
			got.value["tea"] = 1
		}
		if kept, _, err := cache.Get[map[string]int](t.Context(), named, "key"); !maps.Equal(kept, want) || err != nil {
			t.Errorf("in the cache is %v, %v", kept, err)
		}
	})
}

func TestAFunctionSeesTheValuesOfTheFirstCallersContext(t *testing.T) {
	type user struct{}
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		first, cancel := context.WithTimeout(context.WithValue(t.Context(), user{}, "ada"), time.Second)
		defer cancel()
		var end time.Duration
		leader := askAll(first, named, 1, func(ctx context.Context) (string, error) {
			name, _ := ctx.Value(user{}).(string)
			deadline, _ := ctx.Deadline()
			end = time.Until(deadline)
			time.Sleep(2 * time.Second)
			return name, ctx.Err()
		})
		synctest.Wait()
		second := askAll(context.WithValue(t.Context(), user{}, "bob"), named, 1, func(context.Context) (string, error) {
			return "", errors.New("computed twice")
		})
		if got := leader()[0]; !errors.Is(got.err, context.DeadlineExceeded) || got.after != time.Second {
			t.Errorf("the leader got %v after %v", got.err, got.after)
		}
		if got := second()[0]; got.value != "ada" || got.err != nil {
			t.Errorf("the second caller got %q, %v", got.value, got.err)
		}
		if end != flightLimit {
			t.Errorf("the function had %v", end)
		}
	})
}

// Not in a bubble, where goroutines hardly overlap.
func TestTheValueIsKeptWhenGetOrSetReturns(t *testing.T) {
	caches, _ := newCaches(t, cache.Config{})
	named := caches.Named("news")
	compute := func(context.Context) (string, error) { return "milk", nil }
	for range 200 {
		must(t, named.RemoveAll(t.Context()))
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				_, err := cache.GetOrSet(t.Context(), named, "key", 0, compute)
				must(t, err)
				wantKept(t, named, "milk")
			})
		}
		all.Wait()
	}
}
