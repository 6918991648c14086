package satchel

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// ReservedPrefix begins the keys that belong to the library, such as the unique
// id. They travel in the cookie, do not show in All, Len and Lookup, and cannot be
// set.
const ReservedPrefix = "satchel."

func reserved(key string) bool { return strings.HasPrefix(key, ReservedPrefix) }

// bag is a list of pairs that is copied at the first write: until then it shares
// memory with the token it came from, or with a snapshot that was handed out. A
// list, since order is kept and scopes are small: up to indexAfter pairs a walk is
// faster than a map, and one allocation holds all.
type bag struct {
	list    []token.Pair
	index   map[string]int // of list, once writers have made it long
	weight  int32          // of list, where weighed
	weighed bool
	owned   bool
}

// indexAfter is the length beyond which writers find keys by a map: a handler that sets
// hundreds of pairs would walk the list for each, in the square of their number.
const indexAfter = 32

// add stores a pair unless the cookie would become too large. An equal value is no
// change. Where there is room whatever the text is like, nothing is weighed and no clock
// asked.
func (b *bag) add(s *scopeConfig, clock func() time.Time, pair token.Pair) error {
	at := b.find(pair.Key)
	if at >= 0 && b.list[at].Value == pair.Value {
		return nil
	}
	if !b.weighed && len(b.list) <= indexAfter &&
		s.sizeAtMost(b.bytes()+len(pair.Key)+len(pair.Value), len(b.list)+1) <= MaxCookieSize {
		b.put(at, pair)
		return nil
	}
	now := clock()
	weight := b.weigh(s) + s.format.Weigh(pair)
	if at >= 0 {
		weight -= s.format.Weigh(b.list[at])
	}
	if size := s.size(now, weight); size > MaxCookieSize {
		return s.sizeError(now, size, b.list, pair)
	}
	b.put(at, pair)
	b.weight = int32(weight) //nolint:gosec // no more than a cookie
	return nil
}

// bytes returns the length of all keys and values.
func (b *bag) bytes() (n int) {
	for i := range b.list {
		n += len(b.list[i].Key) + len(b.list[i].Value)
	}
	return n
}

// weigh returns the weight of all pairs, which it keeps up to date from then on.
func (b *bag) weigh(s *scopeConfig) int {
	if !b.weighed {
		weight := 0
		for i := range b.list {
			weight += s.format.Weigh(b.list[i])
		}
		b.weight, b.weighed = int32(min(weight, math.MaxInt32)), true
	}
	return int(b.weight)
}

func (b *bag) lookup(key string) (string, bool) {
	if at := b.find(key); at >= 0 {
		return b.list[at].Value, true
	}
	return "", false
}

// find returns where a key is, or -1.
func (b *bag) find(key string) int {
	if b.index != nil {
		// A copy of the bag has the map in common, and may have been given up: what only it
		// had is still there.
		if at, found := b.index[key]; found && at < len(b.list) && b.list[at].Key == key {
			return at
		}
		return -1
	}
	for i := range b.list {
		if b.list[i].Key == key {
			return i
		}
	}
	return -1
}

func (b *bag) own() {
	if !b.owned {
		// Room for one more: most writers add one key.
		b.list = append(make([]token.Pair, 0, len(b.list)+1), b.list...)
		b.owned = true
	}
}

func (b *bag) set(key, value string) { b.put(b.find(key), token.Pair{Key: key, Value: value}) }

// put stores a pair in the place that find has told.
func (b *bag) put(at int, pair token.Pair) {
	b.own()
	if at >= 0 {
		b.list[at].Value = pair.Value
		return
	}
	b.list = append(b.list, pair)
	switch {
	case b.index != nil:
		b.index[pair.Key] = len(b.list) - 1
	case len(b.list) > indexAfter:
		b.index = make(map[string]int, 4*indexAfter)
		for i := range b.list {
			b.index[b.list[i].Key] = i
		}
	}
}

func (b *bag) remove(drop func(token.Pair) bool) {
	b.own()
	b.list = slices.DeleteFunc(b.list, drop)
	b.weighed, b.index = false, nil
}

// snapshot returns the pairs as they are now; later writes go to a copy.
func (b *bag) snapshot() []token.Pair {
	b.owned = false
	return b.list
}

// visible counts the pairs that are not reserved.
func (b *bag) visible() int {
	n := 0
	for i := range b.list {
		if !reserved(b.list[i].Key) {
			n++
		}
	}
	return n
}

// changed returns the keys in which two lists differ, regardless of order.
func changed(from, to []token.Pair) []string {
	var keys []string
	before, after := bag{list: from}, bag{list: to}
	for i, pair := range to {
		if i < len(from) && from[i] == pair {
			continue // in order, as nearly always
		}
		if old, found := before.lookup(pair.Key); !found || old != pair.Value {
			keys = append(keys, pair.Key)
		}
	}
	for i, pair := range from {
		if i < len(to) && to[i].Key == pair.Key {
			continue
		}
		if _, found := after.lookup(pair.Key); !found {
			keys = append(keys, pair.Key)
		}
	}
	return keys
}

// equal tells whether two lists hold the same pairs, regardless of order. Keys
// are unique in both.
func equal(a, b []token.Pair) bool {
	if len(a) != len(b) {
		return false
	}
	other := bag{list: b}
	for i, pair := range a {
		if b[i].Key == pair.Key { // in order, as nearly always
			if b[i].Value != pair.Value {
				return false
			}
			continue
		}
		if value, found := other.lookup(pair.Key); !found || value != pair.Value {
			return false
		}
	}
	return true
}
