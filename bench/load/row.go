package main

import (
	"context"
	"time"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/timing"
)

// row is one server with what was measured, by pass.
type row struct {
	*bench.Served

	against *row // nil for a measure
	target  float64
	loops   []loop
	waits   []latencies // only where the rate was kept
}

// targets are the least parts of the measure's throughput, by name: with 0.92, the row
// serves 92 requests at the cost of 100 of the measure. Those of ours that have none are
// measured to nanoseconds by the program ratio; other libraries have none at all.
var targets = map[string]float64{"read, native": 0.92, "read, play": 0.92}

func newRows(all []*bench.Served) []*row {
	byName := map[string]*row{}
	rows := make([]*row, len(all))
	for i, served := range all {
		rows[i] = &row{Served: served, against: byName[served.Against], target: targets[served.Name]}
		byName[served.Name] = rows[i]
	}
	return rows
}

// measure adds a pass. Without a rate the first one that is measured sets it.
func (r *row) measure(ctx context.Context, from server, p *plan) error {
	measured, err := closedLoop(ctx, from, r.Served, p.long)
	if err != nil {
		return err
	}
	if p.rate == 0 {
		p.rate = min(mostRate, max(1, int(measured.perSecond()/2)))
	}
	waits, kept, err := fixedRate(ctx, from.Address(), r.Served, p.rate, p.long)
	if err != nil {
		return err
	}
	r.loops = append(r.loops, measured)
	if kept {
		r.waits = append(r.waits, waits)
	}
	return nil
}

// mostRate is what the generator of latencies does with ease on one core: a request costs
// it several times what it costs the server.
const mostRate = 5000

// of is the median over the passes.
func (r *row) of(value func(loop) float64) float64 {
	values := make([]float64, len(r.loops))
	for pass, measured := range r.loops {
		values[pass] = value(measured)
	}
	return timing.Median(values)
}

// share is the measure's cost as a part of the row's: the median of those pass by pass.
func (r *row) share() float64 {
	shares := make([]float64, len(r.loops))
	for pass, measured := range r.loops {
		shares[pass] = r.against.loops[pass].perRequest() / measured.perRequest()
	}
	return timing.Median(shares)
}

// latency is the median over the passes in which the rate was kept, of which there has to
// be one.
func (r *row) latency(quantile int) time.Duration {
	values := make([]float64, len(r.waits))
	for pass, waits := range r.waits {
		values[pass] = waits[quantile]
	}
	return time.Duration(timing.Median(values))
}

// leastBusy is how much of the time a server's core has to work for it. Below that others
// have used the core, or the load was too slow, and a cost says nothing about a target.
const leastBusy = 0.9

// judged tells whether there is a target and the cores were busy enough for it, the
// measure's included: a share is made of both.
func (r *row) judged() bool {
	return r.target != 0 && r.of(loop.busy) >= leastBusy && r.against.of(loop.busy) >= leastBusy
}

func (r *row) kept() bool { return !r.judged() || r.share() >= r.target }

func allKept(rows []*row) bool {
	for _, r := range rows {
		if !r.kept() {
			return false
		}
	}
	return true
}
