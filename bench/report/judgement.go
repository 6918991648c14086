package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/document"
	"github.com/satchel-go/satchel/bench/timing"
)

// targetTables have the targets beside a floor: a table for each floor, with our subjects
// side by side.
func targetTables(rows []*timing.Row) string {
	var floors []string
	beside := map[string][]*timing.Row{}
	for _, r := range rows {
		if r.Operation.Limit.Against != "" || !r.Judge().Judged {
			continue
		}
		floor := r.Measure.Subject.Name
		if beside[floor] == nil {
			floors = append(floors, floor)
		}
		beside[floor] = append(beside[floor], r)
	}
	kept, judged := countTargets(rows)
	parts := []string{fmt.Sprintf("%d of %d targets are kept, those of the hostile requests below included.\n", kept, judged)}
	for _, floor := range floors {
		parts = append(parts, judgementTable("beside `"+floor+"`", beside[floor], standing))
	}
	return strings.Join(parts, "\n")
}

// countTargets counts those of all rows.
func countTargets(rows []*timing.Row) (kept, judged int) {
	for _, r := range rows {
		v := r.Judge()
		if v.Judged {
			judged++
		}
		if v.Kept {
			kept++
		}
	}
	return kept, judged
}

// hostileTables have the operations that are compared with another one of the same
// subject, and those others: a table for all that the same subjects take part in.
func hostileTables(rows []*timing.Row) string {
	references := map[string]bool{}
	for _, r := range rows {
		references[r.Operation.Limit.Against] = true
	}
	subjects := map[string]string{} // of an operation
	groups := map[string][]*timing.Row{}
	var order []string
	var shown []*timing.Row
	for _, r := range rows {
		if isOurs(r.Subject) && (r.Operation.Limit.Against != "" || references[r.Operation.Name]) {
			shown = append(shown, r)
			subjects[r.Operation.Name] += " " + r.Subject.Name
		}
	}
	for _, r := range shown {
		key := subjects[r.Operation.Name]
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], r)
	}
	var tables []string
	for _, key := range order {
		title, measure := "", theMeasure(groups[key])
		if measure != "" {
			title = "beside `" + measure + "`"
		}
		tables = append(tables, judgementTable(title, groups[key], func(r *timing.Row) string {
			text := duration(r.Time().Center)
			if r.Operation.Limit.Against == "" {
				return fmt.Sprintf("%s · %d", text, r.Allocs)
			}
			return text + " · " + standing(r)
		}))
	}
	return strings.Join(tables, "\n")
}

// theMeasure is the operation that all of them are compared with, or "" if there is more
// than one.
func theMeasure(rows []*timing.Row) string {
	one := ""
	for _, r := range rows {
		switch against := r.Operation.Limit.Against; {
		case against == "" || against == one:
		case one != "":
			return ""
		default:
			one = against
		}
	}
	return one
}

// standing writes what a target is about, and whether it is kept. What has missed it is
// bold.
func standing(r *timing.Row) string {
	v := r.Judge()
	allocs := strconv.Itoa(r.Allocs)
	if r.Operation.Limit.Above > 0 {
		allocs = fmt.Sprintf("%+d", r.Allocs-r.Measure.Allocs)
	}
	compared, mark := comparison(r, v), document.Missed
	if v.Kept {
		mark = document.Kept
	}
	if v.Slow {
		compared = bold(compared)
	}
	if v.Costly {
		allocs = bold(allocs)
	}
	return compared + ", " + allocs + space + mark
}

// judgementTable has a line for each operation and a column for each subject.
func judgementTable(title string, rows []*timing.Row, write func(*timing.Row) string) string {
	var subjects []*bench.Subject
	var names []string
	operations := map[string]bench.Operation{}
	cells := map[string]string{}
	measure, targets := theMeasure(rows), map[string]bool{}
	for _, r := range rows {
		name := r.Operation.Name
		if !slices.Contains(names, name) {
			names = append(names, name)
			operations[name] = r.Operation
		}
		if !slices.ContainsFunc(subjects, func(s *bench.Subject) bool { return s.Name == r.Subject.Name }) {
			subjects = append(subjects, r.Subject)
		}
		cells[r.Name()] = write(r)
		targets[name] = r.Judge().Judged && name != measure // that one stands beside its floor
	}
	header := []string{title, "target"}
	for _, s := range subjects {
		header = append(header, "`"+s.Name+"`")
	}
	var lines [][]string
	for _, name := range names {
		line := []string{name, none}
		if targets[name] {
			line[1] = targetOf(operations[name])
			if against := operations[name].Limit.Against; against != "" && measure == "" {
				line[1] += " (" + against + ")"
			}
		}
		for _, s := range subjects {
			text, found := cells[name+"/"+s.Name]
			if !found {
				text = none
			}
			line = append(line, text)
		}
		lines = append(lines, line)
	}
	return document.Table(header, lines)
}
