// Command load measures whole servers: what a request costs the processor behind a real
// net/http server, and how long it takes at a fixed rate. It exits with status 1 where a
// target is missed, and needs Linux.
//
//	go run ./load [-passes 5] [-for 3s] [-rate N] [-write]
//
// Each server is a process of its own on one core, this program is the load on another,
// both with GOMAXPROCS=1, over HTTP/1.1 with connections that are kept. The servers take
// turns, a new process in each pass, so that what else the machine does meets all of them;
// medians over the passes are printed, and a ratio is that of one pass.
//
// The cost is the processor time of the server's process, the kernel's share included,
// divided by its requests, in a closed loop: each connection sends its next request when
// it has its answer. The requests per second of that loop are the ceiling of the pair of
// processes, and of the server only where its core is the one that is busy; the share of
// the time that it was stands in the table. Where that is far below 100 %, others use the
// core too: its caches are cold then, which costs those most who run most code. So below
// 90 % there is no verdict about a target, and it does not count as missed.
//
// Latencies come from vegeta at one rate for all, from the moment at which a request is
// sent. They contain the generator's own time, which the bare handler shows. A pass in
// which the generator could not keep the rate is left out, and "rate kept" says so.
//
// Each answer is checked: its status and its body.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"time"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/commandline"
	"github.com/satchel-go/satchel/bench/document"
	"github.com/satchel-go/satchel/bench/serverprocess"
)

// program is the name in messages.
const program = "load"

func main() {
	if name, asked := serverprocess.Asked(); asked {
		os.Exit(commandline.Status(program, true, serve(name)))
	}
	passes := flag.Int("passes", 5, "how often each server is measured")
	long := flag.Duration("for", 3*time.Second, "how long at a time; once for the cost, and once for latencies")
	rate := flag.Int("rate", 0, "requests per second for latencies (default: half of the first server's, 5000 at most)")
	write := flag.Bool("write", false, "write the table into the page too")
	page := flag.String("page", "../docs/performance.md", "the page to write into")
	flag.Parse()
	if !*write {
		*page = ""
	}
	if err := commandline.NoArguments(flag.Args()); err != nil {
		os.Exit(commandline.Status(program, false, err))
	}
	good, err := run(plan{*passes, *long, *rate}, *page)
	os.Exit(commandline.Status(program, good, err))
}

// pageSection is the one of the page that this program writes.
const pageSection = "server"

// run prints what it measures, and writes it into the page, which may be "" for none.
func run(p plan, page string) (kept bool, err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if page != "" {
		if err := document.Check(page, pageSection); err != nil {
			return false, err
		}
	}
	rows, rate, err := measure(ctx, p)
	if err != nil {
		return false, err
	}
	title := fmt.Sprintf("%s · %d passes of %v · %d requests per second for latencies",
		document.Machine(time.Now()), p.passes, p.long, rate)
	if err := printTables(os.Stdout, title, rows); err != nil {
		return false, err
	}
	if page != "" {
		err = document.Write(page, pageSection, markdown(title, rows))
	}
	return allKept(rows), err
}

// serve is the other process.
func serve(name string) error {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // cookies over plain HTTP have a warning, once
	all, err := bench.AllServed()
	if err != nil {
		return err
	}
	for _, served := range all {
		if served.Name == name {
			return serverprocess.Serve(served.Handler, nil)
		}
	}
	return fmt.Errorf("nothing of the name %q is served", name)
}
