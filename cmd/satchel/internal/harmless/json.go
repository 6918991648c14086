// Package harmless takes out of texts of others what a terminal would obey.
//
//	fmt.Print(harmless.JSON(string(encoded)))
package harmless

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
)

// JSON escapes in a JSON text what encoding/json lets through: the controls from U+007F to
// U+009F, and those that turn the direction of writing. They stand in strings only, and so
// the text says the same. Bytes that are no UTF-8 become U+FFFD.
func JSON(text string) string {
	if isPlain(text) {
		return text
	}
	var escaped strings.Builder
	for _, r := range text {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			escaped.WriteRune(r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&escaped, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&escaped, `\u%04x`, r)
		}
	}
	return escaped.String()
}

// isPlain finds the usual case, in which there is nothing to do: all controls of ASCII but one
// are escaped already.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x7F {
			return false
		}
	}
	return true
}
