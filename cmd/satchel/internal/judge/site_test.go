package judge_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

var now = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func address(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// headerOf reads lines as in "Set-Cookie: a=b".
func headerOf(lines ...string) http.Header {
	header := http.Header{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		header.Add(name, value)
	}
	return header
}

// notOK writes the findings that are no praise as "verdict requirement subject: the text".
func notOK(findings []judge.Finding) []string {
	list := []string{}
	for _, f := range findings {
		if f.Verdict != judge.OK {
			list = append(list, string(f.Verdict)+" "+f.Requirement+" "+f.Subject+": "+f.Text)
		}
	}
	return list
}

const (
	page    = "https://shop.example.com/account/login"
	good    = "Set-Cookie: __Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Lax"
	private = "Cache-Control: private"
	hsts    = "Strict-Transport-Security: max-age=31536000"
)

// responseCase is a response, and the beginnings of all findings about it that are not ok.
type responseCase struct {
	name  string
	url   string // default: page
	lines []string
	want  []string
}

func checkResponses(t *testing.T, cases []responseCase) {
	t.Helper()
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			if test.url == "" {
				test.url = page
			}
			judged := judge.NewSite(now).Response(judge.Response{URL: address(t, test.url), Status: 200, Header: headerOf(test.lines...)})
			got := notOK(judged.Findings)
			if !slices.EqualFunc(got, test.want, strings.HasPrefix) {
				t.Errorf("\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
			for _, text := range []string{"ada", "abc", "done", "hunter2"} {
				if strings.Contains(fmt.Sprint(judged), text) {
					t.Errorf("a value is shown: %s in %v", text, judged)
				}
			}
		})
	}
}

func TestADeletionIsComparedWithWhatWasSetBefore(t *testing.T) {
	for _, test := range []struct {
		name, set, deletion string
		want                bool // it deletes
	}{
		{"the same place", "a=b; Path=/", "a=; Path=/; Max-Age=0", true},
		{"another path", "a=b; Path=/", "a=; Path=/account; Max-Age=0", false},
		{"no path, which is the folder", "a=b; Path=/", "a=; Max-Age=0", false},
		{"no path both times", "a=b", "a=; Max-Age=0", true},
		{"a domain that was not there", "a=b; Path=/", "a=; Path=/; Domain=shop.example.com; Max-Age=0", false},
		{"a domain in other letters", "a=b; Path=/; Domain=Example.com", "a=; Path=/; Domain=.example.com; Max-Age=0", true},
		{"another partition", "a=b; Path=/; Secure; Partitioned", "a=; Path=/; Secure; Max-Age=0", false},
		{"another name", "b=b; Path=/x", "a=; Path=/; Max-Age=0", true},
		{"another place first, then the right one", "a=b; Path=/", "a=; Path=/; Domain=example.com; Max-Age=0\na=; Path=/; Max-Age=0", true},
		{"a cookie of another host", "a=b; Path=/x; Domain=example.org", "a=; Path=/; Max-Age=0", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			site := judge.NewSite(now)
			site.Response(judge.Response{URL: address(t, page), Status: 200, Header: headerOf("Set-Cookie: " + test.set)})
			header := headerOf(hsts)
			header["Set-Cookie"] = strings.Split(test.deletion, "\n")
			judged := site.Response(judge.Response{URL: address(t, page), Status: 200, Header: header})
			if got := judge.Count(judged.Findings, judge.Fault) == 0; got != test.want {
				t.Errorf("deletes: %v, want %v; %v", got, test.want, judged.Findings)
			}
		})
	}
}

func TestTheAnswerToARequestWithCookies(t *testing.T) {
	for _, test := range []struct {
		name  string
		lines []string
		want  []string
	}{
		{"a page for one person", []string{private}, nil},
		{"a page that varies", []string{"Vary: Accept-Encoding, cookie"}, nil},
		{"a page that varies by everything", []string{"Vary: *"}, nil},
		{"a page that says nothing", nil, []string{"advice ASVS 14.2.2 response: neither private nor Vary: Cookie"}},
		{"a page for all", []string{"Cache-Control: public"}, []string{"advice ASVS 14.2.2 response: stored by shared caches"}},
		{"a session that is written each time", []string{good, private}, []string{"advice browsers __Host-session: written anew though"}},
		{"a session that is deleted", []string{"Set-Cookie: __Host-session=; Path=/; Secure; Max-Age=0", private}, nil},
		{"another cookie", []string{"Set-Cookie: theme=dark", private}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := notOK(judge.NewSite(now).Again(judge.Response{URL: address(t, page), Status: 200, Header: headerOf(test.lines...)}, []string{"__Host-session"}))
			if !slices.EqualFunc(got, test.want, strings.HasPrefix) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestTheAnswerToAForgedSession(t *testing.T) {
	for _, test := range []struct {
		name           string
		before, status int
		lines          []string
		want           []string
	}{
		{"the page of a stranger", 200, 200, nil, nil},
		{"a redirect to the login", 200, 303, nil, nil},
		{"a failure", 200, 500, nil, []string{"fault ASVS 11.2.5 response: status 500"}},
		{"a failure that was there before", 500, 500, nil, nil},
		{"a deletion", 200, 200, []string{"Set-Cookie: sid=; Path=/; Max-Age=0"}, []string{"advice browsers sid: deleted when it is refused"}},
		{"a new session", 200, 200, []string{"Set-Cookie: sid=new; Path=/"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := notOK(judge.NewSite(now).Forged(judge.Response{URL: address(t, page), Status: test.status, Header: headerOf(test.lines...)}, test.before, []string{"sid"}))
			if !slices.EqualFunc(got, test.want, strings.HasPrefix) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
