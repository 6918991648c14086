package satcheltest

import (
	"fmt"
	"strconv"
	"strings"
)

// Order is one of the orders of a [Race] and how it ended.
type Order struct {
	Steps []Step

	// Lost are messages that a response left in a cookie, that nobody saw, and that the
	// browser has no more. Waiting are those that it still has: another page in After
	// would show them, or none can. Twice are those seen more than once.
	Lost, Waiting, Twice []string

	// Resurrected tells whether the session came back: a request was sent, a response
	// deleted the session's cookie, and then the response to that request wrote it.
	Resurrected bool

	// Overwritten are names of cookies that a response replaced or deleted although
	// they had changed since its request was sent: two responses chose the same cookie,
	// and what the first one wrote is gone.
	Overwritten []string

	twiceAt       []int // for each of Twice, the steps up to the second time
	resurrectedAt int
}

// Step is a request that is sent, or a response that is received. Its String is a line
// of a report.
type Step struct {
	// Who is "before", "tab 1", "tab 2", … or "after". Before and after, when nothing can
	// come between, a request and its response are one step.
	Who string

	Method, Path string
	Status       int      // of the response; 0 for what is sent
	Carries      []string // the names of the cookies that the request has
	Writes       []string // the names of the cookies that the response sets …
	Deletes      []string // … and takes away
	Shows        []string // messages that a person sees
}

const (
	whoBefore = "before"
	whoAfter  = "after"
)

// String describes the step: "tab 1 receives 303 POST /save, which writes
// __Host-flash".
func (s Step) String() string {
	who := s.Who
	switch who {
	case whoBefore:
		who = "at first the browser"
	case whoAfter:
		who = "at last the browser"
	}
	line := fmt.Sprintf("%s sends %s %s", who, s.Method, s.Path)
	if s.Status != 0 {
		line = fmt.Sprintf("%s receives %d %s %s", who, s.Status, s.Method, s.Path)
	}
	if len(s.Carries) > 0 {
		line += " with " + strings.Join(s.Carries, ", ")
	}
	var does []string
	for _, deed := range []struct {
		verb  string
		names []string
	}{{"writes", s.Writes}, {"deletes", s.Deletes}, {"shows", quoted(s.Shows)}} {
		if len(deed.names) > 0 {
			does = append(does, deed.verb+" "+strings.Join(deed.names, ", "))
		}
	}
	if len(does) > 0 {
		line += ", which " + strings.Join(does, " and ")
	}
	return line
}

func quoted(texts []string) []string {
	list := make([]string, len(texts))
	for i, text := range texts {
		list[i] = strconv.Quote(text)
	}
	return list
}

// namesIn returns the names in a Cookie header, in its order.
func namesIn(header string) []string {
	if header == "" {
		return nil
	}
	names := strings.Split(header, "; ")
	for i, pair := range names {
		names[i], _, _ = strings.Cut(pair, "=")
	}
	return names
}
