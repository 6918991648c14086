// Command ratio prints what each operation costs beside its measure, mostly the
// floor, and whether it keeps its target. It exits with status 1 where one does
// not,
// and with 2 after an error.
//
//	go run ./ratio [-passes 25] [-slice 8ms] [-run regexp] [-peers]
//
// A machine that does other work now and then slows everything down for a while.
// So the cells of one operation are timed one after the other in short slices,
// again and again, the ratio is that of one pass, and what is printed is the median
// over the passes. Allocations are exact.
//
// A target is a multiple of the measure's time, or nanoseconds above it, and the
// allocations of one request, or those above the measure's. Other libraries have none:
// they are here for comparison, and only with -peers, since they take their time.
package main

import (
	"flag"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"runtime"
	"slices"
	"time"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/commandline"
	"github.com/satchel-go/satchel/bench/timing"
)

func main() {
	passes := flag.Int("passes", 25, "how often each cell is timed")
	slice := flag.Duration("slice", 8*time.Millisecond, "how long at a time")
	only := flag.String("run", "", "the operations whose names match")
	peers := flag.Bool("peers", false, "the other libraries as well")
	flag.Parse()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // see TestMain of the benchmarks
	kept, err := false, commandline.NoArguments(flag.Args())
	if err == nil {
		kept, err = run(*passes, *slice, *only, *peers)
	}
	os.Exit(commandline.Status("ratio", kept, err))
}

func run(passes int, slice time.Duration, only string, peers bool) (kept bool, err error) {
	if err := timing.Check(passes, slice); err != nil {
		return false, err
	}
	pattern, err := regexp.Compile(only)
	if err != nil {
		return false, fmt.Errorf("-run: %w", err)
	}
	cells, err := bench.Cells()
	if err != nil {
		return false, err
	}
	if !peers {
		cells = withoutPeers(cells)
	}
	rows := timing.NewRows(cells, pattern)
	if len(rows) == 0 {
		return false, fmt.Errorf("-run %q matches no operation; one is read-one-key", only)
	}
	timing.Run(rows, passes, slice)
	fmt.Printf("%s, %s/%s, GOMAXPROCS %d, %d passes of %v\n\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), passes, slice)
	return printTable(os.Stdout, rows), nil
}

// withoutPeers leaves the other libraries out, so that a quick look at the targets stays
// one.
func withoutPeers(cells []*bench.Cell) []*bench.Cell {
	return slices.DeleteFunc(slices.Clone(cells), func(cell *bench.Cell) bool { return cell.Subject.Peer })
}
