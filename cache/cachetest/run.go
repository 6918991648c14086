package cachetest

import (
	"slices"
	"testing"

	"github.com/satchel-go/satchel/cache"
)

// Capability is something that a store can do without, as [Without] says.
type Capability string

const (
	// Quotas are the fields Entries and Bytes of [cache.Limits]: a store without them
	// keeps whatever one session sets.
	Quotas Capability = "quotas"

	// Expiry is the field TTL of [cache.Limits]: a store without it keeps an entry until
	// it is removed.
	Expiry Capability = "expiry"
)

// Option changes what [Run] asks for.
type Option func(*suite)

// Without leaves out the tests of what a store cannot do. They are logged, so that a
// reader of the test's output sees what was not proven.
func Without(missing ...Capability) Option {
	return func(s *suite) { s.missing = append(s.missing, missing...) }
}

// Run proves the words of [cache.Store], each as a test of its own with a store from
// newStore, which cleans up by t.Cleanup; and those of [cache.Mover] if the store is one.
// It takes a second or two, in which it waits for entries to expire.
func Run(t *testing.T, newStore func(t *testing.T) cache.Store, options ...Option) {
	t.Helper()
	s := &suite{newStore: newStore}
	for _, option := range options {
		option(s)
	}
	for _, part := range []struct {
		name  string
		needs Capability
		tests []test
	}{
		{"entries", "", entryTests},
		{"names and values are any bytes", "", byteTests},
		{"an entry expires", Expiry, expiryTests},
		{"a group has quotas", Quotas, quotaTests},
		{"many goroutines", "", concurrencyTests},
		{"a group moves", "", moveTests},
	} {
		t.Run(part.name, func(t *testing.T) {
			if !s.can(part.needs) {
				t.Logf("not proven: this store has no %s", part.needs)
				return
			}
			for _, test := range part.tests {
				t.Run(test.name, func(t *testing.T) { s.run(t, test) })
			}
		})
	}
}

// suite is a call of Run.
type suite struct {
	newStore func(t *testing.T) cache.Store
	missing  []Capability
}

// test proves one sentence about a store.
type test struct {
	name  string
	prove func(t *testing.T, s store)
	needs []Capability // besides that of all tests of the same part
}

func (s *suite) can(needed Capability) bool { return !slices.Contains(s.missing, needed) }

func (s *suite) run(t *testing.T, test test) {
	t.Helper()
	for _, needed := range test.needs {
		if !s.can(needed) {
			t.Logf("not proven: this store has no %s", needed)
			return
		}
	}
	test.prove(t, store{s.newStore(t)})
}
