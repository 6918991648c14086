package timing_test

import (
	"math"
	"slices"
	"testing"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/timing"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{[]float64{3, 1, 2}, 2}, {[]float64{4, 1, 2, 3}, 2.5}, {[]float64{7}, 7}} {
		if got := timing.Median(c.values); got != c.want {
			t.Errorf("median of %v: %v, want %v", c.values, got, c.want)
		}
	}
}

// The passes of two rows belong together by their order.
func TestASummaryLeavesTheOrder(t *testing.T) {
	values := []float64{5, 1, 4, 2, 3, 6, 7}
	summary := timing.Summarise(values)
	if !slices.Equal(values, []float64{5, 1, 4, 2, 3, 6, 7}) {
		t.Errorf("the values are %v now", values)
	}
	if summary.Center != 4 || summary.Lo < 1 || summary.Lo >= 4 || summary.Hi <= 4 || summary.Hi > 7 {
		t.Errorf("the summary is %+v", summary)
	}
	if few := timing.Summarise(values[:3]); !math.IsInf(few.Hi, 1) {
		t.Errorf("three values have an interval: %+v", few)
	}
}

// A pass in which the machine was slow is slow for both.
func TestAComparisonIsTheMedianOfThosePassByPass(t *testing.T) {
	measure := &timing.Row{Times: []float64{100, 1000, 10}}
	row := &timing.Row{Times: []float64{300, 2100, 15}, Measure: measure}
	if ratio, above := row.Ratio(), row.Above(); ratio != 2.1 || above != 200 {
		t.Errorf("the ratio is %v, the difference %v", ratio, above)
	}
}

func TestATargetIsForOurOwnSubjects(t *testing.T) {
	measure := &timing.Row{Times: []float64{100}}
	for name, c := range map[string]struct {
		subject bench.Subject
		limit   bench.Limit
		measure *timing.Row
		allocs  int
		want    timing.Verdict
	}{
		"ours within its target":     {bench.Subject{}, bench.Limit{Ratio: 3}, measure, 0, timing.Verdict{Compared: true, Value: 2, Judged: true, Kept: true}},
		"ours beyond its target":     {bench.Subject{}, bench.Limit{Above: 50}, measure, 0, timing.Verdict{Compared: true, Value: 100, Judged: true, Slow: true}},
		"ours with allocations":      {bench.Subject{}, bench.Limit{Ratio: 3, Allocs: 1}, measure, 2, timing.Verdict{Compared: true, Value: 2, Judged: true, Costly: true}},
		"ours without a target":      {bench.Subject{}, bench.Limit{}, measure, 0, timing.Verdict{Compared: true, Value: 2}},
		"ours, which is the measure": {bench.Subject{}, bench.Limit{Ratio: 3}, nil, 0, timing.Verdict{}},
		"another library":            {bench.Subject{Peer: true}, bench.Limit{Ratio: 3}, measure, 0, timing.Verdict{Compared: true, Value: 2}},
		"a floor":                    {bench.Subject{Floor: true}, bench.Limit{Ratio: 3}, measure, 0, timing.Verdict{Compared: true, Value: 2}},
	} {
		cell := &bench.Cell{Subject: &c.subject, Operation: bench.Operation{Limit: c.limit}}
		row := &timing.Row{Cell: cell, Measure: c.measure, Times: []float64{200}, Allocs: c.allocs}
		if got := row.Judge(); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
