package satchel_test

import (
	"fmt"
	"strings"
	"testing"
)

// commitTable collects what the cells of the matrix gave, for docs/commit.md.
type commitTable struct {
	cells int
	given map[string][]string // by way and deed, for HTTP/1.1 and HTTP/2
}

func newCommitTable() *commitTable { return &commitTable{given: map[string][]string{}} }

func (table *commitTable) note(w *way, d deed, o outcome) {
	table.cells++
	symbols := o.symbols()
	if w.status == 0 {
		symbols = "–"
	}
	key := w.name + "|" + d.name
	table.given[key] = append(table.given[key], symbols)
}

// symbols says an outcome in a few letters; docs/commit.md explains them.
func (o outcome) symbols() string {
	var parts []string
	add := func(part string, when bool) {
		if when {
			parts = append(parts, part)
		}
	}
	add("V", o.vary != "")
	for cookie := range strings.SplitSeq(o.cookies, "|") {
		add("S", cookie == "session=")
		add("S×", cookie == "session=deleted")
		add("F", cookie == "flash=")
		add("F×", cookie == "flash=deleted")
	}
	add("N", o.cacheControl == "no-store")
	add("E", strings.Contains(o.events, "late "+sessionName+" write"))
	add("H", strings.Contains(o.events, " hijack"))
	if len(parts) == 0 {
		return "·"
	}
	return strings.Join(parts, " ")
}

// compare checks the table of the page against what was seen, when all was run.
// UPDATE_DOCS=1 writes it.
func (table *commitTable) compare(t *testing.T, ways []way) {
	t.Helper()
	// Ways that give the same stand in one row.
	var rows []string
	names := map[string][]string{}
	for i := range ways {
		name, protocols := ways[i].name, 2
		if ways[i].http1Only {
			name, protocols = name+" (HTTP/1.1)", 1
		}
		row := ""
		for _, d := range deeds {
			given := table.given[ways[i].name+"|"+d.name]
			if len(given) != protocols {
				return // only a part was run
			}
			if given[0] != given[len(given)-1] {
				given[0] += ", over HTTP/2 " + given[1]
			}
			row += " " + given[0] + " |"
		}
		if names[row] == nil {
			rows = append(rows, row)
		}
		names[row] = append(names[row], name)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| %d cells |", table.cells)
	for _, d := range deeds {
		fmt.Fprintf(&b, " %s |", d.name)
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(deeds)+1) + "\n")
	for _, row := range rows {
		fmt.Fprintf(&b, "| %s |%s\n", strings.Join(names[row], "; "), row)
	}
	compareTable(t, "docs/commit.md", "matrix", b.String())
}
