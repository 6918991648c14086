package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/satchel-go/satchel/bench/timing"
)

// printTable prints a line for each row.
func printTable(to io.Writer, rows []*row) error {
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "operation\tgoroutines\tbare\tours\tratio\tallocs bare\tallocs ours\t")
	last := ""
	for _, r := range rows {
		if last != "" && last != r.name {
			fmt.Fprintln(table, "\t\t\t\t\t\t\t")
		}
		last = r.name
		bare, ratio, allocs := "", "", ""
		if r.bare != nil {
			bare, ratio, allocs = nanoseconds(r.bare), fmt.Sprintf("%.2f x", r.ratio()), allocations(r.bare)
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t\n", r.name, r.goroutines, bare, nanoseconds(r.ours), ratio, allocs, allocations(r.ours))
	}
	return table.Flush()
}

func nanoseconds(s *side) string { return fmt.Sprintf("%.0f ns", timing.Median(s.times)) }

func allocations(s *side) string { return fmt.Sprintf("%.0f", timing.Median(s.allocs)) }
