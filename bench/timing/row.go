package timing

import (
	"regexp"

	"github.com/satchel-go/satchel/bench"
)

// Row is one cell with its times.
type Row struct {
	*bench.Cell

	Measure *Row      // what it is compared with; nil for a measure itself
	Rounds  int       // how often one slice runs the cell
	Times   []float64 // nanoseconds for one run, by pass
	Allocs  int       // allocations of one run
	Bytes   int       // that these have together
}

// NewRows returns the cells whose operations match, and those that they are compared
// with, in the order of the cells. Nothing is timed yet.
func NewRows(cells []*bench.Cell, pattern *regexp.Regexp) []*Row {
	measures := map[string]*Row{} // by the name of the cell
	floors := map[string]*Row{}   // by the name of the operation; the first floor counts
	wanted := map[string]bool{}
	for _, cell := range cells {
		if o := cell.Operation; pattern.MatchString(o.Name) {
			wanted[o.Name], wanted[o.Limit.Against] = true, true
		}
	}
	var rows []*Row
	for _, cell := range cells {
		o := cell.Operation
		if !wanted[o.Name] {
			continue
		}
		r := &Row{Cell: cell}
		switch {
		case o.Limit.Against != "":
			r.Measure = measures[o.Limit.Against+"/"+cell.Subject.Name]
		case floors[o.Name] == nil:
			floors[o.Name] = r
		default:
			r.Measure = floors[o.Name]
		}
		measures[cell.Name()] = r
		rows = append(rows, r)
	}
	return rows
}
