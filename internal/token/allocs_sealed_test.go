//go:build !race

package token_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// Each message has a key of its own, so that its schedule and its table for GCM are new:
// two allocations that nothing avoids. The rest is as in TestAllocations.
func TestAllocationsOfSealed(t *testing.T) {
	format := newSealed(t, 64, secret, older)
	five := token.Token{
		Pairs:    pairs("user", "user@gmail.com", "role", "administrator", "csrfToken", strings.Repeat("x", 60), "lang", "en", "theme", "dark-and-large"),
		IssuedAt: now, NotBefore: now,
	}
	text := mustAppend(t, format, five)
	room := make([]byte, 0, 4096)
	parse := func(text string) func() {
		return func() { _, _ = format.Parse(text) }
	}
	for _, test := range []struct {
		name string
		want float64
		do   func()
	}{
		{"reading: two for the key, the content, and the list of pairs", 4, parse(text)},
		{"writing where there is room: two for the key", 2, func() { _, _ = format.Append(room, five) }},
		{"refusing a bad tag: two for the key", 2, parse(text[:len(text)-4] + "AAAA")},
		{"refusing an unknown key", 0, parse(text[:2] + "AAAA" + text[6:])},
		{"refusing another version", 0, parse("AA" + text[2:])},
		{"refusing a JWT", 0, parse(jwtOf(token.HS256, secret))},
		{"refusing a megabyte", 0, parse(strings.Repeat("A", 1<<20))},
		{"measuring", 0, func() { _ = format.Len(five, weigh(format, five.Pairs)) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.do() // fills the pool
			if got := testing.AllocsPerRun(100, test.do); got != test.want {
				t.Errorf("%v allocations, want %v", got, test.want)
			}
		})
	}
}
