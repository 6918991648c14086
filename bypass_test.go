package satchel_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// bypasses are ways by which a page on a sibling host, or a script, has got a cookie
// past a browser's rules for the prefix __Host-, into some server that read it as one
// with the prefix. @ is the name, ATTACKER a valid session of the attacker's own.
var bypasses = []struct {
	name, cookie string
	near         string // the name that is told; empty where nothing resembles ours
}{
	{"a space of Unicode before the name (Django, 2025)", "\u2000@=ATTACKER", "\u2000@"},
	{"an ideographic space before the name (ASP.NET, 2025)", "\u3000@=ATTACKER", "\u3000@"},
	{"a space of Latin-1 before the name (Django, 2025)", "\xa0@=ATTACKER", "\xa0@"},
	{"a next line of Latin-1 before the name (Django, 2025)", "\x85@=ATTACKER", "\x85@"},
	{"a byte order mark before the name", "\ufeff@=ATTACKER", "\ufeff@"},
	{"a space of Unicode behind the name", "@\u2000=ATTACKER", "@\u2000"},
	{"a blank behind the name", "@ =ATTACKER", "@ "},
	{"a tab behind the name", "@\t=ATTACKER", "@\t"},
	{"$Version and a comma before the name (Tomcat, Jetty, 2025)", "$Version=1,@=ATTACKER", "$Version"},
	{"$Version and a value in quotes (the phantom, 2024)", `$Version=1; @="ATTACKER"; $Path="/"; $Domain=example.com`, "$Version"},
	{"$Version, and the name behind a dollar sign", "$Version=1; $@=ATTACKER", "$Version"},
	{"a name in quotes", `"@"=ATTACKER`, `"@"`},
	{"a nameless cookie (2022)", "=@=ATTACKER", "@"},
	{"a nameless cookie twice", "==@=ATTACKER", ""},
	{"the prefix in small letters (2023)", "__host-session=ATTACKER", "__host-session"},
	{"the name in capitals", "__HOST-SESSION=ATTACKER", "__HOST-SESSION"},
	{"an escaped letter (Rack, PHP, 2020)", "__%48ost-session=ATTACKER", "__%48ost-session"},
	{"dots for the underscores (PHP, 2022)", "..Host-session=ATTACKER", "..Host-session"},
	{"another prefix", "__Secure-session=ATTACKER", "__Secure-session"},
	{"a comma for the semicolon", "theme=dark, @=ATTACKER", ""},
	{"a quoted semicolon before the name", `theme="dark; \"; @ =ATTACKER`, "@ "},
	{"the name inside a value", "theme=@=ATTACKER", ""},
}

func TestCookiePrefixBypassesBringNobodysSession(t *testing.T) {
	for _, major := range []int{1, 2} {
		site := newSiteOver(t, satchel.Config{}, major)
		attackers := strings.TrimPrefix(cookieLine(t, site.scopes, pair("user", "mallory"), nil), sessionName+"=")
		victims := cookieLine(t, site.scopes, pair("user", "ann"), nil)
		for _, test := range bypasses {
			planted := strings.NewReplacer("@", sessionName, "ATTACKER", attackers).Replace(test.cookie)
			near := strings.ReplaceAll(test.near, "@", sessionName)
			for order, lines := range map[string][]string{
				"alone": {planted}, "before the victim's": {planted + "; " + victims}, "behind the victim's": {victims + "; " + planted},
				"in a line before": {planted, victims}, "in a line behind": {victims, planted},
			} {
				site.T = t
				user := "ann"
				if order == "alone" {
					user = ""
				}
				r := site.request(http.MethodGet)
				r.Header["Cookie"] = lines
				_, _, err := site.send(r, func(_ http.ResponseWriter, r *http.Request) {
					if got := satchel.SessionFrom(r.Context()).Get("user"); got != user {
						t.Errorf("HTTP/%d, %s, %s: the user is %q, want %q", major, test.name, order, got, user)
					}
				})
				must(t, err)
				told := ""
				for _, event := range site.events.take() {
					if _, name, is := strings.Cut(event, "near-miss "); is {
						told = name
						break
					}
				}
				if told != near {
					t.Errorf("HTTP/%d, %s, %s: told of %q, want %q", major, test.name, order, told, near)
				}
			}
		}
	}
}

// A cookie sandwich (2025) puts a quote before and behind the victim's cookie, for a
// server that reads all of it as one value and shows that on a page.
func TestACookieSandwichHoldsNothing(t *testing.T) {
	site := newSite(t, satchel.Config{})
	victims := cookieLine(t, site.scopes, pair("user", "ann"), nil)
	r := site.request(http.MethodGet)
	r.Header["Cookie"] = []string{`$Version=1; theme="dark; ` + victims + `; end=here"`}
	_, _, err := site.send(r, func(_ http.ResponseWriter, r *http.Request) {
		if got := collect(satchel.SessionFrom(r.Context()).All()); !slices.Equal(got, []string{"user=ann"}) {
			t.Errorf("the session is %q", got)
		}
	})
	must(t, err)
	site.events.want(t, "conflict near-miss $Version", "opened "+sessionName)
}

func TestNearMissesAreToldOnceForEachRequestThatReads(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{})
	line := "__host-session=1; __HOST-FLASH=2; " + strings.Repeat("$Version=1; ", 20)

	x := begin(t, scopes, line)
	commit(t, x)
	events.want(t) // a page that asks for nothing pays for nothing

	x = begin(t, scopes, line)
	_, _ = x.Session(), x.Flash()
	x.Session().Get("user")
	x.Flash().Get("success")
	commit(t, x)
	events.want(t, "conflict "+sessionName+" near-miss __host-session", "conflict "+flashName+" near-miss __HOST-FLASH",
		"conflict near-miss $Version", "conflict near-miss $Version") // no more than four
}
