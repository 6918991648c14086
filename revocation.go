package satchel

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Revocation ends sessions before their time: a signed cookie stays good until it
// expires, whatever the browser was told, unless the server knows better. Each step of
// the ladder costs more than the one before and reaches further (ASVS 5.0 requirement
// 7.4.1): an epoch for all, a date for each user, a list of single sessions. A session
// that was ended is empty, with an event of the reason [ReasonRevoked].
type Revocation struct {
	// Epoch ends all sessions that began before it, once it has come: after a fault, or
	// a stolen secret. Give it a date at which all nodes have it. Default: the zero time.
	Epoch time.Time

	// NotBefore returns the time before which all sessions of a user are void: of the
	// last change of the password, or of "log out everywhere". The zero time is none.
	// User is the value that the session has under UserKey; a session without one is
	// not asked for; one who is not there any more is no error, but has a late time. It is called when a session is first looked at, and once for each user
	// and CacheFor; so a handler that stores a new date renews its own session before. It
	// must be safe for concurrent use and answer within 5 seconds; its context has the
	// values of a request but not the scopes of this manager, and does not end with it. What it returns
	// is compared in whole seconds. Default: nil.
	NotBefore func(ctx context.Context, user string) (time.Time, error)

	// UserKey is the key of the session that says who the user is. Needed with
	// NotBefore. Default: none.
	UserKey string

	// CacheFor is how long an answer of NotBefore is kept, and so how late it takes
	// effect; of 10,000 users at most. Default: 10 seconds; [None] asks for each request.
	CacheFor time.Duration

	// DenyList has the sessions that [Session.Logout] ended. With a list, each session
	// gets a unique id. Default: nil. See [NewMemoryDenyList].
	DenyList DenyList

	// InsecureFailOpen lets sessions in while NotBefore or DenyList fails. Otherwise they
	// are empty for the time, with an event of the reason [ReasonUnchecked]; nothing is
	// deleted. Default: false.
	InsecureFailOpen bool

	_ [0]func()
}

const defaultCacheFor = 10 * time.Second

// revocationFaults reports the faults of Config.Revocation.
func (c *Config) revocationFaults(faults *faults) {
	r := &c.Revocation
	if (r.NotBefore == nil) != (r.UserKey == "") {
		faults.add("Revocation.UserKey", "goes with NotBefore, and that with it")
	}
	if reserved(r.UserKey) {
		faults.add("Revocation.UserKey", ErrReservedKey.Error())
	}
	if r.CacheFor < 0 && r.CacheFor != None {
		faults.add("Revocation.CacheFor", r.CacheFor.String()+" is negative; None asks for each request")
	}
}

// revocation is what is asked about each session that is otherwise fine.
type revocation struct {
	list       DenyList
	notBefores *notBefores
	userKey    string
	failOpen   bool
}

// newRevocation returns nil where there is nothing to ask.
func (c *Config) newRevocation(clock func() time.Time) *revocation {
	given := &c.Revocation
	if given.DenyList == nil && given.NotBefore == nil {
		return nil
	}
	r := &revocation{list: given.DenyList, userKey: given.UserKey, failOpen: given.InsecureFailOpen}
	if given.NotBefore != nil {
		keep := given.CacheFor
		if keep == 0 {
			keep = defaultCacheFor
		}
		r.notBefores = newNotBefores(given.NotBefore, keep, clock)
	}
	return r
}

// CheckSession is [Scopes.DecodeSession], and asks Revocation too: for a WebSocket that
// looks now and then whether its session is still there. Besides the errors of
// DecodeSession there are [ErrRevoked], and [ErrUnchecked] where nobody can say. The
// sessions of requests are checked by themselves.
func (s *Scopes) CheckSession(ctx context.Context, value string) (Token, error) {
	defer s.announce(ctx)
	now := s.clock()
	var r reading
	err := s.session.open(value, now, &r)
	if err == nil {
		err = s.checkRevocation(ctx, &r)
	}
	if err != nil {
		return Token{}, err
	}
	s.session.noticeOpened(&r, now)
	return publicToken(&r.token), nil
}

// checkRevocation asks the list and the user's date.
func (s *Scopes) checkRevocation(ctx context.Context, session *reading) error {
	r := s.revocation
	if r == nil {
		return nil
	}
	if session.id != "" && r.list != nil {
		denied, err := r.denied(ctx, s.idNames(session.id))
		switch {
		case denied:
			return ErrRevoked
		case err != nil && !r.failOpen:
			return fmt.Errorf("%w: %w", ErrUnchecked, err)
		}
	}
	pairs := bag{list: session.token.Pairs}
	user, found := pairs.lookup(r.userKey)
	if !found || r.notBefores == nil {
		return nil
	}
	// An answer of before is a lower bound also where the source fails now.
	notBefore, err := r.notBefores.of(ctx, user)
	switch {
	case !notBefore.IsZero() && session.started.Before(notBefore.Truncate(time.Second)):
		return ErrRevoked
	case err != nil && !r.failOpen:
		return fmt.Errorf("%w: %w", ErrUnchecked, err)
	}
	return nil
}

// denied asks the list.
func (r *revocation) denied(ctx context.Context, names []string) (bool, error) {
	if memory, ok := r.list.(*MemoryDenyList); ok {
		return memory.Denied(ctx, names) // it does not wait, and needs no goroutine
	}
	return bounded(ctx, listLimit, func(ctx context.Context) (bool, error) { return r.list.Denied(ctx, names) })
}

// deny tells the list.
func (r *revocation) deny(ctx context.Context, names []string, until time.Time) error {
	if memory, ok := r.list.(*MemoryDenyList); ok {
		return memory.Deny(ctx, names, until)
	}
	_, err := bounded(ctx, listLimit, func(ctx context.Context) (bool, error) { return true, r.list.Deny(ctx, names, until) })
	return err
}

// denyList returns the list; nil where there is none.
func (s *Scopes) denyList() DenyList {
	if s.revocation == nil {
		return nil
	}
	return s.revocation.list
}

// idLabel derives the keys under which the ids of sessions are named on a deny list.
const idLabel = "satchel/1 id"

// idNames returns the names of a session on a deny list, one for each key that verifies:
// another node may have another key as its first one. They are hashes, so that the list
// does not have what is in the cookies.
func (s *Scopes) idNames(id string) []string {
	id, _, _ = strings.Cut(id, descent)
	return s.keys.at(s.clock()).ids.Names(id)
}
