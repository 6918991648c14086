package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/satchel-go/satchel/bench/document"
)

// summary is the section of the page: a line for each series, with its ends. All of its
// points would be some hundred lines, which nobody reads.
func summary(all []*series, processors []*rates) string {
	var parts []string
	var lines [][]string
	for _, s := range all {
		words, _ := verdict(s)
		growthOf, slopeOf := "–", "–"
		if perByte, exists := slope(s.within()); exists && s.noVerdict == "" {
			growthOf, slopeOf = fmt.Sprintf("%.2f ×", growth(s.within())), fmt.Sprintf("%.2f ns", perByte)
		}
		first, last := s.points[0], s.points[len(s.points)-1]
		lines = append(lines, []string{
			s.name, s.subject,
			between(strconv.Itoa(first.bytes), strconv.Itoa(last.bytes)),
			between(microseconds(first), microseconds(last)) + " µs",
			between(fmt.Sprintf("%.0f", first.allocations), fmt.Sprintf("%.0f", last.allocations)),
			slopeOf, growthOf, words,
		})
	}
	if len(lines) > 0 {
		header := []string{"what", "subject", "bytes", "time", "allocations", "a byte more", "a byte after the last doubling", "verdict"}
		parts = append(parts, document.Table(header, lines))
	}
	lines = nil
	for _, r := range processors {
		one, two := r.most()
		lines = append(lines, []string{r.name, fmt.Sprintf("%.0f", one), fmt.Sprintf("%.0f", two), fmt.Sprintf("%.2f", r.efficiency())})
	}
	if len(lines) > 0 {
		header := []string{"requests a second, `native`", "one processor", "two", "efficiency"}
		parts = append(parts, document.Table(header, lines))
	}
	return strings.Join(parts, "\n")
}

func microseconds(p *point) string { return fmt.Sprintf("%.2f", p.nanoseconds()/1000) }

// between is the way from one end to the other, or one of them where they are the same.
func between(first, last string) string {
	if first == last {
		return first
	}
	return first + " → " + last
}
