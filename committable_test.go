package satchel_test

import (
	"fmt"
	"os"
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

const commitPage = "docs/commit.md"

// compare checks the table of the page against what was seen, when all was run.
// UPDATE_DOCS=1 writes it.
func (table *commitTable) compare(t *testing.T, ways []way) {
	t.Helper()
	page := read(t, commitPage)
	before, rest, opened := strings.Cut(page, "<!-- matrix -->\n")
	_, after, closed := strings.Cut(rest, "<!-- /matrix -->\n")
	if !opened || !closed {
		t.Fatalf("%s has no place for the table", commitPage)
	}
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
	if rest == b.String()+"<!-- /matrix -->\n"+after {
		return
	}
	if os.Getenv("UPDATE_DOCS") == "" {
		t.Errorf("the table in %s is not what was seen; write it with: UPDATE_DOCS=1 go test -run TestCommitMatrix .", commitPage)
		return
	}
	must(t, os.WriteFile(commitPage, []byte(before+"<!-- matrix -->\n"+b.String()+"<!-- /matrix -->\n"+after), 0o644))
}
