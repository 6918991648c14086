package main

import (
	"regexp"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/timing"
)

// row is one operation by so many goroutines.
type row struct {
	name       string
	goroutines int
	bare, ours *side // bare is nil where there is nothing to compare with
}

// side is one of the two that are compared.
type side struct {
	call   bench.Call
	calls  int       // in one slice
	times  []float64 // nanoseconds for one call, by pass
	allocs []float64 // for one call
}

// measure times the operations whose names match.
func measure(tb testing.TB, operations []bench.CacheOperation, pattern *regexp.Regexp, passes int, slice time.Duration) []*row {
	tb.Helper()
	var rows []*row
	for _, operation := range operations {
		if !pattern.MatchString(operation.Name) {
			continue
		}
		for _, goroutines := range bench.CacheGoroutines() {
			r := &row{name: operation.Name, goroutines: goroutines, ours: &side{call: operation.Ours}}
			if operation.Bare != nil {
				r.bare = &side{call: operation.Bare}
			}
			rows = append(rows, r)
		}
	}
	for _, r := range rows {
		for _, s := range r.sides() {
			s.prepare(tb, r.goroutines, slice)
		}
	}
	for pass := range passes {
		for _, r := range rows {
			sides := r.sides()
			if pass%2 == 1 {
				slices.Reverse(sides) // neither always finds what the other has left behind
			}
			for _, s := range sides {
				s.time(tb, r.goroutines)
			}
		}
	}
	return rows
}

func (r *row) sides() []*side {
	if r.bare == nil {
		return []*side{r.ours}
	}
	return []*side{r.bare, r.ours}
}

// prepare warms up, and finds out how many calls a slice has.
func (s *side) prepare(tb testing.TB, goroutines int, slice time.Duration) {
	tb.Helper()
	for s.calls = goroutines; ; s.calls *= 2 {
		// The quickest of three: one that was interrupted would give all slices too few calls.
		elapsed := min(s.run(tb, goroutines), s.run(tb, goroutines), s.run(tb, goroutines))
		if elapsed >= slice/4 {
			s.calls = max(goroutines, int(float64(s.calls)*float64(slice)/float64(elapsed)))
			return
		}
	}
}

func (s *side) time(tb testing.TB, goroutines int) {
	tb.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	elapsed := s.run(tb, goroutines)
	runtime.ReadMemStats(&after)
	s.times = append(s.times, float64(elapsed.Nanoseconds())/float64(s.calls))
	s.allocs = append(s.allocs, float64(after.Mallocs-before.Mallocs)/float64(s.calls))
}

func (s *side) run(tb testing.TB, goroutines int) time.Duration {
	tb.Helper()
	start := time.Now()
	if err := s.call.Run(goroutines, s.calls); err != nil {
		tb.Fatal(err)
	}
	return time.Since(start)
}

// ratio is the median over the passes.
func (r *row) ratio() float64 {
	ratios := make([]float64, len(r.ours.times))
	for pass, ours := range r.ours.times {
		ratios[pass] = ours / r.bare.times[pass]
	}
	return timing.Median(ratios)
}
