package batch

import (
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

var errHalfSurrogate = errors.New("half a surrogate pair has no UTF-8")

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
