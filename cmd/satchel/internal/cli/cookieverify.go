package cli

import (
	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

const verifyHelp = `Say whether a cookie is authentic and in time, in one line, without a word of
what is in it. The exit code is 0 if it is and 3 if it is not; with --json,
the reason is a word of the library's events.

` + valueHelp + `

Of several cookies those of satchel and Play count, all of them; --name picks
one. Without a flag for a secret it is asked for. --profile, --sealed, --scope
and --name say what is expected: without them, any way in which the cookie is
authentic will do. An unsigned flash cannot be verified, and is a no.

`

const verifyExamples = `  satchel cookie verify --secret-env APPLICATION_SECRET - < cookie.txt
  satchel cookie verify --environment --scope session - < cookie.txt
  satchel cookie verify --key-file keys --json - < cookie.txt |
    jq -r '.cookies[].reason'`

func newCookieVerify(sh *shell) *cobra.Command {
	flags := readFlags{cookieFlags: cookieFlags{needsSecret: true}}
	command := &cobra.Command{
		Use:     "verify [VALUE|-]",
		Short:   "Say whether a cookie is authentic and in time",
		Long:    verifyHelp + environmentHelp,
		Example: verifyExamples,
		Args:    oneValue,
		RunE: func(cmd *cobra.Command, args []string) error {
			report, err := flags.inspect(cmd, sh, args, false)
			if err != nil {
				return err
			}
			r := newVerifyResult(&report)
			return sh.answer(r, r.Valid)
		},
	}
	flags.addTo(command)
	return command
}

// verifyResult says of each cookie of ours whether it is valid.
type verifyResult struct {
	Valid   bool             `json:"valid"`
	Cookies []verifiedCookie `json:"cookies"`
}

// verifiedCookie is the answer for one cookie.
type verifiedCookie struct {
	Name    string           `json:"name"`
	Valid   bool             `json:"valid"`
	Reason  satchel.Reason   `json:"reason"`
	Verdict string           `json:"verdict"`
	Scope   inspect.Scope    `json:"scope"`
	Reading *inspect.Reading `json:"reading"`
	KeyID   string           `json:"key_id"`
	Expires *inspect.Date    `json:"expires"`
	Counts  *bool            `json:"counts"`
	Notes   []string         `json:"notes"`
}

func newVerifyResult(report *inspect.Report) verifyResult {
	r := verifyResult{Cookies: []verifiedCookie{}}
	for i := range report.Cookies {
		c := &report.Cookies[i]
		if !c.Ours() && len(report.Cookies) > 1 {
			continue
		}
		v := verifiedCookie{
			Name: c.Name, Valid: c.Valid(), Reason: c.Reason, Verdict: c.Verdict,
			Scope: c.Scope, Reading: c.Reading, KeyID: c.KeyID, Expires: c.Dates.Expires, Counts: c.Counts, Notes: c.Notes,
		}
		if !c.Ours() {
			v.Reason, v.Verdict = satchel.ReasonMalformed, c.Description
		}
		r.Cookies = append(r.Cookies, v)
	}
	r.Valid = report.Valid()
	return r
}

func (r verifyResult) writeText(p *page) {
	if len(r.Cookies) == 0 {
		p.line("no cookie of satchel or Play is among them")
	}
	for i := range r.Cookies {
		c := &r.Cookies[i]
		name := c.Name
		if name != "" {
			name += ": "
		}
		switch {
		case c.Valid && c.Verdict != "":
			p.line("%svalid: %s, key %s, %s; but %s", plain(name), scopeWord(c.Scope), c.KeyID, inTime(c.Expires), plain(c.Verdict))
		case c.Valid:
			p.line("%svalid: %s, key %s, %s", plain(name), scopeWord(c.Scope), c.KeyID, inTime(c.Expires))
		case c.Reading != nil && c.Reason == satchel.ReasonSignature:
			p.line("%srefused (%s): %s; authentic all the same", plain(name), string(c.Reason), plain(c.Verdict))
		default:
			p.line("%srefused (%s): %s", plain(name), string(c.Reason), plain(c.Verdict))
		}
		for _, note := range c.Notes {
			p.line("  note: %s", plain(note))
		}
	}
}

func scopeWord(scope inspect.Scope) string {
	if scope == "" {
		return "token, good for a session and for a flash,"
	}
	return string(scope)
}

func inTime(expires *inspect.Date) string {
	if expires == nil {
		return "without expiry"
	}
	return expires.Words + " (" + expires.Date + ")"
}
