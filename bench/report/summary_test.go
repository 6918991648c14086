package main

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/bench"
)

func TestTheSummaryIsMadeOfWhatWasMeasured(t *testing.T) {
	rows := rowsOf(
		bench.Operation{Name: untouched, Limit: bench.Limit{Above: 400, Allocs: 1}},
		read(),
		bench.Operation{Name: changeOneKey, Limit: bench.Limit{Ratio: 0.8, Allocs: 4}},
	)
	for _, r := range rows {
		if r.Name() == changeOneKey+"/native" {
			for pass := range r.Times {
				r.Times[pass] *= 2
			}
		}
	}
	want := `- A request that does not ask for its session costs 1.22 µs, +370 ns beside the floor.
- Reading the session takes 1.22 µs, 1.44 × the floor; changing it takes 2.44 µs, 2.87 × the floor.
- The other libraries read theirs in 6.20 µs to 38.0 µs.
- 4 of 15 targets are kept.`
	if got := strings.ReplaceAll(summarised(rows), space, " "); got != want {
		t.Errorf("the summary is\n%s\nwant\n%s", got, want)
	}
}

func TestWhatWasNotMeasuredIsNotInTheSummary(t *testing.T) {
	rows := rowsOf(read())
	if got := summarised(rows[3:5]); strings.Contains(got, "librar") || strings.Contains(got, "changing") {
		t.Error(got)
	}
	if got := summarised(nil); got != "" {
		t.Error(got)
	}
}
