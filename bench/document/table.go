package document

import (
	"slices"
	"strings"
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
