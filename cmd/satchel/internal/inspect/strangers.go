package inspect

import (
	"regexp"

	"github.com/satchel-go/satchel"
)

// stranger is what another program puts into a cookie, by its look. Where name is set,
// the cookie's name has to match too.
type stranger struct {
	description string
	name, value *regexp.Regexp
}

var strangers = []stranger{
	{"a CSRF token of Play, which is no session", nil, regexp.MustCompile(`^[0-9a-f]{40}-[0-9]{10,16}-[0-9a-f]{24}$`)},
	{"a session of Rack or Rails (cookie store of Ruby)", nil, regexp.MustCompile(`^[A-Za-z0-9+/%=_-]+--[0-9a-f]{40,128}$`)},
	{"an encrypted cookie of Rails", nil, regexp.MustCompile(`^[A-Za-z0-9+/%=]+--[A-Za-z0-9+/%=]{10,}--[A-Za-z0-9+/%=]{10,}$`)},
	{"a session id of Express (connect.sid)", nil, regexp.MustCompile(`^s(?::|%3A)[A-Za-z0-9_-]+\.[A-Za-z0-9%+/=]+$`)},
	{"an encrypted cookie of Laravel", nil, regexp.MustCompile(`^eyJpdiI6[A-Za-z0-9+/%=]+$`)},
	{"a session of gorilla/securecookie", nil, regexp.MustCompile(`^MT[A-Za-z0-9_-]{20,}={0,2}$`)},
	{"a session id of PHP", regexp.MustCompile(`^PHPSESSID$`), regexp.MustCompile(`^[A-Za-z0-9,-]{16,256}$`)},
	{"a session id of a Java servlet container", regexp.MustCompile(`^JSESSIONID$`), nil},
	{"a session id of ASP.NET", regexp.MustCompile(`(?i)^(\.AspNetCore\.|ASP\.NET_SessionId)`), nil},
	{"a session of Rack", regexp.MustCompile(`^rack\.session$`), nil},
	{"a session id of Express", regexp.MustCompile(`^connect\.sid$`), nil},
	{"a session id of Django", regexp.MustCompile(`^sessionid$`), regexp.MustCompile(`^[a-z0-9]{32}$`)},
	{"a UUID, which is some program's id", nil, regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)},
	{"hexadecimal digits, as session ids of PHP, Express, Rack and many others have", nil, regexp.MustCompile(`(?i)^[0-9a-f]{32,128}$`)},
	{"letters and digits, as a session id of PHP has", nil, regexp.MustCompile(`^[0-9a-v,-]{22,40}$`)},
}

// strangerOf finds the program that a value looks like.
func strangerOf(name, value string) (description string, found bool) {
	if len(value) > satchel.MaxCookieSize { // no browser keeps it
		return "", false
	}
	for _, s := range strangers {
		if s.name != nil && !s.name.MatchString(name) {
			continue
		}
		if s.value == nil || s.value.MatchString(value) {
			return s.description, true
		}
	}
	return "", false
}

// strangerByName tells whether a name is that of another program's cookie.
func strangerByName(name string) bool {
	for _, s := range strangers {
		if s.name != nil && s.name.MatchString(name) {
			return true
		}
	}
	return false
}
