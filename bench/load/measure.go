package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/serverprocess"
)

// plan is what the flags say.
type plan struct {
	passes int
	long   time.Duration
	rate   int // of requests for latencies; zero: what the first server makes of it
}

func (p plan) check() error {
	switch {
	case p.passes < 1:
		return fmt.Errorf("-passes %d is none; give 1 or more", p.passes)
	case p.long <= 0:
		return fmt.Errorf("-for %v is no time", p.long)
	case p.rate < 0:
		return fmt.Errorf("-rate %d is negative", p.rate)
	}
	return nil
}

// measure measures everything that is served, and returns the rate at which the latencies
// were.
func measure(ctx context.Context, p plan) (rows []*row, rate int, err error) {
	if err := p.check(); err != nil {
		return nil, 0, err
	}
	all, err := bench.AllServed()
	if err != nil {
		return nil, 0, err
	}
	rows = newRows(all)
	core, err := apart()
	if err != nil {
		return nil, 0, err
	}
	for range p.passes {
		for _, r := range rows {
			err := withServer(ctx, r.Name, core, func(process *serverprocess.Process) error {
				return r.measure(ctx, process, &p)
			})
			if err != nil {
				return nil, 0, fmt.Errorf("%s: %w", r.Name, err)
			}
		}
	}
	return rows, p.rate, nil
}

// apart holds this process on one core and returns another one for the servers.
func apart() (core int, err error) {
	cores, err := serverprocess.Cores()
	if err != nil {
		return 0, err
	}
	if len(cores) < 2 {
		return 0, fmt.Errorf("a server and its load need two cores, and here is %d", len(cores))
	}
	return cores[1], serverprocess.Pin(cores[0])
}

func withServer(ctx context.Context, name string, core int, use func(*serverprocess.Process) error) error {
	process, err := serverprocess.Start(ctx, name, core)
	if err != nil {
		return err
	}
	return errors.Join(use(process), process.Stop())
}
