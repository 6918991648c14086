package satcheltest

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// Request is what a browser asks for in a [Race]. The functions below make one with
// the headers that Chromium sends; change the fields, or write a literal, for others.
type Request struct {
	Method string // default: GET
	Path   string // with a query, if there is one; it begins with a slash
	Header http.Header
	Body   string

	// Unseen is for a response that nobody looks at: an asset, a page fetched ahead.
	Unseen bool

	// Site is from where the request is made. Set Sec-Fetch-Site to match. Default:
	// SameSite.
	Site SiteContext
}

// WithHeader returns the request with one more header, in place of those of the name.
func (r Request) WithHeader(name, value string) Request {
	header := maps.Clone(r.Header)
	if header == nil {
		header = http.Header{}
	}
	header.Set(name, value)
	r.Header = header
	return r
}

// Navigate is a click on a link of the application: a page that a person sees.
func Navigate(path string) Request {
	return Request{Method: http.MethodGet, Path: path, Header: http.Header{
		"Accept":                    {acceptPage},
		"Sec-Fetch-Dest":            {"document"},
		"Sec-Fetch-Mode":            {"navigate"},
		"Sec-Fetch-Site":            {"same-origin"},
		"Sec-Fetch-User":            {"?1"},
		"Upgrade-Insecure-Requests": {"1"},
	}}
}

// Post is a form that a person submits; what it leads to is a page that a person sees.
func Post(path string, form url.Values) Request {
	r := Navigate(path)
	r.Method, r.Body = http.MethodPost, form.Encode()
	r.Header["Cache-Control"] = []string{"max-age=0"}
	r.Header["Content-Type"] = []string{"application/x-www-form-urlencoded"}
	return r
}

// Fetch is a script's fetch whose answer the script shows. For a poll whose answer
// it does not show, set Unseen.
func Fetch(path string) Request {
	return Request{Method: http.MethodGet, Path: path, Header: http.Header{
		"Accept":         {"*/*"},
		"Sec-Fetch-Dest": {"empty"},
		"Sec-Fetch-Mode": {"cors"},
		"Sec-Fetch-Site": {"same-origin"},
	}}
}

// Asset is a part of a page that nobody reads: a script where name ends in .js, a
// style sheet where it ends in .css, an image otherwise.
func Asset(name string) Request {
	dest, accept := "image", "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
	switch {
	case strings.HasSuffix(name, ".js"):
		dest, accept = "script", "*/*"
	case strings.HasSuffix(name, ".css"):
		dest, accept = "style", "text/css,*/*;q=0.1"
	}
	return Request{Method: http.MethodGet, Path: name, Unseen: true, Header: http.Header{
		"Accept":         {accept},
		"Sec-Fetch-Dest": {dest},
		"Sec-Fetch-Mode": {"no-cors"},
		"Sec-Fetch-Site": {"same-origin"},
	}}
}

// Prefetch is a page that the browser fetches ahead by speculation rules, and then
// does not show. For a prerender add WithHeader("Sec-Purpose", "prefetch;prerender").
func Prefetch(path string) Request {
	r := Navigate(path).WithHeader("Sec-Purpose", "prefetch")
	r.Header.Del("Sec-Fetch-User")
	r.Unseen = true
	return r
}

const acceptPage = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8," +
	"application/signed-exchange;v=b3;q=0.7"
