package judge

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// valued are the attributes whose values are shown. What stands behind another name can be
// the value of a cookie: of one that was put into the line of its neighbor.
var valued = []string{"expires", "max-age", "domain", "path", "samesite", "priority"}

// flags are attributes without a value.
var flags = []string{"secure", "httponly", "partitioned"}

// nextCookie is where another cookie begins in a line that a proxy has folded out of two.
// Dates have a comma too, but no name behind it.
var nextCookie = regexp.MustCompile(`^[, \t][ \t]*([^ \t;,=]+)[ \t]*=`)

// WithoutNext returns the value of an attribute up to where another cookie begins in it, or
// all of it: what stands behind belongs to nobody who asked for an attribute.
func WithoutNext(value string) string {
	before, _ := beforeNext(value)
	return before
}

// beforeNext returns what stands before another cookie, and the name of that one.
func beforeNext(text string) (before, name string) {
	for i := range len(text) {
		if strings.IndexByte(", \t", text[i]) < 0 {
			continue
		}
		if next := nextCookie.FindStringSubmatch(text[i:]); next != nil {
			return text[:i], next[1]
		}
	}
	return text, ""
}

// folded returns the names of the cookies that stand among the attributes of another one.
func (c *SetCookie) folded() []string {
	var names []string
	for _, a := range c.attributes {
		switch _, inside, comma := strings.Cut(a.name, ","); {
		case comma && a.assigned:
			names = append(names, trim(inside))
		case slices.Contains(c.Unknown, a.name) && a.value != "" && IsSession(a.name, a.value):
			names = append(names, a.name)
		default:
			if _, name := beforeNext(a.value); name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// shown is the line as people know it, without the value, and without any text that can be
// the value of another cookie.
func (c *SetCookie) shown() string {
	var line strings.Builder
	line.WriteString(cut(c.Name, shownWord) + "=")
	if c.Value != "" {
		fmt.Fprintf(&line, "…(%d bytes)", len(c.Value))
	}
	for _, a := range c.attributes {
		name := strings.ToLower(a.name)
		if a.value == "" && !slices.Contains(valued, name) && !slices.Contains(flags, name) {
			line.WriteString("; …") // the rest of a value that has a semicolon, perhaps
			continue
		}
		line.WriteString("; " + a.name)
		switch value, next := beforeNext(a.value); {
		case !a.assigned:
			continue
		case !slices.Contains(valued, name):
			line.WriteString("=…")
		case next != "":
			line.WriteString("=" + value + ", " + next + "=…")
		default:
			line.WriteString("=" + value)
		}
	}
	if c.unlisted {
		line.WriteString("; …")
	}
	return cut(line.String(), shownLine)
}

// Bounds of what is shown of a stranger's text, in bytes.
const (
	shownWord = 64
	shownLine = 400
)

// cut makes a stranger's text short, and valid UTF-8. Who prints it makes it harmless for a
// terminal, in the way of the form that is printed.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return strings.ToValidUTF8(text, "\uFFFD")
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return strings.ToValidUTF8(text[:limit], "\uFFFD") + "…"
}

// quoted is the value of an attribute inside a sentence.
func quoted(text string) string {
	value, next := beforeNext(text)
	if next != "" {
		value += ", …"
	}
	return `"` + cut(value, shownWord) + `"`
}
