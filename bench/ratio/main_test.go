package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench"
)

// A short run is no measurement, but everything in it has to work.
func TestEveryCellGetsALine(t *testing.T) {
	cells, err := bench.Cells()
	if err != nil {
		t.Fatal(err)
	}
	rows := newRows(cells, regexp.MustCompile(""))
	for _, r := range rows {
		r.prepare(time.Microsecond)
		r.time()
	}
	var out strings.Builder
	printTable(&out, rows)
	for _, cell := range cells {
		if line := regexp.MustCompile(`(?m)^` + cell.Operation.Name + ` +` + cell.Subject.Name + ` `); !line.MatchString(out.String()) {
			t.Errorf("no line for %s", cell.Name())
		}
	}
}

func TestARowIsComparedWithItsMeasure(t *testing.T) {
	cells, err := bench.Cells()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range newRows(cells, regexp.MustCompile("dots|untouched")) {
		switch {
		case r.Operation.Name == "hostile-1MB-of-dots":
			if got, want := r.measure.Name(), "read-4KB-session/"+r.Subject.Name; got != want {
				t.Errorf("%s is compared with %s, want %s", r.Name(), got, want)
			}
		case !r.Subject.Floor:
			if got := r.measure.Subject.Name; got != "floor" {
				t.Errorf("%s is compared with %s", r.Name(), got)
			}
		}
	}
}

func TestVerdict(t *testing.T) {
	measure := &row{Cell: &bench.Cell{Subject: &bench.Subject{Floor: true}}, times: []float64{100, 1000, 100}}
	subject := &row{Cell: &bench.Cell{Subject: &bench.Subject{}}, measure: measure, allocs: 2}
	for _, c := range []struct {
		times  []float64
		limit  bench.Limit
		allocs int
		mark   string
	}{
		{[]float64{150, 1500, 900}, bench.Limit{Ratio: 1.5, Allocs: 2}, 2, markKept},
		{[]float64{160, 1600, 100}, bench.Limit{Ratio: 1.5, Allocs: 2}, 2, markMissed},
		{[]float64{100, 1000, 100}, bench.Limit{Ratio: 1.5, Allocs: 2}, 3, markMissed},
		{[]float64{200, 1100, 900}, bench.Limit{Above: 100, Allocs: 2}, 2, markKept},
		{[]float64{201, 1101, 100}, bench.Limit{Above: 100, Allocs: 2}, 2, markMissed},
	} {
		subject.times, subject.Operation.Limit, subject.allocs = c.times, c.limit, c.allocs
		if _, _, mark := verdict(subject); mark != c.mark {
			t.Errorf("%v against %v with %+v: %s, want %s", c.times, measure.times, c.limit, mark, c.mark)
		}
	}
}
