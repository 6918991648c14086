package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

// verdictCount says in short how a judgement came out.
type verdictCount struct {
	Good   bool `json:"good"`
	Faults int  `json:"faults"`
	Advice int  `json:"advice"`
	OK     int  `json:"ok"`
}

func countVerdicts(findings []judge.Finding, strict bool) verdictCount {
	c := verdictCount{
		Faults: judge.Count(findings, judge.Fault), Advice: judge.Count(findings, judge.Advice), OK: judge.Count(findings, judge.OK),
	}
	c.Good = c.Faults == 0 && (!strict || c.Advice == 0)
	return c
}

func (c verdictCount) writeText(p *page) {
	p.line("")
	p.line("%s", fmt.Sprintf("%d fault, %d advice, %d ok", c.Faults, c.Advice, c.OK))
}

// Widths of the columns of findings: they fit a terminal of 80 columns, also those that
// are wider, since the eye finds a short line's end again.
const (
	verdictWidth     = len(judge.Advice)
	requirementWidth = len("RFC 6265bis 5.6")
	textWidth        = 80 - 2 - verdictWidth - 2 - requirementWidth - 2
)

// writeFindings writes findings below what they are about: a cookie by its line, or by all of
// its name.
func writeFindings(p *page, cookies []judge.Cookie, findings []judge.Finding) {
	written, lines := map[string]bool{}, map[string][]string{}
	for _, cookie := range cookies {
		lines[cookie.Name] = append(lines[cookie.Name], cookie.SetCookie)
	}
	for _, cookie := range cookies {
		if written[cookie.Name] {
			continue
		}
		p.line("")
		for _, line := range lines[cookie.Name] {
			p.line("%s", line)
		}
		writeAbout(p, cookie.Name, findings)
		written[cookie.Name] = true
	}
	for _, finding := range findings {
		if !written[finding.Subject] {
			p.line("")
			p.line("%s", finding.Subject)
			writeAbout(p, finding.Subject, findings)
		}
		written[finding.Subject] = true
	}
}

// writeAbout writes the findings about one subject, each text in as many lines as it needs.
func writeAbout(p *page, subject string, findings []judge.Finding) {
	for _, finding := range findings {
		if finding.Subject != subject {
			continue
		}
		verdict, requirement := string(finding.Verdict), finding.Requirement
		for _, line := range wrapped(finding.Text, textWidth) {
			// A table of its own for each subject would have columns of its own.
			p.line("  "+p.paint(verdict)+strings.Repeat(" ", verdictWidth-len(verdict))+"  %s  %s", fmt.Sprintf("%-*s", requirementWidth, requirement), line)
			verdict, requirement = "", ""
		}
	}
}

// wrapped breaks a text at blanks. A word that is longer than a line stays whole.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
