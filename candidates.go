package satchel

import (
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
	"github.com/satchel-go/satchel/internal/token"
)

// maxCandidates bounds the cookies of one name that are examined. A browser can
// hold a few, for different paths and domains; more is an attack, and each one
// costs a MAC.
const maxCandidates = 8

// open finds the cookie of a scope among all those of its name: the first valid
// one counts, as in Play, and invalid ones before it do not hide it, unlike in
// Play. present tells whether there was any.
func (x *Exchange) open(s *scopeConfig) (t token.Token, stale, present bool) {
	scan := cookie.NewScanner(x.sent["Cookie"], s.needle)
	now := time.Time{}
	winner := ""
	found, duplicate := false, false
	for range maxCandidates {
		value, ok := scan.Next()
		if !ok {
			break
		}
		if !present {
			present = true
			now = x.scopes.clock()
		}
		if value == "" || found && value == winner {
			continue // a deleted cookie that some browsers send on; the same twice
		}
		candidate, old, err := s.open(value, now)
		switch {
		case err != nil:
			x.report(Event{Outcome: Rejected, Reason: ReasonOf(err), Cookie: s.name, Size: len(value)})
		case found:
			duplicate = true
		default:
			t, stale, found, winner = candidate, old, true, value
		}
	}
	if found {
		x.report(Event{Outcome: Opened, Cookie: s.name, KeyID: t.KeyID})
	}
	if duplicate {
		x.report(Event{Outcome: Conflict, Reason: ReasonDuplicate, Cookie: s.name})
	}
	return t, stale, present
}
