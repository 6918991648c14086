package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/satchel-go/satchel/bench/document"
	"github.com/satchel-go/satchel/bench/timing"
)

// row is one cell with what its passes have counted.
type row struct {
	name   string
	passes []profile
}

func (r *row) median(of func(profile) float64) float64 {
	values := make([]float64, len(r.passes))
	for i, pass := range r.passes {
		values[i] = of(pass)
	}
	return timing.Median(values)
}

func (r *row) total() float64   { return r.median(profile.total) }
func (r *row) hashing() float64 { return r.median(profile.hashing) }
func (r *row) rest() float64    { return r.total() - r.hashing() }

// spread is the difference between the largest pass and the smallest, in per cent of the
// median; with one pass it would be a zero that means nothing. SHA is left out: it repeats exactly, and would make the rest look better.
func (r *row) spread() float64 {
	var rests []float64
	for _, pass := range r.passes {
		rests = append(rests, pass.total()-pass.hashing())
	}
	return 100 * (slices.Max(rests) - slices.Min(rests)) / timing.Median(rests)
}

// cells are the table, its heading first. Rows are compared with the floor that comes
// before them in their operation; hostile requests have none, nor has what -run has left
// without.
func cells(rows []*row) [][]string {
	table := [][]string{{"operation", "subject", "instructions", "in SHA", "besides", "beside the floor", "±"}}
	var floor *row
	last := ""
	for _, r := range rows {
		operation, subject, _ := strings.Cut(r.name, "/")
		if operation != last {
			floor, last = nil, operation
		}
		if floor == nil && strings.HasPrefix(subject, "floor") {
			floor = r
		}
		compared := "–"
		if floor != nil {
			compared = fmt.Sprintf("%.2f ×", r.rest()/floor.rest())
		}
		spread := "–"
		if len(r.passes) > 1 {
			spread = fmt.Sprintf("%.2f %%", r.spread())
		}
		table = append(table, []string{
			operation, subject, fmt.Sprintf("%.0f", r.total()), fmt.Sprintf("%.0f", r.hashing()), fmt.Sprintf("%.0f", r.rest()),
			compared, spread,
		})
	}
	return table
}

func printed(rows []*row) string {
	var out strings.Builder
	_ = document.Print(&out, cells(rows)) // a Builder takes everything
	return out.String()
}

// printedFunctions has, for each row, the functions of its first pass that cost most.
func printedFunctions(rows []*row, most int) string {
	var out strings.Builder
	for _, r := range rows {
		first := r.passes[0]
		names := slices.SortedFunc(maps.Keys(first), func(a, b string) int {
			return cmp.Or(cmp.Compare(first[b], first[a]), cmp.Compare(a, b))
		})
		if most > 0 {
			fmt.Fprintf(&out, "\n%s\n", r.name)
		}
		for _, name := range names[:min(most, len(names))] {
			fmt.Fprintf(&out, "%9.0f  %s\n", first[name], name)
		}
	}
	return out.String()
}
