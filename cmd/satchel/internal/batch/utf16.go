package batch

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

var errHalfSurrogate = errors.New("half a surrogate pair has no UTF-8")

// halfSurrogate tells whether a valid JSON text escapes half of a pair, in whose place
// encoding/json would put U+FFFD.
func halfSurrogate(text string) bool {
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

// fromUTF16Hex returns the text whose UTF-16 units are given as four hexadecimal digits each.
func fromUTF16Hex(digits string) (string, error) {
	text := make([]byte, 0, len(digits))
	var first rune // of a pair
	for len(digits) > 0 {
		if len(digits) < 4 {
			return "", errHex
		}
		n, err := strconv.ParseUint(digits[:4], 16, 16)
		if err != nil {
			return "", errHex
		}
		digits = digits[4:]
		switch r := rune(n); {
		case first != 0:
			if r = utf16.DecodeRune(first, r); r == utf8.RuneError {
				return "", errHalfSurrogate
			}
			text, first = utf8.AppendRune(text, r), 0
		case utf16.IsSurrogate(r):
			first = r
		default:
			text = utf8.AppendRune(text, r)
		}
	}
	if first != 0 {
		return "", errHalfSurrogate
	}
	return string(text), nil
}

var errHex = errors.New("what is in data_utf16_hex has to be four hexadecimal digits a unit")
