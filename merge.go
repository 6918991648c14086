package satchel

import (
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// merge puts what goes out under what waits. Where it does not all fit, the oldest lines
// go: the new ones are what the user has just done, and their writers were told that there
// is room. limit is what the cookie may have, name and value in bytes.
func (f *Flash) merge(s *scopeConfig, waiting []message, out []token.Pair, limit int) []token.Pair {
	if len(waiting) == 0 {
		return out
	}
	now, size := f.exchange.scopes.clock(), 0
	fits := func(pairs []token.Pair) bool {
		size = s.sizeOf(now, pairs)
		return size <= limit
	}
	merged := together(s, waiting, out, 0)
	if fits(merged) {
		return merged
	}
	tooLarge := size
	for i := range waiting { // a path that was added on the way goes first
		if waiting[i].moved {
			waiting[i].target = ""
		}
	}
	dropped := sort.Search(countLines(waiting), func(n int) bool { return fits(together(s, waiting, out, n)) })
	if dropped > 0 {
		f.exchange.report(Event{Outcome: Overflow, Reason: ReasonDropped, Cookie: s.eventName(), Keys: firstKeys(waiting, dropped), Size: tooLarge})
	}
	return together(s, waiting, out, dropped)
}

// together puts the pairs of both into one list, without the first lines of what waits.
func together(s *scopeConfig, waiting []message, out []token.Pair, drop int) []token.Pair {
	merged := make([]token.Pair, 0, len(waiting)+len(out))
	index := make(map[string]int, cap(merged)) // an unsigned flash has up to 256 pairs, and this runs some ten times
	add := func(pair token.Pair) {
		if i, found := index[pair.Key]; found {
			merged[i].Value = joinTexts(pair.Key, merged[i].Value, pair.Value)
			return
		}
		index[pair.Key] = len(merged)
		merged = append(merged, pair)
	}
	newer := bag{list: out}
	for i := range waiting {
		pair := waiting[i].pair(s)
		if drop > 0 {
			lines := waiting[i].lines()
			if drop >= lines {
				drop -= lines
				continue
			}
			pair.Value = strings.Join(strings.Split(pair.Value, "\n")[drop:], "\n")
			drop = 0
		}
		if same, found := newer.lookup(carriedKey(time.Time{}, waiting[i].target, waiting[i].key)); found {
			if pair.Value = without(waiting[i].key, pair.Value, same); pair.Value == "" {
				continue
			}
		}
		add(pair)
	}
	for _, pair := range out {
		add(pair)
	}
	return merged
}

// without returns the lines of a text that a newer one under the same key does not have.
func without(key, text, newer string) string {
	if key == formKey {
		return ""
	}
	there := strings.Split(newer, "\n")
	lines := slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return slices.Contains(there, line) })
	return strings.Join(lines, "\n")
}

// lines counts what can be dropped one by one.
func (m *message) lines() int { return strings.Count(m.text, "\n") + 1 }

func countLines(messages []message) (n int) {
	for i := range messages {
		n += messages[i].lines()
	}
	return n
}

// firstKeys returns the keys of the messages that have the first lines, each once.
func firstKeys(messages []message, lines int) (keys []string) {
	for i := range messages {
		if lines <= 0 {
			break
		}
		lines -= messages[i].lines()
		if !slices.Contains(keys, messages[i].key) {
			keys = append(keys, messages[i].key)
		}
	}
	return keys
}
