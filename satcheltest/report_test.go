package satcheltest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"github.com/satchel-go/satchel/satcheltest"
)

// mailbox keeps messages in a cookie of its own, badly: a page shows what its request
// carried, and deletes it if it is told to.
func mailbox(shows, deletes bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{text}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "mail="+url.QueryEscape(r.PathValue("text")+" & so on")+"; Path=/")
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		mail, err := r.Cookie("mail")
		if err != nil {
			return
		}
		if deletes {
			w.Header().Set("Set-Cookie", "mail=; Path=/; Max-Age=0")
		}
		if text, err := url.QueryUnescape(mail.Value); shows && err == nil {
			_, _ = fmt.Fprint(w, text)
		}
	})
	return mux
}

func TestRaceTellsTheFatesOfMessagesApart(t *testing.T) {
	page, post := satcheltest.Navigate("/"), satcheltest.Post("/saved", nil)
	for _, test := range []struct {
		name                                     string
		handler                                  http.Handler
		tabs                                     []satcheltest.Tab
		after                                    []satcheltest.Request
		lost, waiting, twice, overwritten, apart int
	}{
		{"seen once", mailbox(true, true), []satcheltest.Tab{{post, page}}, []satcheltest.Request{page}, 0, 0, 0, 0, 0},
		{"never deleted", mailbox(true, false), []satcheltest.Tab{{post, page}}, []satcheltest.Request{page}, 0, 0, 1, 0, 1},
		{"never shown", mailbox(false, true), []satcheltest.Tab{{post, page}}, []satcheltest.Request{page}, 1, 0, 0, 0, 1},
		{"no page follows", mailbox(true, true), []satcheltest.Tab{{post}}, nil, 0, 1, 0, 0, 1},
		{"a second message hides it", mailbox(true, true), []satcheltest.Tab{{post}, {satcheltest.Post("/other", nil)}},
			[]satcheltest.Request{page}, 3, 0, 0, 4, 1},
		{"a page that changes nothing", mailbox(true, false), []satcheltest.Tab{{post}, {page}}, nil, 0, 5, 0, 0, 5},
		// Shown by both where both are sent before one arrives: 4 of 6.
		{"two pages", mailbox(true, true), []satcheltest.Tab{{page}, {page}}, nil, 0, 0, 4, 0, 4},
	} {
		t.Run(test.name, func(t *testing.T) {
			race := satcheltest.Race{Handler: test.handler, Tabs: test.tabs, After: test.after, Messages: []string{"saved"}}
			if test.name == "two pages" {
				race.Before = []satcheltest.Request{post}
			}
			report := run(t, race)
			orders, apart := []int{0, 0, 0}, 0
			for i, list := range [][]satcheltest.Finding{report.Lost, report.Waiting, report.Twice} {
				for _, f := range list {
					orders[i], apart = f.Orders, f.Apart
					if f.Message != "saved" {
						t.Errorf("the message is %q", f.Message)
					}
				}
			}
			if want := []int{test.lost, test.waiting, test.twice}; !slices.Equal(orders, want) || apart != test.apart || report.Overwritten != test.overwritten {
				t.Errorf("lost, waiting, twice %v, want %v; %d apart, want %d; %d overwritten, want %d\n%v",
					orders, want, apart, test.apart, report.Overwritten, test.overwritten, report)
			}
			if report.OK() != (test.lost+test.waiting+test.twice == 0) {
				t.Errorf("OK is %v", report.OK())
			}
		})
	}
}

// The report as a person reads it: the shortest order, which changes between tabs as
// little as it can, up to the step where it happened.
func TestReportReadsLikeThis(t *testing.T) {
	report := run(t, satcheltest.Race{
		Handler: mailbox(true, true), Before: []satcheltest.Request{satcheltest.Post("/saved", nil)},
		Tabs:     []satcheltest.Tab{{satcheltest.Navigate("/")}, {satcheltest.Navigate("/"), satcheltest.Navigate("/")}},
		After:    []satcheltest.Request{satcheltest.Navigate("/")},
		Messages: []string{"saved"},
	})
	const want = `15 orders
"saved" is seen twice in 8 of them, such as:
   1. at first the browser receives 200 POST /saved, which writes mail
   2. tab 1 sends GET / with mail
   3. tab 2 sends GET / with mail
   4. tab 2 receives 200 GET /, which deletes mail and shows "saved"
   5. tab 1 receives 200 GET /, which deletes mail and shows "saved"
`
	if got := report.String(); got != want {
		t.Errorf("the report is\n%s\nwant\n%s", got, want)
	}
	report = run(t, satcheltest.Race{Handler: silent, Tabs: tabs(1, 1)})
	if got, want := report.String(), "6 orders: every message was seen once, and no session came back\n"; got != want {
		t.Errorf("the report is %q", got)
	}
}

func TestReportKeepsTheOrderOfMessages(t *testing.T) {
	// Which message is found lost first depends on the order; the report does not.
	handler := mailbox(true, true)
	messages := []string{"one", "two", "three"}
	var posts []satcheltest.Tab
	for _, message := range messages {
		posts = append(posts, satcheltest.Tab{satcheltest.Post("/"+message, nil)})
	}
	report := run(t, satcheltest.Race{Handler: handler, Tabs: posts, After: []satcheltest.Request{satcheltest.Navigate("/")}, Messages: messages})
	var got []string
	for _, f := range report.Lost {
		got = append(got, f.Message+" "+strconv.Itoa(f.Orders))
	}
	if !slices.Equal(got, []string{"one 60", "two 60", "three 60"}) { // each arrives last in a third of 90
		t.Errorf("lost are %q", got)
	}
}
