package satcheltest

import (
	"net/http"
	"testing"

	"github.com/satchel-go/satchel"
)

// WantSession fails the test unless the response writes the session with this pair
// among its pairs. A session that came with the request and did not change is not
// written; see [WantUntouched].
func WantSession(tb testing.TB, s *satchel.Scopes, res *http.Response, key, value string) {
	tb.Helper()
	c := Session(tb, s, res)
	if got, found := c.Lookup(key); !found || got != value {
		tb.Errorf("satcheltest: the response should write the session with %s=%q, but %v", key, value, c)
	}
}

// WantFlash fails the test unless the response writes the flash with this message
// among its messages: as the text under key, or as a line of it ([satchel.Flash.Add]).
func WantFlash(tb testing.TB, s *satchel.Scopes, res *http.Response, key, value string) {
	tb.Helper()
	if c := Flash(tb, s, res); !c.has(key, value) {
		tb.Errorf("satcheltest: the response should write the flash with %s=%q, but %v", key, value, c)
	}
}

// WantSessionDeleted fails the test unless the response deletes the session, as after
// a logout.
func WantSessionDeleted(tb testing.TB, s *satchel.Scopes, res *http.Response) {
	tb.Helper()
	if c := Session(tb, s, res); len(c.Deleted) == 0 {
		tb.Errorf("satcheltest: the response should delete the session, but %v", c)
	}
}

// WantFlashDelivered fails the test unless the response deletes a flash cookie and
// writes none: the messages that came in are delivered.
func WantFlashDelivered(tb testing.TB, s *satchel.Scopes, res *http.Response) {
	tb.Helper()
	if c := Flash(tb, s, res); len(c.Deleted) == 0 || len(c.Written) > 0 {
		tb.Errorf("satcheltest: the response should delete the flash, as delivered, but %v", c)
	}
}

// WantUntouched fails the test if the response writes or deletes a cookie of either
// scope.
func WantUntouched(tb testing.TB, s *satchel.Scopes, res *http.Response) {
	tb.Helper()
	for _, c := range []Change{Session(tb, s, res), Flash(tb, s, res)} {
		if !c.Untouched() {
			tb.Errorf("satcheltest: the response should leave session and flash as they were, but %v", c)
		}
	}
}
