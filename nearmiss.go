package satchel

import (
	"strings"

	"github.com/satchel-go/satchel/internal/cookie"
)

// noticeNearMisses looks, once for each request whose scopes are read, for cookies
// whose names resemble ours. None of them is ever read. It costs some 30 ns for each
// cookie that came, of which the first 64 count; the caller holds the lock. In
// development names have no prefix that one could get past, and every program on
// localhost is in the same jar.
func (x *Exchange) noticeNearMisses() {
	if x.examined || len(x.sent) == 0 || x.scopes.lookalikes == nil {
		return
	}
	x.examined = true
	session, flash := x.scopes.session.name, x.scopes.flash.name
	names := cookie.NewNames(x.sent)
	told := 0
	for name, hasValue, ok := names.Next(); ok && told < maxNearMisses; name, hasValue, ok = names.Next() {
		ours := name == session || name == flash || x.scopes.IsFlashCookie(name)
		if ours && hasValue {
			continue
		}
		about, resembles := x.scopes.lookalikes.Find(name)
		switch {
		case ours:
			about = name // without a value, as careless readers take it
		case !resembles && !cookie.IsVersion(name):
			continue
		}
		told++
		x.report(Event{Outcome: Conflict, Reason: ReasonNearMiss, Cookie: about, Keys: []string{strings.Clone(name)}})
	}
}

// maxNearMisses bounds the events of one request.
const maxNearMisses = 4
