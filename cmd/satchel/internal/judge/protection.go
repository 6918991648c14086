package judge

import (
	"fmt"
	"time"
)

// protection looks at what keeps the cookie from others.
func (j *cookieJudge) protection() {
	j.transport()
	j.fromOthers()
	j.scope()
	switch {
	case j.HTTPOnly:
		j.goodf("ASVS 3.3.4", "HttpOnly")
	case j.role == sessionRole:
		j.faultf("ASVS 3.3.4", "HttpOnly", "no HttpOnly: a script that somebody plants in a page can take it away")
	case j.role == flashRole:
		j.advisef("ASVS 3.3.4", "HttpOnly", "no HttpOnly: scripts of the page can read it")
	case j.role == doubtfulRole:
		j.advisef("ASVS 3.3.4", "HttpOnly", "no HttpOnly: right only if nobody is logged in by it")
	}
}

// fromOthers looks at requests that other sites make browsers send.
func (j *cookieJudge) fromOthers() {
	switch {
	case j.SameSite == "None" && j.role == sessionRole:
		j.advisef("ASVS 3.3.2", "SameSite", "SameSite=None: pages of all other sites make browsers send it; needs its own defence against forged requests")
	case j.SameSite != "":
		j.goodf("ASVS 3.3.2", "SameSite=%s", j.SameSite)
	case j.badSameSite == "":
		j.advisef("ASVS 3.3.2", "SameSite", "no SameSite: some browsers take Lax, others let every site send it")
	}
}

// transport looks at Secure and the prefixes that guard it.
func (j *cookieJudge) transport() {
	isSession := j.role == sessionRole
	prefix := prefixOf(j.Name)
	switch {
	case !j.Secure && j.origin.loopback && !j.origin.tls:
		if j.isOurs() {
			j.advisef("ASVS 3.3.1", "Secure", "no Secure: right for plain HTTP on this machine, and nowhere else")
		}
	case !j.Secure && j.origin.exposed(): // the whole response is at fault, which is said once
	case !j.Secure:
		j.addf(either(isSession, Fault, Advice), "ASVS 3.3.1", "Secure",
			"no Secure: browsers send it over plain HTTP too, where it can be read and replaced")
	case prefix != "":
		j.goodf("ASVS 3.3.1", "Secure, and a name with the prefix %s", prefix)
	case isSession:
		j.advisef("ASVS 3.3.1", "Name", "Secure, but the name has neither __Secure- nor __Host-: a sibling host or plain HTTP can plant one of its own")
	}
}

// scope looks at the hosts and paths that get it.
func (j *cookieJudge) scope() {
	prefix := prefixOf(j.Name)
	switch {
	case !j.isOurs():
	case j.domain != "" && j.origin.matches(j.domain) && !isPublicSuffix(j.domain):
		j.advisef("ASVS 3.3.3", "Domain", "Domain %s: each host below it gets the cookie, and can write it", quoted(j.domain))
	case prefix == "__Secure-" || prefix == "__Http-":
		j.advisef("ASVS 3.3.3", "Name", "the prefix %s, not __Host-: a sibling host can plant one", prefix)
	case prefix != "":
		j.goodf("ASVS 3.3.3", "for this host alone")
	}
	switch {
	case j.Path != "" || j.badPath != "":
	case j.origin.unknown:
		j.advisef(rfcCookie, "Path", "no Path: browsers send it below the folder of the page only")
	case j.origin.folder() != "/":
		j.advisef(rfcCookie, "Path", "no Path: browsers send it below %s only", quoted(j.origin.folder()))
	}
}

// isOurs tells whether it is what this program is for.
func (j *cookieJudge) isOurs() bool { return j.role == sessionRole || j.role == flashRole }

// goodf notes what is met of a cookie that needs it; of others it would be noise.
func (j *cookieJudge) goodf(requirement, format string, args ...any) {
	if j.isOurs() {
		j.okf(requirement, format, args...)
	}
}

// inDays writes a time as people say it, in the largest unit that it has two of.
func inDays(d time.Duration) string {
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"days", day}, {"hours", time.Hour}, {"minutes", time.Minute}} {
		if d >= 2*unit.size {
			return fmt.Sprintf("%d %s", d/unit.size, unit.name)
		}
	}
	return fmt.Sprintf("%d seconds", d/time.Second)
}
