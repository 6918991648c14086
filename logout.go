package satchel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Guarantee is what [Session.Logout] could promise.
type Guarantee uint8

const (
	// CookieDeleted: the browser is told to delete the cookie. A copy of it is good until
	// the limits of the Config end it, or its key is retired.
	CookieDeleted Guarantee = iota

	// RevokedHere: this process refuses each copy, until it ends; others may not.
	RevokedHere

	// Revoked: all who share the deny list refuse each copy, but for those from before the
	// session had an id: Play, which gives none, may have written it several times.
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
// the response of a slow request that still had it, bring nothing back. That is so too
// where the session is empty for now, since nobody can check it ([ErrUnchecked]). It
// returns what that guarantees: [CookieDeleted] also where there is no session.
//
// It fails with [ErrCommitted], and then the session is on the list all the same; and with
// the error of the list, and then the cookie is deleted all the same. Calling it again is
// fine.
func (s *Session) Logout() (Guarantee, error) {
	ids := s.ids()
	err := s.Clear()
	list := s.exchange.scopes.denyList()
	if len(ids) == 0 || list == nil {
		return CookieDeleted, err
	}
	failures := []error{err}
	for _, id := range ids {
		failures = append(failures, s.exchange.scopes.Revoke(s.exchange.parent, id))
	}
	if errors.Join(failures[1:]...) != nil {
		return CookieDeleted, errors.Join(failures...)
	}
	s.markDenied()
	if !list.Shared() {
		return RevokedHere, err
	}
	return Revoked, err
}

// ids returns the id that the session came with and the one that it has now.
func (s *Session) ids() (ids []string) {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	s.load()
	if s.origin != nil && s.origin.id != "" {
		ids = append(ids, s.origin.id)
	}
	if id := idOf(s.pairs.list); id != "" && !slices.Contains(ids, id) {
		ids = append(ids, id)
	}
	return ids
}

// markDenied notes that the session of before is on the list already.
func (s *Session) markDenied() {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	if s.origin != nil {
		s.origin.denied = true
	}
}

// denyRenewed puts the session that Renew has ended onto the deny list, when the new one
// is decided: before, the handler might fail, and its user would have none. See settleID.
func (s *Session) denyRenewed() {
	if !s.renewed || s.origin == nil || s.origin.id == "" || s.origin.denied || s.exchange.scopes.denyList() == nil {
		return
	}
	if err := s.exchange.scopes.deny(s.exchange.parent, s.origin.id); err != nil {
		s.exchange.report(Event{Outcome: Insecure, Reason: ReasonNotDenied, Cookie: s.config().name, Detail: firstLine(err)})
	}
	s.origin.denied = true
}

// Revoke puts a session onto the deny list by its unique id ([Session.ID]): for a page on
// which users see their sessions and end them, or administrators do (ASVS 5.0
// requirements 7.4.5 and 7.5.2). What the Cache of the Config has under the id is forgotten. It does not end with ctx, but after 5 seconds. It fails with
// [ErrNoDenyList], and with the error of the list; a session that is not there is no
// error, since nobody knows.
func (s *Scopes) Revoke(ctx context.Context, id string) error {
	if s.denyList() == nil {
		return ErrNoDenyList
	}
	if err := s.deny(ctx, id); err != nil {
		return err
	}
	if err := s.endCached(ctx, id); err != nil {
		s.emit(ctx, cacheFailure(err))
	}
	return nil
}

// deny puts a session onto the list.
func (s *Scopes) deny(ctx context.Context, id string) error {
	// A user who closes the page at once has logged out all the same.
	if err := s.revocation.deny(context.WithoutCancel(ctx), s.idNames(id), s.lastMoment()); err != nil {
		return fmt.Errorf("satchel: the session is not on the deny list: %w", err)
	}
	return nil
}

// slowest is how long a request may be under way that began before the session was
// ended, and that writes it once more.
const slowest = time.Hour

// lastMoment returns when no token of any session of now can be good any more; the zero
// time where nothing says so. Only what is looked at when a session is opened counts: an
// expiry stands in the token, as the configuration was then; a session that Play 2.5
// wrote has no date; and the last use is anew with each writing of Play.
func (s *Scopes) lastMoment() time.Time {
	now, last := s.clock(), time.Time{}
	l := s.session.limits
	idle := l.idle
	for _, scope := range s.all() {
		for i := range scope.forms {
			switch profile := scope.forms[i].profile; {
			case scope == &s.flash:
			case profile == Play25:
				return time.Time{}
			case profile == Play:
				idle = 0
			}
		}
	}
	for _, limit := range []time.Duration{idle, l.absolute} {
		if end := now.Add(limit + slowest); limit > 0 && (last.IsZero() || end.Before(last)) {
			last = end
		}
	}
	return last
}
