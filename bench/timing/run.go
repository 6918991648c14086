package timing

import (
	"fmt"
	"math"
	"runtime"
	"time"
)

// Check refuses what [Run] can make nothing of: no pass, or a slice that is no time. The
// errors name the flags of the programs.
func Check(passes int, slice time.Duration) error {
	switch {
	case passes < 1:
		return fmt.Errorf("-passes %d is none; give 1 or more", passes)
	case slice <= 0:
		return fmt.Errorf("-slice %v is no time; give one such as 8ms", slice)
	}
	return nil
}

// Run times each row once a pass, for about a slice, and counts its allocations before
// that.
func Run(rows []*Row, passes int, slice time.Duration) {
	for _, row := range rows {
		row.prepare(slice)
	}
	for range passes {
		for _, row := range rows {
			row.time()
		}
	}
}

// prepare warms the cell up, counts its allocations and finds out how many rounds a slice
// has.
func (r *Row) prepare(slice time.Duration) {
	r.Rounds = 1
	for {
		// The quickest of three: one that was interrupted would give all slices too few rounds.
		elapsed := min(r.serve(), r.serve(), r.serve())
		if elapsed >= slice/4 {
			r.Rounds = max(1, int(float64(r.Rounds)*float64(slice)/float64(elapsed)))
			break
		}
		r.Rounds *= 2
	}
	r.Allocs, r.Bytes = allocations(r.Serve)
}

func (r *Row) serve() time.Duration {
	start := time.Now()
	for range r.Rounds {
		r.Serve()
	}
	return time.Since(start)
}

func (r *Row) time() {
	r.Times = append(r.Times, float64(r.serve().Nanoseconds())/float64(r.Rounds))
}

const (
	counted = 200 // how often a cell runs while its allocations are counted
	counts  = 3   // how often that is done
)

// allocations returns how many allocations one call of work makes, and of how many bytes:
// the least of the counts, since the runtime allocates now and then too. It is what
// [testing.AllocsPerRun] does, which knows no bytes.
func allocations(work func()) (count, bytes int) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	work() // what is made once is there
	count, bytes = math.MaxInt, math.MaxInt
	for range counts {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range counted {
			work()
		}
		runtime.ReadMemStats(&after)
		count = min(count, int((after.Mallocs-before.Mallocs)/counted))
		bytes = min(bytes, int((after.TotalAlloc-before.TotalAlloc)/counted))
	}
	return count, bytes
}
