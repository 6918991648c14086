package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/satchel-go/satchel/bench/document"
)

// line is a reading while the run goes on.
func (r reading) line() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%8v  %9d requests  %8d refused", r.After.Round(10*time.Millisecond), r.Requests, r.Refused)
	for _, q := range quantities {
		fmt.Fprintf(&text, "  %s %.1f %s", q.name, q.of(r), q.unit)
	}
	return text.String()
}

// cells are the table of the thirds, its heading first.
func cells(readings []reading, growths []growth) [][]string {
	table := [][]string{{"median of", "first third", "second third", "last third", "may grow by", "verdict", "all along, from 0"}}
	for _, g := range growths {
		line := []string{nameWithUnit(g)}
		for _, third := range g.thirds {
			line = append(line, fmt.Sprintf("%.1f", third))
		}
		table = append(table, append(line, g.bound(), g.verdict(), sparkline(readings, g.of)))
	}
	return table
}

func nameWithUnit(g growth) string {
	if g.unit == "" {
		return g.name
	}
	return g.name + ", " + g.unit
}

func (g growth) bound() string {
	switch {
	case g.above == 0:
		return ""
	case g.part == 0:
		return fmt.Sprintf("%.0f", g.above)
	}
	return fmt.Sprintf("%.0f %s, or %.0f %% if more", g.above, g.unit, 100*g.part)
}

func (g growth) verdict() string {
	switch {
	case g.above == 0:
		return ""
	case g.grows:
		return "GROWS"
	}
	return "flat"
}

// sparkline begins at zero: from the least value on, noise would look like a mountain.
func sparkline(readings []reading, of func(reading) float64) string {
	bars := []rune("▁▂▃▄▅▆▇█")
	values := make([]float64, len(readings))
	for i, r := range readings {
		values[i] = of(r)
	}
	most := slices.Max(values)
	var text strings.Builder
	for _, value := range values {
		bar := 0
		if most > 0 {
			bar = min(len(bars)-1, int(value/most*float64(len(bars))))
		}
		text.WriteRune(bars[bar])
	}
	return text.String()
}

// summary says how much the server has done.
func summary(title string, readings []reading) string {
	last := readings[len(readings)-1]
	return fmt.Sprintf("%s · %d requests of %d users, %d cookies refused", title, last.Requests, last.Users, last.Refused)
}

func printVerdict(to io.Writer, title string, readings []reading, growths []growth) error {
	fmt.Fprintf(to, "\n%s\n\n", summary(title, readings))
	return document.Print(to, cells(readings, growths))
}

// markdown is the section of the page.
func markdown(title string, readings []reading, growths []growth) string {
	table := cells(readings, growths)
	return summary(title, readings) + "\n\n" + document.Table(table[0], table[1:])
}
