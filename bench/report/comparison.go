package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/document"
	"github.com/satchel-go/satchel/bench/timing"
)

// column is an operation that subjects are compared by. Where a subject has no cell of it
// there may be one of another operation that is nearly the same.
type column struct {
	title, operation, instead string
}

// insteadMark says that a cell is of the other operation.
const insteadMark = "¹"

// comparisonTable has a line for each subject that has one of the columns, the quickest of
// one column first: time, times the floor, allocations. It is empty if nobody has one.
func comparisonTable(rows []*timing.Row, columns []column, by string) string {
	var subjects []*bench.Subject
	cells := map[string]*timing.Row{}
	for _, r := range rows {
		cells[r.Name()] = r
		shown := slices.ContainsFunc(columns, func(c column) bool { return c.operation == r.Operation.Name })
		if shown && !slices.Contains(subjects, r.Subject) {
			subjects = append(subjects, r.Subject)
		}
	}
	if len(subjects) == 0 {
		return ""
	}
	order := func(s *bench.Subject) float64 {
		if r := cells[by+"/"+s.Name]; r != nil {
			return r.Time().Center
		}
		return math.Inf(1)
	}
	slices.SortStableFunc(subjects, func(a, b *bench.Subject) int { return cmp.Compare(order(a), order(b)) })

	header := []string{""}
	for _, c := range columns {
		header = append(header, c.title)
	}
	var lines [][]string
	for _, s := range subjects {
		line := []string{label(s)}
		for _, c := range columns {
			text := none
			if r := cells[c.operation+"/"+s.Name]; r != nil {
				text = measured(r)
			} else if r := cells[c.instead+"/"+s.Name]; r != nil {
				text = measured(r) + insteadMark
			}
			if isOurs(s) && text != none {
				text = bold(text)
			}
			line = append(line, text)
		}
		lines = append(lines, line)
	}
	return document.Table(header, lines)
}

// measured writes what one cell costs. Beside a floor that does nothing a multiple says
// nothing, and is left out.
func measured(r *timing.Row) string {
	parts := []string{duration(r.Time().Center)}
	switch {
	case r.Operation.Limit.Above > 0:
	case r.Measure == nil:
		parts = append(parts, "1"+space+"×")
	default:
		parts = append(parts, multiple(r.Ratio()))
	}
	return strings.Join(append(parts, strconv.Itoa(r.Allocs)), " · ")
}

// certainty says how well the medians are known.
func certainty(rows []*timing.Row) string {
	if len(rows) == 0 {
		return ""
	}
	var widths []float64
	for _, r := range rows {
		s := r.Time()
		widths = append(widths, 100*max(s.Center-s.Lo, s.Hi-s.Center)/s.Center)
	}
	widest := slices.Max(widths)
	if math.IsInf(widest, 0) {
		return "There were too few passes to say how far off these medians may be."
	}
	return fmt.Sprintf("The medians of this page have 95%[1]s%% intervals: half of those are within ±%[1]s%.1[2]f%[1]s%%, the widest is ±%[1]s%.0[3]f%[1]s%%.",
		space, timing.Median(widths), widest)
}
