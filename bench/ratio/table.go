package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/satchel-go/satchel/bench/timing"
)

// printTable prints a line for each row and tells whether all targets are kept.
func printTable(to io.Writer, rows []*timing.Row) (kept bool) {
	kept = true
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "operation\tsubject\ttime\tallocs\tcompared\ttarget\t")
	last := ""
	for _, r := range rows {
		if last != "" && last != r.Operation.Name {
			fmt.Fprintln(table, "\t\t\t\t\t\t")
		}
		last = r.Operation.Name
		compared, target, mark := verdict(r)
		if mark == markMissed {
			kept = false
		}
		fmt.Fprintf(table, "%s\t%s\t%.0f ns\t%d\t%s\t%s\t%s\n",
			r.Operation.Name, r.Subject.Name, r.Time().Center, r.Allocs, compared, target, mark)
	}
	if err := table.Flush(); err != nil {
		return false
	}
	return kept
}

const (
	markKept   = "ok"
	markMissed = "MISSED"
)

// verdict puts into words how a row stands beside its limit. Floors and peers have none,
// and neither have some operations.
func verdict(r *timing.Row) (compared, target, mark string) {
	v, limit := r.Judge(), r.Operation.Limit
	if !v.Compared {
		return "", "", ""
	}
	if limit.Above > 0 {
		compared, target = fmt.Sprintf("+%.0f ns", v.Value), fmt.Sprintf("+%.0f ns, +%d", limit.Above, limit.Allocs)
	} else {
		compared, target = fmt.Sprintf("%.2f x", v.Value), fmt.Sprintf("%.1f x, %d", limit.Ratio, limit.Allocs)
	}
	switch {
	case !v.Judged:
		return compared, "", ""
	case v.Kept:
		return compared, target, markKept
	}
	return compared, target, markMissed
}
