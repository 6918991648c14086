package satchel_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel"
)

var _ satchel.DenyList = (*satchel.MemoryDenyList)(nil)

// denyListAt is a list whose time the test sets.
func denyListAt(most int, now *time.Time) *satchel.MemoryDenyList {
	list := satchel.NewMemoryDenyList(most)
	list.Clock = func() time.Time { return *now }
	return list
}

// denyKey is as long as the real ones.
func denyKey(i int) string { return fmt.Sprintf("%043d", i) }

func isDenied(t *testing.T, list satchel.DenyList, keys ...string) bool {
	t.Helper()
	denied, err := list.Denied(t.Context(), keys)
	must(t, err)
	return denied
}

func TestADeniedSessionIsRefusedUntilItsEnd(t *testing.T) {
	const year = 365 * 24 * time.Hour
	for _, test := range []struct {
		name  string
		until time.Time
		after time.Duration
		want  bool
	}{
		{"at once", noon.Add(time.Hour), 0, true},
		{"in its last nanosecond", noon.Add(time.Hour), time.Hour - 1, true},
		{"but not at its end", noon.Add(time.Hour), time.Hour, false},
		{"for a nanosecond, rounded up to the second", noon.Add(1), time.Second - 1, true},
		{"for a nanosecond, and no longer than the second", noon.Add(1), time.Second, false},
		{"for ever without an end", time.Time{}, 200 * year, true},
		{"beyond the nanoseconds of an int64", time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), 280 * year, true},
		{"until the last time that there is", time.Unix(math.MaxInt64-62135596800, 999999999), 280 * year, true},
		{"not if its end is now", noon, 0, false},
		{"not if its end has passed", noon.Add(-time.Hour), 0, false},
		{"not if its end has passed before 1970", time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC), 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := noon
			list := denyListAt(0, &now)
			must(t, list.Deny(t.Context(), []string{"first", "second"}, test.until))
			now = now.Add(test.after)
			for _, keys := range [][]string{{"first"}, {"second"}, {"other", "second"}, {"first", "other"}} {
				if got := isDenied(t, list, keys...); got != test.want {
					t.Errorf("%q: denied is %v, want %v", keys, got, test.want)
				}
			}
			if isDenied(t, list, "other") || isDenied(t, list, "") || isDenied(t, list) {
				t.Error("what was not denied is")
			}
		})
	}
}

func TestOfTwoDenialsTheLaterEndCounts(t *testing.T) {
	soon, late, never := noon.Add(time.Minute), noon.Add(time.Hour), time.Time{}
	for _, test := range []struct {
		name          string
		first, second time.Time
		end           time.Time // zero: none
	}{
		{"the second", soon, late, late},
		{"the first", late, soon, late},
		{"for ever, said second", soon, never, never},
		{"for ever, said first", never, soon, never},
		{"the same", late, late, late},
		{"the first, where the second has passed", late, noon.Add(-1), late},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := noon
			list := denyListAt(4, &now)
			must(t, list.Deny(t.Context(), []string{"key"}, test.first))
			must(t, list.Deny(t.Context(), []string{"key"}, test.second))
			if list.Len() != 1 {
				t.Errorf("one key makes %d entries", list.Len())
			}
			// Others push against it, so that what is over has to go.
			for i := range 120 {
				now = now.Add(time.Minute)
				must(t, list.Deny(t.Context(), []string{denyKey(i)}, now.Add(time.Second)))
				if want := test.end.IsZero() || now.Before(test.end); isDenied(t, list, "key") != want {
					t.Fatalf("after %v: denied is %v", now.Sub(noon), !want)
				}
			}
		})
	}
}

func TestAFullListForgetsNobodyAndSaysSo(t *testing.T) {
	now := noon
	list := denyListAt(4, &now)
	must(t, list.Deny(t.Context(), []string{"a", "b"}, noon.Add(time.Minute)))
	must(t, list.Deny(t.Context(), []string{"c"}, time.Time{}))

	err := list.Deny(t.Context(), []string{"d", "e"}, noon.Add(time.Hour))
	if !errors.Is(err, satchel.ErrDenyListFull) || !strings.Contains(err.Error(), "NewMemoryDenyList") {
		t.Fatalf("two keys where there is room for one: %v, want ErrDenyListFull and what to do", err)
	}
	if isDenied(t, list, "d", "e") {
		t.Error("a Deny that failed has added a key")
	}
	must(t, list.Deny(t.Context(), []string{"d"}, noon.Add(time.Minute)))
	must(t, list.Deny(t.Context(), []string{"a", "d"}, noon.Add(time.Hour))) // known keys need no room
	if err := list.Deny(t.Context(), []string{"a", "e"}, time.Time{}); !errors.Is(err, satchel.ErrDenyListFull) {
		t.Errorf("a known and a new key in a full list: %v", err)
	}

	now = noon.Add(time.Minute) // b is over
	must(t, list.Deny(t.Context(), []string{"e"}, noon.Add(time.Hour)))
	for _, key := range []string{"a", "c", "d", "e"} {
		if !isDenied(t, list, key) {
			t.Errorf("%s was forgotten", key)
		}
	}
	if isDenied(t, list, "b") || list.Len() != 4 {
		t.Errorf("what is over is still there, in %v", list)
	}
	now = noon.Add(time.Hour) // all but c
	must(t, list.Deny(t.Context(), []string{"f", "g", "h"}, time.Time{}))
	if err := list.Deny(t.Context(), []string{"i"}, noon.Add(24*time.Hour)); !errors.Is(err, satchel.ErrDenyListFull) {
		t.Errorf("what has no end made room: %v", err)
	}
}

// The simplest list that is right, against the real one, for random histories.
func TestTheListDoesWhatAMapWithoutBoundsDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 7))
	for range 60 {
		now, most, model := noon, 1+random.IntN(12), map[string]time.Time{}
		list := denyListAt(most, &now)
		for range 200 {
			now = now.Add(time.Duration(random.IntN(3000)) * time.Millisecond)
			keys := make([]string, random.IntN(4))
			for i, k := range random.Perm(20)[:len(keys)] {
				keys[i] = denyKey(k)
			}
			end := now.Truncate(time.Second).Add(time.Duration(random.IntN(12)-1) * time.Second)
			if random.IntN(300) == 0 {
				end = time.Time{}
			}
			live := map[string]bool{}
			for key, until := range model {
				if until.IsZero() || now.Before(until) {
					live[key] = true
				}
			}
			adds := end.IsZero() || now.Before(end)
			for _, key := range keys {
				if adds {
					live[key] = true
				}
			}
			err := list.Deny(t.Context(), keys, end)
			if full := adds && len(live) > most; full != errors.Is(err, satchel.ErrDenyListFull) {
				t.Fatalf("%d needed of %d: %v", len(live), most, err)
			}
			for _, key := range keys {
				if before, known := model[key]; err == nil && adds && !(known && (before.IsZero() || before.After(end) && !end.IsZero())) {
					model[key] = end
				}
			}
			for k := range 20 {
				until, known := model[denyKey(k)]
				if want := known && (until.IsZero() || now.Before(until)); isDenied(t, list, denyKey(k)) != want {
					t.Fatalf("key %d until %v at %v: denied is %v", k, until, now, !want)
				}
			}
			if list.Len() > most {
				t.Fatalf("%v, of %d", list, most)
			}
		}
	}
}

func TestOneDenyDropsNoMoreThanTwoThatAreOver(t *testing.T) {
	now := noon
	list := denyListAt(0, &now)
	for i := range 1000 {
		must(t, list.Deny(t.Context(), []string{denyKey(i)}, noon.Add(time.Minute)))
	}
	now = now.Add(time.Hour)
	for i := range 1200 {
		must(t, list.Deny(t.Context(), []string{denyKey(1000 + i)}, now.Add(time.Minute)))
		if got, want := list.Len(), max(999-i, i+1, 1000-2*(i+1)+i+1); got != want {
			t.Fatalf("%d entries after %d, want %d", got, i+1, want)
		}
	}
}

func TestADenyListHasRoomForAHundredThousandByDefault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // with the clock of the bubble, since none is set
		for name, list := range map[string]*satchel.MemoryDenyList{
			"made with 0": satchel.NewMemoryDenyList(0), "made with -1": satchel.NewMemoryDenyList(-1), "the zero value": {},
		} {
			keys := make([]string, 100_000)
			for i := range keys {
				keys[i] = denyKey(i)
			}
			must(t, list.Deny(t.Context(), keys, time.Now().Add(time.Hour)))
			if err := list.Deny(t.Context(), []string{"one more"}, time.Time{}); !errors.Is(err, satchel.ErrDenyListFull) {
				t.Errorf("%s: %v", name, err)
			}
			time.Sleep(time.Hour)
			if isDenied(t, list, keys...) {
				t.Errorf("%s: denied after the end", name)
			}
			must(t, list.Deny(t.Context(), []string{"one more"}, time.Time{}))
		}
	})
}

func TestADenyListIsSafeForManyGoroutines(t *testing.T) {
	list := satchel.NewMemoryDenyList(0)
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 300 {
				key := denyKey(g*1000 + i)
				if err := list.Deny(t.Context(), []string{key, "shared"}, time.Now().Add(time.Hour)); err != nil {
					t.Error(err)
				}
				if denied, _ := list.Denied(t.Context(), []string{key}); !denied || list.Len() == 0 {
					t.Error("not denied right after Deny")
				}
				_ = list.Deny(t.Context(), []string{denyKey(-1 - i)}, time.Now().Add(-time.Second)) // adds nothing
			}
		})
	}
	all.Wait()
	if list.Len() != 8*300+1 {
		t.Error(list)
	}
}

func TestALookInTheDenyListAllocatesNothing(t *testing.T) {
	list := satchel.NewMemoryDenyList(0)
	must(t, list.Deny(t.Context(), []string{"a", "b"}, time.Time{}))
	for _, keys := range [][]string{{"a", "b"}, {"c", "b"}, {"c", "d"}} {
		if got := testing.AllocsPerRun(100, func() { _, _ = list.Denied(t.Context(), keys) }); got != 0 {
			t.Errorf("%q: %v allocations", keys, got)
		}
	}
}

func TestNoVerbShowsTheKeysOfADenyList(t *testing.T) {
	list := satchel.NewMemoryDenyList(0)
	key := denyKey(4711)
	must(t, list.Deny(t.Context(), []string{key}, time.Time{}))
	config := struct{ List satchel.DenyList }{list}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("text", "list", list)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("json", "list", list)
	shown := log.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown += fmt.Sprintf(verb+verb, list, config)
	}
	if strings.Contains(shown, key) || strings.Contains(shown, fmt.Sprintf("%x", key)) {
		t.Errorf("a key is shown: %s", shown)
	}
	if got := fmt.Sprint(list); got != "[deny list of 1]" {
		t.Errorf("it prints as %q", got)
	}
}

// heapInUse is what is alive on the heap.
func heapInUse() int64 {
	var stats runtime.MemStats
	runtime.GC() //nolint:revive // what is kept shows only after it
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// cutFromAMegabyte is a short text that keeps a long one alive, as a value of a cookie
// may do.
func cutFromAMegabyte(i int) string {
	return (strings.Repeat("x", 1<<20) + strconv.Itoa(1000+i))[1<<20:]
}

func TestADenyListKeepsNoMoreThanTheKey(t *testing.T) {
	list, before := satchel.NewMemoryDenyList(0), heapInUse()
	for i := range 64 {
		for _, until := range []time.Time{time.Now().Add(time.Hour), {}} { // new, then known
			must(t, list.Deny(t.Context(), []string{cutFromAMegabyte(i)}, until))
		}
	}
	if grown := heapInUse() - before; grown > 8<<20 {
		t.Errorf("64 keys cut from a megabyte each keep %d bytes", grown)
	}
	runtime.KeepAlive(list)
}

func TestASessionThatIsDeniedAgainAndAgainTakesOneEntry(t *testing.T) {
	list, before := satchel.NewMemoryDenyList(1), heapInUse()
	for i := range 100_000 {
		must(t, list.Deny(t.Context(), []string{"key"}, time.Now().Add(time.Hour+time.Duration(i)*time.Second)))
	}
	if grown := heapInUse() - before; grown > 1<<20 {
		t.Errorf("one key keeps %d bytes", grown)
	}
	if list.Len() != 1 {
		t.Error(list)
	}
}

func TestAContextThatEndedStopsNoDenial(t *testing.T) {
	list := satchel.NewMemoryDenyList(0)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	must(t, list.Deny(ended, []string{"key"}, time.Time{}))
	if denied, err := list.Denied(ended, []string{"key"}); err != nil || !denied {
		t.Error(denied, err)
	}
}
