package satchel

import (
	"net/http"
	"slices"
	"strings"
)

// responseHeader has room for the header lines of a response that sets a cookie, so
// that they cost one allocation and not one each. It is used for one response only:
// a slice shared by several could be changed by one handler for all.
type responseHeader struct {
	cookies                      []sentCookie
	shown                        []string // their lines in the header, where a handler may write into them
	cookieRoom                   [2]sentCookie
	shownRoom                    [2]string
	cacheControl, cdn, surrogate [1]string
}

// sentCookie is a Set-Cookie line of ours.
type sentCookie struct {
	line         string
	scope        *scopeConfig
	housekeeping bool // nobody asked for it
}

func set(header http.Header, name string, room *[1]string, value string) {
	room[0] = value
	header[name] = room[:1:1]
}

// addCookie adds a Set-Cookie line behind those of others.
func (h *responseHeader) addCookie(header http.Header, scope *scopeConfig, line string, housekeeping bool) {
	if h.cookies == nil {
		h.cookies, h.shown = h.cookieRoom[:0], h.shownRoom[:0]
	}
	h.cookies = append(h.cookies, sentCookie{line, scope, housekeeping})
	h.shown = append(h.shown, line)
	if others := header["Set-Cookie"]; len(others) == len(h.shown)-1 {
		header["Set-Cookie"] = slices.Clip(h.shown)
	} else {
		header["Set-Cookie"] = append(slices.Clip(others), line)
	}
}

// keepPrivate makes a response one that only the browser may store, and tells whether
// the handler had invited shared caches. Targeted fields
// (RFC 9213, and the older one of Edge architecture) outrank Cache-Control at the
// caches that know them, so each has to say it.
// blank says that none of them is there but what neverStore has set.
func (h *responseHeader) keepPrivate(header http.Header, blank bool) (wasPublic bool) {
	if blank {
		if len(header["Cache-Control"]) == 0 {
			set(header, "Cache-Control", &h.cacheControl, "private")
		}
		set(header, "Cdn-Cache-Control", &h.cdn, noStore)
		set(header, "Surrogate-Control", &h.surrogate, noStore)
		return false
	}
	if present := header["Cache-Control"]; len(present) == 0 {
		set(header, "Cache-Control", &h.cacheControl, "private")
	} else if len(present) > 1 || !isPrivate(present) {
		directives := splitDirectives(present)
		wasPublic = slices.ContainsFunc(directives, invitesSharedCaches)
		directives = slices.DeleteFunc(directives, invitesSharedCaches)
		if !isPrivate(directives) {
			directives = append(directives, "private")
		}
		set(header, "Cache-Control", &h.cacheControl, strings.Join(directives, ", "))
	}
	wasPublic = keepOut(header, "Cdn-Cache-Control", &h.cdn) || wasPublic
	wasPublic = keepOut(header, "Surrogate-Control", &h.surrogate) || wasPublic
	for name, present := range header {
		switch {
		case name == "Cdn-Cache-Control": // above
		case strings.HasSuffix(name, "-Cache-Control"), name == "Edge-Control": // of one vendor each
			wasPublic = keepOut(header, name, new([1]string)) || wasPublic
		case name == "X-Accel-Expires" && !(len(present) == 1 && present[0] == "0"):
			// nginx puts it above Cache-Control, and stores a response that is private.
			set(header, name, new([1]string), "0")
			wasPublic = true
		}
	}
	return wasPublic
}

// keepOut makes one targeted field say no-store, and leaves what it says of other
// things (content="ESI/1.0"). It tells whether the field had invited caches. All in
// one line, and in that word: Varnish reads the first line of Surrogate-Control, knows
// no "private" there, and then does not look at Cache-Control any more.
func keepOut(header http.Header, name string, room *[1]string) (wasPublic bool) {
	present := header[name]
	switch {
	case len(present) == 0:
		set(header, name, room, noStore)
		return false
	case len(present) == 1 && present[0] == noStore:
		return false // ours, as a rule
	}
	directives := splitDirectives(present)
	private, said := isPrivate(directives), len(directives)
	directives = slices.DeleteFunc(directives, func(d string) bool { return !about(d, "content") })
	wasPublic = !private && len(directives) < said
	set(header, name, room, strings.Join(append(directives, noStore), ", "))
	return wasPublic
}

// neverStore keeps the response out of the browser's cache too.
func (h *responseHeader) neverStore(header http.Header, blank bool) {
	if blank || len(header["Cache-Control"]) == 0 {
		set(header, "Cache-Control", &h.cacheControl, noStore)
	} else if directives := splitDirectives(header["Cache-Control"]); !hasDirective(directives, noStore) || hasDirective(directives, mustUnderstand) {
		// The two exclude each other: the one word would take the other back.
		directives = slices.DeleteFunc(directives, func(d string) bool { return about(d, mustUnderstand) || about(d, noStore) })
		set(header, "Cache-Control", &h.cacheControl, strings.Join(append(directives, noStore), ", "))
	}
}

// varyByCookie merges Cookie into Vary, and all of it into one line: nginx before 1.23
// reads the last line only.
func varyByCookie(header http.Header, room *[1]string, blank bool) {
	if blank || len(header["Vary"]) == 0 {
		set(header, "Vary", room, "Cookie")
		return
	}
	present := header["Vary"]
	directives := splitDirectives(present)
	known := hasDirective(directives, "cookie") || hasDirective(directives, "*")
	if !known {
		directives = append(directives, "Cookie")
	}
	if !known || len(present) > 1 {
		set(header, "Vary", room, strings.Join(directives, ", "))
	}
}

// noStore keeps caches out altogether (RFC 9111 section 5.2.2.5).
const noStore = "no-store"

// mustUnderstand makes a cache that knows the word pass over no-store (RFC 9111 section
// 5.2.2.3).
const mustUnderstand = "must-understand"

// invitesSharedCaches tells whether a directive lets a shared cache store what it
// otherwise would not (RFC 9111 section 5.2.2).
func invitesSharedCaches(directive string) bool {
	return about(directive, "public") || about(directive, "s-maxage") || about(directive, mustUnderstand)
}

// about tells whether a directive has this name, whatever its value.
func about(directive, name string) bool {
	before, _, _ := strings.Cut(directive, "=")
	return strings.EqualFold(strings.TrimRight(before, " \t"), name)
}

// isPrivate tells whether lines keep shared caches out, without a second word that
// lets them in. private="field" does not: it keeps one field out only.
func isPrivate(lines []string) bool {
	if len(lines) == 1 && (lines[0] == "private" || lines[0] == noStore) {
		return true // ours, as a rule
	}
	directives := splitDirectives(lines)
	return (hasDirective(directives, "private") || hasDirective(directives, noStore)) &&
		!slices.ContainsFunc(directives, invitesSharedCaches)
}

func hasDirective(directives []string, name string) bool {
	return slices.ContainsFunc(directives, func(d string) bool { return strings.EqualFold(d, name) })
}

// splitDirectives splits the lines of a list field at the commas outside quotes
// (RFC 9110 section 5.6.1). What stands behind a quote that does not end is dropped:
// ours would be taken for a part of it.
func splitDirectives(lines []string) []string {
	var directives []string
	for _, line := range lines {
		quoted, start := false, 0
		for i := 0; i <= len(line); i++ {
			switch {
			case i == len(line) || line[i] == ',' && !quoted:
				if d := strings.Trim(line[start:i], " \t"); d != "" && !quoted {
					directives = append(directives, d)
				}
				start = i + 1
			case line[i] == '"':
				quoted = !quoted
			case line[i] == '\\' && quoted:
				i++
			}
		}
	}
	return directives
}

// countCookies counts the Set-Cookie lines for a name.
func countCookies(header http.Header, name string) int {
	count := 0
	for _, line := range header["Set-Cookie"] {
		if setsCookie(line, name) {
			count++
		}
	}
	return count
}

// removeCookies takes the lines for a name out. The handler's slice stays as it
// is.
func removeCookies(header http.Header, name string) {
	header["Set-Cookie"] = slices.DeleteFunc(slices.Clone(header["Set-Cookie"]),
		func(line string) bool { return setsCookie(line, name) })
}

// setsCookie reads a line as a browser does, which takes what stands before the
// equal sign and trims it; net/http sends a line break as a space.
func setsCookie(line, name string) bool {
	before, _, _ := strings.Cut(line, "=")
	before, _, _ = strings.Cut(before, ";")
	return len(before) >= len(name) && strings.Trim(before, " \t\r\n") == name
}
