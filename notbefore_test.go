package satchel_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel"
)

// revocations is a source of answers that counts how often it is asked.
type revocations struct {
	calls     atomic.Int64
	takes     time.Duration // how long it takes, if nobody hurries it
	hangs     bool          // it does not look at its context
	notBefore time.Time
	err       error
	does      func()
}

func (s *revocations) ask(ctx context.Context, _ string) (time.Time, error) {
	s.calls.Add(1)
	takes, notBefore, err := s.takes, s.notBefore, s.err // read at the beginning, as by a query
	if s.does != nil {
		s.does()
	}
	if s.hangs {
		time.Sleep(takes)
		return notBefore, err
	}
	select {
	case <-time.After(takes):
		return notBefore, err
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	}
}

func (s *revocations) wants(t *testing.T, calls int64) {
	t.Helper()
	if got := s.calls.Load(); got != calls {
		t.Errorf("asked %d times, want %d", got, calls)
	}
}

// notBeforesOf runs a test with a cache of ten seconds in front of a source, in a bubble,
// which fails if a goroutine is left.
func notBeforesOf(t *testing.T, source *revocations, test func(t *testing.T, cache satchel.NotBefores)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		test(t, satchel.NewNotBefores(source.ask, 10*time.Second, time.Now))
	})
}

func wantNotBefore(t *testing.T, cache satchel.NotBefores, want time.Time) {
	t.Helper()
	if got, err := cache.Of(t.Context(), "ann"); err != nil || !got.Equal(want) {
		t.Errorf("not before %v, %v; want %v", got, err, want)
	}
}

func TestAnAnswerIsGoodForItsSecondsAndNoLonger(t *testing.T) {
	source := &revocations{}
	notBeforesOf(t, source, func(t *testing.T, cache satchel.NotBefores) {
		wantNotBefore(t, cache, time.Time{}) // no limit is an answer too
		source.notBefore = noon
		time.Sleep(10*time.Second - 1)
		wantNotBefore(t, cache, time.Time{})
		source.wants(t, 1)
		time.Sleep(time.Nanosecond)
		wantNotBefore(t, cache, noon)
		source.wants(t, 2)

		source.notBefore = noon.Add(-time.Hour) // somebody takes it back, and is believed
		time.Sleep(10 * time.Second)
		wantNotBefore(t, cache, noon.Add(-time.Hour))
		if _, err := cache.Of(t.Context(), "bob"); err != nil {
			t.Error(err)
		}
		source.wants(t, 4) // each user has an answer of their own
	})
}

// A source reads at the beginning of a call. Counted from the end, the answer would be
// used three seconds too long.
func TestTheSecondsCountFromTheMomentOfAsking(t *testing.T) {
	source := &revocations{takes: 3 * time.Second}
	notBeforesOf(t, source, func(t *testing.T, cache satchel.NotBefores) {
		wantNotBefore(t, cache, time.Time{})
		source.notBefore = noon
		time.Sleep(7*time.Second - 1)
		wantNotBefore(t, cache, time.Time{})
		time.Sleep(time.Nanosecond)
		wantNotBefore(t, cache, noon)
		source.wants(t, 2)
	})
}

func TestWithoutSecondsNothingIsKeptOrShared(t *testing.T) {
	for _, keep := range []time.Duration{0, -time.Second} {
		synctest.Test(t, func(t *testing.T) {
			source := &revocations{takes: time.Second}
			cache := satchel.NewNotBefores(source.ask, keep, time.Now)
			var before sync.WaitGroup
			before.Go(func() { wantNotBefore(t, cache, time.Time{}) })
			synctest.Wait()
			source.notBefore = noon // whoever comes now must see it, though a call is running
			wantNotBefore(t, cache, noon)
			before.Wait()
			wantNotBefore(t, cache, noon)
			source.wants(t, 3)
			source.err = io.ErrUnexpectedEOF
			if got, err := cache.Of(t.Context(), "ann"); err == nil || !got.IsZero() {
				t.Errorf("%v, %v: an answer was kept", got, err)
			}
			if answers, calls := cache.Kept(); answers != 0 || calls != 0 {
				t.Errorf("%d answers and %d calls are kept", answers, calls)
			}
		})
	}
}

func TestAHundredWhoComeAtOnceShareOneCall(t *testing.T) {
	source := &revocations{takes: time.Second, notBefore: noon}
	notBeforesOf(t, source, func(t *testing.T, cache satchel.NotBefores) {
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() { wantNotBefore(t, cache, noon) })
		}
		all.Wait()
		source.wants(t, 1)
	})
}

func TestWhoComesTooLateForACallAsksAnew(t *testing.T) {
	source := &revocations{takes: 4 * time.Second}
	synctest.Test(t, func(t *testing.T) {
		cache := satchel.NewNotBefores(source.ask, 2*time.Second, time.Now)
		var all sync.WaitGroup
		all.Go(func() { wantNotBefore(t, cache, time.Time{}) })
		time.Sleep(2*time.Second - 1)
		all.Go(func() { wantNotBefore(t, cache, time.Time{}) })
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		source.notBefore, source.takes = noon, time.Second // and is faster
		wantNotBefore(t, cache, noon)
		all.Wait()
		source.wants(t, 2)
		source.err = io.ErrUnexpectedEOF // the older answer came last, and has not replaced the newer one
		time.Sleep(2 * time.Second)
		if got, err := cache.Of(t.Context(), "ann"); !errors.Is(err, io.ErrUnexpectedEOF) || !got.Equal(noon) {
			t.Errorf("%v, %v", got, err)
		}
	})
}

// A call that was too old to be shared must not take the place of the next one along.
func TestTheEndOfAnOlderCallLeavesTheNextOneShared(t *testing.T) {
	source := &revocations{takes: 4 * time.Second, notBefore: noon}
	synctest.Test(t, func(t *testing.T) {
		cache := satchel.NewNotBefores(source.ask, 2*time.Second, time.Now)
		var all sync.WaitGroup
		for _, comes := range []time.Duration{0, 3 * time.Second, 4500 * time.Millisecond} { // the first ends at 4 s
			all.Go(func() {
				time.Sleep(comes)
				wantNotBefore(t, cache, noon)
			})
		}
		all.Wait()
		source.wants(t, 2)
	})
}

func TestWhoLeavesTakesNobodyAlong(t *testing.T) {
	type key struct{}
	var call context.Context
	source := &revocations{takes: 2 * time.Second, notBefore: noon}
	synctest.Test(t, func(t *testing.T) {
		cache := satchel.NewNotBefores(func(ctx context.Context, user string) (time.Time, error) {
			if ctx.Value(key{}) != "trace" {
				t.Error("the call has lost the values of the request")
			}
			call = ctx //nolint:fatcontext // to see it end
			return source.ask(ctx, user)
		}, 10*time.Second, time.Now)
		first, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "trace"))
		second, cancelSecond := context.WithTimeout(t.Context(), time.Second)
		defer cancelSecond()
		start := time.Now()
		leaves := func(ctx context.Context, want error, after time.Duration) {
			got, err := cache.Of(ctx, "ann")
			if !errors.Is(err, want) || !got.IsZero() || time.Since(start) != after {
				t.Errorf("%v, %v after %v; want %v after %v", got, err, time.Since(start), want, after)
			}
		}
		var all sync.WaitGroup
		all.Go(func() { leaves(first, context.Canceled, 0) })
		synctest.Wait()
		all.Go(func() { leaves(second, context.DeadlineExceeded, time.Second) })
		all.Go(func() { wantNotBefore(t, cache, noon) })
		cancel()
		all.Wait()
		source.wants(t, 1)
		synctest.Wait()
		if call.Err() == nil {
			t.Error("the timer of the call goes on after its end")
		}
	})
}

func TestASourceThatHangsHoldsNobodyForEver(t *testing.T) {
	for name, hangs := range map[string]bool{"and obeys its context": false, "and obeys nobody": true} {
		t.Run(name, func(t *testing.T) {
			source := &revocations{takes: time.Hour, hangs: hangs, notBefore: noon}
			notBeforesOf(t, source, func(t *testing.T, cache satchel.NotBefores) {
				start := time.Now()
				var all sync.WaitGroup
				for range 3 {
					all.Go(func() {
						_, err := cache.Of(t.Context(), "ann")
						if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
							t.Errorf("%v after %v", err, time.Since(start))
						}
					})
				}
				all.Wait()
				source.wants(t, 1)
				if answers, calls := cache.Kept(); answers != 0 || calls != 0 {
					t.Errorf("%d answers and %d calls are left", answers, calls)
				}
				synctest.Wait()
				source.takes, source.notBefore = 0, noon.Add(time.Hour) // it works again
				wantNotBefore(t, cache, noon.Add(time.Hour))
				time.Sleep(time.Hour) // the late answer of the first call counts no more
				synctest.Wait()
				source.err = io.ErrUnexpectedEOF
				if got, _ := cache.Of(t.Context(), "ann"); !got.IsZero() {
					t.Errorf("the answer of a call that was given up: %v", got)
				}
			})
		})
	}
}

func TestWhenTheSourceFailsTheLastAnswerComesWithTheError(t *testing.T) {
	source := &revocations{err: io.ErrUnexpectedEOF}
	notBeforesOf(t, source, func(t *testing.T, cache satchel.NotBefores) {
		fails := func(want time.Time) {
			t.Helper()
			got, err := cache.Of(t.Context(), "ann")
			if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasPrefix(err.Error(), "satchel: Revocation.NotBefore: ") || !got.Equal(want) {
				t.Errorf("%v, %v; want %v and the error of the source", got, err, want)
			}
		}
		fails(time.Time{})
		fails(time.Time{})
		source.wants(t, 2) // an error is not kept
		source.err, source.notBefore = nil, noon
		wantNotBefore(t, cache, noon)
		source.err = io.ErrUnexpectedEOF
		time.Sleep(10 * time.Second)
		fails(noon)
		time.Sleep(90*time.Second - 1)
		fails(noon)
		time.Sleep(time.Nanosecond)
		fails(time.Time{}) // too old to say anything
		source.err, source.notBefore = nil, noon.Add(time.Hour)
		wantNotBefore(t, cache, noon.Add(time.Hour))
	})
}

func TestWhoLeavesTakesTheLastAnswerAlong(t *testing.T) {
	source := &revocations{notBefore: noon}
	notBeforesOf(t, source, func(t *testing.T, cache satchel.NotBefores) {
		wantNotBefore(t, cache, noon)
		time.Sleep(10 * time.Second)
		source.takes = 2 * time.Second
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if got, err := cache.Of(ctx, "ann"); !errors.Is(err, context.DeadlineExceeded) || !got.Equal(noon) {
			t.Errorf("%v, %v", got, err)
		}
		time.Sleep(time.Second)
	})
}

func TestAPanicOfTheSourceIsAnErrorForAllWhoWait(t *testing.T) {
	for name, does := range map[string]func(){
		"a panic":                  func() { time.Sleep(time.Nanosecond); panic("no database") },
		"the end of its goroutine": func() { time.Sleep(time.Nanosecond); runtime.Goexit() },
	} {
		t.Run(name, func(t *testing.T) {
			source := &revocations{does: does}
			notBeforesOf(t, source, func(t *testing.T, cache satchel.NotBefores) {
				var all sync.WaitGroup
				for range 10 {
					all.Go(func() {
						_, err := cache.Of(t.Context(), "ann")
						if err == nil {
							t.Fatal("no error")
						}
						if text := err.Error(); strings.HasPrefix(name, "a panic") &&
							(!strings.Contains(text, "no database") || !strings.Contains(text, "notbefore_test.go")) {
							t.Errorf("the error says neither what nor where: %s", text)
						}
					})
				}
				all.Wait()
				source.wants(t, 1)
				source.does, source.notBefore = nil, noon
				wantNotBefore(t, cache, noon)
			})
		})
	}
}

func TestNoMoreThanTenThousandAnswersAreKept(t *testing.T) {
	source := &revocations{notBefore: noon}
	notBeforesOf(t, source, func(t *testing.T, cache satchel.NotBefores) {
		const half, users = satchel.NotBeforeUsers / 2, 3*satchel.NotBeforeUsers + 100
		of := func(i int) {
			if _, err := cache.Of(t.Context(), strconv.Itoa(i)); err != nil {
				t.Fatal(err)
			}
			if answers, calls := cache.Kept(); answers > satchel.NotBeforeUsers || calls != 0 {
				t.Fatalf("%d answers and %d calls after %d users", answers, calls, i+1)
			}
		}
		for i := range users {
			of(i)
		}
		for i := users - half; i < users; i++ {
			of(i)
		}
		source.wants(t, users) // the last ones are still known
		of(0)
		source.wants(t, users+1) // the first is just asked anew
	})
}

func TestANewAnswerForAKnownUserTakesNoRoom(t *testing.T) {
	source := &revocations{notBefore: noon}
	notBeforesOf(t, source, func(t *testing.T, cache satchel.NotBefores) {
		for range 3 {
			for i := range satchel.NotBeforeUsers / 2 {
				if _, err := cache.Of(t.Context(), strconv.Itoa(i)); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(10 * time.Second)
		}
		if answers, _ := cache.Kept(); answers != satchel.NotBeforeUsers/2 {
			t.Errorf("%d answers", answers)
		}
	})
}

func TestAnAnswerKeepsNoMoreThanTheUsersName(t *testing.T) {
	source := &revocations{notBefore: noon}
	cache, before := satchel.NewNotBefores(source.ask, time.Hour, time.Now), heapInUse()
	for i := range 64 {
		if _, err := cache.Of(t.Context(), cutFromAMegabyte(i)); err != nil {
			t.Fatal(err)
		}
	}
	if grown := heapInUse() - before; grown > 8<<20 {
		t.Errorf("64 names cut from a megabyte each keep %d bytes", grown)
	}
	source.wants(t, 64)
	runtime.KeepAlive(cache)
}

func TestAClockThatWasSetBackMakesNoAnswerLastLonger(t *testing.T) {
	now, source := noon, &revocations{}
	cache := satchel.NewNotBefores(source.ask, 10*time.Second, func() time.Time { return now })
	wantNotBefore(t, cache, time.Time{})
	source.notBefore, now = noon, noon.Add(-time.Hour)
	wantNotBefore(t, cache, noon)
	now = now.Add(time.Second)
	wantNotBefore(t, cache, noon)
	source.wants(t, 2)
}

func TestAnAnswerThatIsKnownAllocatesNothing(t *testing.T) {
	source := &revocations{notBefore: noon}
	cache := satchel.NewNotBefores(source.ask, time.Hour, time.Now)
	ctx := t.Context()
	if got := testing.AllocsPerRun(100, func() { _, _ = cache.Of(ctx, "ann") }); got != 0 {
		t.Errorf("%v allocations", got)
	}
	source.wants(t, 1)
}

func TestAnswersAreSafeForManyGoroutines(t *testing.T) {
	source := &revocations{notBefore: noon}
	cache := satchel.NewNotBefores(source.ask, time.Microsecond, time.Now)
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 200 {
				ctx, cancel := context.WithCancel(t.Context())
				if i%3 == 0 {
					cancel()
				}
				if got, err := cache.Of(ctx, strconv.Itoa((g+i)%5)); err == nil && !got.Equal(noon) {
					t.Error(got)
				}
				cancel()
			}
		})
	}
	all.Wait()
}
