package cookie

import "strings"

// ScanLimit is the number of bytes of Cookie header lines that are looked at. A
// browser sends some 50 cookies of 4096 bytes at most to one host, servers take 8
// to 64 KiB of header; what is beyond has no place in a request.
const ScanLimit = 32 << 10

// cost is what a line takes of the limit: an empty one costs time too.
func cost(line string) int { return max(len(line), 1) }

// ExceedsScan tells whether lines have more bytes than are looked at.
func ExceedsScan(lines []string) bool {
	left := ScanLimit
	for _, line := range lines {
		left -= cost(line)
	}
	return left < 0
}

// Mentions tells whether a text, such as a cookie's name, is in what is looked at.
func Mentions(lines []string, text string) bool {
	left := ScanLimit
	for _, line := range lines {
		if left <= 0 {
			return false
		}
		if strings.Contains(line[:min(len(line), left)], text) {
			return true
		}
		left -= cost(line)
	}
	return false
}

// Needle is a cookie's name made ready for a [Scanner].
type Needle string

// NewNeedle returns the needle for a name.
func NewNeedle(name string) Needle { return Needle(name + "=") }

// NewPrefixNeedle returns the needle for all names that begin with prefix. What Next
// returns then is the rest of the name, the equal sign and the value.
func NewPrefixNeedle(prefix string) Needle { return Needle(prefix) }

// Scanner finds all cookies of one name in the lines of a Cookie header.
//
// Cookies are separated by semicolons, and spaces and tabs behind a semicolon are
// passed over (RFC 6265bis section 5.7.3 asks user agents for exactly one space). The name
// compares byte for byte and ends at the equal sign; the value is all up to the
// next semicolon. Nothing else has a meaning: quotes do not protect a semicolon
// and are not taken off, $Version switches no mode, no other white space is
// trimmed. Each leniency of this kind has let somebody smuggle a cookie past a
// browser's rules for prefixes.
//
// It allocates nothing and its work grows with the bytes, up to [ScanLimit].
type Scanner struct {
	lines  []string
	needle string
	line   string // what is left of the present line
	start  int    // where in line to look on
	cut    bool   // line was cut at the limit, its last cookie is incomplete
	left   int    // bytes of the limit that are left
}

// NewScanner returns a scanner over the values of the Cookie header, in order.
func NewScanner(lines []string, needle Needle) Scanner {
	return Scanner{lines: lines, needle: string(needle), left: ScanLimit}
}

// Next returns the next value of the name, or false when there is none.
func (s *Scanner) Next() (value string, ok bool) {
	for {
		// Looking for the name, not for semicolons, keeps 3000 foreign cookies as
		// cheap as one of their length.
		at := s.find(s.line[s.start:])
		if at < 0 {
			if !s.nextLine() {
				return "", false
			}
			continue
		}
		at += s.start
		from := at + len(s.needle)
		s.start = from
		if !beginsCookie(s.line, at) {
			continue
		}
		length := strings.IndexByte(s.line[from:], ';')
		switch {
		case length >= 0:
			s.start = from + length
			return s.line[from : from+length], true
		case s.cut:
			s.start = len(s.line)
		default:
			s.start = len(s.line)
			return s.line[from:], true
		}
	}
}

// find returns where the needle stands next in rest, or -1. Names with a prefix begin with
// two characters that base64url is full of: a look at the place where most headers have it
// spares the search many false starts.
func (s *Scanner) find(rest string) int {
	if strings.HasPrefix(rest, s.needle) {
		return 0
	}
	return strings.Index(rest, s.needle)
}

// Cut tells whether something was left unseen because of [ScanLimit].
func (s *Scanner) Cut() bool { return s.cut }

func (s *Scanner) nextLine() bool {
	if len(s.lines) == 0 || s.cut {
		return false
	}
	line := s.lines[0]
	s.lines = s.lines[1:]
	s.cut = cost(line) > s.left
	if s.cut {
		line = line[:min(len(line), s.left)]
	}
	s.left -= cost(line)
	s.line, s.start = line, 0
	return true
}

// beginsCookie tells whether nothing but spaces and tabs stand between position
// at and the beginning of the line or a semicolon.
func beginsCookie(line string, at int) bool {
	for at > 0 {
		at--
		switch line[at] {
		case ' ', '\t':
		case ';':
			return true
		default:
			return false
		}
	}
	return true
}

// ValidValue tells whether each byte of value is a cookie-octet (RFC 6265bis
// section 4.1.1): visible ASCII without quote, comma, semicolon and backslash. No
// format writes anything else, and Play drops a cookie that has anything else.
func ValidValue(value string) bool {
	for i := range len(value) {
		if !octet[value[i]] {
			return false
		}
	}
	return true
}

var octet = func() (table [256]bool) {
	for c := '!'; c <= '~'; c++ {
		table[c] = !strings.ContainsRune("\",;\\", c)
	}
	return table
}()
