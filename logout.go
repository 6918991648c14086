package satchel

import (
	"context"
	"fmt"
	"time"
)

// Guarantee is what [Session.Logout] could promise.
type Guarantee uint8

const (
	// CookieDeleted: the browser is told to delete the cookie. A copy of it is good until
	// the limits of the Config end it, or its secret is retired.
	CookieDeleted Guarantee = iota

	// RevokedHere: this process refuses each copy, until it ends; another one does not.
	RevokedHere

	// Revoked: all who share the deny list refuse each copy.
	Revoked
)

// String returns "cookie deleted", "revoked here" or "revoked".
func (g Guarantee) String() string {
	switch g {
	case CookieDeleted:
		return "cookie deleted"
	case RevokedHere:
		return "revoked here"
	case Revoked:
		return "revoked"
	default:
		return fmt.Sprintf("Guarantee(%d)", uint8(g))
	}
}

// Logout ends the session: [Session.Clear], and where there is a deny list
// (Revocation.DenyList) its id goes onto it at once, so that a copy of the cookie, and
// the response of a slow request that still had it, bring nothing back. It returns what
// that guarantees. It fails with [ErrCommitted], and then the session is on the list all
// the same; and with the error of the list, and then the cookie is deleted all the same.
func (s *Session) Logout() (Guarantee, error) {
	id, known := s.LookupID()
	err := s.Clear()
	if denied := s.deny(id); denied != nil {
		return CookieDeleted, denied
	}
	r := s.exchange.scopes.revocation
	switch {
	case !known || r == nil || r.list == nil:
		return CookieDeleted, err
	case r.inMemory():
		return RevokedHere, err
	default:
		return Revoked, err
	}
}

// deny puts a session onto the deny list, if there is one.
func (s *Session) deny(id string) error {
	scopes := s.exchange.scopes
	if id == "" || scopes.revocation == nil || scopes.revocation.list == nil {
		return nil
	}
	return scopes.Revoke(s.exchange.parent, id)
}

// Revoke puts a session onto the deny list by its unique id ([Session.ID]): for a page on
// which users see their sessions and end them, or administrators do (ASVS 5.0
// requirements 7.4.5 and 7.5.2). It fails with [ErrNoDenyList], and with the error of the
// list; a session that is not there is no error, since nobody knows.
func (s *Scopes) Revoke(ctx context.Context, id string) error {
	if s.revocation == nil || s.revocation.list == nil {
		return ErrNoDenyList
	}
	if err := s.revocation.list.Deny(ctx, s.idNames(id), s.lastMoment()); err != nil {
		return fmt.Errorf("satchel: the session is not on the deny list: %w", err)
	}
	return nil
}

// inMemory tells whether other processes do not see the list.
func (r *revocation) inMemory() bool {
	_, memory := r.list.(*MemoryDenyList)
	return memory
}

// slowest is how long a request may be under way that began before the session was
// ended, and that writes it once more.
const slowest = time.Hour

// lastMoment returns when no token of any session of now can be good any more; the zero
// time where there is no limit.
func (s *Scopes) lastMoment() time.Time {
	c, now := &s.session, s.clock()
	var last time.Time
	earlier := func(moment time.Time) {
		if last.IsZero() || moment.Before(last) {
			last = moment
		}
	}
	if c.expiresAfter > 0 {
		earlier(now.Add(c.expiresAfter + c.clockSkew + slowest))
	}
	if l := c.limits; l.idle > 0 && l.dated {
		earlier(now.Add(l.idle + slowest))
	}
	if l := c.limits; l.absolute > 0 {
		earlier(now.Add(l.absolute + slowest))
	}
	return last
}
