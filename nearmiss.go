package satchel

import (
	"strings"

	"github.com/satchel-go/satchel/internal/cookie"
)

// noticeNearMisses looks, once for each request whose scopes are read, for cookies
// whose names resemble ours. None of them is ever read. It costs some 10 ns for each
// cookie that came, of which the first 64 count; the caller holds the lock.
func (x *Exchange) noticeNearMisses() {
	if x.examined || len(x.sent) == 0 {
		return
	}
	x.examined = true
	session, flash := &x.scopes.session, &x.scopes.flash
	names := cookie.NewNames(x.sent)
	told := 0
	for name, hasValue, ok := names.Next(); ok && told < maxNearMisses; name, hasValue, ok = names.Next() {
		about := ""
		switch {
		case hasValue && (name == session.name || name == flash.name):
			continue
		case name == session.name || session.lookalike.Matches(name):
			about = session.name
		case name == flash.name || flash.lookalike.Matches(name):
			about = flash.name
		case !cookie.IsVersion(name):
			continue
		}
		told++
		x.report(Event{Outcome: Conflict, Reason: ReasonNearMiss, Cookie: about, Keys: []string{strings.Clone(name)}})
	}
}

// maxNearMisses bounds the events of one request.
const maxNearMisses = 4
