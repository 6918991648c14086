package judge

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Response is what a site has answered.
type Response struct {
	URL    *url.URL
	Status int
	Header http.Header // keys in canonical form
}

// Cookie is one Set-Cookie line, without its value.
type Cookie struct {
	Name      string `json:"name"`
	SetCookie string `json:"set_cookie"`
}

// Page is what there is to say about a response.
type Page struct {
	Cookies  []Cookie
	Findings []Finding
}

// Site judges the responses of one visit, in the order in which they came: what was set
// before tells whether a deletion deletes something. It is not safe for concurrent use.
type Site struct {
	now  time.Time
	kept map[string][]place // where the cookies of a name are
	said map[said]bool
}

// said is a finding about a cookie of a host, which is not repeated for another line or
// response.
type said struct{ host, requirement, subject, text string }

// NewSite begins a visit. now is the time that lifetimes are counted from.
func NewSite(now time.Time) *Site {
	return &Site{now: now, kept: map[string][]place{}, said: map[said]bool{}}
}

const responseSubject = "response"

// maxCookies bounds what is judged and listed of one response. Browsers need not keep more
// than 50 cookies of a site.
const maxCookies = 64

// Response judges one response. Each line is judged; what was said about a cookie of the
// name before is not repeated.
func (s *Site) Response(r Response) Page {
	page, from := Page{}, originOf(r.URL)
	whole := &opinion{subject: responseSubject}
	lines := r.Header["Set-Cookie"]
	if left := len(lines) - maxCookies; left > 0 {
		whole.faultf(browsers, "", "sets %d cookies: more than a browser may keep of a site; %d are left off here, and not judged", len(lines), left)
		lines = lines[:maxCookies]
	}
	all := make([]*SetCookie, len(lines))
	for i, line := range lines {
		all[i] = ReadSetCookie(line)
	}
	effective := s.deletions(all, from)
	sets, session := false, false
	for i, c := range all {
		role := roleOf(c.Name, c.Value)
		page.Cookies = append(page.Cookies, Cookie{c.title(), c.shown()})
		deletes := c.Deletes(s.now)
		sets, session = sets || !deletes, session || role == sessionRole && !deletes
		j := newCookieJudge(c, role, from, s.now)
		j.twins(all[:i], from)
		if deletes && !effective[c.Name] && len(s.reachable(c.Name, from)) > 0 {
			j.faultf(rfcCookie, "", "deletes nothing: Path, Domain or Partitioned are not those with which the cookie was set")
		}
		s.keep(c, from)
		page.Findings = append(page.Findings, s.news(j.judge(), from)...)
	}
	if sets {
		whole.caching(r.Header, session)
	}
	whole.transport(from, r.Header, sets, session)
	page.Findings = append(page.Findings, whole.findings...)
	return page
}

// news returns the findings that were not there before.
func (s *Site) news(findings []Finding, from origin) []Finding {
	return slices.DeleteFunc(findings, func(f Finding) bool {
		key := said{from.host, f.Requirement, f.Subject, f.Text}
		known := s.said[key]
		s.said[key] = true
		return known
	})
}

// transport looks at how the response came.
func (o *opinion) transport(from origin, header http.Header, sets, session bool) {
	switch {
	case from.exposed() && sets:
		o.addf(either(session, Fault, Advice), "ASVS 3.3.1", "", "plain HTTP: whoever is on the way reads the cookies and can replace them")
	case from.tls && !from.loopback && !from.address:
		d := readPolicy(header.Get("Strict-Transport-Security"))
		if age := d["max-age"]; strings.Trim(age, "0") == "" || strings.Trim(age, "0123456789") != "" {
			o.advisef(browsers, "", "no Strict-Transport-Security: a first visit over plain HTTP can be taken over")
		} else {
			o.okf(browsers, "Strict-Transport-Security: browsers come by TLS only")
		}
	}
}

// readPolicy reads a field whose directives have semicolons between.
func readPolicy(line string) directives { return readDirectives(strings.Split(line, ";")) }
