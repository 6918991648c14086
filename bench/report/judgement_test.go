package main

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/timing"
)

func hasLines(t *testing.T, text string, lines ...string) {
	t.Helper()
	text = strings.ReplaceAll(text, space, " ")
	for _, line := range lines {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("there is no line\n%s\nin\n%s", line, text)
		}
	}
}

func TestTargetTables(t *testing.T) {
	untouched := bench.Operation{Name: "untouched", Limit: bench.Limit{Above: 400, Allocs: 1}}
	text := targetTables(rowsOf(untouched, read()))
	hasLines(t, "\n"+text,
		"4 of 10 targets are kept, those of the hostile requests below included.",
		"| beside `floor` | target | `native` | `play` | `play25` | `sealed` | `native-limited` |",
		"| untouched | ≤ +400 ns, +1 | +370 ns, +0 ✓ | **+460 ns**, +0 ✗ | +340 ns, +0 ✓ | **+430 ns**, +0 ✗ | **+1.14 µs**, +0 ✗ |",
		"| read-one-key | ≤ 1.5 ×, 4 | 1.44 ×, 4 ✓ | **1.54 ×**, 4 ✗ | 1.40 ×, 4 ✓ | **1.51 ×**, 4 ✗ | **2.34 ×**, 4 ✗ |",
	)
}

func TestATargetIsMissedByAllocations(t *testing.T) {
	rows := rowsOf(read())
	for _, r := range rows {
		r.Allocs = 5
	}
	hasLines(t, "\n"+targetTables(rows), "| read-one-key | ≤ 1.5 ×, 4 | 1.44 ×, **5** ✗ | **1.54 ×**, **5** ✗ | 1.40 ×, **5** ✗ | **1.51 ×**, **5** ✗ | **2.34 ×**, **5** ✗ |")
}

func TestHostileTables(t *testing.T) {
	against := func(name, measure string) bench.Operation {
		return bench.Operation{Name: name, Limit: bench.Limit{Ratio: 2, Allocs: 4, Against: measure}}
	}
	rows := rowsOf(read(), against("dots", readOneKey), bench.Operation{Name: "none"}, against("first", "none"), against("last", "first"))
	var some []*timing.Row
	for _, r := range rows {
		refusal := r.Operation.Name != readOneKey && r.Operation.Name != "dots"
		if !refusal || r.Subject.Name == "play" {
			some = append(some, r)
		}
	}
	text := hostileTables(some)
	hasLines(t, "\n"+text,
		"| beside `read-one-key` | target | `native` | `play` | `play25` | `sealed` | `native-limited` |",
		"| read-one-key | – | 1.22 µs · 4 | 1.31 µs · 4 | 1.19 µs · 4 | 1.28 µs · 4 | 1.99 µs · 4 |",
		"| dots | ≤ 2.0 ×, 4 | 1.22 µs · 1.00 ×, 4 ✓ | 1.31 µs · 1.00 ×, 4 ✓ | 1.19 µs · 1.00 ×, 4 ✓ | 1.28 µs · 1.00 ×, 4 ✓ | 1.99 µs · 1.00 ×, 4 ✓ |",
		"|  | target | `play` |",
		"| none | – | 1.31 µs · 4 |",
		"| first | ≤ 2.0 ×, 4 (none) | 1.31 µs · 1.00 ×, 4 ✓ |",
		"| last | ≤ 2.0 ×, 4 (first) | 1.31 µs · 1.00 ×, 4 ✓ |",
	)
}
