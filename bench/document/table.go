package document

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// The marks of a target in every table.
const (
	Kept   = "✓"
	Missed = "✗"
)

// Table is a table in Markdown, its first column to the left and the others to the right.
// Each line has as many cells as the header.
func Table(header []string, lines [][]string) string {
	var text strings.Builder
	rule := slices.Repeat([]string{"---:"}, len(header))
	rule[0] = ":---"
	for _, line := range slices.Concat([][]string{header, rule}, lines) {
		text.WriteString("| " + strings.Join(line, " | ") + " |\n")
	}
	return text.String()
}

// Print writes a table for a terminal, its heading first and its columns to the left.
func Print(to io.Writer, table [][]string) error {
	columns := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, line := range table {
		fmt.Fprintln(columns, strings.Join(line, "\t"))
	}
	if err := columns.Flush(); err != nil {
		return fmt.Errorf("document: the table: %w", err)
	}
	return nil
}
