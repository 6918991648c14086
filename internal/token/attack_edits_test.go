package token_test

import (
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

func TestEveryBitOfEveryTokenCounts(t *testing.T) {
	forEachVictim(t, func(t *testing.T, format token.Format, text string) {
		flipped := []byte(text)
		for i := range len(text) * 8 {
			flipped[i/8] ^= 1 << (i % 8)
			forged(t, format, string(flipped))
			flipped[i/8] ^= 1 << (i % 8)
		}
	})
}

func TestEverySmallEditOfEveryTokenIsRefused(t *testing.T) {
	forEachVictim(t, func(t *testing.T, format token.Format, text string) {
		forged(t, format, "")
		for i := range len(text) {
			forged(t, format, text[:i])                       // the end cut off
			forged(t, format, text[i+1:])                     // the beginning cut off
			forged(t, format, text[:i]+text[i+1:])            // a byte left out
			forged(t, format, text[:i]+text[i:i+1]+text[i:])  // a byte twice
			forged(t, format, text[:i]+"\x00"+text[i:])       // a byte put in
			forged(t, format, text[:i]+" "+text[i:])          // the same, of another kind
			forged(t, format, text[i:]+text[:i]+text[i:][:1]) // begun elsewhere
			if i > 0 && text[i-1] != text[i] {                // two neighbours the other way round
				forged(t, format, text[:i-1]+text[i:i+1]+text[i-1:i]+text[i+1:])
			}
		}
	})
}
