// Command report times every cell of package bench, prints a table, and writes what it has
// measured into docs/performance.md and the pictures of that page.
//
//	go run ./report [-passes 25] [-slice 8ms] [-raw results.txt] [-page ../docs/performance.md] [-run regexp]
//
// The file -raw is in Go's benchmark format, a line for each cell and pass, for benchstat
// to compare two of them. With an empty -page, or with -run, the page stays as it is: half
// a table is none; so few passes as make no page, below 10, need one of the two. Missed
// targets are shown and change no exit status, which is 2 after an error; command ratio is
// the one for that.
package main

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"time"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/commandline"
	"github.com/satchel-go/satchel/bench/document"
	"github.com/satchel-go/satchel/bench/timing"
)

// options are the flags.
type options struct {
	passes          int
	slice           time.Duration
	raw, page, only string
}

func main() {
	var o options
	flag.IntVar(&o.passes, "passes", 25, "how often each cell is timed")
	flag.DurationVar(&o.slice, "slice", 8*time.Millisecond, "how long at a time")
	flag.StringVar(&o.raw, "raw", "results.txt", "the file for benchstat; empty for none")
	flag.StringVar(&o.page, "page", "../docs/performance.md", "the page to write into; empty for none")
	flag.StringVar(&o.only, "run", "", "the operations whose names match; the page stays")
	flag.Parse()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // see TestMain of the benchmarks
	err := commandline.NoArguments(flag.Args())
	if err == nil {
		err = run(o, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(2)
	}
}

func run(o options, out io.Writer) error {
	if err := timing.Check(o.passes, o.slice); err != nil {
		return err
	}
	pattern, err := regexp.Compile(o.only)
	if err != nil {
		return fmt.Errorf("-run: %w", err)
	}
	writes := o.page != "" && o.only == ""
	if writes {
		if err := checkPage(o.page, o.passes); err != nil {
			return err
		}
	}
	cells, err := bench.Cells()
	if err != nil {
		return err
	}
	rows := timing.NewRows(cells, pattern)
	if len(rows) == 0 {
		return fmt.Errorf("-run %q matches no operation", o.only)
	}
	timing.Run(rows, o.passes, o.slice)

	machine := fmt.Sprintf("%s · %d passes of %v", document.Machine(time.Now()), o.passes, o.slice)
	fmt.Fprintf(out, "%s\n\n", machine)
	if err := printTable(out, rows); err != nil {
		return err
	}
	if o.raw != "" {
		if err := writeRaw(o.raw, rows); err != nil {
			return err
		}
		fmt.Fprintln(out, "\nwritten:", o.raw)
	}
	if !writes {
		return nil
	}
	written, err := writePage(o.page, machine, rows)
	for _, path := range written {
		fmt.Fprintln(out, "written:", path)
	}
	return err
}
