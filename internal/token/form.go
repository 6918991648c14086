package token

import (
	"strings"
	"unicode/utf8"
)

// appendForm appends pairs as key=value, joined by &, each side escaped as Java's
// URLEncoder does with UTF-8 (play-behaviour 5.2). Go's url.QueryEscape differs in
// two bytes: Java leaves * and escapes ~.
func appendForm(dst []byte, list []Pair) ([]byte, error) {
	before := dst
	for i, pair := range list {
		if !utf8.ValidString(pair.Key) || !utf8.ValidString(pair.Value) {
			return before, ErrNotUTF8
		}
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = appendFormText(dst, pair.Key)
		dst = append(dst, '=')
		dst = appendFormText(dst, pair.Value)
	}
	return dst, nil
}

func appendFormText(dst []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; {
		case unreserved[c]:
			dst = append(dst, c)
		case c == ' ':
			dst = append(dst, '+')
		default:
			dst = append(dst, '%', upperHex[c>>4], upperHex[c&0xF])
		}
	}
	return dst
}

// weighForm returns the length of one pair with the & that separates it.
func weighForm(p Pair) int { return formLen(p.Key) + len(`=`) + formLen(p.Value) + len(`&`) }

func formLen(s string) int {
	n := len(s)
	for i := range len(s) {
		if c := s[i]; !unreserved[c] && c != ' ' {
			n += len(`%00`) - 1
		}
	}
	return n
}

// unreserved marks the bytes that URLEncoder leaves alone.
var unreserved = func() (table [256]bool) {
	for c := range 256 {
		table[c] = 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
			strings.ContainsRune(".-*_", rune(c))
	}
	return table
}()

// parseForm reads what appendForm writes, and what Play 2.6 and later takes
// besides: a piece without an equal sign is passed over, the first equal sign
// separates, either side may be empty, hexadecimal digits may be lower case. One
// malformed escape loses all, as in Play. Escapes that make no UTF-8, which Play
// replaces, are refused.
func parseForm(body string) ([]Pair, error) {
	var p pairs
	p.expect(min(strings.Count(body, "="), strings.Count(body, "&")+1))
	u := unescaper{room: len(body)}
	for body != "" {
		var piece string
		piece, body, _ = strings.Cut(body, "&")
		name, value, found := strings.Cut(piece, "=")
		if !found {
			continue
		}
		key, ok1 := u.unescape(name)
		text, ok2 := u.unescape(value)
		if !ok1 || !ok2 {
			return nil, ErrMalformed
		}
		p.set(key, text)
	}
	return p.list, nil
}

// unescaper holds all texts that had escapes, in one allocation: they are shorter
// than what they come from.
type unescaper struct {
	room int
	text strings.Builder
}

func (u *unescaper) unescape(s string) (string, bool) {
	i := strings.IndexAny(s, "%+")
	if i < 0 {
		return s, utf8.ValidString(s)
	}
	if u.text.Cap() == 0 {
		u.text.Grow(u.room)
	}
	start := u.text.Len()
	u.text.WriteString(s[:i])
	var chunk [128]byte // writing each byte by itself takes half as long again
	n := 0
	for ; i < len(s); i++ {
		c := s[i]
		switch c {
		case '+':
			c = ' '
		case '%':
			if i+2 >= len(s) {
				return "", false
			}
			high, low := unhex(s[i+1]), unhex(s[i+2])
			if high == 0xFF || low == 0xFF {
				return "", false
			}
			c = high<<4 | low
			i += 2
		}
		chunk[n] = c
		if n++; n == len(chunk) {
			u.text.Write(chunk[:])
			n = 0
		}
	}
	u.text.Write(chunk[:n])
	text := u.text.String()[start:]
	return text, utf8.ValidString(text)
}
