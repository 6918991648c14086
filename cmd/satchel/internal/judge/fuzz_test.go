package judge_test

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

func jwt(header, claims string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

// FuzzSetCookie looks at any line, from any place: the findings are few, short and valid
// UTF-8, and the value of a cookie that a proxy has put behind it is not shown.
func FuzzSetCookie(f *testing.F) {
	f.Add("a=b; Path=/", "https://a.example/")
	f.Add("__hOST-\x1b[31m=\xff; Expires=31 Feb 9999 99:99:99; Domain=\u202e; Max-Age=-", "http://[::1]/a/b")
	f.Add("PLAY_SESSION="+jwt(`{"alg":"\u001b[2J"}`, `{"exp":1e308}`), "http://a/")
	f.Add("a=b; Path=/,", "https://a.example/")
	f.Add("=__Host-a; Path; SameSite; Max-Age=99999999999999999999; Partitioned", "https://a.b.c:1/%zz?")
	f.Fuzz(func(t *testing.T, line, place string) {
		u, err := url.Parse(place)
		if err != nil {
			return
		}
		site := judge.NewSite(now)
		header := headerOf()
		header["Set-Cookie"] = []string{line, line + ", sid=hunter2-hunter2; HttpOnly"}
		page := site.Response(judge.Response{URL: u, Status: 200, Header: header})
		findings := slices.Concat(page.Findings, site.Again(judge.Response{URL: u, Header: header}, []string{"a", ""}))
		if len(findings) == 0 || len(findings) > 60 {
			t.Errorf("%d findings", len(findings))
		}
		for _, finding := range findings {
			for _, text := range []string{finding.Subject, finding.Text} {
				if len(text) > 1000 || !utf8.ValidString(text) || strings.Contains(text, "hunter2-") && !strings.Contains(line, "hunter2-") {
					t.Errorf("%q is shown", text)
				}
			}
		}
		for _, cookie := range page.Cookies {
			if len(cookie.SetCookie) > 1000 || !utf8.ValidString(cookie.SetCookie+cookie.Name) ||
				strings.Contains(cookie.SetCookie, "hunter2-") && !strings.Contains(line, "hunter2-") {
				t.Errorf("%q is shown", cookie.SetCookie)
			}
		}
	})
}
