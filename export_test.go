package satchel

import (
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// Prove runs the self-test of New with another format.
func Prove(format token.Format, now time.Time) error {
	keys := new(liveKeys)
	keys.set.Store(&keySet{formats: [][]token.Format{{format}}})
	s := &scopeConfig{name: "s", format: format, forms: make([]form, 1), keys: keys}
	return s.prove(now)
}

// Carry writes a message as it travels, and reads it back.
func Carry(key, text, target string, born time.Time) (travels token.Pair, backKey, backText, backTarget string, backBorn time.Time) {
	m := message{key: key, text: text, target: target, born: born}
	travels = m.pair(&scopeConfig{marks: true})
	back := readMessage(travels, born)
	return travels, back.key, back.text, back.target, back.born
}

// TargetPath is the form in which a path stands in a key.
func TargetPath(path string) string { return targetPath(path) }

// Size is what a cookie has in bytes, and the bound below which nobody weighs.
type Size struct{ Exact, AtMost int }

// Sizes returns the sizes that both cookies would have with some pairs.
func (s *Scopes) Sizes(pairs ...Pair) map[string]Size {
	sizes := map[string]Size{}
	list := make([]token.Pair, len(pairs))
	for i, pair := range pairs {
		list[i] = token.Pair(pair)
	}
	for _, c := range []*scopeConfig{&s.session, &s.flash} {
		sizes[c.name] = Size{c.sizeOf(s.clock(), list), c.sizeAtMost((&bag{list: list}).bytes(), len(list))}
	}
	return sizes
}
