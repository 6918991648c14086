package cookie

import (
	"slices"
	"strings"
)

// Lookalikes recognizes names that a server might take for one of some cookies' names,
// if it trims, folds case, unquotes or unescapes more than it should. A browser lets
// such a name past its rules for prefixes, and the server behind it takes it for the
// name with the prefix: Unicode spaces before it with Django and ASP.NET (2025), the
// "$Version" of RFC 2109 with Java's servers (2024, 2025), an escaped letter with Rack
// and PHP, dots for underscores with PHP, a name in quotes. Nothing here accepts one.
type Lookalikes struct {
	names []string
	forms []form
	last  [256]bool // the last bytes of the forms
}

// form is a name, or one with a prefix put before it, as plain writes it.
type form struct{ text, of string }

// NewLookalikes makes names ready.
func NewLookalikes(names ...string) *Lookalikes {
	l := &Lookalikes{names: names}
	for _, name := range names {
		core := WithoutPrefix(name)
		if core == name {
			l.add(name, name)
		}
		// The same name without its prefix is another application's, or our own in
		// development, and resembles nothing.
		for _, prefix := range prefixes {
			l.add(prefix+core, name)
		}
	}
	return l
}

func (l *Lookalikes) add(name, of string) {
	if text := string(appendPlain(nil, name)); text != "" {
		l.forms = append(l.forms, form{text, of})
		l.last[text[len(text)-1]] = true
	}
}

// maxLookalike bounds the length of a name that is examined: of ours, which have 256
// bytes at most, and some that are passed over.
const maxLookalike = 320

// Find returns the name that this one resembles without being one of them.
func (l *Lookalikes) Find(name string) (of string, found bool) {
	if len(name) > maxLookalike || !l.mayResemble(name) || slices.Contains(l.names, name) {
		return "", false
	}
	var room [maxLookalike]byte
	text := appendPlain(room[:0], name)
	for _, f := range l.forms {
		if string(text) == f.text {
			return f.of, true
		}
	}
	return "", false
}

// mayResemble refuses nearly every name by its last letter.
func (l *Lookalikes) mayResemble(name string) bool {
	for i := len(name) - 1; i >= 0; i-- {
		if c := plain(name[i]); c != 0 {
			return l.last[c] || strings.IndexByte(name, '%') >= 0
		}
	}
	return false
}

// appendPlain appends what of a name such servers would look at: in small letters, with
// escapes undone and dots as underscores, without all that stands in no usual name.
func appendPlain(dst []byte, name string) []byte {
	for i := 0; i < len(name); i++ {
		c := name[i]
		if c == '%' && i+2 < len(name) && isHex(name[i+1]) && isHex(name[i+2]) {
			c = hexValue(name[i+1])<<4 | hexValue(name[i+2])
			i += 2
		}
		if c = plain(c); c != 0 {
			dst = append(dst, c)
		}
	}
	return dst
}

// plain returns a byte as appendPlain writes it; 0 for one that it passes over.
func plain(c byte) byte {
	switch c = lower(c); {
	case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
		return c
	case c == '.':
		return '_'
	}
	return 0
}

// IsVersion tells whether a name is the switch of RFC 2109 ("$Version"), which no
// browser sends and which made servers read all that follows in another way.
func IsVersion(name string) bool {
	if !strings.HasPrefix(name, "$") || len(name) > maxLookalike {
		return false
	}
	var room [maxLookalike]byte
	return string(appendPlain(room[:0], name)) == "version"
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

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
