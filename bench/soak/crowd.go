package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// visitors are how many there are at a time.
const visitors = 8

// visitsPerSecond is less than a server can bear. As many as it can would be more when the
// machine has nothing else to do; then more sessions would be on the deny list at a time,
// and that is no leak.
const visitsPerSecond = 400

// crowd are visitors without end, each of them new.
type crowd struct {
	pace   *time.Ticker
	cancel context.CancelFunc
	all    sync.WaitGroup
	faults [visitors]error
	failed context.Context //nolint:containedctx // it says that one has failed
	users  atomic.Int64
}

func newCrowd(ctx context.Context, address string) *crowd {
	c := &crowd{pace: time.NewTicker(time.Second / visitsPerSecond)}
	c.failed, c.cancel = context.WithCancel(ctx)
	client := &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: visitors},
		Timeout:   time.Minute,
	}
	for i := range visitors {
		c.all.Go(func() {
			for c.next() {
				number := c.users.Add(1)
				v := &visitor{client, address, map[string]string{}}
				if err := v.visit(c.failed, number); err != nil && c.failed.Err() == nil {
					c.faults[i] = fmt.Errorf("visit %d: %w", number, err)
					c.cancel()
				}
			}
		})
	}
	return c
}

// next waits for the next visit, and tells whether there is one.
func (c *crowd) next() bool {
	select {
	case <-c.failed.Done():
	case <-c.pace.C:
	}
	return c.failed.Err() == nil
}

// stop sends everybody home, and returns what somebody has met.
func (c *crowd) stop() error {
	c.cancel()
	c.all.Wait()
	c.pace.Stop()
	return errors.Join(c.faults[:]...)
}
