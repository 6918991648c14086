package cachetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// RunDenyList proves the words of [satchel.DenyList], each as a test of its own with a list
// from newList, which cleans up by t.Cleanup. The keys are those of no other test. It
// takes some seconds, in which it waits for ends that come.
func RunDenyList(t *testing.T, newList func(t *testing.T) satchel.DenyList) {
	t.Helper()
	for _, test := range []struct {
		name  string
		prove func(t *testing.T, l list)
	}{
		{"a key that nobody has denied is not on it", func(t *testing.T, l list) {
			l.wantAllowed(t, newDenied())
			l.wantAllowed(t, newDenied(), newDenied())
			l.wantAllowed(t)
		}},
		{"a key is on it at once", func(t *testing.T, l list) {
			key := newDenied()
			l.deny(t, time.Now().Add(time.Hour), key)
			l.wantDenied(t, key)
			l.wantAllowed(t, newDenied())
			l.wantAllowed(t, key[:42]+"!")
		}},
		{"all of several keys are on it", func(t *testing.T, l list) {
			keys := []string{newDenied(), newDenied(), newDenied()}
			l.deny(t, time.Now().Add(time.Hour), keys...)
			for _, key := range keys {
				l.wantDenied(t, key)
			}
		}},
		{"any of several keys denies", func(t *testing.T, l list) {
			key := newDenied()
			l.deny(t, time.Now().Add(time.Hour), key)
			l.wantDenied(t, key, newDenied(), newDenied())
			l.wantDenied(t, newDenied(), key, newDenied())
			l.wantDenied(t, newDenied(), newDenied(), key)
			l.wantDenied(t, key, key)
		}},
		{"an end that has passed adds nothing", func(t *testing.T, l list) {
			key := newDenied()
			l.deny(t, time.Now().Add(-time.Hour), key)
			l.deny(t, time.Unix(0, 0), key)
			l.deny(t, time.Now().Add(-10*time.Second), key)
			l.wantAllowed(t, key)
		}},
		{"an end that has passed takes nothing away", func(t *testing.T, l list) {
			key, forEver := newDenied(), newDenied()
			l.deny(t, time.Now().Add(time.Hour), key)
			l.deny(t, time.Time{}, forEver)
			l.deny(t, time.Now().Add(-time.Hour), key, forEver)
			l.wantDenied(t, key)
			l.wantDenied(t, forEver)
		}},
		{"an end in a thousand years counts", func(t *testing.T, l list) {
			key := newDenied()
			l.deny(t, time.Now().AddDate(1000, 0, 0), key)
			l.wantDenied(t, key)
		}},
		{"no keys are no error", func(t *testing.T, l list) {
			l.deny(t, time.Now().Add(time.Hour))
		}},
		{"the caller's slice is the caller's", func(t *testing.T, l list) {
			key, other := newDenied(), newDenied()
			keys := []string{key}
			l.deny(t, time.Now().Add(time.Hour), keys...)
			keys[0] = other
			l.wantDenied(t, key)
			l.wantAllowed(t, other)
		}},
		{"the later end counts", proveEnds},
		{"many goroutines see what they have denied", proveDenials},
		{"a context that has ended ends each call", func(t *testing.T, l list) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			soon(t, "Deny", func() { _ = l.Deny(ctx, []string{newDenied()}, time.Now().Add(time.Hour)) })
			soon(t, "Denied", func() { _, _ = l.Denied(ctx, []string{newDenied()}) })
		}},
		{"whether it is shared does not change", func(t *testing.T, l list) {
			shared := l.Shared()
			l.deny(t, time.Now().Add(time.Hour), newDenied())
			if l.Shared() != shared {
				t.Errorf("it says %v and then %v", shared, l.Shared())
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) { test.prove(t, list{newList(t)}) })
	}
}

// list is the list under test, with methods that fail the test instead of returning
// errors.
type list struct{ satchel.DenyList }

// newDenied returns a key that no other test has, as long as a real one.
func newDenied() string { return newSession().Name }

func (l list) deny(t *testing.T, until time.Time, keys ...string) {
	t.Helper()
	if err := l.Deny(t.Context(), keys, until); err != nil {
		t.Fatalf("Deny until %v: %v", until, err)
	}
}

func (l list) denied(t *testing.T, keys ...string) bool {
	t.Helper()
	denied, err := l.Denied(t.Context(), keys)
	if err != nil {
		t.Fatalf("Denied: %v", err)
	}
	return denied
}

func (l list) wantDenied(t *testing.T, keys ...string) {
	t.Helper()
	if !l.denied(t, keys...) {
		t.Errorf("of the keys %q none is on the list", keys)
	}
}

func (l list) wantAllowed(t *testing.T, keys ...string) {
	t.Helper()
	if l.denied(t, keys...) {
		t.Errorf("one of the keys %q is on the list", keys)
	}
}

// proveEnds waits for ends once, since a list may round them up to whole seconds.
func proveEnds(t *testing.T, l list) {
	began := time.Now()
	sooner, later := began.Add(time.Second), began.Add(time.Hour)
	once, twice := newDenied(), newDenied()
	laterFirst, laterLast, never, neverFirst, neverLast, several := newDenied(), newDenied(), newDenied(), newDenied(), newDenied(), newDenied()
	l.deny(t, later, laterFirst)
	l.deny(t, sooner, laterFirst)
	l.deny(t, sooner, laterLast)
	l.deny(t, later, laterLast)
	l.deny(t, time.Time{}, never)
	l.deny(t, time.Time{}, neverFirst)
	l.deny(t, sooner, neverFirst)
	l.deny(t, sooner, neverLast)
	l.deny(t, time.Time{}, neverLast)
	l.deny(t, later, several)
	l.deny(t, sooner, once, several)
	l.deny(t, sooner, twice)
	l.deny(t, began.Add(500*time.Millisecond), twice)
	for _, key := range []string{once, twice} {
		for l.denied(t, key) {
			if time.Since(began) > patience {
				t.Fatalf("an end of one second has not come after %v", time.Since(began))
			}
			time.Sleep(10 * time.Millisecond)
		}
		// A clock of the list's own may differ by a little.
		if gone := time.Now(); gone.Before(sooner.Add(-100 * time.Millisecond)) {
			t.Errorf("a key is gone %v before its end", sooner.Sub(gone))
		}
	}
	for name, key := range map[string]string{
		"the later end first": laterFirst, "the later end last": laterLast, "no end": never, "no end first": neverFirst,
		"no end last": neverLast, "one of several": several,
	} {
		if !l.denied(t, key) {
			t.Errorf("%s: it went with the sooner end", name)
		}
	}
}

// proveDenials has keys of each goroutine and one of all.
func proveDenials(t *testing.T, l list) {
	shared := newDenied()
	until := time.Now().Add(time.Hour)
	var all sync.WaitGroup
	for worker := range 16 {
		all.Go(func() {
			for step := range 20 {
				own, other := []string{newDenied(), newDenied()}, newDenied()
				if err := l.Deny(t.Context(), append(own, shared), until.Add(time.Duration(worker-step)*time.Minute)); err != nil {
					t.Error(err)
					return
				}
				for _, key := range append(own, shared) {
					if denied, err := l.Denied(t.Context(), []string{other, key}); err != nil || !denied {
						t.Errorf("Denied after Deny: %v, %v", denied, err)
					}
				}
				if denied, err := l.Denied(t.Context(), []string{other}); err != nil || denied {
					t.Errorf("Denied without Deny: %v, %v", denied, err)
				}
			}
		})
	}
	all.Wait()
}
