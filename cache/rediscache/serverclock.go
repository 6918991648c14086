package rediscache

import (
	"sync/atomic"
	"time"
)

// serverClock is the time of a server as this process knows it: by how much it is ahead of
// this process's monotonic clock, which no administrator moves. Wall clocks of clients do
// not count, so an entry ends at the same moment for all of them.
//
// It is never ahead of the server: an entry that Get says is over takes no room for a Set.
// It is late by what the quickest answer lately took to arrive.
type serverClock struct {
	ahead    atomic.Int64 // microseconds
	measured atomic.Int64 // when, in microseconds since began; 0 for never
}

// began is where the monotonic clock counts from.
var began = time.Now()

func monotonic(at time.Time) int64 { return at.Sub(began).Microseconds() }

// maxServerTime is the year 10000: what is later is no time.
const maxServerTime = 253_402_300_800_000

// measure takes over what a server has said, in milliseconds of Unix time, somewhere
// between two moments. What is known stays while it fits: it came from a quicker answer.
// Where it does not, the server's clock was set, or goes faster or slower than ours.
func (c *serverClock) measure(said int64, sent, received time.Time) {
	if said <= 0 || said > maxServerTime {
		return
	}
	least, most := said*1000-monotonic(received), (said+1)*1000-monotonic(sent)
	if known := c.ahead.Load(); known < least || known > most {
		c.ahead.Store(least)
	}
	c.measured.Store(monotonic(received))
}

// now returns the server's time in milliseconds.
func (c *serverClock) now() int64 { return (monotonic(time.Now()) + c.ahead.Load()) / 1000 }

// stale tells whether the server should be asked again: its clock may have been set. A machine
// that sleeps stops its monotonic clock, and is late until the next question.
func (c *serverClock) stale() bool {
	at := c.measured.Load()
	return at == 0 || monotonic(time.Now())-at > staleClock.Microseconds()
}

const staleClock = 10 * time.Second
