// Command soak lets a server work for long and tells whether it grows: whether memory or
// goroutines are left behind by sessions, flashes, logouts, hostile cookies, or clients
// that hang up. It exits with status 1 where it does, and needs Linux.
//
//	go run ./soak [-for 10m] [-profiles dir] [-write]
//
// The server is a process of its own on one core; this program is its visitors, 400 in a
// second, each with a session that was never there before: a login, pages that read and
// change the session, a message, a forged or hostile cookie or a connection that is cut, and
// for each second one a logout. Sixty times the server collects its garbage and says what
// is left. Its clock is so much too fast that the deny list, which keeps a logout for two
// hours, forgets after a twentieth of the run, five seconds at least: as much as it learns.
//
// The first third is left aside: caches fill, and the runtime finds its size. The median of
// the last third is compared with that of the second one. The dates of 10,000 users, which
// the library keeps, are there after 25 seconds: a run of less than two minutes says little.
// Every answer is checked, so that a server that serves nothing is not called a flat one.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/satchel-go/satchel/bench/commandline"
	"github.com/satchel-go/satchel/bench/document"
	"github.com/satchel-go/satchel/bench/serverprocess"
)

// program is the name in messages.
const program = "soak"

func main() {
	if memory, asked := serverprocess.Asked(); asked {
		os.Exit(commandline.Status(program, true, serve(memory)))
	}
	long := flag.Duration("for", 10*time.Minute, "how long")
	profiles := flag.String("profiles", "", "the folder for the profiles of heap and goroutines at the end")
	write := flag.Bool("write", false, "write the result into the page too")
	page := flag.String("page", "../docs/performance.md", "the page to write into")
	flag.Parse()
	if err := commandline.NoArguments(flag.Args()); err != nil {
		os.Exit(commandline.Status(program, false, err))
	}
	if !*write {
		*page = ""
	}
	good, err := report(*long, *profiles, *page)
	os.Exit(commandline.Status(program, good, err))
}

// report prints what a run shows, and writes it into the page, which may be "" for none.
func report(long time.Duration, profiles, page string) (isFlat bool, err error) {
	if page != "" {
		if long < leastForPage {
			return false, fmt.Errorf("-for %v is too short for the page; %v at least", long, leastForPage)
		}
		if err := document.Check(page, pageSection); err != nil {
			return false, err
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	readings, err := run(ctx, long, profiles, os.Stdout)
	if err != nil {
		return false, err
	}
	title := fmt.Sprintf("%s · %v", document.Machine(time.Now()), long)
	growths := judge(readings)
	if err := printVerdict(os.Stdout, title, readings, growths); err != nil {
		return false, err
	}
	if page != "" {
		err = document.Write(page, pageSection, markdown(title, readings, growths))
	}
	return flat(growths), err
}

// pageSection is where it stands on the page.
const pageSection = "long-run"

// leastForPage is how long a run takes that says something.
const leastForPage = 2 * time.Minute

// serve is the other process. Its name is how long its deny list remembers.
func serve(memory string) error {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // what the library has to say goes to OnEvent, and is counted
	forgets, err := time.ParseDuration(memory)
	if err != nil {
		return err
	}
	site, err := newSite(forgets)
	if err != nil {
		return err
	}
	return serverprocess.Serve(site, site.answer)
}

// remembered is for how long a logout is remembered in a run.
func remembered(long time.Duration) time.Duration {
	return max(5*time.Second, (long / 20).Truncate(time.Second))
}

// absolute is where the server, too, finds the folder.
func absolute(folder string) (string, error) {
	if folder == "" {
		return "", nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	return filepath.Abs(folder)
}
