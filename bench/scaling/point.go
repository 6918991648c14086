package main

import (
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/satchel-go/satchel/bench"
)

// point is one request, at one size of what grows.
type point struct {
	label string
	bytes int    // of the Cookie header
	serve func() // one request

	allocations float64 // of one request
	allocated   float64 // bytes of one request
	times       []float64

	rounds int // requests in one slice
}

// answer is what a request must come to for its cost to mean anything.
type answer struct {
	body  string
	lines int // of Set-Cookie, or anyNumber
}

// anyNumber is for a hostile flash: one that parses was shown, and is deleted.
const anyNumber = -1

// newPoint makes the request and looks at its response, twice: the second one meets what
// the first one left.
func newPoint(label string, handler http.Handler, cookie string, want answer) (*point, error) {
	exchange := bench.NewExchange(handler, cookie)
	for range 2 {
		exchange.Serve()
		status, body, cookies := exchange.Answer()
		if status != http.StatusOK || body != want.body || want.lines != anyNumber && want.lines != len(cookies) {
			return nil, fmt.Errorf("%s: the answer is %d, %q with %d cookies, want %q with %d", label, status, short(body), len(cookies), want.body, want.lines)
		}
	}
	return &point{label: label, bytes: len(cookie), serve: exchange.Serve}, nil
}

// short keeps a faulty answer from filling the screen.
func short(text string) string { return strings.ToValidUTF8(text[:min(len(text), 80)], "") }

// countedRequests is how many requests the allocations are counted over. What a kept state
// grows by, once, is not seen in them.
const countedRequests = 50

// count finds out what a request allocates: the least of three counts, since the runtime
// allocates now and then, and a garbage collection empties pools.
func (p *point) count() {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // nobody else allocates meanwhile
	p.serve()
	for i := range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range countedRequests {
			p.serve()
		}
		runtime.ReadMemStats(&after)
		number := float64((after.Mallocs - before.Mallocs) / countedRequests)
		bytes := float64((after.TotalAlloc - before.TotalAlloc) / countedRequests)
		if i == 0 {
			p.allocations, p.allocated = number, bytes
		}
		p.allocations, p.allocated = min(p.allocations, number), min(p.allocated, bytes)
	}
}

// prepare warms up, counts the allocations and finds out how many requests a slice has.
func (p *point) prepare(slice time.Duration) {
	p.count()
	for p.rounds = 1; ; p.rounds *= 2 {
		if elapsed := p.run(); elapsed >= slice/4 {
			p.rounds = max(1, int(float64(p.rounds)*float64(slice)/float64(elapsed)))
			return
		}
	}
}

func (p *point) run() time.Duration {
	start := time.Now()
	for range p.rounds {
		p.serve()
	}
	return time.Since(start)
}

func (p *point) time() {
	p.times = append(p.times, float64(p.run().Nanoseconds())/float64(p.rounds))
}

// nanoseconds is the least of the passes: what else a machine does only adds to it. A
// median has a part of that in it, another one at each point, and verdicts compare points.
func (p *point) nanoseconds() float64 { return slices.Min(p.times) }
