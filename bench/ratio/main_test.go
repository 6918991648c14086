package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/timing"
)

// A short run is no measurement, but everything in it has to work.
func TestEveryCellGetsALine(t *testing.T) {
	cells, err := bench.Cells()
	if err != nil {
		t.Fatal(err)
	}
	rows := timing.NewRows(cells, regexp.MustCompile(""))
	timing.Run(rows, 1, time.Microsecond)
	var out strings.Builder
	printTable(&out, rows)
	for _, cell := range cells {
		if line := regexp.MustCompile(`(?m)^` + cell.Operation.Name + ` +` + cell.Subject.Name + ` `); !line.MatchString(out.String()) {
			t.Errorf("no line for %s", cell.Name())
		}
	}
}

func TestPeersAreLeftOutUnlessTheyAreAskedFor(t *testing.T) {
	ours, floor := &bench.Cell{Subject: &bench.Subject{}}, &bench.Cell{Subject: &bench.Subject{Floor: true}}
	cells := []*bench.Cell{floor, {Subject: &bench.Subject{Peer: true}}, ours, {Subject: &bench.Subject{Peer: true, Floor: true}}}
	if got := withoutPeers(cells); !slices.Equal(got, []*bench.Cell{floor, ours}) {
		t.Errorf("%d cells are left", len(got))
	}
	if cells[3] == nil {
		t.Error("the list that came in has changed")
	}
}

func TestWhoHasNoTargetIsComparedAndMissesNothing(t *testing.T) {
	measure := &timing.Row{Cell: &bench.Cell{Subject: &bench.Subject{Floor: true}}, Times: []float64{100}}
	limit := bench.Limit{Ratio: 1.5, Allocs: 2}
	for name, cell := range map[string]*bench.Cell{
		"a peer":                        {Subject: &bench.Subject{Peer: true}, Operation: bench.Operation{Limit: limit}},
		"another floor":                 {Subject: &bench.Subject{Floor: true}, Operation: bench.Operation{Limit: limit}},
		"an operation without a target": {Subject: &bench.Subject{}},
	} {
		r := &timing.Row{Cell: cell, Measure: measure, Times: []float64{1700}, Allocs: 200}
		if compared, target, mark := verdict(r); compared != "17.00 x" || target != "" || mark != "" {
			t.Errorf("%s: %q, %q, %q", name, compared, target, mark)
		}
	}
}

func TestVerdict(t *testing.T) {
	measure := &timing.Row{Cell: &bench.Cell{Subject: &bench.Subject{Floor: true}}, Times: []float64{100, 1000, 100}}
	subject := &timing.Row{Cell: &bench.Cell{Subject: &bench.Subject{}}, Measure: measure, Allocs: 2}
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
		subject.Times, subject.Operation.Limit, subject.Allocs = c.times, c.limit, c.allocs
		if _, _, mark := verdict(subject); mark != c.mark {
			t.Errorf("%v against %v with %+v: %s, want %s", c.times, measure.Times, c.limit, mark, c.mark)
		}
	}
}

func TestOptionsThatMakeNoSenseAreErrors(t *testing.T) {
	for flag, c := range map[string]struct {
		passes int
		slice  time.Duration
		only   string
	}{
		"-passes 0":     {0, time.Microsecond, "^untouched$"},
		"-slice 0s":     {1, 0, "^untouched$"},
		"-run: ":        {1, time.Microsecond, "("},
		`-run "nobody"`: {1, time.Microsecond, "nobody"},
	} {
		if _, err := run(c.passes, c.slice, c.only, false); err == nil || !strings.HasPrefix(err.Error(), flag) {
			t.Errorf("%s: the error is %v", flag, err)
		}
	}
}
