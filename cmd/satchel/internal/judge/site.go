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
	seen map[string]bool    // lines that have been judged
}

// place is what a browser tells cookies of a name apart by.
type place struct{ domain, path, partition string }

// NewSite makes one. now is the time that lifetimes are counted from.
func NewSite(now time.Time) *Site {
	return &Site{now: now, kept: map[string][]place{}, seen: map[string]bool{}}
}

const responseSubject = "response"

// Response judges one response. Cookies that an earlier one has set in the same way are
// listed, and not judged again.
func (s *Site) Response(r Response) Page {
	page, from := Page{}, originOf(r.URL)
	whole := &opinion{subject: responseSubject}
	all := make([]*setCookie, len(r.Header["Set-Cookie"]))
	for i, line := range r.Header["Set-Cookie"] {
		all[i] = readSetCookie(line)
	}
	effective := s.deletions(all, from)
	sets, session := false, false
	for i, c := range all {
		role := roleOf(c.name, c.value)
		page.Cookies = append(page.Cookies, Cookie{c.title(), c.shown()})
		deletes := c.deletes(s.now)
		sets, session = sets || !deletes, session || role == sessionRole && !deletes
		j := newCookieJudge(c, role, from, s.now)
		j.twins(all[:i], from)
		if deletes && !effective[c.name] && len(s.reachable(c.name, from)) > 0 {
			j.faultf(rfcCookie, "", "deletes nothing: Path, Domain or Partitioned are not those with which the cookie was set")
		}
		s.keep(c, from)
		if s.isNew(c, from) {
			page.Findings = append(page.Findings, j.judge()...)
		} else {
			page.Findings = append(page.Findings, j.findings...)
		}
	}
	if sets {
		whole.caching(r.Header, session)
	}
	whole.transport(from, r.Header, sets, session)
	page.Findings = append(page.Findings, whole.findings...)
	return page
}

// isNew tells whether a line, its value and dates apart, has not been judged yet.
func (s *Site) isNew(c *setCookie, from origin) bool {
	var attributes []string
	for attribute := range strings.SplitSeq(strings.ToLower(c.attributes), ";") {
		if name, _, _ := strings.Cut(trim(attribute), "="); name != "expires" {
			attributes = append(attributes, trim(attribute))
		}
	}
	key := strings.Join(append(attributes, c.name, from.host), ";")
	isNew := !s.seen[key]
	s.seen[key] = true
	return isNew
}

func placeOf(c *setCookie, from origin) place {
	p := place{domain: c.domain, path: c.path}
	if p.domain == "" {
		p.domain = hostOnly(from)
	}
	if p.path == "" {
		p.path = from.folder()
	}
	if c.partitioned {
		p.partition = "partitioned"
	}
	return p
}

// hostOnly stands for a cookie without Domain, which is another one than that of the domain
// of the same name.
func hostOnly(from origin) string { return from.host + ", this host only" }

// twins finds another cookie of the name in the same response.
func (j *cookieJudge) twins(before []*setCookie, from origin) {
	for _, other := range before {
		switch {
		case other.name != j.name || j.name == "":
			continue
		case placeOf(other, from) == placeOf(j.setCookie, from):
			j.advisef(rfcCookie, "", "stands in this response more than once: the last line counts")
		case other.deletes(j.now) || j.deletes(j.now): // a change of place, as it has to be
			continue
		default:
			j.advisef(rfcCookie, "", "two cookies of one name, at two places: browsers send both, and which one counts is the server's chance")
		}
		return
	}
}

// reachable returns the places of a name that a response from here can write to.
func (s *Site) reachable(name string, from origin) []place {
	return slices.DeleteFunc(slices.Clone(s.kept[name]), func(p place) bool {
		return p.domain != hostOnly(from) && !from.matches(p.domain)
	})
}

// deletions returns the names of which at least one line deletes what is there: some sites
// delete at all places where a cookie could be.
func (s *Site) deletions(lines []*setCookie, from origin) map[string]bool {
	effective := map[string]bool{}
	for _, c := range lines {
		if c.deletes(s.now) && slices.Contains(s.kept[c.name], placeOf(c, from)) {
			effective[c.name] = true
		}
	}
	return effective
}

// keep notes where a cookie is, or is no longer.
func (s *Site) keep(c *setCookie, from origin) {
	at := placeOf(c, from)
	s.kept[c.name] = slices.DeleteFunc(s.kept[c.name], func(p place) bool { return p == at })
	if !c.deletes(s.now) {
		s.kept[c.name] = append(s.kept[c.name], at)
	}
}

// transport looks at how the response came.
func (o *opinion) transport(from origin, header http.Header, sets, session bool) {
	switch {
	case from.exposed() && sets:
		o.addf(either(session, Fault, Advice), "ASVS 3.3.1", "", "plain HTTP: whoever is on the way reads the cookies and can replace them")
	case from.tls && !from.loopback && !from.address:
		d := readPolicy(header.Get("Strict-Transport-Security"))
		if age := d["max-age"]; age == "" || age == "0" {
			o.advisef(browsers, "", "no Strict-Transport-Security: a first visit over plain HTTP can be taken over")
		} else {
			o.okf(browsers, "Strict-Transport-Security: browsers come by TLS only")
		}
	}
}

// readPolicy reads a field whose directives have semicolons between.
func readPolicy(line string) directives { return readDirectives(strings.Split(line, ";")) }
