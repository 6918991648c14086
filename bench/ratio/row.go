package main

import (
	"regexp"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench"
)

// row is one cell with its times.
type row struct {
	*bench.Cell

	measure *row // what it is compared with; nil for a measure itself
	rounds  int  // requests in one slice
	allocs  int
	times   []float64 // nanoseconds for one request, by pass
}

// newRows returns the cells whose operations match, and those that they are
// compared with.
func newRows(cells []*bench.Cell, pattern *regexp.Regexp) []*row {
	measures := map[string]*row{} // by the name of the cell
	floors := map[string]*row{}   // by the name of the operation; the first floor counts
	wanted := map[string]bool{}
	for _, cell := range cells {
		if o := cell.Operation; pattern.MatchString(o.Name) {
			wanted[o.Name], wanted[o.Limit.Against] = true, true
		}
	}
	var rows []*row
	for _, cell := range cells {
		o := cell.Operation
		if !wanted[o.Name] {
			continue
		}
		r := &row{Cell: cell}
		switch {
		case o.Limit.Against != "":
			r.measure = measures[o.Limit.Against+"/"+cell.Subject.Name]
		case floors[o.Name] == nil:
			floors[o.Name] = r
		default:
			r.measure = floors[o.Name]
		}
		measures[cell.Name()] = r
		rows = append(rows, r)
	}
	return rows
}

// prepare warms the cell up, counts its allocations and finds out how many
// requests a slice has.
func (r *row) prepare(slice time.Duration) {
	r.rounds = 1
	for {
		elapsed := r.serve()
		if elapsed >= slice/4 {
			r.rounds = max(1, int(float64(r.rounds)*float64(slice)/float64(elapsed)))
			break
		}
		r.rounds *= 2
	}
	r.allocs = int(testing.AllocsPerRun(200, r.Serve))
}

func (r *row) serve() time.Duration {
	start := time.Now()
	for range r.rounds {
		r.Serve()
	}
	return time.Since(start)
}

func (r *row) time() {
	r.times = append(r.times, float64(r.serve().Nanoseconds())/float64(r.rounds))
}

// compared returns the median over the passes of a comparison with the measure in
// the same pass.
func (r *row) compared(compare func(own, measure float64) float64) float64 {
	values := make([]float64, len(r.times))
	for pass, own := range r.times {
		values[pass] = compare(own, r.measure.times[pass])
	}
	return bench.Median(values)
}

func (r *row) ratio() float64 {
	return r.compared(func(own, measure float64) float64 { return own / measure })
}

func (r *row) above() float64 {
	return r.compared(func(own, measure float64) float64 { return own - measure })
}

// extraAllocs are the allocations that count against the limit.
func (r *row) extraAllocs() int {
	if r.Operation.Limit.Above > 0 {
		return r.allocs - r.measure.allocs
	}
	return r.allocs
}
