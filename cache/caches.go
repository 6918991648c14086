package cache

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/satchel-go/satchel"
)

// Caches are the caches of a program over one [Store]: one for each session
// ([ForSession]), and named ones that are the same for everybody ([Caches.Named]). They are
// safe for concurrent use. Give them to satchel.Config.Cache, so that the entries of a
// session end with it.
type Caches struct {
	config  Config
	store   Store
	own     *Memory // where the Config has no store
	flights flights
	counts  counts
}

// New makes the caches. It fails, with all faults at once, for a Config that makes no
// sense; it waits for no server.
func New(config Config) (*Caches, error) {
	if err := config.complete(); err != nil {
		return nil, err
	}
	c := &Caches{config: config, store: config.Store}
	if c.store == nil {
		memory, err := NewMemory(MemoryConfig{})
		if err != nil {
			return nil, err
		}
		c.own, c.store = memory, memory
	}
	return c, nil
}

// Named returns the cache of a name, the same for every session and, with a shared store,
// every process: what play.cache.bindCaches makes in Play. It costs nothing, and nothing
// has to be declared. What it holds has nothing to do with a session: a value that was
// computed for one user must not be kept under a key of all.
func (c *Caches) Named(name string) *Cache {
	view := &Cache{caches: c, group: Group{Name: name}}
	if len(name) > MaxName {
		view.fault = ErrKey
	}
	return view
}

// Close stops what runs in the background. A store of the Config is not closed: its owner
// does that.
func (c *Caches) Close() error {
	if c.own == nil {
		return nil
	}
	return c.own.Close()
}

// SessionEnded implements [satchel.SessionCache]: it forgets the entries of a session.
func (c *Caches) SessionEnded(ctx context.Context, id string) {
	group := sessionGroup(id)
	again := c.flights.spoilGroup(group)
	defer again()
	if err := c.store.RemoveAll(ctx, group); err != nil {
		c.failed(ctx, "", err)
	}
}

// SessionRenewed implements [satchel.SessionCache]: it forgets the entries of the session
// of before, or gives them to the new one; see Config.KeepOnRenew.
func (c *Caches) SessionRenewed(ctx context.Context, from, to string) {
	mover, moves := c.store.(Mover)
	if !moves || !c.config.KeepOnRenew {
		c.SessionEnded(ctx, from)
		return
	}
	before := sessionGroup(from)
	again := c.flights.spoilGroup(before)
	defer again()
	if err := mover.Move(ctx, before, sessionGroup(to)); err != nil {
		// Who has the id of before must not go on reading.
		c.failed(ctx, "", errors.Join(err, c.store.RemoveAll(ctx, before)))
	}
}

// failed counts what the store has failed at, and tells.
func (c *Caches) failed(ctx context.Context, name string, err error) {
	c.counts.failed.Add(1)
	c.report(ctx, satchel.ReasonUnavailable, name, err)
}

// report tells the hook. name is that of the entry. A panic of the hook is dropped: some
// events happen in goroutines of their own, where it would end the program.
func (c *Caches) report(ctx context.Context, reason satchel.Reason, name string, err error) {
	defer func() { _ = recover() }()
	e := satchel.Event{Outcome: satchel.Cache, Reason: reason}
	if name != "" {
		e.Keys = []string{name}
	}
	if err != nil {
		e.Detail = err.Error()
	}
	if p, ok := errors.AsType[*panicError](err); ok {
		e.Detail += "\n" + p.stack
	}
	c.config.OnEvent(ctx, e)
}

// Format keeps entries out of a log that prints Caches, whatever the verb.
func (c *Caches) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "cache.Caches") }
