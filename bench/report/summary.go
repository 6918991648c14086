package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/satchel-go/satchel/bench/timing"
)

// inShort is the subject that the first lines of the page are about.
const inShort = "native"

// summarised is what a reader who leaves after a few lines takes along: what the defaults
// cost, what the other libraries need, and how many targets are kept. A line whose rows
// are missing is left out.
func summarised(rows []*timing.Row) string {
	cells := map[string]*timing.Row{}
	for _, r := range rows {
		cells[r.Name()] = r
	}
	var lines []string
	if r := cells[untouched+"/"+inShort]; r != nil {
		lines = append(lines, "A request that does not ask for its session costs "+timeAndComparison(r)+".")
	}
	read, change := cells[readOneKey+"/"+inShort], cells[changeOneKey+"/"+inShort]
	if read != nil && change != nil {
		lines = append(lines, "Reading the session takes "+timeAndComparison(read)+"; changing it takes "+timeAndComparison(change)+".")
	}
	if least, most, found := readsOfPeers(rows); found {
		lines = append(lines, "The other libraries read theirs in "+duration(least)+" to "+duration(most)+".")
	}
	if kept, judged := countTargets(rows); judged > 0 {
		lines = append(lines, fmt.Sprintf("%d of %d targets are kept.", kept, judged))
	}
	if len(lines) == 0 {
		return ""
	}
	return "- " + strings.Join(lines, "\n- ")
}

// timeAndComparison writes what a row takes, and how that is beside its floor: a multiple,
// or a difference where the floor does next to nothing.
func timeAndComparison(r *timing.Row) string {
	text := duration(r.Time().Center)
	v := r.Judge()
	switch {
	case !v.Compared:
		return text
	case r.Operation.Limit.Above > 0:
		return text + ", " + comparison(r, v) + " beside the floor"
	}
	return text + ", " + comparison(r, v) + " the floor"
}

// readsOfPeers are the quickest and the slowest of them.
func readsOfPeers(rows []*timing.Row) (least, most float64, found bool) {
	least = math.Inf(1)
	for _, r := range rows {
		if r.Subject.Peer && !r.Subject.Floor && r.Operation.Name == readOneKey {
			nanoseconds := r.Time().Center
			least, most, found = min(least, nanoseconds), max(most, nanoseconds), true
		}
	}
	return least, most, found
}
