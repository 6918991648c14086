package cache

import (
	"context"
	"time"
)

// Store keeps bytes for [Caches]: [Memory] in this process, package rediscache in a server
// that a fleet shares, or one of your own, which takes a page: package cachetest proves
// it. A store may forget anything at any time; what it must never do is give out a value
// that was set under another [Key].
//
// The methods are called by many goroutines at once. Names and values are any bytes. A
// store must end when ctx does, and its errors are failures of the store: [Caches] makes
// a miss of them, with an event.
type Store interface {
	// Get returns the value that was set under the key, unless it was removed, has
	// expired or was forgotten. Nobody changes the bytes afterwards, neither the caller
	// nor the store.
	Get(ctx context.Context, key Key) (value []byte, found bool, err error)

	// Set stores a value in the place of the one before: once it has returned, Get of
	// the same process gives this one. The caller may use the slice for something else
	// then, so that a store in memory copies it. With [ErrFull] and [ErrTooLarge] what
	// was there stays or is gone; it is never half a value.
	Set(ctx context.Context, key Key, value []byte, limits Limits) error

	// Remove forgets a value. None is no error.
	Remove(ctx context.Context, key Key) error

	// RemoveAll forgets all values of a group: of one session, or of one named cache.
	RemoveAll(ctx context.Context, group Group) error
}

// Mover is a [Store] that can rename a group, for Config.KeepOnRenew.
type Mover interface {
	// Move gives the values of one group, with what is left of their time, to another.
	// Where that has a value of the same name already, it is newer and stays. Nothing is
	// left in the first.
	Move(ctx context.Context, from, to Group) error
}

// Group is what is removed together: the entries of one session, or of one named cache.
// Groups that differ in either field are different ones.
type Group struct {
	// Session tells whether these are the entries of a session.
	Session bool

	// Name of a session's group is 43 letters, digits, - and _, from which nobody can
	// find the session's id; else it is what [Caches.Named] was given.
	Name string
}

// Key names an entry.
type Key struct {
	Group Group
	Name  string
}

// Limits say how long an entry is kept, and how much its group may hold.
type Limits struct {
	// TTL is the time to live, 0 for as long as the store keeps anything. A store may
	// round it up to whole milliseconds.
	TTL time.Duration

	// Entries and Bytes are the most that the group may have, this entry among them, 0
	// for no limit. Bytes are those of names and values. What an entry of the same name
	// has is not counted, nor what has expired. A Set that would exceed them fails with
	// [ErrFull].
	Entries int
	Bytes   int64
}

// bounds tells whether the group may be full.
func (l Limits) bounds() bool { return l.Entries != 0 || l.Bytes != 0 }
