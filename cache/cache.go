package cache

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/satchel-go/satchel"
)

// Cache is one cache: of a session ([ForSession]) or of a name ([Caches.Named]). Its
// methods keep bytes; [Get], [Set] and [GetOrSet] keep values of any type. Whatever is in
// it may be gone at the next moment, so that a program has to be able to do without.
//
// A store that fails is a miss: reading finds nothing, writing is lost, an event tells,
// and the methods return no error; see [Cache.Strict]. What the caller does wrong is an
// error: [ErrKey], [ErrTTL], [ErrTooLarge], [ErrFull], a context that has ended. A Cache is
// safe for concurrent use.
type Cache struct {
	caches  *Caches
	session *satchel.Session // nil for a named one
	group   Group            // of a named one
	strict  bool
	fault   error // of every method
	known   atomic.Pointer[known]
}

// Strict returns the same cache with failures of the store as errors, [ErrUnavailable] and
// [ErrType], for a caller that has to know. GetOrSet computes nothing then.
func (c *Cache) Strict() *Cache {
	return &Cache{caches: c.caches, session: c.session, group: c.group, strict: true, fault: c.fault}
}

// Get returns the bytes that were set under a key. They are the caller's own.
func (c *Cache) Get(ctx context.Context, key string) (value []byte, found bool, err error) {
	return With(c, Bytes{}).Get(ctx, key)
}

// Set stores bytes for the time to live; 0 is for as long as the cache keeps things, and
// for a session Config.SessionTTL at most.
func (c *Cache) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	return With(c, Bytes{}).Set(ctx, key, value, ttl)
}

// Remove forgets what was set under a key. A value that is being computed for it is not
// kept.
func (c *Cache) Remove(ctx context.Context, key string) error {
	if err := c.check(key); err != nil {
		return err
	}
	group, found := c.find()
	if !found {
		return nil
	}
	name := Key{Group: group, Name: key}
	again := c.caches.flights.spoil(name)
	defer again()
	return c.failure(ctx, key, c.caches.store.Remove(ctx, name))
}

// RemoveAll forgets everything in this cache: of this session, or of this name.
func (c *Cache) RemoveAll(ctx context.Context) error {
	if c.fault != nil {
		return c.fault
	}
	group, found := c.find()
	if !found {
		return nil
	}
	again := c.caches.flights.spoilGroup(group)
	defer again()
	return c.failure(ctx, "", c.caches.store.RemoveAll(ctx, group))
}

// Format keeps entries and ids out of a log that prints a Cache, whatever the verb.
func (c *Cache) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "cache.Cache") }

// check returns what is wrong with a key.
func (c *Cache) check(key string) error {
	if c.fault == nil && len(key) > MaxKey {
		return ErrKey
	}
	return c.fault
}

// get returns an entry as it is in the store.
func (c *Cache) get(ctx context.Context, key string) (raw []byte, found bool, err error) {
	if err := c.check(key); err != nil {
		return nil, false, err
	}
	group, exists := c.find()
	if !exists {
		return nil, false, nil
	}
	raw, found, err = c.caches.store.Get(ctx, Key{Group: group, Name: key})
	if err != nil {
		return nil, false, c.failure(ctx, key, err)
	}
	return raw, found, nil
}

// set stores an entry.
func (c *Cache) set(ctx context.Context, key string, raw []byte, ttl time.Duration) error {
	if err := c.check(key); err != nil {
		return err
	}
	if ttl < 0 {
		return ErrTTL
	}
	if err := c.fits(ctx, key, raw); err != nil {
		return err
	}
	group, err := c.provide()
	if err != nil {
		return err
	}
	name := Key{Group: group, Name: key}
	again := c.caches.flights.spoil(name)
	defer again()
	return c.put(ctx, name, raw, ttl)
}

// fits returns an error for a value that is too large.
func (c *Cache) fits(ctx context.Context, key string, raw []byte) error {
	var err error
	config := &c.caches.config
	switch room := config.SessionBytes - int64(len(key)); {
	case len(raw) > config.MaxValue:
		err = fmt.Errorf("%w (%d bytes of %d)", ErrTooLarge, len(raw), config.MaxValue)
	case c.session != nil && int64(len(raw)) > room:
		err = fmt.Errorf("%w: for a session SessionBytes counts (%d bytes of %d)", ErrTooLarge, len(raw), max(room, 0))
	default:
		return nil
	}
	c.caches.report(ctx, satchel.ReasonTooLarge, key, err)
	return err
}

// put gives an entry to the store.
func (c *Cache) put(ctx context.Context, name Key, raw []byte, ttl time.Duration) error {
	config := &c.caches.config
	limits := Limits{TTL: ttl}
	if name.Group.Session {
		limits.Entries, limits.Bytes = config.SessionEntries, config.SessionBytes
		if ttl == 0 || ttl > config.SessionTTL {
			limits.TTL = config.SessionTTL
		}
	}
	err := c.caches.store.Set(ctx, name, raw, limits)
	switch {
	case errors.Is(err, ErrFull):
		c.caches.report(ctx, satchel.ReasonFull, name.Name, err)
		return err
	case errors.Is(err, ErrTooLarge):
		c.caches.report(ctx, satchel.ReasonTooLarge, name.Name, err)
		return err
	}
	return c.failure(ctx, name.Name, err)
}

// failure makes an event of what the store has failed at, and an error only for who wants
// one. A caller that gave up is no failure of the store.
func (c *Cache) failure(ctx context.Context, key string, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	c.caches.failed(ctx, key, err)
	switch {
	case !c.strict:
		return nil
	case errors.Is(err, ErrUnavailable):
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
