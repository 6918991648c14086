package cache

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/satchel-go/satchel"
)

// GetOrSet returns the value that was set under a key, or calls compute and sets what it
// returns. Of all who ask one process for a key at a time, one computes and all wait; each
// gets a value of its own. An error of compute goes to all of them and is not kept.
//
// compute runs in a goroutine of its own, with the values of the first caller's context
// and not with its end: a caller whose context ends gets that error, the others the value,
// which is kept as well. compute has Config.ComputeLimit: then its context ends, and the
// callers get [ErrCompute] even if it goes on; so do two functions that ask for each
// other's key. Nothing bounds how many go on that do not look at their context. A panic is an ErrCompute too. A value that
// somebody sets or removes meanwhile counts, and not the one that is computed.
//
// What is computed for the cache of a session is not kept where there is no session: a
// visitor who only looks gets none. What the cache does not take ([ErrFull],
// [ErrTooLarge], a header that has left before the session had an id) is returned all the
// same, with an event.
func (t Typed[T]) GetOrSet(ctx context.Context, key string, ttl time.Duration, compute func(context.Context) (T, error)) (T, error) {
	if err := t.cache.check(key); err != nil {
		var none T
		return none, err
	}
	flights := &t.cache.caches.flights
	landed := flights.landed.Load()
	value, found, err := t.Get(ctx, key)
	if found || err != nil {
		return value, err
	}
	if ttl < 0 {
		return value, ErrTTL
	}
	c := computation[T]{Typed: t, ttl: ttl, compute: compute}
	to := t.cache.place(key, t.kind())
	switch {
	case flights.aboard(ctx, to):
		return value, fmt.Errorf("%w: it asks for its own key", ErrCompute)
	case to.visitor != nil:
		c.own = newFlight(to)
		return c.fly(ctx)
	}
	var first bool
	if c.own, first = flights.join(to); !first {
		return c.follow(ctx)
	}
	c.again = flights.landed.Load() != landed
	return c.fly(ctx)
}

// place returns where a computed value goes. A session that exists and has no id yet gets
// one before the computing, since the header may leave meanwhile. A visitor who only looks
// gets none, or each request of a crawler would leave an entry behind.
func (c *Cache) place(key, kind string) place {
	group, found := c.find()
	if !found && c.session.Len() > 0 {
		var err error
		group, err = c.provide()
		found = err == nil
	}
	if found {
		return place{caches: c.caches, key: Key{Group: group, Name: key}, kind: kind}
	}
	return place{caches: c.caches, visitor: c.session, key: Key{Name: key}, kind: kind}
}

// computation is a call of GetOrSet that found nothing.
type computation[T any] struct {
	Typed[T]
	ttl     time.Duration
	own     *flight
	again   bool // another flight has landed since this one looked: perhaps with the value
	compute func(context.Context) (T, error)
}

// follow waits for the value that another caller computes, and makes one of its own of it:
// two requests must not share a map.
func (c *computation[T]) follow(ctx context.Context) (value T, err error) {
	if err := c.wait(ctx); err != nil {
		return value, err
	}
	return c.decode(c.own.raw)
}

// wait waits for the end of the flight.
func (c *computation[T]) wait(ctx context.Context) error {
	select {
	case <-c.own.done:
		return c.own.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// fly computes the value and returns it as compute did.
func (c *computation[T]) fly(ctx context.Context) (T, error) {
	limit := c.cache.caches.config.ComputeLimit
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	// A function that returns late, or never, must not hold up who waits.
	stop := context.AfterFunc(limited, func() {
		c.land(limited, nil, fmt.Errorf("%w: it has not returned within %v", ErrCompute, limit))
	})
	var computed T // written before the flight lands, and read after that
	var raw []byte
	go guarded(func() (err error) {
		if computed, raw = c.look(limited); raw == nil {
			if computed, err = c.compute(board(limited, c.own)); err == nil {
				raw, err = c.store(limited, computed)
			}
		}
		return err
	}, func(err error) {
		defer cancel()
		stop()
		c.land(limited, raw, err)
	})
	if err := c.wait(ctx); err != nil {
		var none T
		return none, err
	}
	return computed, nil
}

// look looks once more: between a miss and the first place in a flight, the one before may
// have landed.
func (c *computation[T]) look(ctx context.Context) (value T, raw []byte) {
	if !c.again {
		return value, nil
	}
	raw, found, err := c.cache.caches.store.Get(ctx, c.own.place.key)
	if err == nil && found {
		if value, err = c.decode(raw); err == nil {
			return value, raw
		}
	}
	var none T
	return none, nil
}

// store keeps what was computed, if it is still wanted. What the cache refuses has had an
// event, and is no fault of who asked.
func (c *computation[T]) store(ctx context.Context, value T) ([]byte, error) {
	c.cache.caches.counts.computed.Add(1)
	name := c.own.place.key
	raw, err := c.encode(value)
	if err != nil || c.own.place.visitor != nil || !c.cache.caches.flights.wanted(c.own) || c.cache.fits(ctx, name.Name, raw) != nil {
		return raw, err
	}
	c.keep(ctx, raw)
	if !c.cache.caches.flights.wanted(c.own) {
		// Somebody was faster by a moment, or slower: rather none than an old value, even
		// where the limit has ended ctx while the store took its time.
		ctx = context.WithoutCancel(ctx)
		_ = c.cache.failure(ctx, name.Name, c.cache.caches.store.Remove(ctx, name))
	}
	return raw, nil
}

// keep gives the value to the store. A store of one's own that panics is one that fails: the
// function that computes is not at fault, and has a value.
func (c *computation[T]) keep(ctx context.Context, raw []byte) {
	name := c.own.place.key
	defer func() {
		if cause := recover(); cause != nil {
			_ = c.cache.failure(ctx, name.Name, fmt.Errorf("cache: the store panicked: %v", cause))
		}
	}()
	_ = c.cache.put(ctx, name, raw, c.ttl)
}

// land ends the flight and tells of what should not happen.
func (c *computation[T]) land(ctx context.Context, raw []byte, err error) {
	caches := c.cache.caches
	if caches.flights.land(c.own, raw, err) && errors.Is(err, ErrCompute) {
		caches.report(ctx, satchel.ReasonCompute, c.own.place.key.Name, err)
	}
}
