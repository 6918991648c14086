package cli

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
	"github.com/satchel-go/satchel/cmd/satchel/internal/judge/visit"
)

// doctorResult is what there is to say about a site.
type doctorResult struct {
	verdictCount
	Responses []doctorResponse `json:"responses"`
}

// doctorResponse is one answer.
type doctorResponse struct {
	URL      string          `json:"url"` // without what may be secret in it
	Request  string          `json:"request,omitempty"`
	Status   int             `json:"status"`
	Cookies  []judge.Cookie  `json:"cookies"`
	Findings []judge.Finding `json:"findings"`
}

func (r *doctorResult) add(request string, response judge.Response, page judge.Page) {
	r.Responses = append(r.Responses, doctorResponse{
		URL: visit.Shown(response.URL), Request: request, Status: response.Status,
		Cookies:  append([]judge.Cookie{}, page.Cookies...),
		Findings: append([]judge.Finding{}, page.Findings...),
	})
}

func (r *doctorResult) count(strict bool) {
	var all []judge.Finding
	for _, response := range r.Responses {
		all = append(all, response.Findings...)
	}
	r.verdictCount = countVerdicts(all, strict)
}

// requestAgain is the one whose answer is judged by the cookies that it carried.
const requestAgain = "with the cookies"

// judgesCookies tells whether one was set, or sent again: else there was nothing to judge.
func (r *doctorResult) judgesCookies() bool {
	for _, response := range r.Responses {
		if len(response.Cookies) > 0 || response.Request == requestAgain {
			return true
		}
	}
	return false
}

// hint says how to find a page that sets a cookie.
func (r *doctorResult) hint(flags *doctorFlags) string {
	switch last := r.Responses[len(r.Responses)-1]; {
	case flags.saved != "":
		return "give an answer with a Set-Cookie line, as that to the form of a login"
	case !flags.follow && last.Status >= 300 && last.Status <= 399:
		return "the page redirects; --follow goes on to where it leads"
	case flags.cookieFile != "":
		return "--twice judges the answer to the cookies that you gave"
	}
	return "give the address of a page that sets one; send the form of a login yourself, and give the answer by --" + savedFlag +
		"; or look at a page that is seen logged in, with --" + cookieFileFlag
}

func (r *doctorResult) writeText(p *page) {
	for i, response := range r.Responses {
		if i > 0 {
			p.line("")
		}
		request := ""
		if response.Request != "" {
			request = ", " + response.Request
		}
		status := strings.TrimSpace(fmt.Sprintf("%d %s", response.Status, http.StatusText(response.Status)))
		p.line("%s%s: %s", response.URL, request, status)
		if len(response.Cookies) == 0 {
			p.line("no cookie")
		}
		writeFindings(p, response.Cookies, response.Findings)
	}
	r.verdictCount.writeText(p)
}

// outcome is how the command ends where nothing failed.
func (r *doctorResult) outcome(flags *doctorFlags) error {
	switch {
	case !r.Good:
		return errNo
	case !r.judgesCookies():
		return &hintedError{errors.New("no cookie was set, so none was judged"), r.hint(flags)}
	}
	return nil
}
