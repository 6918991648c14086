package satchel

import (
	"net/http"
	"slices"
)

// settleNextPage finds out whether the response shows what came in.
func (f *Flash) settleNextPage(status int, header http.Header) {
	if f.request == 0 && f.rare == nil { // nothing came in, nothing goes anywhere
		if f.asked {
			f.load() // for the events
		}
		return
	}
	header = canonical(header)
	d := delivery{request: f.request, status: status, answer: f.exchange.scopes.rules.answerOf(status, header)}
	d.read = f.read || !f.wrote && d.answer == pageAnswer // a template reads when the header has left
	if d.redirects() {
		if next, moves := f.exchange.redirectPath(status, header); moves {
			f.rarely().next, f.rarely().moves = next, true
		}
	}
	// A script's fetch that is redirected says nothing of where the person goes.
	mayFollow := f.has().moves && f.config().marks && f.request == PageRequest
	if !f.asked && !mayFollow {
		f.leave() // the page has nothing of it, and need not differ by cookie
		return
	}
	f.load()
	if !f.valid {
		return
	}
	verdict := d.verdict()
	f.shown, f.redirects = verdict == ReasonDelivered, verdict == ReasonRedirect
	if mayFollow && slices.ContainsFunc(f.has().messages, f.follows) {
		f.exchange.observed = true // a cookie will be written, also where nobody asked
	}
	if !f.shown && !f.dropped {
		f.leave()
		f.exchange.report(Event{Outcome: Left, Reason: verdict, Cookie: f.config().name})
	}
}

// follows tells whether a message for this path has to go on to the path that the
// response redirects to.
func (f *Flash) follows(m message) bool {
	return m.here && m.target != "" && m.target != f.has().next
}

// decideNextPage ends the messages that the response shows, and leaves the others
// where they are: a cookie that needs no change is not written, so that a response which
// arrives late brings nothing back. The caller holds the lock.
func (f *Flash) decideNextPage(apply func(*scopeConfig, decision) error) error {
	if f.rare != nil && f.rare.aimed && f.rare.next != "" {
		_ = f.retarget(f.rare.next) // without room for the path, it is for any page
	}
	if !f.valid && len(f.out.list) == 0 { // most requests
		d := decision{}
		if f.dropped && f.present {
			d.reason = ReasonDeleted
		}
		return apply(f.config(), d)
	}
	waiting, changed := f.remaining()
	if f.exchange.scopes.maxSlots > 0 {
		return f.applySlots(waiting, changed, apply)
	}
	return apply(f.config(), f.oneCookie(waiting, changed))
}

// leave hides what came in from readers that come later.
func (f *Flash) leave() {
	f.loaded = true
	f.in = bag{list: f.has().now.list}
}

// remaining returns the messages that wait on, and whether that is another list than the
// one that came in. A message for this path follows a redirect to the next one.
func (f *Flash) remaining() (waiting []message, changed bool) {
	if f.shown && f.arrived != nil {
		return nil, true // the usual case
	}
	elsewhere, rare := false, f.has()
	for _, m := range f.waiting() {
		if m.here && f.shown || f.dropped || slices.Contains(rare.taken, m.key) ||
			m.here && slices.Contains(rare.kept, m.key) || rare.replaces(&m) {
			changed = true
			continue
		}
		if f.redirects && rare.moves && f.follows(m) {
			m.target, m.moved, changed = rare.next, true, true
		}
		elsewhere = elsewhere || !m.here
		waiting = append(waiting, m)
	}
	if elsewhere && f.shown {
		f.exchange.report(Event{Outcome: Left, Reason: ReasonElsewhere, Cookie: f.config().name})
	}
	return waiting, changed
}

// replaces tells whether Set has stored a value for a page that would show this one as
// well.
func (r *rareFlash) replaces(m *message) bool {
	return slices.Contains(r.replaced, m.key) && (m.target == r.target || m.target == "" || r.target == "")
}

// oneCookie is the decision where one cookie holds all messages.
func (f *Flash) oneCookie(waiting []message, changed bool) decision {
	reason := ReasonChanged
	switch {
	case len(f.out.list) > 0:
	case !changed:
		return decision{}
	default:
		reason = f.ending(len(waiting))
	}
	d := decision{reason: reason, pairs: f.merge(f.config(), waiting, f.out.list, MaxCookieSize)}
	for i := range waiting {
		if !waiting[i].moved {
			d.before = append(d.before, waiting[i].pair(f.config()))
		}
	}
	return d
}

// ending says why a cookie is written or deleted though nothing goes out.
func (f *Flash) ending(left int) Reason {
	switch {
	case f.shown && !f.dropped:
		return ReasonDelivered
	case left > 0:
		return ReasonChanged // for another path
	default:
		return ReasonDeleted // taken back
	}
}
