package cache

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/satchel-go/satchel"
)

// flight is one computation of a value, for which everybody waits who asks for its key
// meanwhile (single flight). golang.org/x/sync/singleflight is not enough: a panic there
// ends the program, nothing ends the waiting for a function that never returns, and what
// was removed during a computation would be stored after it.
type flight struct {
	place place
	done  chan struct{}

	// Before done is closed they are those of flights.mu.
	over    bool
	spoiled bool // somebody has set or removed the key meanwhile: what is computed is old
	raw     []byte
	err     error
}

// place is what a flight computes.
type place struct {
	caches  *Caches
	visitor *satchel.Session // whose value is not kept; nil where it is
	key     Key
	kind    string // of the entry
}

// flights are those under way whose values are kept.
type flights struct {
	mu     sync.Mutex
	all    map[Key][]*flight // of one key those of several types
	landed atomic.Uint64     // how many have ended
}

// join returns the flight of a key to wait for, and whether the caller has to fly it
// itself.
func (f *flights) join(to place) (*flight, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, known := range f.all[to.key] {
		if known.place == to {
			return known, false
		}
	}
	if f.all == nil {
		f.all = map[Key][]*flight{}
	}
	own := newFlight(to)
	f.all[to.key] = append(f.all[to.key], own)
	return own, true
}

func newFlight(to place) *flight { return &flight{place: to, done: make(chan struct{})} }

// land ends a flight, with a value or an error, and tells whether it was under way.
func (f *flights) land(own *flight, raw []byte, err error) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if own.over {
		return false
	}
	own.over, own.raw, own.err = true, raw, err
	key := own.place.key
	others := slices.DeleteFunc(f.all[key], func(other *flight) bool { return other == own })
	if len(others) > 0 {
		f.all[key] = others
	} else {
		delete(f.all, key)
	}
	f.landed.Add(1)
	close(own.done)
	return true
}

// wanted tells whether the value of a flight is to be stored.
func (f *flights) wanted(own *flight) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !own.over && !own.spoiled
}

// spoil keeps the value that is being computed for a key out of the store: call it before
// the key is changed. Who asks from now on computes anew. What it returns does it once
// more, for what is begun while the store takes its time: call that afterwards.
func (f *flights) spoil(key Key) (again func()) {
	return twice(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.drop(key)
	})
}

// spoilGroup is spoil for all keys of a group.
func (f *flights) spoilGroup(group Group) (again func()) {
	return twice(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		for key := range f.all {
			if key.Group == group {
				f.drop(key)
			}
		}
	})
}

// twice does something, and returns it.
func twice(do func()) func() {
	do()
	return do
}

// drop spoils the flights of a key; the caller holds the lock.
func (f *flights) drop(key Key) {
	for _, own := range f.all[key] {
		own.spoiled = true
	}
	delete(f.all, key)
}

// The context of a function that computes knows the flights that wait for it.
type (
	flyingKey struct{}
	flying    struct {
		flight *flight
		outer  *flying
	}
)

// board returns the context of the function that a flight calls.
func board(ctx context.Context, own *flight) context.Context {
	outer, _ := ctx.Value(flyingKey{}).(*flying)
	return context.WithValue(ctx, flyingKey{}, &flying{own, outer})
}

// aboard tells whether ctx is that of a function which computes the same and has not
// returned: it would wait for itself, or, where nobody waits, call itself without end.
func (f *flights) aboard(ctx context.Context, to place) bool {
	this, _ := ctx.Value(flyingKey{}).(*flying)
	for ; this != nil; this = this.outer {
		if this.flight.place == to && f.flies(this.flight) {
			return true
		}
	}
	return false
}

func (f *flights) flies(own *flight) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !own.over
}

// guarded does what others wait for, and makes an error of a panic and of a goroutine that
// ends without returning.
func guarded(work func() error, landed func(error)) {
	err := fmt.Errorf("%w: it ended its goroutine", ErrCompute)
	defer func() {
		if cause := recover(); cause != nil {
			err = &panicError{fmt.Sprint(cause), string(debug.Stack())}
		}
		landed(err)
	}()
	err = work()
}

// panicError is an [ErrCompute]. Its stack goes to the hook only: the error may end up on a
// page.
type panicError struct{ cause, stack string }

func (e *panicError) Error() string { return ErrCompute.Error() + ": panic: " + e.cause }
func (e *panicError) Unwrap() error { return ErrCompute }
