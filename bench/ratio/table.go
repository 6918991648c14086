package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/satchel-go/satchel/bench"
)

// printTable prints a line for each row and tells whether all targets are kept.
func printTable(to io.Writer, rows []*row) (kept bool) {
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
			r.Operation.Name, r.Subject.Name, bench.Median(r.times), r.allocs, compared, target, mark)
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

// verdict compares a row with its limit. Floors have none.
func verdict(r *row) (compared, target, mark string) {
	limit := r.Operation.Limit
	if r.measure == nil {
		return "", "", ""
	}
	var fast bool
	if limit.Above > 0 {
		above := r.above()
		compared, target = fmt.Sprintf("+%.0f ns", above), fmt.Sprintf("+%.0f ns, +%d", limit.Above, limit.Allocs)
		fast = above <= limit.Above
	} else {
		ratio := r.ratio()
		compared, target = fmt.Sprintf("%.2f x", ratio), fmt.Sprintf("%.1f x, %d", limit.Ratio, limit.Allocs)
		fast = ratio <= limit.Ratio
	}
	switch {
	case r.Subject.Floor:
		return compared, "", ""
	case fast && r.extraAllocs() <= limit.Allocs:
		return compared, target, markKept
	}
	return compared, target, markMissed
}
