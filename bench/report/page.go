package main

import (
	"path/filepath"

	"github.com/satchel-go/satchel/bench/document"
	"github.com/satchel-go/satchel/bench/timing"
)

// requestColumns are the main table. The profile of Play 2.5 has no signed flash.
var requestColumns = []column{
	{title: "untouched", operation: "untouched"},
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
	readOneKey   = "read-one-key"
	changeOneKey = "change-one-key"

	notMeasured = "Not measured yet."
)

// charts are the pictures beside the page, by their file.
var charts = []struct{ file, operation, title string }{
	{"performance.svg", readOneKey, "Reading one key of the session"},
	{"performance-change.svg", changeOneKey, "Changing one key of the session"},
}

// writePage writes the sections of the page that are this program's, and the pictures. It
// returns the files that it has written.
func writePage(page, machine string, rows []*timing.Row) (written []string, err error) {
	for _, section := range []struct{ name, text string }{
		{"machine", machine + "\n\n" + certainty(rows)},
		{"requests", comparisonTable(rows, requestColumns, readOneKey)},
		{"targets", targetTables(rows)},
		{"codec", comparisonTable(rows, codecColumns, "decode")},
		{"hostile", hostileTables(rows)},
	} {
		if section.text == "" {
			section.text = notMeasured
		}
		if err := document.Write(page, section.name, section.text); err != nil {
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
