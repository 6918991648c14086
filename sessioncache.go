package satchel

import (
	"context"
	"errors"
	"reflect"
)

// SessionCache is a cache that keeps data under the unique ids of sessions
// ([Session.ID]) and wants to know what becomes of them; Caches of package cache is one.
//
// The methods are called when the cookie has been decided and its header has not left, so
// that the next request finds what they did. They are called by several goroutines at a
// time, while a request holds a lock of its own; the context has the values of the request
// but not the scopes of this manager, does not end with it, and has a limit of 5 seconds.
type SessionCache interface {
	// SessionEnded forgets what is kept under an id whose session is over: by
	// [Session.Clear], [Session.Logout], [Scopes.Revoke], or since its last pair is gone.
	SessionEnded(ctx context.Context, id string)

	// SessionRenewed is told that [Session.Renew] has given the session another id: it
	// moves what is kept under the first one, or forgets it. What the handler has kept
	// under the second one meanwhile stays.
	SessionRenewed(ctx context.Context, from, to string)
}

// Cache returns the cache of the Config; nil for none.
func (s *Session) Cache() SessionCache { return s.exchange.scopes.cache }

// home returns the id that the session came with or got first; empty for none.
func (s *Session) home() string {
	if s.origin != nil && s.origin.home != "" {
		return s.origin.home
	}
	return idOf(s.arrived)
}

// leave remembers the id of a session that is about to lose it.
func (s *Session) leave() {
	id, found := s.pairs.lookup(sessionID)
	if !found || s.exchange.scopes.cache == nil || s.home() != "" {
		return
	}
	if s.origin == nil {
		s.origin = new(origin)
	}
	s.origin.home = id
}

// settleID tells the cache and the deny list what has become of the session's id, when that
// is decided. Where the client has gone, the browser keeps the old one. The caller holds the
// lock.
func (s *Session) settleID() {
	if errors.Is(s.exchange.parent.Err(), context.Canceled) {
		return
	}
	s.settleCache()
	s.denyRenewed()
}

// settleCache tells the cache; see settleID.
func (s *Session) settleCache() {
	scopes, ctx := s.exchange.scopes, s.exchange.parent
	if scopes.cache == nil || !s.loaded {
		return
	}
	from, to := s.home(), idOf(s.remaining())
	switch {
	case from == "" || from == to:
	case to != "" && s.renewed && !s.cleared:
		s.reportCache(scopes.tellCache(ctx, func(ctx context.Context) { scopes.cache.SessionRenewed(ctx, from, to) }))
	case s.origin == nil || !s.origin.denied: // else Revoke has told it
		s.reportCache(scopes.endCached(ctx, from))
	}
}

// reportCache notes that the cache has failed to answer.
func (s *Session) reportCache(err error) {
	if err != nil {
		s.exchange.report(cacheFailure(err))
	}
}

func cacheFailure(err error) Event {
	return Event{Outcome: Cache, Reason: ReasonUnavailable, Detail: firstLine(err)}
}

// endCached tells the cache that a session is over.
func (s *Scopes) endCached(ctx context.Context, id string) error {
	if s.cache == nil {
		return nil
	}
	return s.tellCache(ctx, func(ctx context.Context) { s.cache.SessionEnded(ctx, id) })
}

// tellCache calls the cache, as [bounded] does. What it fails at otherwise is told by
// itself.
func (s *Scopes) tellCache(ctx context.Context, tell func(context.Context)) error {
	// Whoever asked may be gone before the cache is done.
	_, err := bounded(context.WithoutCancel(ctx), listLimit, func(ctx context.Context) (struct{}, error) {
		tell(ctx)
		return struct{}{}, nil
	})
	return err
}

// isNilPointer tells of a variable that was shadowed where it was set: the interface is not
// nil, and each request would panic.
func isNilPointer(cache SessionCache) bool {
	value := reflect.ValueOf(cache)
	return value.Kind() == reflect.Pointer && value.IsNil()
}
