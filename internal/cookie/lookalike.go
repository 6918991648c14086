package cookie

import "strings"

// Lookalike recognizes names that could be taken for one cookie's name: by a person,
// or by a server that trims, folds case, unquotes or unescapes more than it should.
// A browser lets such a name past its rules for prefixes, and the server behind it
// takes it for the name with the prefix: Unicode spaces before it with Django and
// ASP.NET (2025), the "$Version" of RFC 2109 with Java's servers (2024, 2025), an
// escaped letter with PHP and Rack, a name in quotes. Nothing here accepts one; they
// are worth a word to the operator, since nobody sends them by chance.
type Lookalike struct {
	name      string
	skeletons []string // what counts, with each prefix that somebody may have put before it
	bare      bool     // the first skeleton is the name without a prefix
	last      byte     // the last letter of each skeleton
}

// NewLookalike makes a name ready.
func NewLookalike(name string) Lookalike {
	core := WithoutPrefix(name)
	l := Lookalike{name: name, bare: core == name}
	if l.bare {
		l.skeletons = append(l.skeletons, string(appendSkeleton(nil, core)))
	}
	// The same name without prefix is another application's, or our own in
	// development, and no event.
	for _, prefix := range prefixes {
		l.skeletons = append(l.skeletons, string(appendSkeleton(nil, prefix+core)))
	}
	if s := l.skeletons[0]; s != "" {
		l.last = s[len(s)-1]
	}
	return l
}

// maxLookalike bounds the length of a name that is examined: a name that somebody
// takes for ours is not much longer.
const maxLookalike = 320

// Matches tells whether name resembles this one without being it. Letters and digits
// count, without their case and with escapes undone; all else is passed over.
func (l *Lookalike) Matches(name string) bool {
	if name == l.name || len(name) > maxLookalike || l.last == 0 || !l.mayMatch(name) {
		return false
	}
	var room [maxLookalike]byte
	text := appendSkeleton(room[:0], name)
	for i, wanted := range l.skeletons {
		// A prefix with nothing that sets it off is a word: "hosts" for a cookie "s".
		if string(text) == wanted && (l.bare && i == 0 || len(text) < len(name)) {
			return true
		}
	}
	return false
}

// mayMatch refuses nearly every name by its last letter.
func (l *Lookalike) mayMatch(name string) bool {
	for i := len(name) - 1; i >= 0; i-- {
		if c := lower(name[i]); isAlphanumeric(c) {
			return c == l.last || strings.IndexByte(name, '%') >= 0
		}
	}
	return false
}

// appendSkeleton appends the letters and digits of a name, in small letters.
func appendSkeleton(dst []byte, name string) []byte {
	for i := 0; i < len(name); i++ {
		c := name[i]
		if c == '%' && i+2 < len(name) && isHex(name[i+1]) && isHex(name[i+2]) {
			c = hexValue(name[i+1])<<4 | hexValue(name[i+2])
			i += 2
		}
		if c = lower(c); isAlphanumeric(c) {
			dst = append(dst, c)
		}
	}
	return dst
}

// IsVersion tells whether a name is the switch of RFC 2109 ("$Version"), which no
// browser sends and which made servers read all that follows in another way.
func IsVersion(name string) bool {
	if !strings.HasPrefix(name, "$") || len(name) > maxLookalike {
		return false
	}
	var room [maxLookalike]byte
	return string(appendSkeleton(room[:0], name)) == "version"
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// isAlphanumeric takes small letters only.
func isAlphanumeric(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

func isHex(c byte) bool {
	c = lower(c)
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f'
}

func hexValue(c byte) byte {
	if c = lower(c); c >= 'a' {
		return c - 'a' + 10
	}
	return c - '0'
}
