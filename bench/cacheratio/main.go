// Command cacheratio prints what each operation of the cache costs beside the library
// beneath it, used alone: otter in memory, rueidis with a redis-server on this machine,
// which has to be installed.
//
//	go run ./cacheratio [-passes 15] [-slice 20ms] [-run regexp]
//
// A time is that of the whole divided by the calls: where 16 goroutines call, each of them
// waits 16 times as long. Both sides are timed one after the other in short slices, again
// and again, so that what else the machine does slows down both; times and ratios are the
// medians over the passes, each ratio that of one pass. Allocations are those of the whole
// process, the goroutines of the libraries included.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"runtime"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/commandline"
	"github.com/satchel-go/satchel/bench/timing"
)

func main() {
	passes := flag.Int("passes", 15, "how often each side is timed")
	slice := flag.Duration("slice", 20*time.Millisecond, "how long at a time")
	only := flag.String("run", "", "the operations whose names match")
	flag.Parse()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	pattern, err := regexp.Compile(*only)
	if err = errors.Join(commandline.NoArguments(flag.Args()), timing.Check(*passes, *slice), err); err != nil {
		fmt.Fprintln(os.Stderr, "cacheratio:", err)
		os.Exit(2)
	}
	done := runProgram(func(tb testing.TB) {
		rows := measure(tb, bench.CacheOperations(tb), pattern, *passes, *slice)
		if len(rows) == 0 {
			tb.Fatalf("-run %q matches no operation", *only)
		}
		fmt.Printf("%s, %s/%s, GOMAXPROCS %d, %d passes of %v\n\n",
			runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), *passes, *slice)
		if err := printTable(os.Stdout, rows); err != nil {
			tb.Fatal(err)
		}
	})
	if !done {
		os.Exit(2)
	}
}
