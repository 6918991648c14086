package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/satchel-go/satchel/bench/timing"
)

// printTable prints a line for each row, and how many targets are kept.
func printTable(to io.Writer, rows []*timing.Row) error {
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "operation\tsubject\ttime\t\tallocs\tbytes\tcompared\ttarget\t\t")
	last := ""
	for _, r := range rows {
		name := r.Operation.Name
		if name == last {
			name = ""
		} else if last != "" {
			fmt.Fprintln(table, "\t\t\t\t\t\t\t\t\t")
		}
		last = r.Operation.Name
		compared, target, mark := "", "", ""
		v := r.Judge()
		if v.Compared {
			compared = comparison(r, v)
		}
		if v.Judged {
			target, mark = targetOf(r.Operation), "MISSED"
			if v.Kept {
				mark = "ok"
			}
		}
		summary := r.Time()
		fmt.Fprintf(table, "%s\t%s\t%s\t± %s\t%d\t%d\t%s\t%s\t%s\t\n",
			name, r.Subject.Name, duration(summary.Center), summary.PctRangeString(), r.Allocs, r.Bytes, compared, target, mark)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("the table: %w", err)
	}
	kept, judged := countTargets(rows)
	_, err := fmt.Fprintf(to, "\n%d of %d targets are kept\n", kept, judged)
	return err
}
