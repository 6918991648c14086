package satchel

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
)

// Bounds of what is examined in one request, for each name. A browser can hold a
// few cookies of a name, for different paths and domains; more is an attack. Each
// value that looks like a token costs a MAC, the others next to nothing, so that a
// heap of empty cookies does not hide the good one. What the tokens have together counts
// too: eight large forgeries would cost four times as much as the largest session. Nothing
// is looked at behind so many bytes of them; the largest good one may stand behind two
// large forgeries.
const (
	maxTokens     = 8
	maxValues     = 64
	maxTokenBytes = 2 * MaxCookieSize
)

// examined counts what was examined of one name.
type examined struct{ tokens, bytes, values, refused int }

// admits tells whether one more value is looked at, and counts it.
func (e *examined) admits() bool {
	if e.tokens == maxTokens || e.values == maxValues || e.bytes >= maxTokenBytes {
		return false
	}
	e.values++
	return true
}

// token counts a value that has cost a MAC.
func (e *examined) token(value string) {
	e.tokens++
	e.bytes += len(value)
}

// refuses counts a value that is not accepted, and tells whether it has an event. Without a
// signature, what is malformed has been read all the same.
func (e *examined) refuses(value string, err error, unsigned bool) bool {
	switch {
	case errors.Is(err, ErrOversized):
	case !errors.Is(err, ErrMalformed):
		e.token(value)
	case unsigned:
		e.bytes += len(value)
	}
	e.refused++
	return e.refused <= maxTokens
}

// finding is what the cookies of a name came to.
type finding struct {
	reading

	at      time.Time // when it was looked at; zero where no cookie was there
	present bool      // there was a cookie of the name, valid or not
	doubt   error     // one is authentic, and nobody can say whether it was revoked
	doubted string    // its id
}

// suspect keeps what nobody can check for now: of several, the first one counts here too.
func (f *finding) suspect(r *reading, err error) {
	if f.doubt == nil {
		f.doubt, f.doubted = err, r.id
	}
}

// examine opens one value, and asks whether its session was revoked. Where nobody has
// answered that for another value, nobody is asked again.
func (x *Exchange) examine(s *scopeConfig, value string, now time.Time, doubt error, r *reading) error {
	err := s.open(value, now, r)
	switch {
	case err != nil || s.limits == nil:
		return err
	case doubt != nil:
		return doubt
	default:
		return x.scopes.checkRevocation(x.parent, r)
	}
}

// refused tells of a value that does not count.
func (x *Exchange) refused(s *scopeConfig, r *reading, err error, size int) {
	event := Event{Outcome: Rejected, Reason: ReasonOf(err), Cookie: s.name, KeyID: r.token.KeyID, Size: size}
	if event.Reason == ReasonUnchecked {
		if errors.Is(x.parent.Err(), context.Canceled) {
			return // the client has gone, and nothing has failed
		}
		event.Detail = firstLine(err)
	}
	x.report(event)
}

// firstLine is what an event has of an error: that of a panic has a stack.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// open finds the cookie of a scope among all those of its name: the first valid
// one counts, as in Play, and invalid ones before it do not hide it, unlike in
// Play.
func (x *Exchange) open(s *scopeConfig, f *finding) {
	if x.observed { // else nobody asked, and a page that asks for nothing pays for nothing
		x.noticeNearMisses()
	}
	scan := cookie.NewScanner(x.sent, s.needle)
	var seen examined
	var second reading
	winner, candidate := "", &f.reading
	found, duplicate, flood := false, false, false
	for value, ok := scan.Next(); ok; value, ok = scan.Next() {
		if flood = !seen.admits(); flood {
			break
		}
		if !f.present {
			f.present = true
			f.at = x.scopes.clock()
		}
		if value == "" || found && value == winner {
			continue // a deleted cookie that some browsers send on; the same twice
		}
		err := x.examine(s, value, f.at, f.doubt, candidate)
		switch {
		case err != nil:
			if errors.Is(err, ErrUnchecked) {
				f.suspect(candidate, err)
			}
			if seen.refuses(value, err, s.forms[0].unsigned) {
				x.refused(s, candidate, err, len(value))
			}
			*candidate = reading{}
		case found:
			seen.token(value)
			duplicate, second = true, reading{}
		default:
			seen.token(value)
			found, winner, candidate = true, value, &second
			s.noticeOpened(&f.reading, f.at)
		}
	}
	if found {
		f.doubt = nil
		if x.scopes.hearsAll() {
			x.report(Event{Outcome: Opened, Cookie: s.name, KeyID: f.token.KeyID})
		}
	}
	if duplicate {
		x.report(Event{Outcome: Conflict, Reason: ReasonDuplicate, Cookie: s.name})
	}
	if !found && (flood || scan.Cut()) {
		x.report(Event{Outcome: Conflict, Reason: ReasonFlood, Cookie: s.name})
	}
}
