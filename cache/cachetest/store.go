package cachetest

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
)

// patience is how long something may take that has to happen at once: a machine that is
// busy with other tests, or a server that was just started, is no fault of the store.
const patience = 30 * time.Second

// basket is the name of an entry.
const basket = "basket"

// store is the store under test, with methods that fail the test instead of returning
// errors.
type store struct{ cache.Store }

// newSession returns the group of a session that no other test has.
func newSession() cache.Group {
	return cache.Group{Session: true, Name: base64.RawURLEncoding.EncodeToString(random(32))}
}

// newNamed returns a named group that no other test has.
func newNamed() cache.Group { return cache.Group{Name: rand.Text()} }

func random(size int) []byte {
	data := make([]byte, size)
	_, _ = rand.Read(data) // it never fails
	return data
}

func (s store) set(t *testing.T, group cache.Group, name, value string, limits cache.Limits) {
	t.Helper()
	if err := s.Set(t.Context(), cache.Key{Group: group, Name: name}, []byte(value), limits); err != nil {
		t.Fatalf("Set of %.40q in %v: %v", name, group, err)
	}
}

func (s store) get(t *testing.T, group cache.Group, name string) (value []byte, found bool) {
	t.Helper()
	value, found, err := s.Get(t.Context(), cache.Key{Group: group, Name: name})
	if err != nil {
		t.Fatalf("Get of %.40q in %v: %v", name, group, err)
	}
	return value, found
}

func (s store) remove(t *testing.T, group cache.Group, name string) {
	t.Helper()
	if err := s.Remove(t.Context(), cache.Key{Group: group, Name: name}); err != nil {
		t.Fatalf("Remove of %.40q in %v: %v", name, group, err)
	}
}

func (s store) removeAll(t *testing.T, group cache.Group) {
	t.Helper()
	if err := s.RemoveAll(t.Context(), group); err != nil {
		t.Fatalf("RemoveAll of %v: %v", group, err)
	}
}

func (s store) want(t *testing.T, group cache.Group, name, value string) {
	t.Helper()
	switch got, found := s.get(t, group, name); {
	case !found:
		t.Errorf("%.40q in %v is missing", name, group)
	case !bytes.Equal(got, []byte(value)):
		t.Errorf("%.40q in %v is %.40q, %d bytes; want %.40q, %d bytes", name, group, got, len(got), value, len(value))
	}
}

func (s store) wantNone(t *testing.T, group cache.Group, name string) {
	t.Helper()
	if value, found := s.get(t, group, name); found {
		t.Errorf("%.40q in %v is %.40q; want none", name, group, value)
	}
}

// soon calls something that has to return, whatever the result.
func soon(t *testing.T, what string, call func()) {
	t.Helper()
	returned := make(chan struct{})
	go func() {
		defer close(returned)
		call()
	}()
	select {
	case <-returned:
	case <-time.After(patience):
		t.Fatalf("%s has not returned within %v", what, patience)
	}
}
