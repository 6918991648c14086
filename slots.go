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
// name drawn at random: "__Host-flash-" and five letters. A response takes away only
// cookies that its request carried, and writes only one that nobody else writes, so that
// it does not matter in which order responses arrive. A few fixed names would not do:
// a slow response would delete a name that is in use again.

// slotLetters is the length of what is drawn: 25 random bits. Two responses that cross
// pick the same name once in 33 million times.
const slotLetters = 5

// newSlot makes the scope of a slot that is not in use.
func (f *Flash) newSlot() *scopeConfig {
	for {
		name := f.config().name + "-" + strings.ToLower(rand.Text()[:slotLetters])
		if !slices.ContainsFunc(f.slots, func(s *scopeConfig) bool { return s.name == name }) {
			return f.config().slot(name)
		}
	}
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
	letters, dash := strings.CutPrefix(suffix, "-")
	return suffix == "" || dash && len(letters) == slotLetters &&
		!strings.ContainsFunc(letters, func(c rune) bool { return (c < 'a' || 'z' < c) && (c < '2' || '7' < c) })
}

// loadSlots reads all slots that the request carries, within the bounds of open.
func (f *Flash) loadSlots() {
	x, base := f.exchange, f.config()
	x.noticeNearMisses()
	scan := cookie.NewScanner(x.sent, cookie.NewPrefixNeedle(base.name))
	now, tokens := time.Time{}, 0
	var tokensRead []token.Token
	for range maxValues {
		rest, ok := scan.Next()
		if !ok || tokens == maxTokens {
			break
		}
		suffix, value, _ := strings.Cut(rest, "=")
		if value == "" || !isSlot(suffix) {
			continue
		}
		f.present = true
		if now.IsZero() {
			now = x.scopes.clock()
		}
		t, _, err := base.open(value, now)
		if !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrOversized) {
			tokens++
		}
		if err != nil {
			x.report(Event{Outcome: Rejected, Reason: ReasonOf(err), Cookie: base.name, Size: len(value)})
			continue
		}
		name := base.name + suffix
		if slices.ContainsFunc(f.slots, func(s *scopeConfig) bool { return s.name == name }) {
			continue // twice: the first counts
		}
		x.report(Event{Outcome: Opened, Cookie: base.name, KeyID: t.KeyID})
		f.slots = append(f.slots, base.slot(name))
		f.sizes = append(f.sizes, len(name)+len(value))
		tokensRead = append(tokensRead, t)
	}
	f.order(tokensRead)
	for i := range tokensRead {
		f.receive(tokensRead[i], i)
	}
	f.arrange()
}

// order sorts the slots by age, since browsers list cookies by the age of their names,
// and a person reads messages in the order of what happened.
func (f *Flash) order(tokens []token.Token) {
	for i := range tokens {
		for j := i; j > 0 && tokens[j].IssuedAt.Before(tokens[j-1].IssuedAt); j-- {
			tokens[j], tokens[j-1] = tokens[j-1], tokens[j]
			f.slots[j], f.slots[j-1] = f.slots[j-1], f.slots[j]
			f.sizes[j], f.sizes[j-1] = f.sizes[j-1], f.sizes[j]
		}
	}
}

// applySlots writes what goes out into a new slot, and each slot that the request carried
// only if something of it is gone.
func (f *Flash) applySlots(waiting []message, changed bool, apply func(*scopeConfig, decision) error) error {
	var faults []error
	kept, came := inSlots(waiting, len(f.slots)), inSlots(f.messages, len(f.slots))
	if len(f.out.list) > 0 {
		into, list := f.newSlot(), f.out.list
		if inUse(kept) >= f.exchange.scopes.maxSlots {
			// The oldest one gives its place; what it holds comes along.
			full := oldest(kept)
			list = f.merge(into, ofSlot(waiting, full), list)
			kept[full], changed = 0, true
		}
		changed = f.makeRoom(into, list, waiting, kept) || changed
		faults = append(faults, apply(into, decision{reason: ReasonChanged, pairs: list}))
	}
	for slot, s := range f.slots {
		switch {
		case !changed:
		case kept[slot] == 0:
			faults = append(faults, apply(s, decision{reason: ReasonDelivered}))
		case kept[slot] != came[slot] || slices.ContainsFunc(waiting, func(m message) bool { return m.slot == slot && m.moved }):
			faults = append(faults, apply(s, decision{reason: ReasonChanged, pairs: f.merge(s, ofSlot(waiting, slot), nil)}))
		}
	}
	return errors.Join(faults...)
}

// makeRoom takes the oldest slots away until all of them have the size of one cookie at
// most: servers refuse a request whose header is too large, and then the user cannot even
// log out. The new messages are what the user has just done.
func (f *Flash) makeRoom(into *scopeConfig, list []token.Pair, waiting []message, kept []int) (changed bool) {
	size := into.size(f.exchange.scopes.clock(), (&bag{list: list}).weigh(into))
	for slot, n := range kept {
		if n > 0 {
			size += f.sizes[slot]
		}
	}
	for slot := oldest(kept); slot >= 0 && size > MaxCookieSize; slot = oldest(kept) {
		var keys []string
		for _, m := range ofSlot(waiting, slot) {
			keys = append(keys, m.key)
		}
		f.exchange.report(Event{Outcome: Overflow, Cookie: into.eventName(), Keys: keys, Size: size})
		size -= f.sizes[slot]
		kept[slot], changed = 0, true
	}
	return changed
}

// inUse counts the slots in which something waits on.
func inUse(kept []int) int {
	return len(kept) - len(slices.DeleteFunc(slices.Clone(kept), func(n int) bool { return n > 0 }))
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
