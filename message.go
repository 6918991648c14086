package satchel

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// message is a pair of the flash that came in, with what is known of it.
type message struct {
	key, text string
	born      time.Time // zero where nothing says
	target    string    // the path that it is for; empty for any
	slot      int       // index in rareFlash.slots
	here      bool      // it is for this request
	moved     bool      // it waits for another path than before
}

// messageKey begins the key of a pair that has more to say than a plain one: when the
// message was born, where it was written anew since, and the path that it is for.
//
//	satchel.message 1767225600 /items success
//	satchel.message - /items success
//	satchel.message 1767225600 - success
//
// It stands in the key, since the same key may wait for two paths. Only Native writes
// it: Play would show no message under such a key.
const messageKey = ReservedPrefix + "message "

// carriedKey returns the key under which a new message travels.
func (f *Flash) carriedKey(key string) string { return carriedKey(time.Time{}, f.has().target, key) }

// carriedKey writes what readMessage reads; a new message has no date of birth.
func carriedKey(born time.Time, target, key string) string {
	if born.IsZero() && target == "" {
		return key
	}
	seconds := "-"
	if !born.IsZero() {
		seconds = strconv.FormatInt(born.Unix(), 10)
	}
	return messageKey + seconds + " " + cmp.Or(target, "-") + " " + key
}

// pair writes a message that waits on. Where the format has no room for dates and paths,
// it begins anew, for any page.
func (m *message) pair(s *scopeConfig) token.Pair {
	if !s.marks {
		return token.Pair{Key: m.key, Value: m.text}
	}
	return token.Pair{Key: carriedKey(m.born, m.target, m.key), Value: m.text}
}

// readMessage takes a pair apart. One that nobody writes is an ordinary pair with a
// reserved key, which no reader shows.
func readMessage(pair token.Pair, issued time.Time) message {
	m := message{key: pair.Key, text: pair.Value, born: issued}
	rest, marked := strings.CutPrefix(pair.Key, messageKey)
	if !marked {
		return m
	}
	born, rest, ok := strings.Cut(rest, " ")
	target, key, okToo := strings.Cut(rest, " ")
	if !ok || !okToo {
		return m
	}
	if born != "-" {
		seconds, err := strconv.ParseInt(born, 10, 64)
		if err != nil {
			return m
		}
		m.born = time.Unix(seconds, 0)
	}
	m.key = key
	if target != "-" {
		m.target = target
	}
	return m
}

// plainKey returns the key that a writer was given.
func plainKey(key string) string {
	return readMessage(token.Pair{Key: key}, time.Time{}).key
}

// receive takes in the pairs of one cookie. The usual ones stay as they are: no copy,
// no allocation.
func (f *Flash) receive(t *token.Token, slot int, now time.Time) {
	if len(t.Pairs) == 0 {
		return
	}
	s := f.config()
	usual := f.exchange.scopes.maxSlots == 0 && !f.hidden() && !f.tooOld(t.IssuedAt, now)
	if usual && !slices.ContainsFunc(t.Pairs, func(p token.Pair) bool { return strings.HasPrefix(p.Key, messageKey) }) {
		f.valid, f.issued, f.arrived = true, t.IssuedAt.Unix(), t.Pairs
		return
	}
	before := len(f.has().messages)
	for _, pair := range t.Pairs {
		m := message{key: pair.Key, text: pair.Value, born: t.IssuedAt}
		if s.marks {
			m = readMessage(pair, t.IssuedAt)
		}
		if f.tooOld(m.born, now) {
			continue
		}
		m.slot = slot
		m.here = !f.hidden() && (m.target == "" || m.target == f.path())
		rare := f.rarely()
		rare.messages = append(rare.messages, m)
		f.valid = true
	}
	if len(f.has().messages) == before {
		f.exchange.report(Event{Outcome: Rejected, Reason: ReasonExpired, Cookie: s.name})
	}
}

// hidden tells whether the request must not see what it carries: a script fetches a
// page ahead.
func (f *Flash) hidden() bool { return f.request == PreloadRequest }

// tooOld tells whether a message has waited longer than its cookie's MaxAge. The browser
// drops the cookie by itself then; the date in the token says it again for a copy, and
// without the tolerance that an expiry has: minutes count here.
func (f *Flash) tooOld(born, now time.Time) bool {
	age := f.config().lifetime
	return f.nextPage() && age > 0 && !born.IsZero() && now.Sub(born) >= age
}

// arrange makes the pairs that readers see of what came in.
func (f *Flash) arrange() {
	f.in = bag{list: f.came()}
	for _, pair := range f.has().now.list {
		f.in.join(pair.Key, pair.Value)
	}
}

// came returns the pairs that are for this request, by plain keys.
func (f *Flash) came() []token.Pair {
	if messages := f.has().messages; messages != nil {
		return joinedHere(messages)
	}
	return f.arrived
}

// joinedHere puts together what is for this request.
func joinedHere(messages []message) []token.Pair {
	var pairs bag
	for _, m := range messages {
		if m.here {
			pairs.join(m.key, m.text)
		}
	}
	return pairs.list
}

// waiting returns all that came in as messages.
func (f *Flash) waiting() []message {
	if f.arrived == nil {
		return f.has().messages
	}
	messages := make([]message, len(f.arrived))
	for i, pair := range f.arrived {
		messages[i] = message{key: pair.Key, text: pair.Value, born: time.Unix(f.issued, 0), here: true}
	}
	return messages
}

// join stores a text, with one that is there under the key.
func (b *bag) join(key, text string) {
	if before, found := b.lookup(key); found {
		text = joinTexts(key, before, text)
	}
	b.set(key, text)
}

// joinTexts puts a newer text of a key under an older one. Old input is one text, which
// the newer one replaces.
func joinTexts(key, older, newer string) string {
	if plainKey(key) == formKey {
		return newer
	}
	return joinLines(older, newer)
}
