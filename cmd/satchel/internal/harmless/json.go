// Package harmless takes out of texts of others what a terminal would obey.
//
//	out.Write(harmless.JSON(encoded))
package harmless

import (
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON escapes in a JSON text what encoding/json lets through: the controls from U+007F to
// U+009F, and those that turn the direction of writing. They stand in strings only, and so
// the text says the same. Bytes that are no UTF-8 become U+FFFD. It returns the text itself
// where there is nothing to do, which is the usual case, and does not change it otherwise.
func JSON(text []byte) []byte {
	i := firstControl(text)
	if i == len(text) {
		return text
	}
	escaped := append(make([]byte, 0, 2*len(text)), text[:i]...)
	for _, r := range string(text[i:]) {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			escaped = utf8.AppendRune(escaped, r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			escaped = fmt.Appendf(escaped, `\u%04x\u%04x`, high, low)
		default:
			escaped = fmt.Appendf(escaped, `\u%04x`, r)
		}
	}
	return escaped
}

// firstControl returns where something begins that is to be escaped; the length where nothing
// does. All controls of ASCII but one are escaped already.
func firstControl(text []byte) int {
	for i := 0; i < len(text); {
		if text[i] < 0x7F {
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return i
		}
		i += size
	}
	return len(text)
}
