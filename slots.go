package satchel

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
	"github.com/satchel-go/satchel/internal/token"
)

// With Config.FlashSlots the messages of each response get a cookie of their own, with a
// name drawn at random: "__Host-flash." and five letters. A response takes away only
// cookies that its request carried, and writes only one that nobody else writes, so that
// it does not matter in which order responses arrive. A few fixed names would not do:
// a slow response would delete a name that is in use again. The one exception are slots
// that had to share a cookie, when there were too many: what waits in such a one for
// another path than what was shown is written anew.

// slot is one flash cookie of a request.
type slot struct {
	scope *scopeConfig
	token token.Token
	size  int // of name and value in bytes
}

// slotMark stands between the name of the flash and what is drawn. A dot, since a dash and
// a word of five letters could be another cookie of the application.
const slotMark = "."

// slotLetters is the length of what is drawn: 25 random bits. Two responses that cross
// pick the same name once in 33 million times.
const slotLetters = 5

// newSlot makes the scope of a slot that is not in use.
func (f *Flash) newSlot() *scopeConfig {
	for {
		name := f.config().name + slotMark + strings.ToLower(rand.Text()[:slotLetters])
		if !f.hasSlot(name) {
			return f.config().slot(name)
		}
	}
}

func (f *Flash) hasSlot(name string) bool {
	return slices.ContainsFunc(f.has().slots, func(s slot) bool { return s.scope.name == name })
}

// slot returns the same cookie under another name.
func (s *scopeConfig) slot(name string) *scopeConfig {
	slot := *s
	slot.name, slot.base = name, s.name
	slot.needle, slot.line = cookie.NewNeedle(name), s.line.Named(name)
	return &slot
}

// isSlot tells whether what stands behind the flash's name makes it a slot of ours. The
// name alone is one too: what waits from before slots were switched on is shown.
func isSlot(suffix string) bool {
	letters, marked := strings.CutPrefix(suffix, slotMark)
	return suffix == "" || marked && len(letters) == slotLetters &&
		!strings.ContainsFunc(letters, func(c rune) bool { return (c < 'a' || 'z' < c) && (c < '2' || '7' < c) })
}

// loadSlots reads the slots that the request carries, 64 at most: many more than there may
// be, since those that responses wrote at the same time have to be found to be taken away.
// A MAC for each is no more work than what is scanned, since all of them together have
// 32 KiB.
func (f *Flash) loadSlots() {
	x, base := f.exchange, f.config()
	x.noticeNearMisses()
	scan := cookie.NewScanner(x.sent, cookie.NewPrefixNeedle(base.name))
	now, values, rejected := time.Time{}, 0, 0
	for rest, ok := scan.Next(); ok && values < maxValues; rest, ok = scan.Next() {
		values++
		suffix, value, _ := strings.Cut(rest, "=")
		if value == "" || !isSlot(suffix) {
			continue
		}
		f.present = f.present || suffix == ""
		if now.IsZero() {
			now = x.scopes.clock()
		}
		var r reading
		if err := base.open(value, now, &r); err != nil {
			if rejected++; rejected <= maxTokens {
				x.refused(base, &r, err, len(value))
			}
			continue
		}
		name := base.name + suffix
		if f.hasSlot(name) {
			continue // twice: the first counts
		}
		base.noticeOpened(&r, now)
		x.report(Event{Outcome: Opened, Cookie: base.name, KeyID: r.token.KeyID})
		rare := f.rarely()
		rare.slots = append(rare.slots, slot{scope: base.slot(name), token: r.token, size: len(name) + len(value)})
	}
	slots := f.has().slots
	if len(slots) == 0 && (values == maxValues || scan.Cut()) {
		x.report(Event{Outcome: Conflict, Reason: ReasonFlood, Cookie: base.name})
	}
	slices.SortStableFunc(slots, func(a, b slot) int { return a.token.IssuedAt.Compare(b.token.IssuedAt) })
	for i := range slots {
		f.receive(&slots[i].token, i, now)
	}
	// A person reads messages in the order of what happened, whatever cookie they had to
	// share on the way.
	slices.SortStableFunc(f.has().messages, func(a, b message) int { return a.born.Compare(b.born) })
	f.arrange()
}

// applySlots writes what goes out into a new slot, and each slot that the request carried
// only if something of it is gone.
func (f *Flash) applySlots(waiting []message, changed bool, apply func(*scopeConfig, decision) error) error {
	var faults []error
	slots := f.has().slots
	kept, came := inSlots(waiting, len(slots)), inSlots(f.has().messages, len(slots))
	if len(f.out.list) > 0 {
		into, list := f.newSlot(), f.out.list
		var along []message // the oldest ones give their place, and what they hold comes along
		for inUse(kept) >= f.exchange.scopes.maxSlots {
			i := oldest(kept)
			along = append(along, ofSlot(waiting, i)...)
			kept[i], changed = 0, true
		}
		list = f.merge(into, along, list, f.roomAlong(into, list, kept))
		changed = f.makeRoom(into, list, waiting, kept) || changed
		faults = append(faults, apply(into, decision{reason: ReasonChanged, pairs: list}))
	}
	for i := range slots {
		s, left := slots[i].scope, ofSlot(waiting, i)
		switch {
		case !changed:
		case kept[i] == 0:
			faults = append(faults, apply(s, decision{reason: f.ending(0)}))
		case kept[i] != came[i] || slices.ContainsFunc(left, func(m message) bool { return m.moved }):
			faults = append(faults, apply(s, decision{reason: f.ending(len(left)), pairs: f.merge(s, left, nil, MaxCookieSize)}))
		}
	}
	return errors.Join(faults...)
}

// roomAlong is the size that a new slot may have with what comes along: each of the slots
// gets its part of what is free, since responses at the same time copy the same messages,
// each into a slot of its own.
func (f *Flash) roomAlong(into *scopeConfig, list []token.Pair, kept []int) int {
	own := into.sizeOf(f.exchange.scopes.clock(), list)
	free := MaxCookieSize - own - f.keptSize(kept)
	return own + max(free, 0)/f.exchange.scopes.maxSlots
}

// keptSize is what the slots have in which something waits on.
func (f *Flash) keptSize(kept []int) (size int) {
	slots := f.has().slots
	for i, n := range kept {
		if n > 0 {
			size += slots[i].size
		}
	}
	return size
}

// makeRoom takes the oldest slots away until all of them have the size of one cookie at
// most: servers refuse a request whose header is too large, and then the user cannot even
// log out. The new messages are what the user has just done.
func (f *Flash) makeRoom(into *scopeConfig, list []token.Pair, waiting []message, kept []int) (changed bool) {
	slots := f.has().slots
	size := into.sizeOf(f.exchange.scopes.clock(), list) + f.keptSize(kept)
	for i := oldest(kept); i >= 0 && size > MaxCookieSize; i = oldest(kept) {
		dropped := ofSlot(waiting, i)
		f.exchange.report(Event{Outcome: Overflow, Reason: ReasonDropped, Cookie: into.eventName(), Keys: firstKeys(dropped, countLines(dropped)), Size: size})
		size -= slots[i].size
		kept[i], changed = 0, true
	}
	return changed
}

// inUse counts the slots in which something waits on.
func inUse(kept []int) (used int) {
	for _, n := range kept {
		used += min(n, 1)
	}
	return used
}

// oldest returns the oldest slot in which something waits on; -1 for none.
func oldest(kept []int) int { return slices.IndexFunc(kept, func(n int) bool { return n > 0 }) }

// inSlots counts messages by slot.
func inSlots(messages []message, slots int) []int {
	counts := make([]int, slots)
	for _, m := range messages {
		counts[m.slot]++
	}
	return counts
}

func ofSlot(messages []message, slot int) []message {
	return slices.DeleteFunc(slices.Clone(messages), func(m message) bool { return m.slot != slot })
}
