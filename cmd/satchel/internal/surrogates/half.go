// Package surrogates finds what no UTF-8 text can say: half a pair of UTF-16.
package surrogates

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Half tells whether a valid JSON text escapes half of a pair, in whose place
// encoding/json would put U+FFFD.
func Half(text string) bool {
	for {
		i := strings.IndexByte(text, '\\')
		if i < 0 {
			return false
		}
		text = text[i:]
		first, escaped := unit(text)
		switch {
		case !escaped:
			text = text[len(`\n`):]
		case !utf16.IsSurrogate(first):
			text = text[len(`\u0000`):]
		default:
			text = text[len(`\u0000`):]
			second, _ := unit(text)
			if utf16.DecodeRune(first, second) == utf8.RuneError {
				return true
			}
			text = text[len(`\u0000`):]
		}
	}
}

// unit returns the UTF-16 unit that text begins with as an escape.
func unit(text string) (unit rune, escaped bool) {
	if len(text) < len(`\u0000`) || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(n), err == nil
}
