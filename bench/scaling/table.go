package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// printed has a table for each series, below its verdict, and tells whether all of those
// are good.
func printed(all []*series) (text string, good bool) {
	var out strings.Builder
	good = true
	for _, s := range all {
		words, fine := verdict(s)
		good = good && fine
		fmt.Fprintf(&out, "%s, %s: %s", s.name, s.subject, words)
		if perByte, exists := slope(s.within()); exists && s.noVerdict == "" {
			fmt.Fprintf(&out, "; slope %.2f ns a byte; after the last doubling a byte costs %.2f times as much", perByte, growth(s.within()))
		}
		out.WriteString("\n")
		table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(table, "\tbytes\tns\tns/byte\tallocations\tallocated\t")
		for _, p := range s.points {
			ns := p.nanoseconds()
			fmt.Fprintf(table, "%s\t%d\t%.0f\t%.2f\t%.0f\t%.0f B\t\n", p.label, p.bytes, ns, ns/float64(max(p.bytes, 1)), p.allocations, p.allocated)
		}
		_ = table.Flush() // a Builder takes everything
		out.WriteString("\n")
	}
	return out.String(), good
}

func printedRates(all []*rates) string {
	var out strings.Builder
	out.WriteString("processors, native: requests a second, and those of two as a part of twice those of one\n")
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tone\ttwo\tefficiency\t")
	for _, r := range all {
		one, two := r.most()
		fmt.Fprintf(table, "%s\t%.0f\t%.0f\t%.2f\t\n", r.name, one, two, r.efficiency())
	}
	_ = table.Flush() // a Builder takes everything
	return out.String()
}
