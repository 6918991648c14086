package rediscache

import (
	"context"
	"sync"

	"github.com/satchel-go/satchel"
)

// teller calls the hook in a goroutine of its own, one event after the other: a hook that
// blocks, panics or closes the cache must not keep a probe from noticing that the server
// is back.
type teller struct {
	hook func(context.Context, satchel.Event)

	mu      sync.Mutex
	queue   []satchel.Event
	telling bool
}

// maxUntold is how many events wait for a hook that blocks; the oldest ones are dropped.
const maxUntold = 16

func (t *teller) tell(e satchel.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.queue) == maxUntold {
		t.queue = t.queue[1:] // the last one is how things are
	}
	t.queue = append(t.queue, e)
	if !t.telling {
		t.telling = true
		go t.drain()
	}
}

func (t *teller) drain() {
	over := false
	defer func() {
		if !over { // the hook has ended its goroutine
			go t.drain()
		}
	}()
	for {
		e, found := t.next()
		if !found {
			over = true
			return
		}
		t.call(e)
	}
}

func (t *teller) next() (e satchel.Event, found bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.queue) == 0 {
		t.telling = false
		return e, false
	}
	e, t.queue = t.queue[0], t.queue[1:]
	return e, true
}

func (t *teller) call(e satchel.Event) {
	defer func() { _ = recover() }() // it would end the program, and no request is at fault
	t.hook(context.Background(), e)
}
