package live

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// Site is an application as one browser sees it. Its methods fail the test where the
// status is not the one of success, or where a browser would drop a cookie of the
// response; Get and Post take any status.
type Site struct {
	browser *Browser
	base    *url.URL
}

// URL returns the address of a path of the application: "/session".
func (s *Site) URL(path string) *url.URL {
	u := *s.base
	u.Path = strings.TrimSuffix(u.Path, "/") + path
	return &u
}

// Get asks for a path.
func (s *Site) Get(path string) Response {
	s.browser.tb.Helper()
	return s.send(http.MethodGet, path, nil)
}

// Post sends JSON to a path.
func (s *Site) Post(path string, body []byte) Response {
	s.browser.tb.Helper()
	return s.send(http.MethodPost, path, body)
}

func (s *Site) send(method, path string, body []byte) Response {
	s.browser.tb.Helper()
	r, err := http.NewRequestWithContext(s.browser.tb.Context(), method, s.URL(path).String(), bytes.NewReader(body))
	if err != nil {
		s.browser.tb.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	response := s.browser.Send(r)
	if response.Refused != nil {
		s.browser.tb.Errorf("%s %s: %v", method, r.URL, response.Refused)
	}
	return response
}

// Session returns the session that the application reads.
func (s *Site) Session() Pairs {
	s.browser.tb.Helper()
	return decode[Pairs](s, s.Get("/session"))
}

// Flash returns the flash that the application reads.
func (s *Site) Flash() Pairs {
	s.browser.tb.Helper()
	return decode[Pairs](s, s.Get("/flash"))
}

// Scopes returns both, read in one request.
func (s *Site) Scopes() (session, flash Pairs) {
	s.browser.tb.Helper()
	both := decode[bothScopes](s, s.Get("/scopes"))
	return both.Session, both.Flash
}

// Untouched asks for a page that reads neither.
func (s *Site) Untouched() Response {
	s.browser.tb.Helper()
	return s.want(http.StatusOK, s.Get("/untouched"))
}

// SetSession adds pairs to the session (addingToSession).
func (s *Site) SetSession(pairs Pairs) Response {
	s.browser.tb.Helper()
	return s.want(http.StatusNoContent, s.Post("/session/set", encode(s, pairs)))
}

// ReplaceSession makes pairs the whole session (withSession).
func (s *Site) ReplaceSession(pairs Pairs) Response {
	s.browser.tb.Helper()
	return s.want(http.StatusNoContent, s.Post("/session/replace", encode(s, pairs)))
}

// RemoveFromSession removes keys (removingFromSession).
func (s *Site) RemoveFromSession(keys ...string) Response {
	s.browser.tb.Helper()
	return s.want(http.StatusNoContent, s.Post("/session/remove", encode(s, keys)))
}

// ClearSession ends the session (withNewSession), as a logout does.
func (s *Site) ClearSession() Response {
	s.browser.tb.Helper()
	return s.want(http.StatusNoContent, s.Post("/session/clear", encode(s, Pairs{})))
}

// SetFlash sets pairs on a redirect to the page that shows them (flashing). The browser
// stays where it is; see [Site.Flash].
func (s *Site) SetFlash(pairs Pairs) Response {
	s.browser.tb.Helper()
	return s.want(http.StatusSeeOther, s.Post("/flash/set", encode(s, pairs)))
}

// KeepFlash redirects to the page that shows the flash, with the flash that came.
func (s *Site) KeepFlash() Response {
	s.browser.tb.Helper()
	return s.want(http.StatusSeeOther, s.Post("/flash/keep", encode(s, Pairs{})))
}

// ClearFlash ends the flash (withNewFlash).
func (s *Site) ClearFlash() Response {
	s.browser.tb.Helper()
	return s.want(http.StatusNoContent, s.Post("/flash/clear", encode(s, Pairs{})))
}

// SetFlashHere sets pairs on a page, where they show on the next one.
func (s *Site) SetFlashHere(pairs Pairs) Response {
	s.browser.tb.Helper()
	return s.want(http.StatusOK, s.Post("/flash/here", encode(s, pairs)))
}

func (s *Site) want(status int, got Response) Response {
	s.browser.tb.Helper()
	if got.Status != status {
		s.browser.tb.Fatalf("live: %s: got the status %d, want %d: %.500s", s.base, got.Status, status, got.Body)
	}
	return got
}

// encode returns JSON.
func encode[Body Pairs | []string](s *Site, body Body) []byte {
	s.browser.tb.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.browser.tb.Fatal(err)
	}
	return text
}

func decode[Page Pairs | bothScopes](s *Site, got Response) Page {
	s.browser.tb.Helper()
	var page Page
	if err := json.Unmarshal(s.want(http.StatusOK, got).Body, &page); err != nil {
		s.browser.tb.Fatalf("live: %s: %v: %.500s", s.base, err, got.Body)
	}
	return page
}
