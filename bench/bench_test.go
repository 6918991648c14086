package bench_test

import (
	"log/slog"
	"os"
	"testing"

	"github.com/satchel-go/satchel/bench"
)

// The hostile requests have a warning each, once, which would stand among the
// results. A hook that keeps quiet would change what is measured.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

func cells(tb testing.TB) []*bench.Cell {
	tb.Helper()
	cells, err := bench.Cells()
	if err != nil {
		tb.Fatal(err)
	}
	return cells
}

func BenchmarkRequest(b *testing.B) {
	for _, cell := range cells(b) {
		b.Run(cell.Name(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				cell.Serve()
			}
		})
	}
}

// Cells checks each of them; what is left is that none is missing.
func TestEveryCellDoesItsWork(t *testing.T) {
	rows := map[string]int{}
	for _, cell := range cells(t) {
		rows[cell.Operation.Name]++
	}
	for _, operation := range bench.Operations() {
		if rows[operation.Name] < 3 {
			t.Errorf("%s has %d subjects", operation.Name, rows[operation.Name])
		}
	}
}

func TestSessionAndFlashHave150BytesEach(t *testing.T) {
	for name, pairs := range map[string][]bench.Pair{
		"session": bench.SessionPairs(),
		"flash":   {bench.Message()},
	} {
		size := 0
		for _, pair := range pairs {
			size += len(pair.Key) + len(pair.Value)
		}
		if size != 150 {
			t.Errorf("the %s has %d pairs of %d bytes", name, len(pairs), size)
		}
	}
}
