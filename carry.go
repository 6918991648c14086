package satchel

import (
	"net/http"
	"slices"

	"github.com/satchel-go/satchel/internal/token"
)

// settleNextPage finds out whether the response shows what came in.
func (f *Flash) settleNextPage(status int, header http.Header) {
	if f.request != 0 || f.has().aimed {
		if next, moves := f.exchange.redirectPath(status, header); moves {
			f.rarely().next, f.rarely().moves = next, true
		}
	}
	mayFollow := f.has().moves && f.config().marks && (f.request == PageRequest || f.request == PartRequest)
	if !f.asked && !mayFollow {
		f.leave() // the page has nothing of it, and need not differ by cookie
		return
	}
	f.load()
	if !f.valid {
		return
	}
	d := delivery{request: f.request, read: f.read || !f.wrote, status: status, answer: f.exchange.scopes.rules.answerOf(status, header)}
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
	switch {
	case f.has().aimed && f.has().next != "":
		_ = f.retarget(f.has().next) // without room for the path, it is for any page
	case !f.valid && len(f.out.list) == 0 && f.dropped && f.present:
		return apply(f.config(), decision{reason: ReasonDeleted})
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
	f.in = bag{}
	for _, pair := range f.has().now {
		f.in.set(pair.Key, pair.Value)
	}
}

// remaining returns the messages that wait on, and whether that is another list than the
// one that came in. A message for this path follows a redirect to the next one.
func (f *Flash) remaining() (waiting []message, changed bool) {
	if f.shown && f.arrived != nil {
		return nil, true // the usual case
	}
	elsewhere, rare := false, f.has()
	for _, m := range f.waiting() {
		gone := f.shown || f.dropped || slices.Contains(rare.taken, m.key)
		if m.here && gone {
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
	d := decision{reason: reason, pairs: f.merge(f.config(), waiting, f.out.list)}
	for i := range waiting {
		d.before = append(d.before, waiting[i].pair(f.config()))
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

// merge puts what goes out under what waits. Where it does not all fit, the oldest
// messages go: the new ones are what the user has just done, and their writers were
// told that there is room.
func (f *Flash) merge(s *scopeConfig, waiting []message, out []token.Pair) []token.Pair {
	if len(waiting) == 0 {
		return out
	}
	now := f.exchange.scopes.clock()
	for {
		var merged bag
		for i := range waiting {
			pair := waiting[i].pair(s)
			if waiting[i].renewedBy(out) {
				pair.Key = carriedKey(waiting[i].target, waiting[i].key)
			}
			merged.join(pair.Key, pair.Value)
		}
		for _, pair := range out {
			merged.join(pair.Key, pair.Value)
		}
		size := s.size(now, merged.weigh(s))
		if size <= MaxCookieSize || len(waiting) == 0 {
			return merged.list
		}
		f.exchange.report(Event{Outcome: Overflow, Cookie: s.eventName(), Keys: []string{waiting[0].key}, Size: size})
		waiting = waiting[1:]
	}
}

// renewedBy tells whether a new message goes out under the same key for the same path.
// Both travel in one pair then, which is as young as the newer one.
func (m *message) renewedBy(out []token.Pair) bool {
	return slices.ContainsFunc(out, func(pair token.Pair) bool {
		other := readMessage(pair, m.born)
		return other.key == m.key && other.target == m.target
	})
}
