//go:build !race

package token_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// The counts are exact, since a count that falls is news as well. They are taken
// without the race detector, under which sync.Pool drops what it is given.
func TestAllocations(t *testing.T) {
	jwt, signed := newJWT(t, token.HS256, secret, older), newSignedURL(t, secret, older)
	five := token.Token{
		Pairs:    pairs("user", "user@gmail.com", "role", "administrator", "csrfToken", strings.Repeat("x", 60), "lang", "en", "theme", "dark-and-large"),
		IssuedAt: now, NotBefore: now,
	}
	text, form := mustAppend(t, jwt, five), mustAppend(t, signed, five)
	plain := "a=1&b=2&c=3&d=4&e=5"
	room := make([]byte, 0, 4096)
	parse := func(format token.Format, text string) func() {
		return func() { _, _ = format.Parse(text) }
	}
	for _, test := range []struct {
		name string
		want float64
		do   func()
	}{
		{"reading a JWT: the payload, and the list of pairs", 2, parse(jwt, text)},
		{"writing a JWT where there is room", 0, func() { _, _ = jwt.Append(room, five) }},
		{"reading an unsigned form: the list of pairs", 1, parse(token.URLEncoded{}, plain)},
		{"reading a signed form: the list of pairs, and a value with an escape", 2, parse(signed, form)},
		{"writing a signed form where there is room", 0, func() { _, _ = signed.Append(room, five) }},
		{"refusing a JWT with a bad signature", 0, parse(jwt, text[:len(text)-1]+"!")},
		{"refusing a JWT of another algorithm", 0, parse(jwt, jwtOf(token.HS512, longSecret))},
		{"refusing a signed form with a bad signature", 0, parse(signed, "0"+form[1:])},
		{"refusing a megabyte of dots", 0, parse(jwt, strings.Repeat(".", 1<<20))},
		{"refusing a megabyte of dashes", 0, parse(signed, strings.Repeat("-", 1<<20))},
		{"refusing 4096 letters", 0, parse(jwt, strings.Repeat("A", 4096))},
		{"measuring", 0, func() { _ = jwt.Len(five, weigh(jwt, five.Pairs)) + signed.Len(five, weigh(signed, five.Pairs)) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.do() // fills the pool
			if got := testing.AllocsPerRun(100, test.do); got != test.want {
				t.Errorf("%v allocations, want %v", got, test.want)
			}
		})
	}
	if n := len(payloadOf(t, text)); n < 150 {
		t.Errorf("the payload has %d bytes, want 150 at least", n)
	}
}

func TestRoomDoesNotGrowWithWhatTheSenderPromises(t *testing.T) {
	text := strings.Repeat("=&", 1<<19) // one pair, half a million times
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	mustParse(t, token.URLEncoded{}, text)
	runtime.ReadMemStats(&after)
	if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 64<<10 {
		t.Errorf("%d bytes allocated", bytes)
	}
}

// Room for pairs is made once, however many claims of the name there are.
func TestManyDataClaimsCostNoRoomEach(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	text := sign(`{"alg":"HS256"}`, "{"+strings.Repeat(`"data":{},`, 290)+`"data":{"user":"ann"}}`)
	if got := testing.AllocsPerRun(20, func() { _, _ = format.Parse(text) }); got > 4 {
		t.Errorf("%v allocations", got)
	}
}
