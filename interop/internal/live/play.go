package live

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// answerTimeout is for one request to a process of Java. The first one, with which it
// loads Play, takes about 5 seconds on an idle machine.
const answerTimeout = 2 * time.Minute

// Play is one process of Java, which runs any number of applications of one version of
// Play. It is safe for concurrent use.
type Play struct {
	build   build
	process *process
	log     *tail // standard error

	readHere, readByPlay atomic.Int64

	mu      sync.Mutex
	last    int // id of a request
	waiting map[int]chan<- answer
}

// request is a line to the process. The program at the other end is interop.Main.
type request struct {
	ID     int    `json:"id"`
	Config string `json:"config,omitempty"`
	Stop   int    `json:"stop,omitempty"`
}

// answer is a line from the process.
type answer struct {
	ID    int    `json:"id"`
	Port  int    `json:"port"`
	Error string `json:"error"`
}

// start runs a process, which ends with the context.
func start(ctx context.Context, of build, folder string) (*Play, error) {
	answers, output := io.Pipe()
	p := &Play{build: of, log: new(tail), waiting: map[int]chan<- answer{}}
	command := javaCommand{build: of, folder: folder, arguments: []string{"interop.Main"}, output: output, log: p.log}
	var err error
	if p.process, err = command.start(ctx); err != nil {
		return nil, fmt.Errorf("live: Play %s: %w", of.version, err)
	}
	go p.deliver(answers)
	return p, nil
}

// Version returns the version of Play.
func (p *Play) Version() Version { return p.build.version }

// Application starts an application with the settings over its own, in production mode,
// and stops it when the test ends; see [Settings]. If Play refuses them the test fails.
// The log of the process is shown where the test fails.
func (p *Play) Application(tb testing.TB, hocon string) *Application {
	tb.Helper()
	mark := p.log.mark()
	id, got := p.ask(tb, request{Config: hocon})
	if got.Error != "" {
		tb.Fatalf("live: Play %s refuses the settings: %s", p.Version(), got.Error)
	}
	tb.Cleanup(func() {
		if tb.Failed() {
			tb.Logf("log of Play %s, of all its applications:\n%s", p.Version(), p.log.since(mark))
		}
		if _, stopped := p.ask(tb, request{Stop: id}); stopped.Error != "" {
			tb.Errorf("live: Play %s does not stop: %s", p.Version(), stopped.Error)
		}
	})
	return &Application{Address: net.JoinHostPort("127.0.0.1", strconv.Itoa(got.Port))}
}

// Refusal returns the error with which Play refuses to start with the settings. If it
// starts the test fails.
func (p *Play) Refusal(tb testing.TB, hocon string) string {
	tb.Helper()
	id, got := p.ask(tb, request{Config: hocon})
	if got.Error == "" {
		_, _ = p.ask(tb, request{Stop: id})
		tb.Fatalf("live: Play %s has nothing against the settings", p.Version())
	}
	return got.Error
}

// ask sends one request and returns its id and the answer. The test fails if the process
// ends meanwhile, or has none in time.
func (p *Play) ask(tb testing.TB, r request) (int, answer) {
	tb.Helper()
	got := make(chan answer, 1)
	if err := p.send(&r, got); err != nil {
		tb.Fatalf("live: Play %s takes no request: %v\n%s", p.Version(), err, p.log.since(0))
	}
	select {
	case a := <-got:
		return r.ID, a
	case <-p.process.ended:
		tb.Fatalf("live: Play %s has ended:\n%s", p.Version(), p.log.since(0))
	case <-time.After(answerTimeout):
		tb.Fatalf("live: Play %s has not answered within %v:\n%s", p.Version(), answerTimeout, p.log.since(0))
	}
	return 0, answer{}
}

// send gives the request its id and writes it.
func (p *Play) send(r *request, got chan<- answer) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	r.ID = p.last
	p.waiting[r.ID] = got
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = p.process.input.Write(append(line, '\n'))
	return err
}

// deliver hands answers to those who wait, until there are no more.
func (p *Play) deliver(answers io.Reader) {
	lines := bufio.NewReader(answers)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var a answer
		if err = json.Unmarshal(line, &a); err != nil {
			_, _ = fmt.Fprintf(p.log, "live: no answer: %s: %v\n", line, err)
			continue
		}
		p.mu.Lock()
		got := p.waiting[a.ID]
		delete(p.waiting, a.ID)
		p.mu.Unlock()
		if got != nil {
			got <- a
		}
	}
}
