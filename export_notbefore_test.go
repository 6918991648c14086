package satchel //nolint:testpackage // opens the cache in front of Revocation.NotBefore to its tests

import (
	"context"
	"time"
)

// NotBefores is the cache in front of Revocation.NotBefore.
type NotBefores struct{ n *notBefores }

// NotBeforeUsers is how many answers it keeps at most.
const NotBeforeUsers = notBeforeUsers

// NewNotBefores makes one.
func NewNotBefores(
	ask func(context.Context, string) (time.Time, error), keep time.Duration, clock func() time.Time,
) NotBefores {
	return NotBefores{newNotBefores(ask, keep, clock)}
}

// Of asks it for a user.
func (n NotBefores) Of(ctx context.Context, user string) (time.Time, error) { return n.n.of(ctx, user) }

// Kept is how many answers it holds, and how many calls.
func (n NotBefores) Kept() (answers, calls int) {
	n.n.mu.Lock()
	defer n.n.mu.Unlock()
	return len(n.n.young) + len(n.n.old), len(n.n.running)
}
