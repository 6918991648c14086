package interop_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// kindsOfText are the characters that have gone wrong between two programs before: in JSON,
// in a form, in a cookie, in UTF-8 or in the UTF-16 of Java.
var kindsOfText = [][]rune{
	[]rune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"),
	[]rune("\"\\/<>[]{}:?@^`|#$"),
	[]rune("=&;,%+ ~*'()!"),
	[]rune("\x00\x01\x07\b\t\n\v\f\r\x0e\x1b\x1f\x7f"),
	[]rune("\u0080\u0085\u00a0\u00ad\u00df\u00e9\u00fc\u0130\u0131\u01c5\u03a9\u0416\u07ff"),
	[]rune("\u0800\u4e2d\u6587\u65e5\u672c\uac00\u3042\uffe5\ud7ff\ue000"),
	[]rune("\U00010000\U0001f600\U0001f468\u200d\U0001f469\U0001f1e9\U00020000\U000e0001\U0010fffd"),
	[]rune("e\u0301o\u0308\u0323\u1e69\u0f73"),
	[]rune("\u05d0\u0627\u0644\u200f\u202e\u2066"),
	[]rune("\u2028\u2029\ufeff\u200b"),
	[]rune("\ufffe\uffff\ufdd0\U0001fffe\U0010ffff\ufffd"),
}

// wholeTexts look like something else: escapes, tokens, values of other types.
var wholeTexts = []string{
	"", " ", "%", "%00", "%2B", "%zz", "%E4%F6", "%u00e9", "&amp;", "\\u0000", `{"a":1}`, "null", "true", "1e3",
	"a=b", "a=b&c=d", "eyJhbGciOiJIUzI1NiJ9.e30.", "\r\nSet-Cookie: x=y", "PLAY_SESSION=; Max-Age=0", "a:b\x00c:d",
}

// dice draws texts and pairs.
type dice struct{ *rand.Rand }

// text draws a text of so many characters at most, of one kind or of all.
func (d dice) text(most int) string {
	if d.IntN(5) == 0 {
		return wholeTexts[d.IntN(len(wholeTexts))]
	}
	var b strings.Builder
	kind, mixed := d.IntN(len(kindsOfText)), d.IntN(3) == 0
	for range d.IntN(most + 1) {
		if mixed {
			kind = d.IntN(len(kindsOfText))
		}
		b.WriteRune(kindsOfText[kind][d.IntN(len(kindsOfText[kind]))])
	}
	return b.String()
}

// pairs draws 0 to 12 pairs that the cookie has room for, by the judgement of fits.
func (d dice) pairs(fits func(live.Pairs) bool) live.Pairs {
	longest := []int{3, 12, 40, 400}[d.IntN(4)]
	drawn := live.Pairs{}
	for range d.IntN(13) {
		key := d.text(12)
		drawn[key] = d.text(longest)
		if !fits(drawn) {
			delete(drawn, key)
		}
	}
	return drawn
}

// changed draws what becomes of pairs: some are gone, some have another value, some are new.
// It returns what to remove, what to set then, and all pairs as they are at the end.
func (d dice) changed(old live.Pairs, fits func(live.Pairs) bool) (removed []string, set, all live.Pairs) {
	all = live.Pairs{}
	for _, key := range slices.Sorted(maps.Keys(old)) {
		if d.IntN(4) == 0 {
			removed = append(removed, key)
		} else {
			all[key] = old[key]
		}
	}
	wanted := d.pairs(fits)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if d.IntN(4) == 0 {
			wanted[key] = d.text(8)
		}
	}
	set = live.Pairs{}
	most := maps.Clone(all) // old and new values together: Go sets one after the other, and always has to fit
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		before, there := most[key]
		if most[key] += wanted[key]; fits(most) {
			set[key], all[key] = wanted[key], wanted[key]
		} else if most[key] = before; !there {
			delete(most, key)
		}
	}
	return removed, set, all
}

// roomIn returns a function that tells whether the value of a cookie has so many bytes at
// most, with what Go adds to a token and Play does not.
func roomIn(most int, encode func(...satchel.Pair) (string, error)) func(live.Pairs) bool {
	return func(pairs live.Pairs) bool {
		list := make([]satchel.Pair, 0, len(pairs))
		for key, value := range pairs {
			list = append(list, satchel.Pair{Key: key, Value: value})
		}
		value, err := encode(list...)
		return err == nil && len(value) <= most
	}
}
