package judge

import "fmt"

// Verdict is how something stands to a requirement.
type Verdict string

// The verdicts.
const (
	OK     Verdict = "ok"     // the requirement is met
	Advice Verdict = "advice" // somebody has to think about it, and may leave it as it is
	Fault  Verdict = "fault"  // the requirement is not met, or a browser does something else than was meant
)

// Requirements that are not numbered: what browsers do by themselves, what the draft of
// the cookies' RFC asks for without a section that is settled, and what the library takes.
const (
	browsers  = "browsers"
	rfcCookie = "RFC 6265bis"
	library   = "satchel"
)

// Finding is one verdict.
type Finding struct {
	Requirement string  `json:"requirement"` // as in "ASVS 3.3.1", "RFC 6265bis 5.6" or "browsers"
	Verdict     Verdict `json:"verdict"`
	Subject     string  `json:"subject"` // the name of a cookie or a variable, or "response", "keys", …
	Text        string  `json:"text"`

	// attribute is the attribute of a cookie that it is about, so that a configuration
	// can name the setting.
	attribute string
}

// Count returns how many of the findings have a verdict.
func Count(findings []Finding, verdict Verdict) int {
	count := 0
	for i := range findings {
		if findings[i].Verdict == verdict {
			count++
		}
	}
	return count
}

// opinion collects the findings about one subject.
type opinion struct {
	subject  string
	findings []Finding
}

// okf notes that a requirement is met.
func (o *opinion) okf(requirement, format string, args ...any) {
	o.addf(OK, requirement, "", format, args...)
}

// advisef notes what somebody has to think about. attribute may be empty.
func (o *opinion) advisef(requirement, attribute, format string, args ...any) {
	o.addf(Advice, requirement, attribute, format, args...)
}

// faultf notes what is wrong. attribute may be empty.
func (o *opinion) faultf(requirement, attribute, format string, args ...any) {
	o.addf(Fault, requirement, attribute, format, args...)
}

func (o *opinion) addf(verdict Verdict, requirement, attribute, format string, args ...any) {
	o.findings = append(o.findings, Finding{
		Requirement: requirement, Verdict: verdict, Subject: o.subject, Text: fmt.Sprintf(format, args...), attribute: attribute,
	})
}

// either returns the harder verdict for what matters more.
func either(matters bool, hard, soft Verdict) Verdict {
	if matters {
		return hard
	}
	return soft
}
