package bench_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/internal/redistest"
)

// BenchmarkCache has the time of one call where so many goroutines call: with 128 of them
// each waits 128 times as long.
func BenchmarkCache(b *testing.B) {
	for _, operation := range bench.CacheOperations(b) {
		for _, goroutines := range bench.CacheGoroutines() {
			for name, call := range sides(operation) {
				b.Run(fmt.Sprintf("%s/goroutines=%d/%s", operation.Name, goroutines, name), func(b *testing.B) {
					b.ReportAllocs()
					if err := call.Run(goroutines, b.N); err != nil {
						b.Fatal(err)
					}
				})
			}
		}
	}
}

// sides iterates over the two that are compared, the bare one first.
func sides(operation bench.CacheOperation) func(yield func(string, bench.Call) bool) {
	return func(yield func(string, bench.Call) bool) {
		if operation.Bare != nil && !yield("bare", operation.Bare) {
			return
		}
		yield("ours", operation.Ours)
	}
}

// enough calls to ask for each key with each number of goroutines.
const enough = 1024

// Each call looks at its answer; the next test shows that it does.
func TestEveryCacheCallDoesItsWork(t *testing.T) {
	names := map[string]bool{}
	for _, operation := range bench.CacheOperations(t) {
		names[operation.Name] = true
		for name, call := range sides(operation) {
			for _, goroutines := range bench.CacheGoroutines() {
				if err := call.Run(goroutines, enough); err != nil {
					t.Errorf("%s by %d goroutines, %s: %v", operation.Name, goroutines, name, err)
				}
			}
		}
	}
	if len(names) != 23 {
		t.Errorf("there are %d operations", len(names))
	}
}

// Without the entries no hit is one, and where every key has one no miss.
func TestACacheCallFailsWhereTheAnswerIsWrong(t *testing.T) {
	server := redistest.Start(t)
	operations := bench.RedisOperations(t, server)
	do := func(args ...string) {
		t.Helper()
		if _, err := server.Do(args...); err != nil {
			t.Fatal(err)
		}
	}
	check := func(suffix string, wrong func(error) bool) {
		t.Helper()
		seen := 0
		for _, operation := range operations {
			if !strings.HasSuffix(operation.Name, suffix) || strings.Contains(operation.Name, "near") {
				continue
			}
			for name, call := range sides(operation) {
				seen++
				if err := call(0, 0); !wrong(err) {
					t.Errorf("%s, %s: %v", operation.Name, name, err)
				}
			}
		}
		if seen < 4 {
			t.Errorf("%d calls", seen)
		}
	}
	do("FLUSHALL")
	check("-hit", bench.IsNotFound)
	do("SET", "satchel:n:5:texts:none-0000", "x")
	do("HSET", "satchel:s:none-0000----------------------------------", "basket", "\x00\x00\x00\x00\x00\x00\x00\x00x")
	check("-miss", bench.IsFound)
}

// What a call allocates is the same on every machine, where no goroutine of a library
// allocates at the same time.
func TestAllocationsOfCacheCalls(t *testing.T) {
	want := map[string][2]float64{ // bare and ours
		"memory-store-hit":        {0, 0},
		"memory-store-miss":       {0, 0},
		"memory-named-hit":        {0, 1},
		"memory-named-miss":       {0, 0},
		"memory-session-kept-hit": {0, 1},
		"memory-getorset-hit":     {0, 1},
	}
	for _, operation := range bench.CacheOperations(t) {
		limits, counted := want[operation.Name]
		if !counted {
			continue
		}
		i := 0
		for name, call := range sides(operation) {
			got := testing.AllocsPerRun(1000, func() {
				if err := call(0, 0); err != nil {
					t.Fatal(err)
				}
			})
			if got != limits[i] {
				t.Errorf("%s, %s: %v allocations, want %v", operation.Name, name, got, limits[i])
			}
			i++
		}
	}
}

func TestRunCallsAsOftenAsItSays(t *testing.T) {
	for _, c := range []struct{ goroutines, calls int }{{1, 5}, {16, 3}, {16, 100}, {128, 1000}} {
		type at struct{ worker, i int }
		seen := make(chan at, c.calls+1)
		err := bench.Call(func(worker, i int) error {
			seen <- at{worker, i}
			return nil
		}).Run(c.goroutines, c.calls)
		if err != nil {
			t.Fatal(err)
		}
		close(seen)
		workers, numbers := map[int]bool{}, map[int]bool{}
		for s := range seen {
			workers[s.worker], numbers[s.i] = true, true
		}
		if len(numbers) != c.calls || len(workers) != min(c.goroutines, c.calls) {
			t.Errorf("%d calls from %d goroutines: there were %d from %d", c.calls, c.goroutines, len(numbers), len(workers))
		}
	}
}
