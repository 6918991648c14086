package judge

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/satchel-go/satchel"
)

// cookiesOf lets the library set both cookies, and judges the lines that a browser would
// get.
func cookiesOf(ctx context.Context, scopes *satchel.Scopes, config *satchel.Config, now time.Time) Configuration {
	var result Configuration
	x, err := scopes.Begin(ctx, satchel.Request{
		Method: http.MethodGet, Host: "localhost", URI: "/", RemoteAddr: "127.0.0.1:1", Header: http.Header{}, TLS: true,
	})
	if err != nil {
		return result
	}
	defer x.Close()
	header := http.Header{}
	for _, err := range []error{x.Session().Set("a", "b"), x.Flash().Set("a", "b"), x.Commit(http.StatusOK, header)} {
		if err != nil {
			o := &opinion{subject: "cookies"}
			o.faultf(library, "", "not even one pair can be kept: %s", cut(err.Error(), shownLine))
			result.Findings = append(result.Findings, o.findings...)
		}
	}
	for _, line := range header["Set-Cookie"] {
		c := ReadSetCookie(line)
		role, variables, inherits := sessionRole, prefix+"SESSION_", false
		if scopes.IsFlashCookie(c.Name) {
			role, variables, inherits = flashRole, prefix+"FLASH_", config.Flash.Domain == ""
		}
		result.Cookies = append(result.Cookies, Cookie{c.title(), c.shown()})
		j := newCookieJudge(c, role, originFor(config, c), now)
		j.limited = true
		findings := j.judge()
		for i := range findings {
			switch finding := &findings[i]; {
			case finding.Verdict == OK || config.Development:
			case finding.attribute == "Domain" && inherits:
				finding.Text += "; it is the session's, and " + variables + "DOMAIN=null keeps it for this host"
			case finding.attribute == "Domain":
				finding.Text += "; leave " + variables + "DOMAIN out"
			default:
				finding.Text += setting(variables, finding.attribute)
			}
		}
		result.Findings = append(result.Findings, findings...)
	}
	return result
}

// originFor is a place where the configuration would be used.
func originFor(config *satchel.Config, c *SetCookie) origin {
	if config.Development {
		return origin{host: "localhost", path: "/", loopback: true}
	}
	return anywhere(cmp.Or(c.Domain, "example.com"))
}

// setting says which variable changes an attribute.
func setting(variables, attribute string) string {
	switch attribute {
	case "Secure":
		return "; set " + variables + "SECURE=true"
	case "HttpOnly":
		return "; leave " + variables + "HTTP_ONLY out"
	case "SameSite":
		return "; set " + variables + "SAME_SITE=lax"
	case "Name":
		return "; change " + variables + "COOKIE_NAME, in all programs that share it"
	case "Max-Age":
		return "; change " + variables + "MAX_AGE"
	}
	return ""
}
