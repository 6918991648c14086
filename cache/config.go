package cache

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/satchel-go/satchel"
)

// Defaults of [Config], and what no setting changes.
const (
	// MaxKey is the most bytes that a key has.
	MaxKey = 1024

	// MaxName is the most bytes that the name of a cache has.
	MaxName = 128

	maxSessionEntries     = 1000
	defaultMaxValue       = 1 << 20
	defaultSessionEntries = 100
	defaultSessionBytes   = 1 << 20
	defaultSessionTTL     = 24 * time.Hour
	defaultComputeLimit   = 30 * time.Second
)

// Config says where [Caches] keep their entries and how much of it. The zero value is
// complete: 64 MiB in the memory of this process. [New] reads it once.
type Config struct {
	// Store is where the entries are. Default: a [Memory] with its defaults, which the
	// Caches close.
	Store Store

	// MaxValue is the most bytes that a value has when it is encoded, with the name of
	// its codec, as the store gets it. Default: 1 MiB.
	MaxValue int

	// SessionEntries is the most entries of one session at a time, 1000 at most: they are
	// counted at each Set. Default: 100.
	SessionEntries int

	// SessionBytes is the most bytes that the entries of one session have together,
	// names and encoded values. Default: 1 MiB.
	SessionBytes int64

	// SessionTTL is the longest time that an entry of a session is kept after it was
	// set: a browser that never comes back tells nobody. Default: 24 hours.
	SessionTTL time.Duration

	// KeepOnRenew moves the entries of a session to its new id when [satchel.Session.Renew]
	// was called and the cookie is decided, as for the basket of a visitor who logs in.
	// Between the two they cannot be read, and what is set then goes to the new id and
	// stays. They are as trustworthy as whoever put them there: an attacker may have
	// planted the session of before. The store has to be a [Mover]. Default: false, Renew
	// empties.
	KeepOnRenew bool

	// ComputeLimit is the longest time that GetOrSet waits for a function that computes a
	// value; its context ends then. Default: 30 seconds.
	ComputeLimit time.Duration

	// OnEvent is told what goes wrong, with the outcome [satchel.Cache]. It must be safe for
	// concurrent use; a panic of it is dropped. What goes wrong when a session ends is told
	// while its request holds a lock: it must not look at a scope. Default:
	// [satchel.LogEvents] with slog.Default().
	OnEvent func(context.Context, satchel.Event)

	_ [0]func() // no comparison, no literal without field names: fields will be added
}

// complete fills in the defaults, or tells all faults.
func (c *Config) complete() error {
	var faults []error
	check := func(field string, fine bool, problem string) {
		if !fine {
			faults = append(faults, fmt.Errorf("cache: %s: %s", field, problem))
		}
	}
	check("MaxValue", c.MaxValue >= 0, "is negative; 0 is the default")
	check("SessionEntries", c.SessionEntries >= 0, "is negative; 0 is the default")
	check("SessionEntries", c.SessionEntries <= maxSessionEntries, "is more than 1000: use named caches, or fewer and larger entries")
	check("SessionBytes", c.SessionBytes >= 0, "is negative; 0 is the default")
	check("SessionTTL", c.SessionTTL >= 0, "is negative; 0 is the default")
	check("ComputeLimit", c.ComputeLimit >= 0, "is negative; 0 is the default")
	if _, moves := c.Store.(Mover); c.Store != nil {
		check("KeepOnRenew", moves || !c.KeepOnRenew, fmt.Sprintf("%T cannot move entries: give it the method of cache.Mover", c.Store))
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	c.MaxValue = cmp.Or(c.MaxValue, defaultMaxValue)
	c.SessionEntries = cmp.Or(c.SessionEntries, defaultSessionEntries)
	c.SessionBytes = cmp.Or(c.SessionBytes, defaultSessionBytes)
	c.SessionTTL = cmp.Or(c.SessionTTL, defaultSessionTTL)
	c.ComputeLimit = cmp.Or(c.ComputeLimit, defaultComputeLimit)
	if c.OnEvent == nil {
		c.OnEvent = satchel.LogEvents(nil)
	}
	return nil
}
