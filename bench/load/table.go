package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/satchel-go/satchel/bench/document"
)

// costColumns are how many of the columns are about the cost, the name included. The others
// are about latencies.
const costColumns = 6

// cells are the table, its heading first.
func cells(rows []*row) [][]string {
	heading := []string{"server", "requests/s", "busy", "CPU per request", "of the measure", "target", "rate kept"}
	for _, quantile := range quantiles {
		heading = append(heading, quantile.name)
	}
	table := [][]string{heading}
	for _, r := range rows {
		line := []string{
			r.Name, fmt.Sprintf("%.0f", r.of(loop.perSecond)), percent(r.of(loop.busy)),
			fmt.Sprintf("%.2f µs", r.of(loop.perRequest)/1000), "", "",
		}
		if r.against != nil {
			line[4] = fmt.Sprintf("%.1f %%", 100*r.share())
		}
		if r.target != 0 {
			mark := "ok"
			if !r.kept() {
				mark = "MISSED"
			}
			line[5] = "≥ " + percent(r.target) + " " + mark
		}
		line = append(line, fmt.Sprintf("%d of %d", len(r.waits), len(r.loops)))
		for i := range quantiles {
			wait := "–"
			if len(r.waits) > 0 {
				wait = fmt.Sprintf("%.2f ms", r.latency(i).Seconds()*1000)
			}
			line = append(line, wait)
		}
		table = append(table, line)
	}
	return table
}

func percent(part float64) string { return fmt.Sprintf("%.0f %%", 100*part) }

func printTable(to io.Writer, title string, rows []*row) error {
	fmt.Fprintf(to, "%s\n\n", title)
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, line := range cells(rows) {
		fmt.Fprintln(table, strings.Join(line, "\t")+"\t")
	}
	return table.Flush()
}

// markdown is the section of the page: a table of the costs, and one of the latencies.
func markdown(title string, rows []*row) string {
	var costs, waits [][]string
	for _, line := range cells(rows) {
		costs = append(costs, line[:costColumns])
		waits = append(waits, append([]string{line[0]}, line[costColumns:]...))
	}
	return title + "\n\n" + document.Table(costs[0], costs[1:]) + "\n" + document.Table(waits[0], waits[1:])
}
