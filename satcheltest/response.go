package satcheltest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// Session reads what a response does to the session: of a recorder, its Result. It
// ends the test where a browser would refuse the cookie, or s its value.
func Session(tb testing.TB, s *satchel.Scopes, res *http.Response) Change {
	tb.Helper()
	return sessionScope(s).read(tb, res)
}

// Flash reads what a response does to the flash, as [Session] does.
func Flash(tb testing.TB, s *satchel.Scopes, res *http.Response) Change {
	tb.Helper()
	return flashScope(s).read(tb, res)
}

func (s scope) read(tb testing.TB, res *http.Response) Change {
	tb.Helper()
	c, err := s.change(res.Header)
	if err != nil {
		tb.Fatalf("satcheltest: %v", err)
	}
	return c
}

// change reads a header. A recorded response does not say where it came from, so it
// is taken as coming from the cookie's own domain over TLS; the rules for the line
// itself are a browser's.
func (s scope) change(header http.Header) (Change, error) {
	c := Change{word: s.word}
	for _, line := range lastOfEach(setCookieLines(header)) {
		received, err := parseSetCookie(line, time.Now())
		if !s.is(received.name) {
			continue
		}
		if err == nil {
			jar := &Jar{PublicSuffix: func(string) bool { return false }}
			err = jar.store(received, origin{host: cmp.Or(received.domain, "host.invalid"), path: "/", secure: true}, time.Now())
		}
		if err != nil {
			return c, fmt.Errorf("a browser refuses the cookie %s of this response: %w", received.name, err)
		}
		cookie := received.cookie(line)
		if received.deletes(time.Now()) {
			c.Deleted = append(c.Deleted, cookie)
			continue
		}
		token, err := s.decode(received.value)
		if err != nil {
			return c, fmt.Errorf("the response sets the cookie %s to a value that is refused: %w", received.name, err)
		}
		c.Written = append(c.Written, cookie)
		c = c.with(token.Pairs)
	}
	return c, nil
}

// lastOfEach keeps the last line for each cookie, which is the one that browsers are
// left with.
func lastOfEach(lines []string) []string {
	identity := func(line string) [3]string {
		received, _ := parseSetCookie(line, time.Time{})
		return [3]string{received.name, received.domain, received.path}
	}
	var last []string
	for i, line := range lines {
		if !slices.ContainsFunc(lines[i+1:], func(later string) bool { return identity(later) == identity(line) }) {
			last = append(last, line)
		}
	}
	return last
}

// cookie returns net/http's form, with the value as it stands in the line.
func (c *setCookie) cookie(line string) *http.Cookie {
	cookie, err := http.ParseSetCookie(line) //nolint:gosec // nothing is set with it
	if err != nil {
		cookie = &http.Cookie{Raw: line} //nolint:gosec // the same; net/http is stricter than a browser
	}
	cookie.Name, cookie.Value, cookie.Quoted = c.name, c.value, false
	return cookie
}
