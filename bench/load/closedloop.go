package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/satchel-go/satchel/bench"
)

// connections are how many a closed loop has: more than the two cores can work on, so that
// neither waits for the other's answer, and few enough for all of it to stay in caches.
const connections = 16

// server is what the loop needs of a process.
type server interface {
	Address() string
	CPU() (time.Duration, error)
}

// loop is what a closed loop has measured.
type loop struct {
	requests int
	elapsed  time.Duration
	cpu      time.Duration // of the server
}

// closedLoop warms the server up for a quarter of the time, and then measures it.
func closedLoop(ctx context.Context, from server, served *bench.Served, long time.Duration) (loop, error) {
	open := make([]*connection, 0, connections)
	defer func() {
		for _, one := range open {
			_ = one.Close()
		}
	}()
	for range connections {
		one, err := dial(ctx, from.Address(), served)
		if err != nil {
			return loop{}, err
		}
		open = append(open, one)
	}
	if _, err := sendFor(ctx, open, long/4); err != nil {
		return loop{}, err
	}
	before, err := from.CPU()
	if err != nil {
		return loop{}, err
	}
	start := time.Now()
	requests, err := sendFor(ctx, open, long)
	elapsed := time.Since(start)
	if err != nil {
		return loop{}, err
	}
	after, err := from.CPU()
	return loop{requests, elapsed, after - before}, err
}

// sendFor sends over all the connections at a time. It returns when the last answer is
// there, so that each request that was paid for is counted.
func sendFor(ctx context.Context, open []*connection, long time.Duration) (requests int, err error) {
	var over atomic.Bool // a clock for each request would cost more
	timer := time.AfterFunc(long, func() { over.Store(true) })
	defer timer.Stop()
	stop := context.AfterFunc(ctx, func() { over.Store(true) })
	defer stop()
	deadline := time.Now().Add(long + patience)
	counts, faults := make([]int, len(open)), make([]error, len(open))
	var senders sync.WaitGroup
	for i, one := range open {
		senders.Go(func() {
			faults[i] = one.SetDeadline(deadline)
			for faults[i] == nil && !over.Load() {
				if faults[i] = one.roundTrip(); faults[i] == nil {
					counts[i]++
				}
			}
			if faults[i] != nil {
				over.Store(true)
			}
		})
	}
	senders.Wait()
	for _, count := range counts {
		requests += count
	}
	return requests, errors.Join(errors.Join(faults...), ctx.Err())
}

func (l loop) perSecond() float64 { return float64(l.requests) / l.elapsed.Seconds() }

// perRequest is the server's processor time, in nanoseconds.
func (l loop) perRequest() float64 { return float64(l.cpu.Nanoseconds()) / float64(max(l.requests, 1)) }

// busy is the part of the time in which the server's core worked for it.
func (l loop) busy() float64 { return l.cpu.Seconds() / l.elapsed.Seconds() }
