package judge

import (
	"net/http"
	"slices"
)

// IsSession tells whether a cookie, by its name and value, may be one that logs somebody in.
func IsSession(name, value string) bool {
	role := roleOf(name, value)
	return role == sessionRole || role == doubtfulRole
}

// Again judges the answer to a request that carried the cookies with these names.
func (s *Site) Again(r Response, names []string) []Finding {
	o := &opinion{subject: responseSubject}
	var again []*SetCookie
	for _, line := range r.Header["Set-Cookie"] {
		if c := ReadSetCookie(line); slices.Contains(names, c.Name) && !c.Deletes(s.now) && len(again) < maxCookies {
			again = append(again, c)
		}
	}
	for _, c := range again {
		mine := &opinion{subject: c.title()}
		mine.advisef(browsers, "", "written anew though the request had it: of responses that cross, the last one counts, and may undo a logout")
		o.findings = append(o.findings, mine.findings...)
	}
	if len(again) == 0 {
		o.okf(browsers, "no cookie that came with the request is written anew")
	}
	o.reading(r.Header)
	return o.findings
}

// reading looks at an answer to somebody who is known by a cookie.
func (o *opinion) reading(header http.Header) {
	d := readDirectives(header["Cache-Control"])
	switch {
	case d.keepsOut():
		o.okf(sharedCaches, "the answer to a request with cookies is not for shared caches")
	case varies(header):
		o.okf(sharedCaches, "Vary: Cookie: caches keep the answers to different cookies apart")
	case d.invites():
		o.advisef(sharedCaches, "", "stored by shared caches, without Vary: Cookie: right only if the page is the same for everybody")
	default:
		o.advisef(sharedCaches, "", "neither private nor Vary: Cookie: right only if the page is the same for everybody")
	}
}

// Forged judges the answer to a request whose sessions, of these names, were damaged. before
// is the status of the answer to one without any.
func (s *Site) Forged(r Response, before int, names []string) []Finding {
	o := &opinion{subject: responseSubject}
	if r.Status >= http.StatusInternalServerError && before < http.StatusInternalServerError {
		o.faultf("ASVS 11.2.5", "", "status %d for a forged session: anybody can make the site fail", r.Status)
	}
	for _, line := range r.Header["Set-Cookie"] {
		if c := ReadSetCookie(line); slices.Contains(names, c.Name) && c.Deletes(s.now) && len(o.findings) < maxCookies {
			mine := &opinion{subject: c.title()}
			mine.advisef(browsers, "", "deleted when it is refused: a server that does not have the newest key yet would log users out")
			o.findings = append(o.findings, mine.findings...)
		}
	}
	if len(o.findings) == 0 {
		o.okf("ASVS 11.2.5", "a forged session is neither an error nor deleted")
	}
	return o.findings
}
