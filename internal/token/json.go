package token

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads JSON (RFC 8259) from left to right without building a tree. It
// exists since the payload has one shape: reading it takes a fifth of the time
// of encoding/json and one allocation in place of twenty-four, and it can be
// strict where encoding/json is not (case, UTF-8, equal members).
//
// Once something is wrong it stays failed, each method returns a zero value, and
// no loop goes on; callers look at done in the end.
type scanner struct {
	json   string
	pos    int
	plain  bool // see isPlain: a string ends at the next quote
	failed bool
}

// maxDepth bounds the nesting of values that are passed over; Jackson's own bound
// in recent versions of Play is the same.
const maxDepth = 1000

// newScanner returns a scanner over text, which does not keep it.
func newScanner(text []byte) scanner {
	plain := isPlain(text, 0)
	return scanner{json: string(text), plain: plain, failed: !plain && !utf8.Valid(text)}
}

func (s *scanner) fail() { s.failed = true }

// done tells whether all of the text was read without a fault.
func (s *scanner) done() bool { return !s.failed && s.pos == len(s.json) }

func (s *scanner) space() {
	for s.pos < len(s.json) {
		switch s.json[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// at tells whether c is the next byte.
func (s *scanner) at(c byte) bool {
	return !s.failed && s.pos < len(s.json) && s.json[s.pos] == c
}

// eat reads c if it is the next byte.
func (s *scanner) eat(c byte) bool {
	if s.at(c) {
		s.pos++
		return true
	}
	return false
}

// expect reads c, after white space.
func (s *scanner) expect(c byte) {
	s.space()
	if !s.eat(c) {
		s.fail()
	}
}

// open begins an object or an array. Its members are read by
//
//	s.open('{')
//	for n := 0; s.more('}', n); n++ {
//		name := s.name()
//		… // exactly one value
//	}
func (s *scanner) open(bracket byte) { s.expect(bracket) }

// more tells whether a member number n follows, and reads the comma before it, or
// the bracket that closes.
func (s *scanner) more(bracket byte, n int) bool {
	s.space()
	if s.failed || s.pos >= len(s.json) {
		s.fail()
		return false
	}
	switch c := s.json[s.pos]; {
	case c == bracket:
		s.pos++
		return false
	case n == 0:
		return true
	case c == ',':
		s.pos++
		return true
	}
	s.fail()
	return false
}

// name reads a member's name, the colon, and the white space around them.
func (s *scanner) name() string {
	s.space()
	name := s.text()
	s.expect(':')
	s.space()
	return name
}

// text reads a string. It shares the memory of the JSON text where nothing is
// escaped.
func (s *scanner) text() string {
	if !s.eat('"') {
		s.fail()
		return ""
	}
	start := s.pos
	if s.plain {
		length := strings.IndexByte(s.json[start:], '"')
		if length < 0 {
			s.fail()
			return ""
		}
		s.pos = start + length + 1
		return s.json[start : start+length]
	}
	for i := start; i < len(s.json); i++ {
		switch c := s.json[i]; {
		case c == '"':
			s.pos = i + 1
			return s.json[start:i]
		case c == '\\':
			return s.escaped(start, i)
		case c < ' ':
			s.fail()
			return ""
		}
	}
	s.fail()
	return ""
}

// escaped reads a string whose first escape stands at i.
func (s *scanner) escaped(start, i int) string {
	var text strings.Builder
	text.WriteString(s.json[start:i])
	s.pos = i
	for s.pos < len(s.json) {
		c := s.json[s.pos]
		s.pos++
		switch {
		case c == '"':
			return text.String()
		case c == '\\':
			text.WriteRune(s.escape())
		case c < ' ':
			s.fail()
		default:
			text.WriteByte(c)
		}
		if s.failed {
			return ""
		}
	}
	s.fail()
	return ""
}

// escape reads what stands behind a backslash (RFC 8259 section 7).
func (s *scanner) escape() rune {
	if s.pos >= len(s.json) {
		s.fail()
		return 0
	}
	c := s.json[s.pos]
	s.pos++
	switch c {
	case '"', '\\', '/':
		return rune(c)
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'u':
		return s.codePoint()
	}
	s.fail()
	return 0
}

// codePoint reads four hexadecimal digits, or two groups of them for a code point
// beyond U+FFFF, which Play always writes so. Half a pair has no UTF-8: refused.
func (s *scanner) codePoint() rune {
	r := s.hex4()
	if !utf16.IsSurrogate(r) {
		return r
	}
	if !strings.HasPrefix(s.json[s.pos:], `\u`) {
		s.fail()
		return 0
	}
	s.pos += len(`\u`)
	r = utf16.DecodeRune(r, s.hex4())
	if r == utf8.RuneError { // U+FFFD is no surrogate, so no pair stands for it
		s.fail()
	}
	return r
}

func (s *scanner) hex4() rune {
	var r rune
	for range 4 {
		digit := byte(0xFF)
		if s.pos < len(s.json) {
			digit = unhex(s.json[s.pos])
		}
		if digit == 0xFF {
			s.fail()
			return 0
		}
		r = r<<4 | rune(digit)
		s.pos++
	}
	return r
}

// unhex returns the value of a hexadecimal digit, or 0xFF.
func unhex(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 0xFF
}

// null reads null if it is next.
func (s *scanner) null() bool {
	if !s.failed && strings.HasPrefix(s.json[s.pos:], "null") {
		s.pos += len("null")
		return true
	}
	return false
}

// integer reads a number without fraction and exponent that fits 64 bits. Another number
// is passed over.
func (s *scanner) integer() (int64, bool) {
	start := s.pos
	negative := s.eat('-')
	digits, n := s.json[s.pos:], int64(0)
	length := 0
	for ; length < len(digits); length++ {
		digit := digits[length] - '0'
		if digit > 9 || length == maxDigits {
			break
		}
		n = n*10 + int64(digit)
	}
	if length == 0 || digits[0] == '0' || length < len(digits) && strings.IndexByte("0123456789.eE", digits[length]) >= 0 {
		s.pos = start
		s.number()
		return 0, !s.failed && strings.TrimPrefix(s.json[start:s.pos], "-") == "0"
	}
	s.pos += length
	if negative {
		n = -n
	}
	return n, !s.failed
}

// maxDigits is how many digits fit 64 bits in any case.
const maxDigits = 18

// number passes over a number (RFC 8259 section 6).
func (s *scanner) number() {
	s.eat('-')
	if !s.eat('0') {
		s.digits()
	}
	if s.eat('.') {
		s.digits()
	}
	if s.eat('e') || s.eat('E') {
		if !s.eat('+') {
			s.eat('-')
		}
		s.digits()
	}
}

// digits passes over one digit or more.
func (s *scanner) digits() {
	start := s.pos
	for s.pos < len(s.json) && '0' <= s.json[s.pos] && s.json[s.pos] <= '9' {
		s.pos++
	}
	if s.pos == start {
		s.fail()
	}
}

// skip passes over one value, whatever it is.
func (s *scanner) skip(depth int) {
	s.space()
	switch {
	case s.failed || s.pos >= len(s.json) || depth > maxDepth:
		s.fail()
	case s.at('{'):
		s.open('{')
		for n := 0; s.more('}', n); n++ {
			s.name()
			s.skip(depth + 1)
		}
	case s.at('['):
		s.open('[')
		for n := 0; s.more(']', n); n++ {
			s.skip(depth + 1)
		}
	case s.at('"'):
		s.text()
	case s.at('t'):
		s.literal("true")
	case s.at('f'):
		s.literal("false")
	case s.at('n'):
		s.literal("null")
	default:
		s.number()
	}
}

func (s *scanner) literal(word string) {
	if !strings.HasPrefix(s.json[s.pos:], word) {
		s.fail()
		return
	}
	s.pos += len(word)
}
