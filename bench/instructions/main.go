// Command instructions prints how many instructions of the processor one request costs:
// a figure that, unlike a time, hardly depends on what else the machine is doing, and
// shows a change of one per cent.
//
//	go run ./instructions [-run regexp] [-millions 250] [-passes 2] [-functions 0] [-write]
//
// It needs valgrind (Debian's package of that name), whose tool cachegrind counts. A
// program that serves nothing but one cell runs twice, with more and with fewer requests;
// the difference is what the additional ones cost, and the start of the program is not in
// it. There are so many of them that they come to -millions of instructions: two starts
// differ by a million. Some thousand requests come before, since the runtime's caches of
// type assertions fill by chance. -functions N shows for each cell the N functions that
// cost most; what is inlined counts for the caller. A cell takes some seconds a pass. Exit
// status 2 is an error.
//
// What the figures do not say:
//
//   - Valgrind shows the program a processor without SHA instructions and without
//     AVX-512. Go then computes SHA-256 and SHA-1 with AVX2, in many more instructions than on most
//     machines of today. So these stand in a column of their own; compare what is besides.
//   - The garbage collector is off, there is one processor and no preemption. Allocating
//     counts, collecting does not.
//   - The kernel's instructions do not count: the clock is read, and nothing else asked.
//   - Instructions are not time: a division and an addition count the same, and so do a
//     hit and a miss of the cache.
//   - Two runs differ: each process hashes the keys of its maps with another seed, and what
//     is random in a cookie makes a search in the header meet other bytes. The date in it
//     is always the same: the clock of what is counted stands. The column "±" has the
//     difference between the passes, and nothing with one pass; more of them give a
//     steadier median, more requests do not.
//
// Callgrind would count the same. It follows calls as well, which it gets wrong where
// goroutines switch stacks, and it sometimes ends a Go program when a thread starts.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"time"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/commandline"
	"github.com/satchel-go/satchel/bench/document"
)

// ordinary are the cells that are counted unless -run says others. The other libraries are
// left out: a cell takes some seconds.
const ordinary = "^(untouched|read-one-key|change-one-key|flash-set|flash-take)/(floor|floor-kept-mac|native|native-limited|play|play25|sealed)$"

// pageSection is the one of the page that this program writes.
const pageSection = "instructions"

// options are what the flags say.
type options struct {
	only                        string
	millions, passes, functions int
	write                       bool
	page                        string
}

func main() {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // see TestMain of the benchmarks
	if len(os.Args) > 1 && os.Args[1] == serveArgument {
		if err := serve(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, "instructions:", err)
			os.Exit(2)
		}
		return
	}
	var o options
	flag.StringVar(&o.only, "run", ordinary, "the cells, OPERATION/SUBJECT, whose names match")
	flag.IntVar(&o.millions, "millions", 250, "how many million instructions are counted in each cell")
	flag.IntVar(&o.passes, "passes", 2, "how often each cell is counted")
	flag.IntVar(&o.functions, "functions", 0, "how many functions are shown for each cell")
	flag.BoolVar(&o.write, "write", false, "write the table into the page")
	flag.StringVar(&o.page, "page", "../docs/performance.md", "the page, with a section \"instructions\"")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := commandline.NoArguments(flag.Args())
	if err == nil {
		err = run(ctx, os.Stdout, o)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "instructions:", err)
		os.Exit(2)
	}
}

func run(ctx context.Context, to io.Writer, o options) error {
	pattern, err := regexp.Compile(o.only)
	if err != nil {
		return fmt.Errorf("-run: %w", err)
	}
	if o.passes < 1 || o.millions < 1 {
		return fmt.Errorf("-passes %d and -millions %d: each must be 1 at least", o.passes, o.millions)
	}
	if o.write {
		if err := document.Check(o.page, pageSection); err != nil {
			return err
		}
	}
	names, err := bench.CellNames()
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return !pattern.MatchString(name) })
	if len(names) == 0 {
		return fmt.Errorf("no cell's name matches -run %q: one is read-one-key/native", o.only)
	}
	c, err := newCounter(ctx)
	if err != nil {
		return err
	}
	defer c.close()
	machine := fmt.Sprintf("%s · %d passes of %d million instructions", document.Machine(time.Now()), o.passes, o.millions)
	fmt.Fprintln(to, machine)
	var rows []*row
	for _, name := range names {
		r := &row{name: name}
		for range o.passes {
			pass, err := c.perRequest(ctx, name, o.millions)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			r.passes = append(r.passes, pass)
		}
		rows = append(rows, r)
		fmt.Fprintf(os.Stderr, "%s\t%.0f\n", name, r.total())
	}
	fmt.Fprint(to, "\n", printed(rows), printedFunctions(rows, o.functions))
	if !o.write {
		return nil
	}
	table := cells(rows)
	return document.Write(o.page, pageSection, machine+"\n\n"+document.Table(table[0], table[1:]))
}
