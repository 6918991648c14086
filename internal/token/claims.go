package token

import (
	"strings"
	"time"
)

// parseClaims reads an authentic payload. Names compare with case, unlike in
// encoding/json before version 2, where "DATA" would pass for "data". Equal
// claims: the last one wins, as in Play.
//
// White space around the object is refused, as Play up to 3.0 does; white space
// inside is fine.
func parseClaims(payload []byte, dataClaim string, t *Token) error {
	claims := newScanner(payload)
	var data pairs
	found, isObject := false, false
	if !claims.eat('{') {
		return ErrMalformed
	}
	for n := 0; claims.more('}', n); n++ {
		switch name := claims.name(); name {
		case dataClaim:
			data = pairs{}
			if isObject = claims.at('{'); isObject {
				if !found { // once, and not for each of many claims of this name
					// Each pair has four, the claim itself two, and each of the two dates.
					data.expect(max(strings.Count(claims.json, `"`)-4, 0) / 4)
				}
				claims.pairs(&data)
			} else {
				claims.skip(0)
			}
			found = true
		case "exp":
			t.ExpiresAt = claims.date()
		case "nbf":
			t.NotBefore = claims.date()
		case "iat":
			// Play writes it and never looks at it: a foreign form is no reason to
			// refuse the token, and absent here.
			t.IssuedAt = claims.lenientDate()
		case purposeClaim:
			t.Purpose = claims.lenientText()
		default:
			claims.skip(0)
		}
	}
	if !claims.done() || !found || !isObject {
		return ErrMalformed
	}
	t.Pairs = data.list
	return nil
}

// pairs reads an object whose values are strings. Play turns other values into
// text on reading and writes none; they are refused (and so is null, on which
// Play loses the whole session too).
func (s *scanner) pairs(into *pairs) {
	s.open('{')
	for n := 0; s.more('}', n); n++ {
		key, value, compact := s.compactMember()
		if !compact {
			key = s.name()
			value = s.text()
		}
		if !s.failed {
			into.set(key, value)
		}
	}
}

// compactMember reads a member whose value is a string, where nothing is escaped and there
// is no white space, as every writer makes it by itself; else it reads nothing. This is
// half of the time that all pairs take.
func (s *scanner) compactMember() (key, value string, compact bool) {
	if !s.plain || !strings.HasPrefix(s.json[s.pos:], `"`) {
		return "", "", false
	}
	rest := s.json[s.pos+1:]
	end := strings.IndexByte(rest, '"')
	if end < 0 || !strings.HasPrefix(rest[end:], `":"`) {
		return "", "", false
	}
	key, rest = rest[:end], rest[end+3:]
	if end = strings.IndexByte(rest, '"'); end < 0 {
		return "", "", false
	}
	s.pos = len(s.json) - len(rest) + end + 1
	return key, rest[:end], true
}

// maxSeconds keeps a date within 64 bits of milliseconds, in which Play compares.
// Beyond it, the arithmetic of Play's library wraps around into the past.
const maxSeconds = 1<<63/1000 - 1

// date reads whole seconds since the epoch. null is an absent date, as in Play. A
// fraction, an exponent, or a date as text, which Play's library takes and never
// writes, is refused.
func (s *scanner) date() time.Time {
	if s.null() {
		return time.Time{}
	}
	seconds, ok := s.integer()
	// The zero time would pass for an absent date.
	if !ok || seconds > maxSeconds || seconds < -maxSeconds || time.Unix(seconds, 0).IsZero() {
		s.fail()
		return time.Time{}
	}
	return time.Unix(seconds, 0)
}

// lenientDate reads a date, or passes over whatever stands in its place.
func (s *scanner) lenientDate() time.Time {
	before := *s
	if date := s.date(); !s.failed {
		return date
	}
	*s = before
	s.skip(0)
	return time.Time{}
}

// lenientText reads a text, or passes over whatever stands in its place.
func (s *scanner) lenientText() string {
	before := *s
	if text := s.text(); !s.failed {
		return text
	}
	*s = before
	s.skip(0)
	return ""
}
