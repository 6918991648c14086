package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// page is text for people: paragraphs and tables, in the width that they need.
type page struct {
	strings.Builder
	color bool
}

// line writes a line. The arguments are made harmless for a terminal, the format is
// taken as it is.
func (p *page) line(format string, args ...string) {
	safe := make([]any, len(args))
	for i, arg := range args {
		safe[i] = printable(arg)
	}
	fmt.Fprintf(p, format+"\n", safe...)
}

// table writes rows with their columns below each other, indented by two blanks. The
// last column takes what it needs. Cells are made harmless for a terminal.
func (p *page) table(rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(printable(cell)))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			cell = printable(cell)
			line.WriteString(p.paint(cell))
			line.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
		}
		p.WriteString("  " + strings.TrimRight(line.String(), " ") + "\n")
	}
}

// verdicts are the words that a table paints, so that an eye finds them; the words say
// the same without colors.
var verdicts = map[string]string{
	"ok":     "\x1b[32m", // green
	"advice": "\x1b[33m", // yellow
	"fault":  "\x1b[31m", // red
}

// paint gives a verdict its color, if the terminal has some.
func (p *page) paint(word string) string {
	if color, is := verdicts[word]; is && p.color {
		return color + word + "\x1b[0m"
	}
	return word
}
