package judge

import (
	"strings"
	"time"
)

// prefixRules are what browsers ask of a name that begins with a prefix, in any case of
// its letters; the longer prefix before the one that it begins with.
var prefixRules = []struct {
	prefix         string
	host, httpOnly bool
}{
	{"__Host-Http-", true, true}, {"__Http-", false, true}, {"__Host-", true, false}, {"__Secure-", false, false},
}

// cookieJudge looks at one line.
type cookieJudge struct {
	*SetCookie
	opinion
	role   role
	origin origin
	domain string // that browsers keep it for; empty for this host alone
	now    time.Time

	// limited tells that how long a session lives on the server is judged elsewhere.
	limited bool
}

func newCookieJudge(c *SetCookie, r role, from origin, now time.Time) *cookieJudge {
	return &cookieJudge{SetCookie: c, opinion: opinion{subject: c.title()}, role: r, origin: from, domain: from.domainOf(c), now: now}
}

// Line judges a line of which nobody knows where it came from: as if it were a host that
// may set it, by TLS. The form of the value is not looked at.
func Line(c *SetCookie, now time.Time) []Finding {
	j := newCookieJudge(c, roleOf(c.Name, c.Value), anywhere(c.Domain), now)
	j.line()
	return j.result()
}

// judge looks at everything.
func (j *cookieJudge) judge() []Finding {
	if j.line() {
		j.token()
	}
	return j.result()
}

func (j *cookieJudge) result() []Finding {
	switch {
	case len(j.findings) > 0:
	case j.Deletes(j.now):
		j.okf(rfcCookie, "deletes the cookie")
	default:
		j.okf(rfcCookie, "browsers keep it as it is meant")
	}
	return j.findings
}

// line looks at everything but the form of the value, and tells whether there is a cookie
// then. Of a deletion, only whether browsers obey it counts.
func (j *cookieJudge) line() bool {
	if !j.readable() {
		return false
	}
	j.refusals()
	j.ignored()
	if j.Deletes(j.now) {
		return false
	}
	j.protection()
	j.size()
	j.judgeLifetime()
	return true
}

// readable tells whether there is a cookie at all.
func (j *cookieJudge) readable() bool {
	switch {
	case j.controls:
		j.faultf(rfcCookie, "", "control characters: browsers drop the whole line")
	case j.Name == "" && j.Value == "":
		j.faultf(rfcCookie, "", "neither name nor value: browsers drop the line")
	case j.Name == "" && prefixOf(j.Value) != "":
		j.faultf(rfcCookie, "", "no name, and a value that begins as a prefix does: browsers refuse it")
	case j.Name == "":
		j.advisef(rfcCookie, "", "no name: browsers send the value alone, which servers read in various ways")
		return true
	default:
		return true
	}
	return false
}

// refusals finds for what browsers refuse the cookie, and tell nobody.
func (j *cookieJudge) refusals() {
	j.prefix()
	if j.Secure && j.origin.exposed() {
		j.faultf(rfcCookie, "Secure", "Secure over plain HTTP: browsers refuse the cookie")
	}
	if j.Secure && !j.origin.tls && j.origin.loopback {
		j.advisef(browsers, "Secure", "Secure over plain HTTP: on this machine Chrome and Firefox take it, Safari does not")
	}
	if j.SameSite == "None" && !j.Secure {
		j.faultf(rfcCookie, "SameSite", "SameSite=None without Secure: browsers refuse the cookie")
	}
	if j.Partitioned && !j.Secure {
		j.faultf(browsers, "Partitioned", "Partitioned without Secure: browsers refuse the cookie")
	}
	switch {
	case j.domain == "":
	case !j.origin.matches(j.domain):
		j.faultf(rfcCookie, "Domain", "Domain %s is not this host, nor above it: browsers refuse the cookie", quoted(j.domain))
	case isPublicSuffix(j.domain):
		j.faultf(rfcCookie, "Domain", "Domain %s is a public suffix, with sites of others below it: browsers refuse the cookie", quoted(j.domain))
	}
}

func (j *cookieJudge) prefix() {
	found := prefixOf(j.Name)
	if found == "" {
		return
	}
	if !strings.HasPrefix(j.Name, found) {
		j.faultf(rfcCookie, "Name", "browsers take the beginning of the name for %s, servers do not: spell it so", found)
	}
	for _, rule := range prefixRules {
		if rule.prefix != found {
			continue
		}
		var missing []string
		if !j.Secure {
			missing = append(missing, "Secure")
		}
		if rule.httpOnly && !j.HTTPOnly {
			missing = append(missing, "HttpOnly")
		}
		if rule.host && j.Path != "/" {
			missing = append(missing, "Path=/")
		}
		if rule.host && j.domain != "" {
			missing = append(missing, "no Domain")
		}
		if len(missing) > 0 {
			j.faultf(rfcCookie, "Name", "the prefix %s needs %s: browsers refuse the line", found, strings.Join(missing, " and "))
		}
	}
}

// prefixOf returns the prefix that a browser sees, as it is spelled.
func prefixOf(name string) string {
	for _, rule := range prefixRules {
		if len(name) >= len(rule.prefix) && strings.EqualFold(name[:len(rule.prefix)], rule.prefix) {
			return rule.prefix
		}
	}
	return ""
}

// ignored finds attributes that browsers pass over.
func (j *cookieJudge) ignored() {
	for _, name := range j.folded() {
		j.advisef(rfcCookie, "", "two cookies in one line: %s belongs into a line of its own, and no browser keeps it", quoted(name))
	}
	for _, name := range j.tooLong {
		j.faultf("RFC 6265bis 5.6", "", "the attribute %s has more than %d bytes: browsers pass over it", quoted(name), maxAttribute)
	}
	if j.badMaxAge != "" {
		j.faultf(rfcCookie, "Max-Age", "Max-Age %s is no number: browsers pass over it", quoted(j.badMaxAge))
	}
	switch {
	case j.badExpires != "" && !j.HasMaxAge:
		j.faultf(rfcCookie, "Expires", "Expires %s is no date: browsers keep the cookie until they close", quoted(j.badExpires))
	case j.badExpires != "":
		j.advisef(rfcCookie, "Expires", "Expires %s is no date: browsers go by Max-Age", quoted(j.badExpires))
	case !j.Expires.IsZero() && !isUsualDate(j.expiresText):
		j.advisef(rfcCookie, "Expires", "Expires is not as HTTP writes dates: browsers read it as %s", j.Expires.Format(time.RFC3339))
	}
	if j.badPath != "" {
		j.advisef(rfcCookie, "Path", "Path %s does not begin with /: browsers take the folder of the page", quoted(j.badPath))
	}
	if j.badSameSite != "" {
		j.advisef("ASVS 3.3.2", "SameSite", "SameSite %s is none of Strict, Lax and None: browsers pass over it", quoted(j.badSameSite))
	}
}

// size looks at what a browser stores.
func (j *cookieJudge) size() {
	switch size := len(j.Name) + len(j.Value); {
	case size > maxPair:
		j.faultf("ASVS 3.3.5", "", "name and value have %d bytes: browsers drop what has more than %d", size, maxPair)
	case size > maxPair*3/4:
		j.advisef("ASVS 3.3.5", "", "name and value have %d bytes: little is left to the %d at which browsers drop it", size, maxPair)
	case j.role == sessionRole:
		j.okf("ASVS 3.3.5", "%d bytes of %d", size, maxPair)
	}
}

// longSession is what NIST SP 800-63B-4 has as the longest session of all.
const longSession = 30 * day

func (j *cookieJudge) judgeLifetime() {
	lifetime, limited := j.lifetime(j.now)
	switch {
	case lifetime > maxLifetime:
		j.advisef(rfcCookie, "Max-Age", "kept for %s: browsers cut it to 400 days", inDays(lifetime))
	case j.role == sessionRole && lifetime > longSession:
		j.advisef("ASVS 7.3.2", "Max-Age", "kept for %s: unless the server ends the session before, that is beyond the 30 days of NIST", inDays(lifetime))
	case j.role == sessionRole && limited:
		j.okf(browsers, "kept for %s", inDays(lifetime))
	case j.role == sessionRole:
		j.okf(browsers, "kept until the browser closes")
	}
}
