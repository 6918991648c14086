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
// not from nginx. Fields of others stay as they are. It tells whether any of ours was there:
// where none was, as a rule, nobody has to look for them one by one.
func respell(header http.Header) (found bool) {
	if len(header) == 0 {
		return false
	}
	for name, lines := range header {
		// No copy is made of a name that is right, as all of them are as a rule.
		canonical := textproto.CanonicalMIMEHeaderKey(name)
		if !concernsUs(canonical) {
			continue
		}
		found = true
		if canonical == name {
			continue
		}
		delete(header, name)
		header[canonical] = append(slices.Clip(header[canonical]), lines...)
	}
	return found
}

func concernsUs(canonical string) bool {
	switch canonical {
	case "Set-Cookie", "Vary", "Cache-Control", "Surrogate-Control", "Edge-Control", "X-Accel-Expires":
		return true
	}
	return strings.HasSuffix(canonical, "-Cache-Control")
}

// canonical returns a header whose names are all spelled as they are looked up: the header
// itself, as a rule, or a copy to read from. One look at all names is cheaper than one for
// each field that is not there.
func canonical(header http.Header) http.Header {
	for name := range header {
		if textproto.CanonicalMIMEHeaderKey(name) != name {
			spelled := make(http.Header, len(header))
			for name, lines := range header {
				key := textproto.CanonicalMIMEHeaderKey(name)
				spelled[key] = append(slices.Clip(spelled[key]), lines...)
			}
			return spelled
		}
	}
	return header
}
