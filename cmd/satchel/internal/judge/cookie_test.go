package judge_test

import (
	"strings"
	"testing"
)

func TestALineIsJudged(t *testing.T) {
	long := strings.Repeat("x", 1025)
	checkResponses(t, []responseCase{
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
			[]string{`fault RFC 6265bis a: Domain "com" is a public suffix`}},
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
		{"500 days", "", []string{"Set-Cookie: a=b; Max-Age=43200000; Path=/; Secure; SameSite=Lax", private, hsts}, []string{"advice RFC 6265bis a: kept for 500 days: browsers cut it"}},
		{"more seconds than there are", "", []string{"Set-Cookie: a=b; Max-Age=99999999999999999999; Path=/; Secure; SameSite=Lax", private, hsts}, []string{"advice RFC 6265bis a: kept for 36500 days"}},
		{"400 days to the second", "", []string{"Set-Cookie: a=b; Max-Age=34560000; Path=/; Secure; SameSite=Lax", private, hsts}, nil},
		{"a session for two months", "", []string{good + "; Max-Age=5184000", private, hsts}, []string{"advice ASVS 7.3.2 __Host-session: kept for 60 days"}},
		{"a date in the far future", "", []string{"Set-Cookie: a=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT; Path=/; Secure; SameSite=Lax", private, hsts}, []string{"advice RFC 6265bis a: kept for 106751 days"}},
		{"Max-Age that outranks a date", "", []string{"Set-Cookie: a=b; Max-Age=60; Expires=Fri, 31 Dec 9999 23:59:59 GMT; Path=/; Secure; SameSite=Lax", private, hsts}, nil},
		{"Max-Age that is no number", "", []string{"Set-Cookie: a=b; Max-Age=1h; Path=/; Secure; SameSite=Lax", private, hsts}, []string{`fault RFC 6265bis a: Max-Age "1h" is no number`}},
		{"Expires that is no date", "", []string{"Set-Cookie: a=b; Expires=tomorrow; Path=/; Secure; SameSite=Lax", private, hsts}, []string{`fault RFC 6265bis a: Expires "tomorrow" is no date`}},
		{"the same beside Max-Age", "", []string{"Set-Cookie: a=b; Max-Age=60; Expires=tomorrow; Path=/; Secure; SameSite=Lax", private, hsts}, []string{`advice RFC 6265bis a: Expires "tomorrow" is no date: browsers go by Max-Age`}},
		{"Expires in a form of its own", "", []string{"Set-Cookie: a=b; Expires=2027-Jan-02 03:04:05; Path=/; Secure; SameSite=Lax", private, hsts}, []string{`advice RFC 6265bis a: Expires is not as HTTP writes dates: browsers read it as 2027-01-02T03:04:05Z`}},
		{"Expires that browsers guess", "", []string{"Set-Cookie: a=b; Expires=02 Jan 2027 03:04:05; Path=/; Secure; SameSite=Lax", private, hsts}, []string{`advice RFC 6265bis a: Expires is not as HTTP writes dates: browsers read it as 2027-01-02T03:04:05Z`}},
		{"Expires as Netscape wrote it", "", []string{"Set-Cookie: a=b; Expires=Sat, 02-Jan-2027 03:04:05 GMT; Path=/; Secure; SameSite=Lax", private, hsts}, nil},
		{"4096 bytes", "", []string{"Set-Cookie: a=" + strings.Repeat("x", 4095) + "; Path=/; Secure; SameSite=Lax", private, hsts}, []string{"advice ASVS 3.3.5 a: name and value have 4096 bytes: little is left"}},
		{"4097 bytes", "", []string{"Set-Cookie: a=" + strings.Repeat("x", 4096) + "; Path=/; Secure; SameSite=Lax", private, hsts}, []string{"fault ASVS 3.3.5 a: name and value have 4097 bytes"}},
		{"an attribute of 1025 bytes", "", []string{"Set-Cookie: a=b; Path=/; Secure; SameSite=Lax; Path=/" + long, private, hsts}, []string{`fault RFC 6265bis 5.6 a: the attribute "Path" has more than 1024 bytes`}},
		{"one name twice", "", []string{"Set-Cookie: a=b; Path=/; Secure; SameSite=Lax", "Set-Cookie: a=c; Path=/; Secure; SameSite=Lax", private, hsts}, []string{"advice RFC 6265bis a: stands in this response more than once"}},
		{"one name at two places", "", []string{"Set-Cookie: a=b; Path=/; Secure; SameSite=Lax", "Set-Cookie: a=c; Path=/account; Secure; SameSite=Lax", private, hsts}, []string{"advice RFC 6265bis a: two cookies of one name"}},
		{"a change of place", "", []string{"Set-Cookie: a=; Max-Age=0; Path=/account", "Set-Cookie: a=c; Path=/; Secure; SameSite=Lax", private, hsts}, nil},
		{"a deletion needs no protection", "", []string{"Set-Cookie: sid=; Max-Age=0; Path=/", hsts}, nil},
		{"a deletion by date", "", []string{"Set-Cookie: sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/", hsts}, nil},
		{"a deletion that browsers refuse", "", []string{"Set-Cookie: __Host-sid=; Max-Age=0; Path=/", hsts}, []string{"fault RFC 6265bis __Host-sid: the prefix __Host- needs Secure: browsers refuse the line"}},
		{"a deletion with a negative age", "", []string{"Set-Cookie: sid=; Max-Age=-1; Path=/", hsts}, nil},
	})
}

func TestALineOverPlainHTTPIsJudged(t *testing.T) {
	checkResponses(t, []responseCase{
		{"plain HTTP", "http://shop.example.com/", []string{"Set-Cookie: sid=abc; Path=/; HttpOnly; SameSite=Lax", private}, []string{"fault ASVS 3.3.1 response: plain HTTP"}},
		{"plain HTTP for a preference", "http://shop.example.com/", []string{"Set-Cookie: theme=dark; Path=/; SameSite=Lax", private}, []string{"advice ASVS 3.3.1 response: plain HTTP"}},
		{"Secure over plain HTTP", "http://shop.example.com/", []string{"Set-Cookie: theme=dark; Path=/; Secure; SameSite=Lax", private}, []string{"fault RFC 6265bis theme: Secure over plain HTTP", "advice ASVS 3.3.1 response: plain HTTP"}},
		{"Secure over plain HTTP on this machine", "http://localhost:9000/", []string{"Set-Cookie: theme=dark; Path=/; Secure; SameSite=Lax", private}, []string{"advice browsers theme: Secure over plain HTTP: on this machine"}},
		{"plain HTTP on this machine", "http://[::1]:9000/", []string{"Set-Cookie: sid=abc; Path=/; HttpOnly; SameSite=Lax", private}, []string{"advice ASVS 3.3.1 sid: no Secure: right for plain HTTP on this machine"}},
	})
}

func TestADomainIsJudgedAsBrowsersTakeIt(t *testing.T) {
	line := func(domain string) []string {
		return []string{"Set-Cookie: __Secure-sid=abc; Domain=" + domain + "; Path=/; Secure; HttpOnly; SameSite=Lax", private, hsts}
	}
	alone := []string{"advice ASVS 3.3.3 __Secure-sid: the prefix __Secure-"} // as without Domain
	refused := func(domain, why string) []string {
		return []string{`fault RFC 6265bis __Secure-sid: Domain "` + domain + `" ` + why, "advice ASVS 3.3.3 __Secure-sid: the prefix __Secure-"}
	}
	checkResponses(t, []responseCase{
		{"a suffix of a country", "https://shop.example.co.uk/", line("co.uk"), refused("co.uk", "is a public suffix")},
		{"a suffix of a company", "https://shop.github.io/", line("github.io"), refused("github.io", "is a public suffix")},
		{"a suffix that is the host itself", "https://github.io/", line("github.io"), alone},
		{"below a suffix", "https://shop.example.co.uk/", line("example.co.uk"), []string{`advice ASVS 3.3.3 __Secure-sid: Domain "example.co.uk": each host below`}},
		{"a name with letters of its own, in Punycode", "https://bücher.example/", line("xn--bcher-kva.example"), []string{`advice ASVS 3.3.3 __Secure-sid: Domain "xn--bcher-kva.example": each`}},
		{"the same the other way round", "https://www.xn--bcher-kva.example/", line("Bücher.example"), []string{`advice ASVS 3.3.3 __Secure-sid: Domain "xn--bcher-kva.example": each`}},
		{"a name with a low line", "https://a_b.shop.example/", line("shop.example"), []string{`advice ASVS 3.3.3 __Secure-sid: Domain "shop.example": each`}},
		{"an address that is the host", "https://192.0.2.1/", line("192.0.2.1"), alone},
		{"an address of IPv6 that is the host", "https://[2001:db8::1]/", line("[2001:db8::1]"), alone},
		{"the end of an address", "https://192.0.2.1/", line("2.1"), refused("2.1", "is not this host")},
		{"a machine without a domain", "https://intranet/", line("intranet"), alone},
	})
	checkResponses(t, []responseCase{
		{"a prefix goes with the address as Domain", "https://192.0.2.1/", []string{"Set-Cookie: __Host-sid=abc; Domain=192.0.2.1; Path=/; Secure; HttpOnly; SameSite=Lax", private}, nil},
	})
}
