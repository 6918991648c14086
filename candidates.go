package satchel

import (
	"errors"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
	"github.com/satchel-go/satchel/internal/token"
)

// Bounds of what is examined in one request, for each name. A browser can hold a
// few cookies of a name, for different paths and domains; more is an attack. Each
// value that looks like a token costs a MAC, the others next to nothing, so that a
// heap of empty cookies does not hide the good one.
const (
	maxTokens = 8
	maxValues = 64
)

// finding is what the cookies of a name came to.
type finding struct {
	token   token.Token
	stale   bool  // it should be written anew
	present bool  // there was a cookie of the name, valid or not
	doubt   error // one is authentic, and nobody can say whether it was revoked
	id      string
}

// suspect keeps what nobody can check for now: of several, the first one counts here too.
func (f *finding) suspect(t *token.Token, err error) {
	if f.doubt == nil {
		f.doubt, f.id = err, idOf(t.Pairs)
	}
}

// examine opens one value, and asks whether its session was revoked. Where nobody has
// answered that for another value, nobody is asked again.
func (x *Exchange) examine(s *scopeConfig, value string, now time.Time, doubt error) (t token.Token, stale bool, err error) {
	t, stale, err = s.open(value, now)
	switch {
	case err != nil || s.limits == nil:
	case doubt != nil:
		err = doubt
	default:
		err = x.scopes.checkRevocation(x.parent, &t)
	}
	return t, stale, err
}

// firstLine is what an event has of an error: that of a panic has a stack.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// open finds the cookie of a scope among all those of its name: the first valid
// one counts, as in Play, and invalid ones before it do not hide it, unlike in
// Play.
func (x *Exchange) open(s *scopeConfig) (f finding) {
	if x.observed { // else nobody asked, and a page that asks for nothing pays for nothing
		x.noticeNearMisses()
	}
	scan := cookie.NewScanner(x.sent, s.needle)
	now := time.Time{}
	winner := ""
	found, duplicate, flood := false, false, false
	tokens, values, rejected := 0, 0, 0
	for value, ok := scan.Next(); ok; value, ok = scan.Next() {
		if tokens == maxTokens || values == maxValues {
			flood = true
			break
		}
		values++
		if !f.present {
			f.present = true
			now = x.scopes.clock()
		}
		if value == "" || found && value == winner {
			continue // a deleted cookie that some browsers send on; the same twice
		}
		candidate, old, err := x.examine(s, value, now, f.doubt)
		if !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrOversized) {
			tokens++
		}
		switch {
		case err == nil && found:
			duplicate = true
		case err == nil:
			f.token, f.stale, found, winner = candidate, old, true, value
			s.keys.at(now).noticeOpened(candidate.KeyID, now)
		case rejected < maxTokens:
			rejected++
			event := Event{Outcome: Rejected, Reason: ReasonOf(err), Cookie: s.name, KeyID: candidate.KeyID, Size: len(value)}
			if event.Reason == ReasonUnchecked {
				event.Detail = firstLine(err)
				f.suspect(&candidate, err)
			}
			x.report(event)
		}
	}
	if found {
		x.report(Event{Outcome: Opened, Cookie: s.name, KeyID: f.token.KeyID})
		f.doubt = nil
	}
	if duplicate {
		x.report(Event{Outcome: Conflict, Reason: ReasonDuplicate, Cookie: s.name})
	}
	if !found && (flood || scan.Cut()) {
		x.report(Event{Outcome: Conflict, Reason: ReasonFlood, Cookie: s.name})
	}
	return f
}
