package satchel

import (
	"net/http"
	"slices"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// decision is what becomes of one cookie. Without a reason it stays as it is; a
// reason without pairs deletes it.
type decision struct {
	reason Reason
	pairs  []token.Pair
	before []token.Pair // what came in, to name the keys that changed
	issued time.Time    // the date of the writing, where it is not now
	err    error        // why nothing is written; without a reason
}

// isHousekeeping tells whether nobody asked for it.
func (d *decision) isHousekeeping() bool {
	return d.reason == ReasonResigned || d.reason == ReasonRefreshed || d.reason == ReasonDelivered
}

// apply writes one decision into the header; the caller holds the lock.
func (x *Exchange) apply(s *scopeConfig, d *decision, header http.Header) error {
	handmade := !x.blank && countCookies(header, s.name) > 0
	if handmade {
		// Two Set-Cookie lines of one name would leave it to the browser. What the
		// handler did through the scope wins over what it did by hand, and that wins
		// over our housekeeping, which nobody asked for: behind a proxy of ours, Play
		// may have logged the user out.
		x.report(Event{Outcome: Conflict, Reason: ReasonHandmade, Cookie: s.eventName()})
		if d.isHousekeeping() {
			x.keepPrivate(header, s.eventName()) // the page is this user's all the same
			return nil
		}
	}
	if d.reason == "" {
		return d.err
	}
	event := Event{Outcome: Written, Reason: d.reason, Cookie: s.eventName()}
	line := s.line.Delete()
	if len(d.pairs) > 0 {
		var err error
		if line, event.Size, event.KeyID, err = x.scopes.render(s, d); err != nil {
			x.report(Event{Outcome: Overflow, Cookie: s.eventName(), Size: event.Size})
			return err
		}
		if x.scopes.hearsAll() {
			for _, key := range changed(d.before, d.pairs) {
				if key = plainKey(key); !isDate(key) && !slices.Contains(event.Keys, key) { // several messages may have one
					event.Keys = append(event.Keys, key)
				}
			}
		}
	}
	if handmade {
		removeCookies(header, s.name)
	}
	x.room().addCookie(header, s, line, d.isHousekeeping())
	x.keepPrivate(header, s.eventName())
	x.report(event)
	x.warnPlainHTTP(s)
	return nil
}

// keepPrivate keeps shared caches from storing the response, now and when the header
// leaves, and tells where the handler had invited them.
func (x *Exchange) keepPrivate(header http.Header, cookie string) {
	if x.private {
		return
	}
	x.private = true
	if x.room().keepPrivate(header, x.blank) {
		x.report(Event{Outcome: Conflict, Reason: ReasonPublic, Cookie: cookie})
	}
}

// render returns the Set-Cookie line, and the size of name and value. The writers
// keep the size below the limit; what came in close to it and grows by a date, or
// cannot shrink far enough, shows here.
func (s *Scopes) render(c *scopeConfig, d *decision) (line string, size int, keyID string, err error) {
	buffer := s.buffers.Get().(*[]byte)
	defer s.buffers.Put(buffer)
	now := s.clock()
	t := c.dated(now, d.pairs)
	if !d.issued.IsZero() {
		t.IssuedAt, t.NotBefore = d.issued, d.issued
	}
	set := c.keys.at(now)
	format := set.formats[c.index][0]
	b, err := format.Append(c.line.AppendName((*buffer)[:0]), t)
	if err != nil {
		return "", 0, "", err
	}
	size = len(b) - len("=")
	b = c.line.AppendAttributes(b, now)
	*buffer = b
	if size > MaxCookieSize {
		return "", size, "", c.sizeError(now, size, d.pairs)
	}
	keyID = format.SigningKeyID()
	set.noticeSigned(keyID)
	return string(b), size, keyID, nil
}

// warnPlainHTTP says once that browsers will drop what is being written.
func (x *Exchange) warnPlainHTTP(s *scopeConfig) {
	if m := x.scopes; s.secure && !m.warnedPlain.Load() && !x.tls && !m.warnedPlain.Swap(true) {
		x.report(Event{Outcome: Insecure, Reason: ReasonPlainHTTP, Cookie: s.eventName()})
	}
}
