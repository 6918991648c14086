package judge_test

import (
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

// Each row is a response: header lines in, and the beginnings of all findings that are not
// ok out.
func TestAResponseIsJudged(t *testing.T) {
	long := strings.Repeat("x", 1025)
	for _, test := range []struct {
		name  string
		url   string // default: page
		lines []string
		want  []string
	}{
		{"nothing to say about a session as it should be", "", []string{good, private, hsts}, nil},
		{"nor about a page without cookies", "", []string{hsts}, nil},
		{"no protection at all", "", []string{"Set-Cookie: JSESSIONID=abc; Path=/", private, hsts}, []string{
			"fault ASVS 3.3.1 JSESSIONID: no Secure", "advice ASVS 3.3.2 JSESSIONID: no SameSite", "fault ASVS 3.3.4 JSESSIONID: no HttpOnly",
		}},
		{"a preference needs less", "", []string{"Set-Cookie: theme=dark; Path=/", private, hsts}, []string{
			"advice ASVS 3.3.1 theme: no Secure", "advice ASVS 3.3.2 theme: no SameSite",
		}},
		{"a token against forged requests is for scripts", "", []string{"Set-Cookie: XSRF-TOKEN=abc; Path=/; Secure; SameSite=Lax", private, hsts}, nil},
		{"Secure without a prefix", "", []string{"Set-Cookie: sid=abc; Path=/; Secure; HttpOnly; SameSite=Lax", private, hsts},
			[]string{"advice ASVS 3.3.1 sid: Secure, but the name has neither"}},
		{"the weaker prefix", "", []string{"Set-Cookie: __Secure-sid=abc; Path=/; Secure; HttpOnly; SameSite=Lax", private, hsts},
			[]string{"advice ASVS 3.3.3 __Secure-sid: the prefix __Secure-, not __Host-"}},
		{"a domain that is shared", "", []string{"Set-Cookie: __Secure-sid=abc; Domain=.Example.com; Path=/; Secure; HttpOnly; SameSite=Lax", private, hsts},
			[]string{`advice ASVS 3.3.3 __Secure-sid: Domain "example.com"`}},
		{"a domain of somebody else", "", []string{"Set-Cookie: a=b; Domain=example.org; Path=/; Secure; SameSite=Lax", private, hsts},
			[]string{`fault RFC 6265bis a: Domain "example.org" is not this host`}},
		{"a domain that only ends alike", "", []string{"Set-Cookie: a=b; Domain=ple.com; Path=/; Secure; SameSite=Lax", private, hsts},
			[]string{`fault RFC 6265bis a: Domain "ple.com" is not this host`}},
		{"a domain for all of com", "", []string{"Set-Cookie: a=b; Domain=com; Path=/; Secure; SameSite=Lax", private, hsts},
			[]string{`fault RFC 6265bis a: Domain "com" is not this host`}},
		{"a prefix without Secure", "", []string{"Set-Cookie: __Host-a=b; Path=/; SameSite=Lax", private, hsts},
			[]string{"fault RFC 6265bis __Host-a: the prefix __Host- needs Secure: browsers", "advice ASVS 3.3.1 __Host-a: no Secure"}},
		{"a prefix without a path", "https://a.example/", []string{"Set-Cookie: __Host-a=b; Secure; SameSite=Lax", private, hsts},
			[]string{"fault RFC 6265bis __Host-a: the prefix __Host- needs Path=/"}},
		{"a prefix with a domain", "", []string{"Set-Cookie: __Host-a=b; Path=/; Domain=example.com; Secure; SameSite=Lax", private, hsts},
			[]string{"fault RFC 6265bis __Host-a: the prefix __Host- needs no Domain"}},
		{"the prefix for servers only, open to scripts", "", []string{"Set-Cookie: __Host-Http-a=b; Path=/; Secure; SameSite=Lax", private, hsts},
			[]string{"fault RFC 6265bis __Host-Http-a: the prefix __Host-Http- needs HttpOnly"}},
		{"a prefix in other letters", "", []string{"Set-Cookie: __HOST-a=b; Path=/; Secure; SameSite=Lax", private, hsts},
			[]string{"fault RFC 6265bis __HOST-a: browsers take the beginning of the name for __Host-"}},
		{"no name, and a prefix as value", "", []string{"Set-Cookie: =__Host-a=b; Path=/", private, hsts},
			[]string{"fault RFC 6265bis a cookie without a name: no name, and a value that begins"}},
		{"no name", "", []string{"Set-Cookie: abc; Path=/; Secure; SameSite=Lax", private, hsts},
			[]string{"advice RFC 6265bis a cookie without a name: no name: browsers send the value alone"}},
		{"nothing at all", "", []string{"Set-Cookie: ; Path=/", private, hsts}, []string{"fault RFC 6265bis a cookie without a name: neither name nor value"}},
		{"a control character", "", []string{"Set-Cookie: a=b\x01; Path=/", private, hsts}, []string{"fault RFC 6265bis a: control characters"}},
		{"SameSite=None of a session", "", []string{"Set-Cookie: __Host-session=abc; Path=/; Secure; HttpOnly; SameSite=None", private, hsts},
			[]string{"advice ASVS 3.3.2 __Host-session: SameSite=None: pages of all other sites"}},
		{"SameSite=None without Secure", "", []string{"Set-Cookie: a=b; Path=/; SameSite=None", private, hsts},
			[]string{"fault RFC 6265bis a: SameSite=None without Secure", "advice ASVS 3.3.1 a: no Secure"}},
		{"SameSite of another word", "", []string{"Set-Cookie: a=b; Path=/; Secure; SameSite=Maybe", private, hsts},
			[]string{`advice ASVS 3.3.2 a: SameSite "Maybe" is none of`}},
		{"Partitioned without Secure", "", []string{"Set-Cookie: a=b; Path=/; SameSite=Lax; Partitioned", private, hsts},
			[]string{"fault browsers a: Partitioned without Secure", "advice ASVS 3.3.1 a: no Secure"}},
		{"no path, on a page in a folder", "", []string{"Set-Cookie: a=b; Secure; SameSite=Lax", private, hsts}, []string{`advice RFC 6265bis a: no Path: browsers send it below "/account"`}},
		{"a path that is none", "", []string{"Set-Cookie: a=b; Path=account; Secure; SameSite=Lax", private, hsts}, []string{`advice RFC 6265bis a: Path "account" does not begin`}},
		{"500 days", "", []string{"Set-Cookie: a=b; Max-Age=43200000; Path=/; Secure; SameSite=Lax", private, hsts}, []string{"advice RFC 6265bis 5.5 a: kept for 500 days: browsers cut it"}},
		{"more seconds than there are", "", []string{"Set-Cookie: a=b; Max-Age=99999999999999999999; Path=/; Secure; SameSite=Lax", private, hsts}, []string{"advice RFC 6265bis 5.5 a: kept for 36500 days"}},
		{"400 days to the second", "", []string{"Set-Cookie: a=b; Max-Age=34560000; Path=/; Secure; SameSite=Lax", private, hsts}, nil},
		{"a session for two months", "", []string{good + "; Max-Age=5184000", private, hsts}, []string{"advice ASVS 7.3.2 __Host-session: kept for 60 days"}},
		{"a date in the far future", "", []string{"Set-Cookie: a=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT; Path=/; Secure; SameSite=Lax", private, hsts}, []string{"advice RFC 6265bis 5.5 a: kept for 106751 days"}},
		{"Max-Age that outranks a date", "", []string{"Set-Cookie: a=b; Max-Age=60; Expires=Fri, 31 Dec 9999 23:59:59 GMT; Path=/; Secure; SameSite=Lax", private, hsts}, nil},
		{"Max-Age that is no number", "", []string{"Set-Cookie: a=b; Max-Age=1h; Path=/; Secure; SameSite=Lax", private, hsts}, []string{`fault RFC 6265bis a: Max-Age "1h" is no number`}},
		{"Expires that is no date", "", []string{"Set-Cookie: a=b; Expires=tomorrow; Path=/; Secure; SameSite=Lax", private, hsts}, []string{`fault RFC 6265bis a: Expires "tomorrow" is no date`}},
		{"the same beside Max-Age", "", []string{"Set-Cookie: a=b; Max-Age=60; Expires=tomorrow; Path=/; Secure; SameSite=Lax", private, hsts}, []string{`advice RFC 6265bis a: Expires "tomorrow" is no date: browsers go by Max-Age`}},
		{"Expires in a form of its own", "", []string{"Set-Cookie: a=b; Expires=2027-Jan-02 03:04:05; Path=/; Secure; SameSite=Lax", private, hsts}, []string{`advice RFC 6265bis a: Expires is not as HTTP writes dates: browsers read it as 2027-01-02T03:04:05Z`}},
		{"Expires that browsers guess", "", []string{"Set-Cookie: a=b; Expires=02 Jan 2027 03:04:05; Path=/; Secure; SameSite=Lax", private, hsts}, []string{`advice RFC 6265bis a: Expires is not as HTTP writes dates: browsers read it as 2027-01-02T03:04:05Z`}},
		{"Expires as Netscape wrote it", "", []string{"Set-Cookie: a=b; Expires=Sat, 02-Jan-2027 03:04:05 GMT; Path=/; Secure; SameSite=Lax", private, hsts}, nil},
		{"4096 bytes", "", []string{"Set-Cookie: a=" + strings.Repeat("x", 4095) + "; Path=/; Secure; SameSite=Lax", private, hsts}, []string{"advice ASVS 3.3.5 a: name and value have 4096 bytes: little is left"}},
		{"4097 bytes", "", []string{"Set-Cookie: a=" + strings.Repeat("x", 4096) + "; Path=/; Secure; SameSite=Lax", private, hsts}, []string{"fault ASVS 3.3.5 a: name and value have 4097 bytes"}},
		{"an attribute of 1025 bytes", "", []string{"Set-Cookie: a=b; Path=/; Secure; SameSite=Lax; Path=/" + long, private, hsts}, []string{`fault RFC 6265bis 5.6 a: the attribute "path" has more than 1024 bytes`}},
		{"one name twice", "", []string{"Set-Cookie: a=b; Path=/; Secure; SameSite=Lax", "Set-Cookie: a=c; Path=/; Secure; SameSite=Lax", private, hsts}, []string{"advice RFC 6265bis a: stands in this response more than once"}},
		{"one name at two places", "", []string{"Set-Cookie: a=b; Path=/; Secure; SameSite=Lax", "Set-Cookie: a=c; Path=/account; Secure; SameSite=Lax", private, hsts}, []string{"advice RFC 6265bis a: two cookies of one name"}},
		{"a change of place", "", []string{"Set-Cookie: a=; Max-Age=0; Path=/account", "Set-Cookie: a=c; Path=/; Secure; SameSite=Lax", private, hsts}, nil},
		{"a deletion needs no protection", "", []string{"Set-Cookie: sid=; Max-Age=0; Path=/", hsts}, nil},
		{"a deletion by date", "", []string{"Set-Cookie: sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/", hsts}, nil},
		{"a deletion that browsers refuse", "", []string{"Set-Cookie: __Host-sid=; Max-Age=0; Path=/", hsts}, []string{"fault RFC 6265bis __Host-sid: the prefix __Host- needs Secure: browsers refuse the line"}},
		{"a deletion with a negative age", "", []string{"Set-Cookie: sid=; Max-Age=-1; Path=/", hsts}, nil},

		{"plain HTTP", "http://shop.example.com/", []string{"Set-Cookie: sid=abc; Path=/; HttpOnly; SameSite=Lax", private}, []string{"fault ASVS 3.3.1 response: plain HTTP"}},
		{"plain HTTP for a preference", "http://shop.example.com/", []string{"Set-Cookie: theme=dark; Path=/; SameSite=Lax", private}, []string{"advice ASVS 3.3.1 response: plain HTTP"}},
		{"Secure over plain HTTP", "http://shop.example.com/", []string{"Set-Cookie: theme=dark; Path=/; Secure; SameSite=Lax", private}, []string{"fault RFC 6265bis theme: Secure over plain HTTP", "advice ASVS 3.3.1 response: plain HTTP"}},
		{"Secure over plain HTTP on this machine", "http://localhost:9000/", []string{"Set-Cookie: theme=dark; Path=/; Secure; SameSite=Lax", private}, []string{"advice browsers theme: Secure over plain HTTP: on this machine"}},
		{"plain HTTP on this machine", "http://[::1]:9000/", []string{"Set-Cookie: sid=abc; Path=/; HttpOnly; SameSite=Lax", private}, []string{"advice ASVS 3.3.1 sid: no Secure: right for plain HTTP on this machine"}},

		{"nothing for caches", "", []string{good, hsts}, []string{"advice ASVS 14.2.2 response: nothing keeps shared caches"}},
		{"public", "", []string{good, "Cache-Control: public, max-age=60", hsts}, []string{"fault ASVS 14.2.2 response: Cache-Control lets shared caches"}},
		{"an age", "", []string{good, "Cache-Control: max-age=60", hsts}, []string{"fault ASVS 14.2.2 response: Cache-Control lets shared caches"}},
		{"an age of nothing", "", []string{good, "Cache-Control: max-age=0, no-cache", hsts}, []string{"advice ASVS 14.2.2 response: nothing keeps shared caches"}},
		{"public, for a preference", "", []string{"Set-Cookie: theme=dark; Path=/; Secure; SameSite=Lax", "Cache-Control: public", hsts}, []string{"advice ASVS 14.2.2 response: Cache-Control lets shared caches"}},
		{"private and public", "", []string{good, "Cache-Control: private, public", hsts}, []string{"advice ASVS 14.2.2 response: Cache-Control says two things"}},
		{"private for one field only", "", []string{good, `Cache-Control: private="Set-Cookie", max-age=60`, hsts}, []string{"fault ASVS 14.2.2 response: Cache-Control lets shared caches"}},
		{"no-store", "", []string{good, "Cache-Control: No-Store", hsts}, nil},
		{"an invitation for one CDN", "", []string{good, private, "CDN-Cache-Control: max-age=60", hsts}, []string{"fault ASVS 14.2.2 response: Cdn-Cache-Control lets shared caches"}},
		{"no invitation for a CDN", "", []string{good, private, "CDN-Cache-Control: no-store", "Surrogate-Control: no-store", "X-Accel-Expires: 0", hsts}, nil},
		{"an invitation by the older field", "", []string{good, private, "Surrogate-Control: max-age=60", hsts}, []string{"fault ASVS 14.2.2 response: Surrogate-Control lets shared caches"}},
		{"an invitation for nginx", "", []string{good, private, "X-Accel-Expires: 60", hsts}, []string{"fault ASVS 14.2.2 response: X-Accel-Expires lets shared caches"}},
		{"out of a cache, by its age", "", []string{good, private, "Age: 12", hsts}, []string{"fault ASVS 14.2.2 response: Age: 12: a shared cache has answered"}},
		{"out of a cache, by its mark", "", []string{good, private, "X-Cache: MISS, TCP_HIT from edge", hsts}, []string{"fault ASVS 14.2.2 response: X-Cache: MISS, TCP_HIT from edge: a shared cache"}},
		{"past a cache", "", []string{good, private, "Age: 0", "X-Cache: MISS", "Cf-Cache-Status: DYNAMIC", hsts}, nil},
		{"out of a cache, without a cookie", "", []string{"Age: 12", hsts}, nil},

		{"no HSTS", "", []string{good, private}, []string{"advice browsers response: no Strict-Transport-Security"}},
		{"HSTS that ends", "", []string{good, private, "Strict-Transport-Security: max-age=0; includeSubDomains"}, []string{"advice browsers response: no Strict-Transport-Security"}},
		{"HSTS of an address, which browsers pass over", "https://192.0.2.1/", []string{good, private}, nil},

		{"a session of Play", "", []string{"Set-Cookie: PLAY_SESSION=" + jwt(`{"alg":"HS256"}`, `{"data":{"user":"ada"},"nbf":1,"iat":1}`) + "; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts},
			[]string{"advice ASVS 3.3.1 PLAY_SESSION: Secure, but", "advice ASVS 9.2.1 PLAY_SESSION: the token has no expiry"}},
		{"a token for an hour", "", []string{"Set-Cookie: __Host-id=" + jwt(`{"alg":"HS256"}`, `{"exp":1795957200}`) + "; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, nil},
		{"a token for years", "", []string{"Set-Cookie: __Host-id=" + jwt(`{"alg":"HS256"}`, `{"exp":9e99}`) + "; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, []string{"advice ASVS 9.2.1 __Host-id: the token is good for 36500 days"}},
		{"a token that is over", "", []string{"Set-Cookie: __Host-id=" + jwt(`{"alg":"HS256"}`, `{"exp":-9e99}`) + "; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, []string{"advice ASVS 9.2.1 __Host-id: the token has expired"}},
		{"a token whose expiry is no number", "", []string{"Set-Cookie: __Host-id=" + jwt(`{"alg":"HS256"}`, `{"exp":"soon"}`) + "; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, []string{"advice ASVS 9.2.1 __Host-id: the token has no expiry"}},
		{"a token that anybody can write", "", []string{"Set-Cookie: __Host-id=" + jwt(`{"alg":"None"}`, `{}`) + "; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, []string{"fault ASVS 9.1.2 __Host-id: a token with the algorithm none"}},
		{"a session of Play 2.5", "", []string{"Set-Cookie: __Host-PLAY_SESSION=" + strings.Repeat("0f", 20) + "-user=ada; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts},
			[]string{"advice ASVS 11.4.1 __Host-PLAY_SESSION: the form of Play 2.5", "advice ASVS 9.2.1 __Host-PLAY_SESSION: no expiry inside"}},
		{"a session of Play without a signature", "", []string{"Set-Cookie: __Host-PLAY_SESSION=user=ada; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, []string{"fault ASVS 9.1.1 __Host-PLAY_SESSION: pairs without a signature"}},
		{"a message of Play without a signature", "", []string{"Set-Cookie: PLAY_FLASH=success=done; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, []string{"advice ASVS 9.1.1 PLAY_FLASH: pairs without a signature"}},
		{"a signed message is no session", "", []string{"Set-Cookie: PLAY_FLASH=" + jwt(`{"alg":"HS256"}`, `{}`) + "; SameSite=Lax; Path=/; Secure", private, hsts}, []string{"advice ASVS 3.3.4 PLAY_FLASH: no HttpOnly"}},
		{"an author is nobody who is logged in", "", []string{"Set-Cookie: author=ada; SameSite=Lax; Path=/; Secure", private, hsts}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.url == "" {
				test.url = page
			}
			judged := judge.NewSite(now).Response(judge.Response{URL: address(t, test.url), Status: 200, Header: headerOf(test.lines...)})
			got := notOK(judged.Findings)
			same := slices.EqualFunc(got, test.want, strings.HasPrefix)
			if !same {
				t.Errorf("\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
			for _, text := range []string{"ada", "abc", "done"} {
				for _, finding := range judged.Findings {
					if strings.Contains(finding.Text+finding.Subject, text) {
						t.Errorf("a value is shown: %s", finding.Text)
					}
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
