package judge

import (
	"time"

	"github.com/satchel-go/satchel"
)

// modes judges the settings that say what the cookies hold and when they end.
func modes(config *satchel.Config) []Finding {
	o := &opinion{subject: "content"}
	switch {
	case config.Sealed:
		o.okf("ASVS 14.1.1", "sealed: nobody but the server reads what the cookies hold")
	case config.Profile == satchel.Native:
		o.advisef("ASVS 14.1.1", "", "readable by whoever has a cookie: put nothing secret or personal in it, or set SATCHEL_SEALED=true")
	default:
		o.advisef("ASVS 14.1.1", "", "readable by whoever has a cookie, as in Play: put nothing secret or personal in it")
	}
	if config.Profile == satchel.Play && !config.Session.JWT.RequirePurpose {
		o.advisef("ASVS 9.2.2", "", "a message that Play has signed passes for a session; "+
			"SATCHEL_SESSION_JWT_REQUIRE_PURPOSE=true once no Play application writes this cookie")
	}
	return append(append(o.findings, development(config)...), flash(config)...)
}

func development(config *satchel.Config) []Finding {
	o := &opinion{subject: "SATCHEL_DEVELOPMENT"}
	if config.Development {
		o.faultf("ASVS 3.3.1", "", "for a programmer's own machine only: "+
			"cookies go without Secure and __Host-, and nobody else is served; leave it out in production")
	}
	return o.findings
}

func flash(config *satchel.Config) []Finding {
	o := &opinion{subject: "flash"}
	policy := config.FlashPolicy
	if policy == satchel.ProfilePolicy {
		if policy = satchel.NextRequest; config.Profile == satchel.Native {
			policy = satchel.NextPage
		}
	}
	switch {
	case policy == satchel.NextPage:
		o.okf(library, "next-page: a message waits for a page that shows it")
	case config.Profile == satchel.Native:
		o.advisef(library, "", "next-request: a poll, an image or a prefetch can take a message away unseen; leave SATCHEL_FLASH_POLICY out")
	default:
		o.okf(library, "next-request, as in Play: the first response ends a message, seen or not")
	}
	return o.findings
}

// limits judges how long a session lives on the server.
func limits(config *satchel.Config, now time.Time) []Finding {
	o := &opinion{subject: "limits"}
	l := config.Limits
	switch {
	case l.Idle == 0 && config.Profile == satchel.Play:
		o.advisef("ASVS 7.3.1", "", "no limit for a session that is not used; once no Play application shares it, SATCHEL_IDLE=30m, for example")
	case l.Idle == 0:
		o.advisef("ASVS 7.3.1", "", "no limit for a session that is not used; SATCHEL_IDLE=30m, for example")
	case config.Profile == satchel.Play:
		o.advisef("ASVS 7.3.1", "", "an unused session ends after %s; what is done in Play does not count as use unless Play "+
			"writes the session, so that people who stay there are logged out of this program", inDays(l.Idle))
	default:
		o.okf("ASVS 7.3.1", "an unused session ends after %s", inDays(l.Idle))
	}
	if l.Absolute == 0 {
		o.advisef("ASVS 7.3.2", "", "no limit in all: unless the program revokes sessions, "+
			"a copied cookie is good for as long as it is used; SATCHEL_ABSOLUTE=8h, for example")
	} else {
		o.okf("ASVS 7.3.2", "each session ends after %s", inDays(l.Absolute))
	}
	if l.Idle > 0 || l.Absolute > 0 {
		o.presets(l)
	}
	if skew := config.Session.JWT.ClockSkew; skew > usualSkew {
		o.advisef("ASVS 9.2.1", "", "expired tokens are taken for %s more: servers that agree on the time need 5 minutes at most", inDays(skew))
	}
	switch epoch := config.Revocation.Epoch; {
	case epoch.After(now):
		o.advisef("ASVS 7.4.5", "", "all sessions that began before end at %s", date(epoch))
	case !epoch.IsZero():
		o.okf("ASVS 7.4.5", "sessions from before %s are over", date(epoch))
	}
	return o.findings
}

// usualSkew is the default of the library and of Play.
const usualSkew = 5 * time.Minute

// presets says whose recommendations the limits stay within.
func (o *opinion) presets(l satchel.Limits) {
	within := ""
	for _, preset := range []struct {
		name   string
		limits satchel.Limits
	}{
		{"NIST AAL1", satchel.NISTAAL1()}, {"NIST AAL2", satchel.NISTAAL2()}, {"NIST AAL3", satchel.NISTAAL3()},
		{"OWASP low risk", satchel.OWASPLowRisk()}, {"OWASP high value", satchel.OWASPHighValue()},
	} {
		if holds(l.Idle, preset.limits.Idle) && holds(l.Absolute, preset.limits.Absolute) {
			if within != "" {
				within += ", "
			}
			within += preset.name
		}
	}
	if within == "" {
		o.advisef("ASVS 7.1.1", "", "beyond all that NIST and OWASP recommend, the longest of which is 30 days in all: write down why")
		return
	}
	o.okf("ASVS 7.1.1", "within the numbers of %s", within)
}

// holds tells whether a limit is one at all and no longer than the recommended one.
func holds(limit, recommended time.Duration) bool {
	return recommended == 0 || limit > 0 && limit <= recommended
}

func date(t time.Time) string { return t.UTC().Format(time.RFC3339) }
