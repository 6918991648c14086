package satchel

import (
	"net/http"
	"slices"
)

// What is in this file happens between the decision and the moment when the header
// really leaves, or is found never to leave.

// written returns the cookies whose lines Commit has added.
func (x *Exchange) written() []sentCookie {
	if x.cookies == nil {
		return nil
	}
	return x.cookies.cookies
}

// isOurs tells whether Commit has added a line.
func (x *Exchange) isOurs(line string) bool {
	return slices.ContainsFunc(x.written(), func(c sentCookie) bool { return c.line == line })
}

// noticeHijack tells that cookies wait in the header map of a connection that was
// taken over.
func (x *Exchange) noticeHijack() {
	x.mu.Lock()
	defer x.unlock()
	for _, c := range x.written() {
		x.report(Event{Outcome: Late, Reason: ReasonHijack, Cookie: c.scope.eventName()})
	}
}

// noticeSecond tells, at the end, that the handler of a connection that was taken
// over has put a cookie of our name behind ours. Nobody asks us before such a header
// leaves; browsers keep the last one.
func (x *Exchange) noticeSecond(header http.Header) {
	x.mu.Lock()
	defer x.unlock()
	for _, c := range x.written() {
		if countCookies(header, c.scope.name) > 1 {
			x.report(Event{Outcome: Conflict, Reason: ReasonHandmade, Cookie: c.scope.eventName()})
		}
	}
}

// noticeTimeout tells that http.TimeoutHandler outside has answered after the cookies
// were decided.
func (x *Exchange) noticeTimeout() {
	x.mu.Lock()
	defer x.unlock()
	x.noticeAbandoned()
}

// noticeAbandoned tells, once, that nobody gets the cookies; the caller holds the lock.
func (x *Exchange) noticeAbandoned() {
	if x.abandoned {
		return
	}
	x.abandoned = true
	for _, c := range x.written() {
		x.report(Event{Outcome: Late, Reason: ReasonAbandoned, Cookie: c.scope.eventName()})
	}
}

// settleRenewed ends the session of before a Renew that CommitNow has decided.
func (x *Exchange) settleRenewed() {
	x.mu.Lock()
	defer x.unlock()
	x.session.settleID()
}

// withdraw takes the Set-Cookie lines that Commit has added out of the header again.
func (x *Exchange) withdraw(header http.Header) {
	x.mu.Lock()
	defer x.unlock()
	if len(x.written()) == 0 {
		return
	}
	others := slices.DeleteFunc(slices.Clone(header["Set-Cookie"]), x.isOurs)
	if len(others) > 0 {
		header["Set-Cookie"] = others
	} else {
		delete(header, "Set-Cookie")
	}
}

// restore puts back, just before the header leaves, what the handler has taken out of
// it since CommitNow: http.ServeContent clears Cache-Control before it answers with an
// error, and httputil.ReverseProxy everything when it passes a 103 on. A cookie would
// be lost, or would go out with an invitation to cache it.
func (x *Exchange) restore(header http.Header) {
	x.mu.Lock()
	defer x.unlock()
	private := x.private
	x.pending, x.private = false, false // the handler may have taken it out
	x.mark(header)
	for _, c := range x.written() {
		x.restoreLine(header, c)
	}
	if private {
		x.keepPrivate(header, x.scopes.session.name)
	}
	x.session.settleID()
}

// restoreLine puts one line back. A line by hand gives way or wins as in apply.
func (x *Exchange) restoreLine(header http.Header, c sentCookie) {
	byHand := countCookies(header, c.scope.name)
	kept := slices.Contains(header["Set-Cookie"], c.line)
	if kept {
		byHand--
	}
	if byHand > 0 {
		x.report(Event{Outcome: Conflict, Reason: ReasonHandmade, Cookie: c.scope.eventName()})
	}
	switch {
	case byHand > 0 && c.housekeeping:
		header["Set-Cookie"] = slices.DeleteFunc(slices.Clone(header["Set-Cookie"]), func(other string) bool { return other == c.line })
		return
	case byHand > 0:
		removeCookies(header, c.scope.name)
	case kept:
		return
	}
	header["Set-Cookie"] = append(slices.Clip(header["Set-Cookie"]), c.line)
}
