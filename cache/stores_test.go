package cache_test

import (
	"context"
	"errors"
	"sync"

	"github.com/satchel-go/satchel/cache"
)

// recordingStore remembers what it was asked.
type recordingStore struct {
	cache.Store

	mu     sync.Mutex
	groups []cache.Group
	names  []string
	limits []cache.Limits
	sizes  []int
}

func (s *recordingStore) note(group cache.Group, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups, s.names = append(s.groups, group), append(s.names, name)
}

func (s *recordingStore) Get(ctx context.Context, key cache.Key) (value []byte, found bool, err error) {
	s.note(key.Group, key.Name)
	return s.Store.Get(ctx, key)
}

func (s *recordingStore) Set(ctx context.Context, key cache.Key, value []byte, limits cache.Limits) error {
	s.note(key.Group, key.Name)
	s.mu.Lock()
	s.limits, s.sizes = append(s.limits, limits), append(s.sizes, len(value))
	s.mu.Unlock()
	return s.Store.Set(ctx, key, value, limits)
}

func (s *recordingStore) Remove(ctx context.Context, key cache.Key) error {
	s.note(key.Group, key.Name)
	return s.Store.Remove(ctx, key)
}

func (s *recordingStore) RemoveAll(ctx context.Context, group cache.Group) error {
	s.note(group, "")
	return s.Store.RemoveAll(ctx, group)
}

func (s *recordingStore) Move(ctx context.Context, from, to cache.Group) error {
	s.note(from, "")
	s.note(to, "")
	return s.Store.(cache.Mover).Move(ctx, from, to)
}

// errDown is that of a failing store.
var errDown = errors.New("connection refused")

// failingStore answers with what call returns, which may wait for the context.
type failingStore struct{ call func(context.Context) error }

func down(context.Context) error { return errDown }

func (s failingStore) Get(ctx context.Context, _ cache.Key) (value []byte, found bool, err error) {
	return nil, false, s.call(ctx)
}

func (s failingStore) Set(ctx context.Context, _ cache.Key, _ []byte, _ cache.Limits) error {
	return s.call(ctx)
}
func (s failingStore) Remove(ctx context.Context, _ cache.Key) error      { return s.call(ctx) }
func (s failingStore) RemoveAll(ctx context.Context, _ cache.Group) error { return s.call(ctx) }
func (s failingStore) Move(ctx context.Context, _, _ cache.Group) error   { return s.call(ctx) }
