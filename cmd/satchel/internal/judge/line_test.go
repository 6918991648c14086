package judge_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

const careless = "Set-Cookie: sid=abcdefgh; Path=/; SameSite=Lax"

// What another line of the same name hides would pass for judged.
func TestEachLineIsJudged(t *testing.T) {
	noHTTPOnly := "fault ASVS 3.3.4 sid: no HttpOnly"
	for _, test := range []struct {
		name  string
		lines []string
		want  []string // among the findings
	}{
		{"behind a deletion by date", []string{"Set-Cookie: sid=; Path=/; SameSite=Lax; Expires=Thu, 01 Jan 1970 00:00:00 GMT", careless}, []string{noHTTPOnly}},
		{"behind a deletion by age", []string{"Set-Cookie: sid=; Path=/; SameSite=Lax; Max-Age=0", careless}, []string{noHTTPOnly}},
		{"behind a small one", []string{"Set-Cookie: a=b; Path=/", "Set-Cookie: a=" + strings.Repeat("x", 5000) + "; Path=/"}, []string{"fault ASVS 3.3.5 a: name and value have 5001 bytes"}},
		{"behind a path in other letters", []string{"Set-Cookie: a=b; Path=/A", "Set-Cookie: a=b; Path=/a"}, []string{"advice RFC 6265bis a: two cookies of one name"}},
		{"without a name", []string{"Set-Cookie: b; Path=/; Secure; SameSite=Lax", "Set-Cookie: c; Path=/; Secure; SameSite=Lax; Max-Age=x"}, []string{`fault RFC 6265bis a cookie without a name: Max-Age "x"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := notOK(judge.NewSite(now).Response(judge.Response{URL: address(t, page), Status: 200, Header: headerOf(test.lines...)}).Findings)
			for _, want := range test.want {
				if !slices.ContainsFunc(got, func(finding string) bool { return strings.HasPrefix(finding, want) }) {
					t.Errorf("got %q, want %s", got, want)
				}
			}
			seen := map[string]bool{}
			for _, finding := range got {
				if seen[finding] {
					t.Errorf("said twice: %s", finding)
				}
				seen[finding] = true
			}
		})
	}
}

func TestTwoCookiesWithoutANameAreNoTwins(t *testing.T) {
	header := headerOf("Set-Cookie: b; Path=/; Secure; SameSite=Lax", "Set-Cookie: c; Path=/; Secure; SameSite=Lax", private, hsts)
	got := notOK(judge.NewSite(now).Response(judge.Response{URL: address(t, page), Status: 200, Header: header}).Findings)
	if len(got) != 1 || !strings.Contains(got[0], "no name: browsers send the value alone") {
		t.Errorf("got %q", got)
	}
}

// The same careless line is a fault of each host that sets it, and said once for each.
func TestAFindingIsSaidOnceForEachHost(t *testing.T) {
	site := judge.NewSite(now)
	for _, test := range []struct {
		url  string
		want int
	}{{"https://a.example/", 1}, {"https://a.example/next", 0}, {"https://b.example/", 1}, {"https://b.example/", 0}} {
		judged := site.Response(judge.Response{URL: address(t, test.url), Status: 200, Header: headerOf(careless)})
		got := 0
		for _, finding := range judged.Findings {
			if strings.HasPrefix(finding.Text, "no HttpOnly") {
				got++
			}
		}
		if got != test.want || len(judged.Cookies) != 1 {
			t.Errorf("%s: %d findings and %d cookies, want %d and 1", test.url, got, len(judged.Cookies), test.want)
		}
	}
}

func TestThousandsOfLinesAreCutWithAFault(t *testing.T) {
	header := headerOf(private, hsts)
	for i := range 5000 {
		header.Add("Set-Cookie", "a"+strconv.Itoa(i)+"=b; Path=/")
	}
	judged := judge.NewSite(now).Response(judge.Response{URL: address(t, page), Status: 200, Header: header})
	left := slices.ContainsFunc(judged.Findings, func(f judge.Finding) bool {
		return f.Verdict == judge.Fault && strings.Contains(f.Text, "sets 5000 cookies") && strings.Contains(f.Text, "4936 are left off")
	})
	if !left || len(judged.Cookies) != 64 || len(judged.Findings) > 64*5 {
		t.Errorf("left off: %v, %d cookies and %d findings", left, len(judged.Cookies), len(judged.Findings))
	}
}

func TestLinesAreShownWithoutValues(t *testing.T) {
	for _, test := range []struct{ name, line, shown, folded string }{
		{"all attributes", "a=hunter2; Max-Age=60; Expires=Sun, 29 Nov 2026 13:00:00 GMT; Path=/; Domain=example.com; SameSite=Lax; Priority=High; Secure; HttpOnly; Partitioned",
			"a=…(7 bytes); Max-Age=60; Expires=Sun, 29 Nov 2026 13:00:00 GMT; Path=/; Domain=example.com; SameSite=Lax; Priority=High; Secure; HttpOnly; Partitioned", ""},
		{"folded behind Path", "theme=dark; Path=/, PLAY_SESSION=hunter2; HttpOnly", "theme=…(4 bytes); Path=/, PLAY_SESSION=…; HttpOnly", "PLAY_SESSION"},
		{"folded without a blank", "theme=dark; Path=/,s[0]=hunter2", "theme=…(4 bytes); Path=/, s[0]=…", "s[0]"},
		{"folded behind Domain", "theme=dark; Domain=example.com, sid=hunter2; Path=/", "theme=…(4 bytes); Domain=example.com, sid=…; Path=/", "sid"},
		{"folded behind a date", "theme=dark; Expires=Sun, 29 Nov 2026 13:00:00 GMT, sid=hunter2", "theme=…(4 bytes); Expires=Sun, 29 Nov 2026 13:00:00 GMT, sid=…", "sid"},
		{"folded behind Max-Age", "theme=dark; Max-Age=60, sid=hunter2; Path=/", "theme=…(4 bytes); Max-Age=60, sid=…; Path=/", "sid"},
		{"folded behind SameSite", "theme=dark; SameSite=Lax, sid=hunter2; Path=/", "theme=…(4 bytes); SameSite=Lax, sid=…; Path=/", "sid"},
		{"folded behind Secure", "theme=dark; Secure, sid=hunter2; Path=/", "theme=…(4 bytes); Secure, sid=…; Path=/", "sid"},
		{"as an attribute", "a=1; session=hunter2; Path=/", "a=…(1 bytes); session=…; Path=/", "session"},
		{"an old attribute", "a=1; Version=1; Comment=hunter2", "a=…(1 bytes); Version=…; Comment=…", ""},
		{"a value where none belongs", "a=1; Secure=hunter2", "a=…(1 bytes); Secure=…", ""},
		{"very many attributes", "a=1" + strings.Repeat("; …", 100), "a=…(1 bytes)" + strings.Repeat("; …", 64) + "; …", ""},
		{"empty attributes", "a=; ;Path=/;", "a=; Path=/", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			judged := judge.NewSite(now).Response(judge.Response{URL: address(t, page), Status: 200, Header: headerOf("Set-Cookie: " + test.line)})
			if got := judged.Cookies[0].SetCookie; got != test.shown {
				t.Errorf("\n got %s\nwant %s", got, test.shown)
			}
			advised := ""
			for _, finding := range judged.Findings {
				if strings.Contains(finding.Text, "hunter2") {
					t.Errorf("a value is shown: %s", finding.Text)
				}
				if _, about, is := strings.Cut(finding.Text, "two cookies in one line: "); is {
					advised, _, _ = strings.Cut(strings.TrimPrefix(about, `"`), `"`)
				}
			}
			if advised != test.folded {
				t.Errorf("the advice is about %q, want %q", advised, test.folded)
			}
		})
	}
}

// The line of nobody knows where: the same verdicts, but for what only the place tells.
func TestALineAloneIsJudged(t *testing.T) {
	for _, test := range []struct {
		line string
		want []string
	}{
		{"__Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Lax", nil},
		{"__Secure-sid=abc; Path=/; Domain=example.com; Secure; HttpOnly; SameSite=Lax", []string{`advice ASVS 3.3.3 __Secure-sid: Domain "example.com"`}},
		{"sid=abc; Domain=co.uk; Path=/; Secure; HttpOnly; SameSite=Lax", []string{`fault RFC 6265bis sid: Domain "co.uk" is a public suffix`, "advice ASVS 3.3.1 sid: Secure, but"}},
		{"sid=; Expires=Thu, 01-Jan-1970 00:00:10 GMT; Path=/", nil},
		{"theme=dark; Max-Age=+5; Secure; SameSite=Lax", []string{`fault RFC 6265bis theme: Max-Age "+5" is no number`, "advice RFC 6265bis theme: no Path: browsers send it below the folder"}},
		{"__Host-jwt=" + jwt(`{"alg":"none"}`, `{}`) + "; Path=/; Secure; HttpOnly; SameSite=Lax", nil},
	} {
		if got := notOK(judge.Line(judge.ReadSetCookie(test.line), now)); !slices.EqualFunc(got, test.want, strings.HasPrefix) {
			t.Errorf("%s:\n got %q\nwant %q", test.line, got, test.want)
		}
	}
}

// A line of 256 KiB, which is all that a response may have, takes no time that somebody notices.
func TestALongLineHasFewFindings(t *testing.T) {
	var line strings.Builder
	line.WriteString("a=b")
	for i := range 20_000 {
		line.WriteString(";session" + strconv.Itoa(i) + "=hunter2")
	}
	line.WriteString("; HttpOnly")
	findings := judge.Line(judge.ReadSetCookie(line.String()), now)
	if len(findings) > 80 {
		t.Errorf("%d findings", len(findings))
	}
	c := judge.ReadSetCookie(line.String())
	if !c.HTTPOnly || len(c.Unknown) != 64 {
		t.Errorf("HttpOnly: %v, %d unknown attributes", c.HTTPOnly, len(c.Unknown))
	}
}
