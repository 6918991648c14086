package main

import (
	"context"
	"fmt"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"github.com/satchel-go/satchel/bench"
)

// latencies are those at a fixed rate, in nanoseconds.
type latencies [len(quantiles)]float64

// quantiles are the columns; the last one is the longest of all.
var quantiles = [...]struct {
	name string
	part float64
}{{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}, {"max", 1}}

// leastKept is how much of the rate the generator has to keep. Below that, what it has
// measured is itself.
const leastKept = 0.9

// fixedRate sends so many requests a second, whether or not the answers to those before
// have come, and tells whether it could.
func fixedRate(ctx context.Context, address string, served *bench.Served, rate int, long time.Duration) (measured latencies, kept bool, err error) {
	attacker := vegeta.NewAttacker(vegeta.KeepAlive(true), vegeta.HTTP2(false), vegeta.Timeout(patience))
	defer attacker.Stop()
	release := context.AfterFunc(ctx, func() { attacker.Stop() })
	defer release()
	target := vegeta.NewStaticTargeter(vegeta.Target{Method: "GET", URL: "http://" + address + "/", Header: served.Header})
	var metrics vegeta.Metrics
	var fault error
	for result := range attacker.Attack(target, vegeta.Rate{Freq: rate, Per: time.Second}, long, served.Name) {
		metrics.Add(result)
		if fault == nil {
			if fault = checkAnswer(int(result.Code), result.Body, served.Body); fault != nil {
				fault = fmt.Errorf("%w %s", fault, result.Error)
				attacker.Stop()
			}
		}
	}
	metrics.Close()
	if fault == nil {
		fault = ctx.Err()
	}
	for i, quantile := range quantiles {
		measured[i] = float64(metrics.Latencies.Quantile(quantile.part))
	}
	measured[len(measured)-1] = float64(metrics.Latencies.Max)
	return measured, metrics.Rate >= leastKept*float64(rate), fault
}
