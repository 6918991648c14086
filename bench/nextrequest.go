package bench

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// nextCookies is the Cookie header of the request after one that had before, and whose
// response had these lines of Set-Cookie: a browser for one site and one path.
func nextCookies(before string, lines []string) (string, error) {
	set := map[string]string{} // by name; "" for a cookie that is deleted
	for _, line := range lines {
		cookie, err := http.ParseSetCookie(line)
		if err != nil {
			return "", fmt.Errorf("no browser takes %q: %w", line, err)
		}
		pair, _, _ := strings.Cut(line, ";") // as it was written
		if isDeletion(cookie) {
			pair = ""
		}
		set[cookie.Name] = pair
	}
	var cookies []string
	for cookie := range strings.SplitSeq(before, "; ") {
		name, _, _ := strings.Cut(cookie, "=")
		if _, found := set[name]; !found {
			cookies = append(cookies, cookie)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		cookies = append(cookies, set[name])
	}
	cookies = slices.DeleteFunc(cookies, func(cookie string) bool { return cookie == "" })
	return strings.Join(cookies, "; "), nil
}

// isDeletion goes by the date only where there is no Max-Age, as browsers do.
func isDeletion(cookie *http.Cookie) bool {
	return cookie.MaxAge < 0 ||
		cookie.MaxAge == 0 && !cookie.Expires.IsZero() && cookie.Expires.Before(time.Now())
}

// checkNext serves the request after the one that the cell has just served, and looks at
// what it reads: the proof that a response has changed something.
func (c *Cell) checkNext(reader Work, want string) error {
	cookie, err := nextCookies(c.request.Header.Get("Cookie"), c.response.header["Set-Cookie"])
	if err != nil {
		return err
	}
	next := newExchange(c.Subject.Handler(reader), cookie)
	next.Serve()
	if got := string(next.response.body); got != want || next.response.status != http.StatusOK {
		return fmt.Errorf("the next request reads %q in place of %q (status %d)", got, want, next.response.status)
	}
	return nil
}
