package satcheltest

import (
	"context"
	"errors"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// maxRedirects is Chromium's bound.
const maxRedirects = 20

// tab is a tab of the browser at one moment. At most one of hop and flight is set.
type tab struct {
	name     string
	requests []Request
	hop      *hop    // to be sent: a redirect
	flight   *flight // sent, and not received
}

// hop is one request on the wire.
type hop struct {
	Request

	url       *url.URL
	redirects int
}

// flight is a response that has not arrived.
type flight struct {
	*hop

	sent   int      // the number of its step
	held   snapshot // the jar at that moment
	status int
	header http.Header
	body   string
}

func (t *tab) idle() bool { return t.flight == nil && t.hop == nil && len(t.requests) == 0 }

// step lets the next thing happen to a tab.
func (s *state) step(t *tab) error {
	if t.flight != nil {
		return s.receive(t)
	}
	return s.send(t)
}

func (s *state) oneAfterTheOther(name string, requests []Request) error {
	t := tab{name: name, requests: requests}
	for !t.idle() {
		if err := s.step(&t); err != nil {
			return err
		}
	}
	return nil
}

func (s *state) send(t *tab) error {
	h := t.hop
	if h == nil {
		address, err := s.base.Parse(t.requests[0].Path)
		if err != nil {
			return err
		}
		h = &hop{Request: t.requests[0], url: address}
		t.requests = t.requests[1:]
	}
	t.hop = nil
	cookies := s.jar.CookieHeader(h.url, h.Site)
	t.flight = &flight{hop: h, sent: len(s.steps), held: takeSnapshot(s.jar)}
	s.steps = append(s.steps, Step{Who: t.name, Method: h.method(), Path: h.url.RequestURI(), Carries: namesIn(cookies)})
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, h.wire(cookies))
	response := recorder.Result()
	t.flight.status, t.flight.header, t.flight.body = response.StatusCode, response.Header, recorder.Body.String()
	return nil
}

func (h *hop) method() string {
	if h.Method == "" {
		return http.MethodGet
	}
	return h.Method
}

// wire makes the request as a server sees it.
func (h *hop) wire(cookies string) *http.Request {
	r := httptest.NewRequestWithContext(context.Background(), h.method(), h.url.String(), strings.NewReader(h.Body))
	maps.Copy(r.Header, h.Header.Clone())
	if cookies != "" {
		r.Header.Set("Cookie", cookies)
	}
	if h.method() == http.MethodPost && r.Header.Get("Origin") == "" {
		r.Header.Set("Origin", h.url.Scheme+"://"+h.url.Host)
	}
	if isLocalhost(h.url.Hostname()) {
		r.RemoteAddr = "127.0.0.1:1234" // which Config.Development asks for
	}
	if !isSecure(h.url.Scheme, h.url.Hostname()) {
		maps.DeleteFunc(r.Header, func(name string, _ []string) bool { return strings.HasPrefix(name, "Sec-Fetch-") })
	}
	return r
}

func (s *state) receive(t *tab) error {
	f := t.flight
	t.flight = nil
	step := Step{Who: t.name, Method: f.method(), Path: f.url.RequestURI(), Status: f.status}
	if t.name == whoBefore || t.name == whoAfter { // nothing can come between: one step
		step.Carries = s.steps[len(s.steps)-1].Carries
		s.steps = s.steps[:len(s.steps)-1]
	}
	if err := s.takeCookies(f, &step); err != nil {
		return err
	}
	if f.redirects == 0 && !f.Unseen { // an asset that is missing is a request like any other
		request := f.method() + " " + f.url.RequestURI()
		s.found[request] = s.found[request] || f.status != http.StatusNotFound && f.status != http.StatusMethodNotAllowed
	}
	next, err := f.follow()
	if err != nil {
		return err
	}
	t.hop = next
	if t.hop == nil && !f.Unseen && f.status != http.StatusNoContent && f.status != http.StatusNotModified {
		s.look(f.body, &step)
	}
	s.steps = append(s.steps, step)
	return nil
}

// look is a person who reads a page.
func (s *state) look(body string, step *Step) {
	for i, message := range s.Messages {
		if !strings.Contains(body, message) && !strings.Contains(html.UnescapeString(body), message) {
			continue
		}
		s.known[i] = true
		step.Shows = append(step.Shows, message)
		m := &s.messages[i]
		if m.seen++; m.seen == 2 {
			m.twice = len(s.steps) + 1
		}
	}
}

// follow returns what a browser sends next: nothing after a response that is no
// redirect, or one that leaves the site.
func (f *flight) follow() (*hop, error) {
	location := f.header.Get("Location")
	next := *f.hop
	switch f.status {
	case http.StatusMovedPermanently, http.StatusFound:
		if next.method() == http.MethodPost {
			next.becomeGet()
		}
	case http.StatusSeeOther:
		if next.method() != http.MethodHead {
			next.becomeGet()
		}
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil //nolint:nilnil // nothing to send is no error
	}
	if location == "" {
		return nil, nil //nolint:nilnil // the same
	}
	address, err := f.url.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("%s %s redirects to no address: %w", f.method(), f.url.RequestURI(), err)
	}
	if address.Scheme != f.url.Scheme || address.Host != f.url.Host {
		return nil, nil //nolint:nilnil // another site's page
	}
	address.Fragment = ""
	next.url = address
	if next.redirects++; next.redirects > maxRedirects {
		return nil, errors.New("more than 20 redirects, the last one to " + address.RequestURI())
	}
	return &next, nil
}

// becomeGet is what browsers make of a POST that is redirected (Fetch section 4.4).
func (h *hop) becomeGet() {
	h.Method, h.Body = http.MethodGet, ""
	h.Header = maps.Clone(h.Header)
	delete(h.Header, "Content-Type")
	delete(h.Header, "Cache-Control")
}
