package satchel

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// liveKeys are the keys of a manager while it runs: their states change by date, and
// the file they come from may change. What follows from them is a [keySet], which is
// replaced as a whole: a request costs one atomic load.
type liveKeys struct {
	set   atomic.Pointer[keySet]
	forms [][]form // by scopeConfig.index: the one that is written, then those that are read too
	file  *keyFile // nil where the keys stand in the Config

	pending  atomic.Bool // something is in happened
	telling  sync.Mutex
	happened []Event // since the last announce

	mu     sync.Mutex
	plan   plan
	counts map[string]*keyCount // by name
}

// plan gives the ring of a moment, and since and until when it holds. It is a function,
// since package fmt, which calls no Format method below an unexported field, follows
// pointers for a wrong verb: of a function it shows the address.
type plan func(now time.Time) (ring keyring.Ring, since, until time.Time)

func planOf(keys []Key) plan {
	entries := schedule(keys)
	return func(now time.Time) (ring keyring.Ring, since, until time.Time) {
		ring, until = entries.At(now)
		return ring, entries.Since(now), until
	}
}

// keySet is the ring of a moment and all that is made of it. It does not change.
type keySet struct {
	ring    keyring.Ring
	formats [][]token.Format // as liveKeys.forms
	ids     *token.Namer     // of the names of sessions on a deny list
	counts  []*keyCount      // as ring

	// since and until are the dates between which it holds; zero for ever. Both count, or
	// one request whose clock is ahead would retire a key for good.
	since, until time.Time
}

// holds tells whether the states are those of a moment.
func (k *keySet) holds(now time.Time) bool {
	return !now.Before(k.since) && (k.until.IsZero() || now.Before(k.until))
}

// at returns the keys of a moment.
func (k *liveKeys) at(now time.Time) *keySet {
	set := k.set.Load()
	if k.file != nil {
		set = k.look(now, false)
	}
	if set.holds(now) {
		return set
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if set = k.set.Load(); set.holds(now) {
		return set // somebody else has made it meanwhile
	}
	set, err := k.make(k.plan, now)
	if err != nil {
		return k.set.Load() // made of the same keys, it was fine before
	}
	k.set.Store(set)
	k.note(ReasonSwitched, set.describe(nil))
	return set
}

// look reads the file again, where it is time to, and returns the keys of now.
func (k *liveKeys) look(now time.Time, force bool) *keySet {
	before := k.set.Load()
	changed, err := k.file.refresh(now, force, func(keys []Key) error { return k.replace(keys, now) })
	switch {
	case err != nil:
		k.note(ReasonUnreadable, strings.ReplaceAll(err.Error(), "\n", "; "))
	case changed:
		k.note(ReasonReloaded, k.set.Load().describe(before.ring))
	}
	return k.set.Load()
}

// retires tells whether sessions are to be moved to another key.
func (k *keySet) retires() bool {
	return slices.ContainsFunc(k.ring, func(key keyring.Key) bool { return key.State() == keyring.Retiring })
}

// describe names the keys and their states, and those of before that are gone.
func (k *keySet) describe(before keyring.Ring) string {
	var parts []string
	for _, key := range k.ring {
		parts = append(parts, key.ID()+" "+key.State().String())
	}
	for _, key := range before {
		if k.index(key.ID()) < 0 {
			parts = append(parts, key.ID()+" gone")
		}
	}
	return strings.Join(parts, ", ")
}

// note keeps what happened until announce: it is found out under the lock of a request,
// under which no hook is called.
func (k *liveKeys) note(reason Reason, detail string) {
	k.telling.Lock()
	defer k.telling.Unlock()
	k.happened = append(k.happened, Event{Outcome: Keys, Reason: reason, Detail: detail})
	k.pending.Store(true)
}

// announce tells what happened.
func (s *Scopes) announce(ctx context.Context) {
	if !s.keys.pending.Load() {
		return
	}
	s.keys.telling.Lock()
	events := s.keys.happened
	s.keys.happened = nil
	s.keys.pending.Store(false)
	s.keys.telling.Unlock()
	for _, e := range events {
		s.emit(ctx, e)
	}
}

// replace puts other keys in the place of those before, if they are in order.
func (k *liveKeys) replace(keys []Key, now time.Time) error {
	var faults faults
	checkKeys(keys, keyFileField, least(k.forms), now, &faults)
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	plan := planOf(keys)
	set, err := k.make(plan, now)
	if err != nil {
		return err
	}
	k.plan = plan
	k.set.Store(set)
	return nil
}

// make builds what follows from a plan; the caller holds the lock.
func (k *liveKeys) make(plan plan, now time.Time) (*keySet, error) {
	ring, since, until := plan(now)
	set := &keySet{ring: ring, since: since, until: until, formats: make([][]token.Format, len(k.forms))}
	ids, err := k.idKeys(ring)
	if err != nil {
		return nil, err
	}
	set.ids = token.NewNamer(ids)
	for i, forms := range k.forms {
		for j := range forms {
			own := ring
			if forms[j].own != nil {
				own = forms[j].own
			}
			format, err := forms[j].format(own)
			if err != nil {
				return nil, err
			}
			set.formats[i] = append(set.formats[i], format)
		}
	}
	for _, key := range ring {
		if k.counts[key.ID()] == nil {
			k.counts[key.ID()] = new(keyCount)
		}
		set.counts = append(set.counts, k.counts[key.ID()])
	}
	return set, nil
}

// idKeys returns the keys under which sessions are named on a deny list: of all secrets
// that open one, those of readers among them.
func (k *liveKeys) idKeys(ring keyring.Ring) (keyring.Ring, error) {
	all := slices.DeleteFunc(slices.Clone(ring), func(key keyring.Key) bool { return key.State() == keyring.Retired })
	for _, forms := range k.forms {
		for i := range forms {
			for _, key := range forms[i].own {
				if !slices.ContainsFunc(all, func(known keyring.Key) bool { return known.ID() == key.ID() }) {
					all = append(all, key)
				}
			}
		}
	}
	return all.Derive(idLabel, sealedKeySize)
}
