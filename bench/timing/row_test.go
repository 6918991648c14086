package timing_test

import (
	"log/slog"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/timing"
)

// The hostile requests have a warning each, which would stand among the failures.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

func rowsOf(t *testing.T, pattern string) []*timing.Row {
	t.Helper()
	cells, err := bench.Cells()
	if err != nil {
		t.Fatal(err)
	}
	return timing.NewRows(cells, regexp.MustCompile(pattern))
}

func TestARowIsComparedWithItsMeasure(t *testing.T) {
	for _, r := range rowsOf(t, "dots|untouched") {
		switch {
		case r.Operation.Name == "hostile-1MB-of-dots":
			if got, want := r.Measure.Name(), "read-4KB-session/"+r.Subject.Name; got != want {
				t.Errorf("%s is compared with %s, want %s", r.Name(), got, want)
			}
		case !r.Subject.Floor:
			if got := r.Measure.Subject.Name; got != "floor" {
				t.Errorf("%s is compared with %s", r.Name(), got)
			}
		}
	}
}

func TestOnlyWhatMatchesIsTimedAndWhatThatIsComparedWith(t *testing.T) {
	names := map[string]bool{}
	for _, r := range rowsOf(t, "dots") {
		names[r.Operation.Name] = true
	}
	if len(names) != 2 || !names["hostile-1MB-of-dots"] || !names["read-4KB-session"] {
		t.Errorf("the operations are %v", names)
	}
}

func TestARunHasATimeForEachPassAndCountsAllocations(t *testing.T) {
	rows := rowsOf(t, "^(read-one-key|untouched)$")
	timing.Run(rows, 3, 10*time.Microsecond)
	for _, r := range rows {
		if len(r.Times) != 3 || r.Times[2] <= 0 || r.Rounds < 1 {
			t.Errorf("%s: %v with %d rounds", r.Name(), r.Times, r.Rounds)
		}
		if r.Subject.Peer {
			continue // what these allocate is their own affair
		}
		untouchedFloor := r.Subject.Floor && r.Operation.Name == "untouched"
		if nothing := r.Allocs == 0 && r.Bytes == 0; nothing != untouchedFloor || r.Bytes < 8*r.Allocs {
			t.Errorf("%s: %d allocations of %d bytes", r.Name(), r.Allocs, r.Bytes)
		}
	}
}
