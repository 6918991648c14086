package judge_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

// Which dates browsers take: the deletion shows whether the date was read as one that has
// passed.
func TestDatesAreReadAsBrowsersReadThem(t *testing.T) {
	for _, test := range []struct {
		date  string
		reads bool
	}{
		{"Thu, 01 Jan 1970 00:00:00 GMT", true},
		{"Thursday, 01-Jan-70 00:00:00 GMT", true},
		{"Thu Jan  1 00:00:00 1970", true},
		{"1 jan 99 0:0:0", true},
		{"00:00:00 1970 January 1st", true},
		{"Thu, 29 Feb 2024 00:00:00 GMT", true},
		{"Thu, 29 Feb 2025 00:00:00 GMT", false},
		{"Thu, 31 Apr 2025 00:00:00 GMT", false},
		{"Thu, 00 Jan 2025 00:00:00 GMT", false},
		{"Thu, 01 Jan 2025 24:00:00 GMT", false},
		{"Thu, 01 Jan 2025 00:60:00 GMT", false},
		{"Thu, 01 Jan 1600 00:00:00 GMT", false},
		{"Thu, 01 Jan 2025 00:00 GMT", false},
		{"Thu, 01 2025 00:00:00 GMT", false},
		{"Thu, Jan 2025 00:00:00 GMT", false},
		{"01 anj 2025 00:00:00", false},
		{"0", false},
		{"-1", false},
		{"", false},
	} {
		t.Run(test.date, func(t *testing.T) {
			header := headerOf("Set-Cookie: sid=x; Path=/; Expires="+test.date, hsts)
			judged := judge.NewSite(now).Response(judge.Response{URL: address(t, page), Status: 200, Header: header})
			deleted := !strings.Contains(strings.Join(notOK(judged.Findings), "\n"), "no HttpOnly") // which a deletion needs not
			if deleted != test.reads {
				t.Errorf("read as a date that has passed: %v, want %v; %v", deleted, test.reads, notOK(judged.Findings))
			}
		})
	}
}
