package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/satchel-go/satchel/bench/document"
)

// unjudged stands in the place of document.Kept and Missed.
const unjudged = "–"

// costs are the table of what requests cost the server, its heading first.
func costs(rows []*row) [][]string {
	table := [][]string{{"server", "requests/s", "busy", "CPU per request", "throughput of the floor", "target"}}
	for _, r := range rows {
		table = append(table, []string{
			r.Name, fmt.Sprintf("%.0f", r.of(loop.perSecond)), percent(r.of(loop.busy)),
			fmt.Sprintf("%.2f µs", r.of(loop.perRequest)/1000), compared(r), verdict(r),
		})
	}
	return table
}

// compared says what the share is of where that is no floor.
func compared(r *row) string {
	if r.against == nil {
		return ""
	}
	text := fmt.Sprintf("%.1f %%", 100*r.share())
	if _, measure, _ := strings.Cut(r.against.Name, ", "); measure != "floor" {
		text += " of the " + measure + " handler"
	}
	return text
}

func verdict(r *row) string {
	if r.target == 0 {
		return ""
	}
	mark := document.Kept
	switch {
	case !r.judged():
		mark = unjudged
	case !r.kept():
		mark = document.Missed
	}
	return "≥ " + percent(r.target) + " " + mark
}

// latencyTable has its heading first. Where the rate was never kept there is no latency.
func latencyTable(rows []*row) [][]string {
	heading := []string{"server", "rate kept"}
	for _, quantile := range quantiles {
		heading = append(heading, quantile.name)
	}
	table := [][]string{heading}
	for _, r := range rows {
		line := []string{r.Name, fmt.Sprintf("%d of %d", len(r.waits), len(r.loops))}
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

// printTables prints the two tables that the page has as well.
func printTables(to io.Writer, title string, rows []*row) error {
	fmt.Fprintln(to, title)
	for _, table := range [][][]string{costs(rows), latencyTable(rows)} {
		fmt.Fprintln(to)
		if err := document.Print(to, table); err != nil {
			return err
		}
	}
	return nil
}

// markdown is the section of the page: a table of the costs, and one of the latencies.
func markdown(title string, rows []*row) string {
	parts := []string{title + "\n"}
	for _, table := range [][][]string{costs(rows), latencyTable(rows)} {
		parts = append(parts, document.Table(table[0], table[1:]))
	}
	return strings.Join(parts, "\n")
}
