package live

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Plays is one process of Java for each version of Play, for all tests of a package. The
// zero value is ready; a process starts when a test first asks for its version. It is
// safe for concurrent use and must not be copied.
type Plays struct {
	open  sync.Once
	err   error
	list  []*lazyPlay
	stop  context.CancelFunc
	inDir string
}

// lazyPlay is a version that starts when it is first asked for.
type lazyPlay struct {
	build

	start func() (*Play, error)
	used  *Play // nil until it has started
}

// Run is for TestMain: it runs the tests, ends the processes, and prints how many values
// each version has exchanged with Go, if all tests passed. It returns the exit code.
func (p *Plays) Run(m *testing.M) int {
	code := m.Run()
	p.open.Do(func() {}) // no test asks any more
	if p.stop == nil {
		return code
	}
	p.stop()
	for _, lazy := range p.list {
		if lazy.used == nil {
			continue
		}
		<-lazy.used.process.ended
		if code == 0 && lazy.used.hasExchanged() {
			_, _ = fmt.Fprintln(os.Stdout, lazy.used.tally())
		}
	}
	if err := os.RemoveAll(p.inDir); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// Each runs the test for every version of Play, as subtests in parallel that are named
// after them.
func (p *Plays) Each(t *testing.T, test func(t *testing.T, play *Play)) {
	t.Helper()
	p.open.Do(p.find)
	if p.err != nil {
		t.Fatal(p.err)
	}
	for _, lazy := range p.list {
		t.Run("Play "+string(lazy.version), func(t *testing.T) {
			t.Parallel()
			play, err := lazy.start()
			if err != nil {
				t.Fatal(err)
			}
			test(t, play)
		})
	}
}

// find learns which versions there are.
func (p *Plays) find() {
	var ctx context.Context
	ctx, p.stop = context.WithCancel(context.Background())
	var found []build
	if found, p.err = builds(ctx); p.err != nil {
		return
	}
	if p.inDir, p.err = os.MkdirTemp("", "satchel-play-"); p.err != nil {
		return
	}
	for _, each := range found {
		lazy := &lazyPlay{build: each}
		folder := filepath.Join(p.inDir, string(each.version))
		lazy.start = sync.OnceValues(func() (*Play, error) {
			var err error
			lazy.used, err = start(ctx, each, folder)
			return lazy.used, err
		})
		p.list = append(p.list, lazy)
	}
}
