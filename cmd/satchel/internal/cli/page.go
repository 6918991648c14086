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
	widths := columns(rows)
	for _, row := range rows {
		p.row(row, widths, func(cell string) string { return cell })
	}
}

// verdicts is table for rows that begin with a verdict, which is painted. Nothing else is: a
// word that somebody else has written must not look like ours.
func (p *page) verdicts(rows [][]string) {
	widths := columns(rows)
	for _, row := range rows {
		p.row(row, widths, p.paint)
	}
}

// columns returns the widths that the cells need.
func columns(rows [][]string) []int {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(printable(cell)))
		}
	}
	return widths
}

func (p *page) row(cells []string, widths []int, paintFirst func(string) string) {
	var line strings.Builder
	for i, cell := range cells {
		cell = printable(cell)
		padding := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2)
		if i == 0 {
			cell = paintFirst(cell)
		}
		line.WriteString(cell + padding)
	}
	p.WriteString("  " + strings.TrimRight(line.String(), " ") + "\n")
}

// colors are those of the verdicts, so that an eye finds them; the words say the same
// without.
var colors = map[string]string{
	"ok":     "\x1b[32m", // green
	"advice": "\x1b[33m", // yellow
	"fault":  "\x1b[31m", // red
}

// paint gives a verdict its color, if the terminal has some.
func (p *page) paint(word string) string {
	if color, is := colors[word]; is && p.color {
		return color + word + "\x1b[0m"
	}
	return word
}
