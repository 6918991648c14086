package satchel

import (
	"net/http"
	"net/textproto"
	"slices"
	"strings"
)

// respell puts the lines of the fields that concern us under the spelling by which
// they are looked up. net/http sends a name as it stands in the map, and receivers take
// it in any spelling: an "x-accel-expires" or a second "vary" would hide from us, and
// not from nginx. Fields of others stay as they are.
func respell(header http.Header) {
	for name, lines := range header {
		// No copy is made of a name that is right, as all of them are as a rule.
		canonical := textproto.CanonicalMIMEHeaderKey(name)
		if canonical == name || !concernsUs(canonical) {
			continue
		}
		delete(header, name)
		header[canonical] = append(slices.Clip(header[canonical]), lines...)
	}
}

func concernsUs(canonical string) bool {
	switch canonical {
	case "Set-Cookie", "Vary", "Cache-Control", "Surrogate-Control", "Edge-Control", "X-Accel-Expires":
		return true
	}
	return strings.HasSuffix(canonical, "-Cache-Control")
}

// fieldLines returns the lines of a field in whatever spelling the handler put them into
// the map, for fields that are only read.
func fieldLines(header http.Header, canonical string) []string {
	if lines, found := header[canonical]; found {
		return lines
	}
	for name, lines := range header {
		if len(name) == len(canonical) && strings.EqualFold(name, canonical) {
			return lines
		}
	}
	return nil
}
