// Command scaling prints how the cost of a request grows: with the size of the session,
// with the cookies of others, with what an attacker sends, with the number of users, of
// managers and of processors.
//
//	go run ./scaling [-passes 9] [-slice 5ms] [-run regexp] [-write]
//
// Each series has a verdict: "linear" where a byte costs no more than 1.2 times as much
// after the last doubling of the size, so that the doubling costs 2.4 times as much at
// most; something quadratic comes to 4. What an attacker sends is also to cost no more
// than a quarter beyond the 32 KiB that are looked at. The slope is that of the straight
// line with the least squares. Exit status 1 is a verdict that is not good, 2 an error.
//
// Times are the least of the passes, in each of which everything is timed once. Allocations
// are those of one request, and exact. For the processors a heap is kept alive, and two
// bare handlers show how much of a loss is the machine's, or the collector's. All points
// are printed; the page gets a line for each series.
package main

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"runtime"
	"time"

	"github.com/satchel-go/satchel/bench/commandline"
	"github.com/satchel-go/satchel/bench/document"
	"github.com/satchel-go/satchel/bench/timing"
)

// pageSection is the one of the page that this program writes.
const pageSection = "scaling"

// options are what the flags say.
type options struct {
	passes int
	slice  time.Duration
	only   string
	write  bool
	page   string
}

func main() {
	var o options
	flag.IntVar(&o.passes, "passes", 9, "how often each point is timed")
	flag.DurationVar(&o.slice, "slice", 5*time.Millisecond, "how long at a time")
	flag.StringVar(&o.only, "run", "", "the series, \"NAME, SUBJECT\", whose names match")
	flag.BoolVar(&o.write, "write", false, "write a summary into the page")
	flag.StringVar(&o.page, "page", "../docs/performance.md", "the page, with a section \"scaling\"")
	flag.Parse()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // see TestMain of the benchmarks
	good, err := false, commandline.NoArguments(flag.Args())
	if err == nil {
		good, err = run(os.Stdout, o)
	}
	os.Exit(commandline.Status("scaling", good, err))
}

func run(to io.Writer, o options) (good bool, err error) {
	pattern, err := regexp.Compile(o.only)
	if err != nil {
		return false, fmt.Errorf("-run: %w", err)
	}
	if err := timing.Check(o.passes, o.slice); err != nil {
		return false, err
	}
	if o.write {
		if err := document.Check(o.page, pageSection); err != nil {
			return false, err
		}
	}
	all, err := allSeries()
	if err != nil {
		return false, err
	}
	var chosen []*series
	for _, s := range all {
		if pattern.MatchString(s.name + ", " + s.subject) {
			chosen = append(chosen, s)
		}
	}
	processors := runtime.NumCPU() > 1 && pattern.MatchString("processors, native")
	if len(chosen) == 0 && !processors {
		return false, fmt.Errorf("no series matches -run %q", o.only)
	}
	measure(chosen, o.passes, o.slice)
	text, good := printed(chosen)
	var rates []*rates
	if processors {
		if rates, err = coreRates(); err != nil {
			return false, err
		}
		measureRates(rates, o.passes, 10*o.slice)
		text += printedRates(rates)
	}
	machine := fmt.Sprintf("%s · %d passes of %v", document.Machine(time.Now()), o.passes, o.slice)
	fmt.Fprintf(to, "%s\n\n%s", machine, text)
	if !o.write {
		return good, nil
	}
	return good, document.Write(o.page, pageSection, machine+"\n\n"+summary(chosen, rates))
}

func allSeries() ([]*series, error) {
	var all []*series
	for _, more := range []func() ([]*series, error){sizeSeries, otherSeries, hostileSeries, distinctSeries} {
		list, err := more()
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	managers, err := managerSeries()
	return append(all, managers), err
}
