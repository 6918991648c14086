package main

import (
	"fmt"
	"path/filepath"

	"github.com/satchel-go/satchel/bench/document"
	"github.com/satchel-go/satchel/bench/timing"
)

// requestColumns are the main table. The profile of Play 2.5 has no signed flash.
var requestColumns = []column{
	{title: "untouched", operation: untouched},
	{title: "read", operation: readOneKey},
	{title: "change", operation: changeOneKey},
	{title: "flash set", operation: "flash-set", instead: "unsigned-flash-set"},
	{title: "flash take", operation: "flash-take", instead: "unsigned-flash-take"},
}

var codecColumns = []column{
	{title: "encode", operation: "encode"},
	{title: "decode", operation: "decode"},
}

const (
	untouched    = "untouched"
	readOneKey   = "read-one-key"
	changeOneKey = "change-one-key"

	notMeasured = "Not measured yet."
)

// charts are the pictures beside the page, by their file.
var charts = []struct{ file, operation, title string }{
	{"performance.svg", readOneKey, "Reading one key of the session"},
	{"performance-change.svg", changeOneKey, "Changing one key of the session"},
}

// sections are those of the page that are this program's.
var sections = []struct {
	name string
	text func(machine string, rows []*timing.Row) string
}{
	{"summary", func(_ string, rows []*timing.Row) string { return summarised(rows) }},
	{"requests", func(_ string, rows []*timing.Row) string { return comparisonTable(rows, requestColumns, readOneKey) }},
	{"machine", func(machine string, rows []*timing.Row) string { return machine + "\n\n" + certainty(rows) }},
	{"targets", func(_ string, rows []*timing.Row) string { return targetTables(rows) }},
	{"codec", func(_ string, rows []*timing.Row) string { return comparisonTable(rows, codecColumns, "decode") }},
	{"hostile", func(_ string, rows []*timing.Row) string { return hostileTables(rows) }},
}

// fewestPasses are what a page needs: with fewer, medians have wide intervals or none.
const fewestPasses = 10

// checkPage tells whether writePage would write the page, before anything is measured.
func checkPage(page string, passes int) error {
	if passes < fewestPasses {
		return fmt.Errorf("-passes %d is too few for the page, which needs %d; give -page= to leave it alone", passes, fewestPasses)
	}
	for _, section := range sections {
		if err := document.Check(page, section.name); err != nil {
			return err
		}
	}
	return nil
}

// writePage writes the sections of the page that are this program's, and the pictures. It
// returns the files that it has written.
func writePage(page, machine string, rows []*timing.Row) (written []string, err error) {
	for _, section := range sections {
		text := section.text(machine, rows)
		if text == "" {
			text = notMeasured
		}
		if err := document.Write(page, section.name, text); err != nil {
			return nil, err
		}
	}
	written = []string{page}
	for _, c := range charts {
		path := filepath.Join(filepath.Dir(page), "images", c.file)
		drawn, err := writeChart(path, c.title, rows, c.operation)
		if err != nil {
			return written, err
		}
		if drawn {
			written = append(written, path)
		}
	}
	return written, nil
}
