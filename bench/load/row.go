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

// targets are the least parts of the measure's cost, by name: with 0.92, 92 requests of
// the measure cost as much as 100 of the row. The others have none: they are measured
// to nanoseconds by the program ratio.
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

func (r *row) kept() bool { return r.target == 0 || r.share() >= r.target }

func allKept(rows []*row) bool {
	for _, r := range rows {
		if !r.kept() {
			return false
		}
	}
	return true
}
