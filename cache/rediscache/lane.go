package rediscache

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"
)

// lane is a part of the keys that fails together: all of them for a single server and for
// Sentinel, 128 of the 16 384 slots of a Cluster. It is the circuit breaker: where the
// server does not answer, operations fail at once, while one goroutine asks on.
//
// Why not a breaker for each node? Which node has a slot only the client library knows, and
// it changes; a question that takes the way of the keys is always right. When one lane
// fails, the others are asked at once too, side by side, so that a node that is silent
// costs one budget, and a second one where an operation waits for a lane that is being asked.
type lane struct {
	link   *link
	key    atomic.Value // the key that failed last: where it goes, questions go
	clock  serverClock
	state  atomic.Int32
	places chan struct{} // taken by operations until the answer is there, however late

	mu      sync.Mutex
	probing bool
	tried   chan struct{} // closed when the first question after doubts is answered or not
}

const (
	laneCount = 128

	// lanePlaces is how many operations wait for answers at most. One that was given up
	// keeps its place until the answer comes or the connection ends, so that a server that
	// is frozen collects no more goroutines than that.
	lanePlaces = 1024
)

// The states of a lane.
const (
	unsure  int32 = iota // nobody knows: operations wait for the answer to one question
	healthy              // operations go through
	down                 // operations fail at once
)

// lane returns that of a key.
func (l *link) lane(client rueidis.Client, key string) *lane {
	index := uint16(0)
	if client.Mode() == rueidis.ClientModeCluster {
		command := client.B().Get().Key(key).Build()
		index = command.Slot() / (16384 / laneCount) % laneCount
	}
	if found := l.lanes[index].Load(); found != nil {
		return found
	}
	made := &lane{link: l, places: make(chan struct{}, lanePlaces)}
	made.key.Store(key)
	if l.lanes[index].CompareAndSwap(nil, made) {
		return made
	}
	return l.lanes[index].Load()
}

// together tells whether one command may have several keys: not in a Cluster, and not before
// it is known that there is none.
func (l *link) together() bool {
	client := l.client.Load()
	return client != nil && (*client).Mode() != rueidis.ClientModeCluster
}

// enter waits until an operation may begin, and takes a place for it.
func (n *lane) enter(ctx context.Context, budget <-chan time.Time) error {
	for {
		switch n.state.Load() {
		case healthy:
			select {
			case n.places <- struct{}{}:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			case <-budget:
				return errSlow
			}
		case down:
			return errDown
		default:
			select {
			case <-n.ask():
			case <-ctx.Done():
				return ctx.Err()
			case <-budget:
				return errSlow
			}
		}
	}
}

func (n *lane) leave() { <-n.places }

// fail is called by an operation that has run out of its budget: the next ones need not.
func (n *lane) fail(key string) {
	n.key.Store(key)
	n.askAs(func() { n.state.Store(down) })
	for i := range n.link.lanes {
		if other := n.link.lanes[i].Load(); other != nil && other.state.Load() == healthy {
			other.ask()
		}
	}
}

// doubt is called when a connection has broken: operations wait for the outcome of one
// attempt to mend it.
func (n *lane) doubt() {
	if n.state.Load() == healthy {
		n.askAs(func() { n.state.CompareAndSwap(healthy, unsure) })
	}
}

// ask has the server asked, unless somebody is at it, and returns what is closed when the
// first answer is there or overdue. The state stays what it is until then.
func (n *lane) ask() <-chan struct{} { return n.askAs(func() {}) }

// askAs changes the state and asks in one step: a probe that ends in between would leave a
// lane down that nobody asks for.
func (n *lane) askAs(change func()) <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	change()
	if n.probing {
		return n.tried
	}
	n.tried = make(chan struct{})
	if n.probing = n.link.spawn(n.probe); !n.probing {
		n.state.Store(down) // closed
		close(n.tried)
	}
	return n.tried
}

// healthy tells whether no part of the server is known to be down.
func (l *link) healthy() bool {
	if l.client.Load() == nil {
		return false
	}
	for i := range l.lanes {
		if lane := l.lanes[i].Load(); lane != nil && lane.state.Load() == down {
			return false
		}
	}
	return true
}
