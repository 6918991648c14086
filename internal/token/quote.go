package token

import (
	"errors"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrNotUTF8 is the error of Append for a key or a value that is no UTF-8 text:
// no format could give it back as it was.
var ErrNotUTF8 = errors.New("satchel: a key or a value is not valid UTF-8")

const upperHex = "0123456789ABCDEF"

// appendQuoted appends s as a JSON string with the very bytes that Play's writer
// (Jackson) makes: short escapes where JSON has them, other controls as \u00XX in
// upper case, two escapes for a code point beyond U+FFFF, and all else raw, the
// signs of HTML, DEL, U+2028 and U+2029 among it.
func appendQuoted(dst []byte, s string) ([]byte, error) {
	dst = append(dst, '"')
	begin := len(dst)
	if dst = append(dst, s...); isPlain(dst[begin:], '"') {
		return append(dst, '"'), nil
	}
	dst = dst[:begin]
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if plain[c] {
			i++
			continue
		}
		dst = append(dst, s[start:i]...)
		if c < utf8.RuneSelf {
			dst = appendEscape(dst, c)
			i++
		} else {
			r, size := utf8.DecodeRuneInString(s[i:])
			switch {
			case r == utf8.RuneError && size == 1:
				return dst, ErrNotUTF8
			case r > 0xFFFF:
				high, low := utf16.EncodeRune(r)
				dst = appendUnit(appendUnit(dst, high), low)
			default:
				dst = append(dst, s[i:i+size]...)
			}
			i += size
		}
		start = i
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"'), nil
}

func appendEscape(dst []byte, c byte) []byte {
	if short := shortEscape(c); short != 0 {
		return append(dst, '\\', short)
	}
	return appendUnit(dst, rune(c))
}

func shortEscape(c byte) byte {
	switch c {
	case '"', '\\':
		return c
	case '\b':
		return 'b'
	case '\t':
		return 't'
	case '\n':
		return 'n'
	case '\f':
		return 'f'
	case '\r':
		return 'r'
	}
	return 0
}

// appendUnit appends one UTF-16 unit as \uXXXX.
func appendUnit(dst []byte, unit rune) []byte {
	return append(dst, '\\', 'u',
		upperHex[unit>>12&0xF], upperHex[unit>>8&0xF], upperHex[unit>>4&0xF], upperHex[unit&0xF])
}

// quotedLen returns the length of what appendQuoted appends for UTF-8 text.
func quotedLen(s string) int {
	n := len(`""`) + len(s)
	for i := range len(s) {
		c := s[i]
		switch {
		case plain[c] || c >= utf8.RuneSelf && c < 0xF0:
		case c >= 0xF0: // the first of four bytes, for which twelve are written
			n += 12 - 4
		case shortEscape(c) != 0:
			n++
		default:
			n += len(`\u0000`) - 1
		}
	}
	return n
}

// plain marks the bytes that stand for themselves.
var plain = func() (table [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()
