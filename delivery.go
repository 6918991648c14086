package satchel

import (
	"net/http"
	"slices"
	"strings"
)

// delivery is all that decides, with the policy NextPage, whether a response shows the
// messages that its request carried.
type delivery struct {
	request FlashMeaning // what the request is for
	read    bool         // the handler has read the flash, or its template will
	status  int
	answer  answer
}

// answer is what a response is, by its header.
type answer uint8

const (
	pageAnswer     answer = iota // HTML, plain text, or not said
	otherAnswer                  // data
	unseenAnswer                 // a file to keep, or the plain text of http.Error
	redirectAnswer               // a script will go to another page
)

// verdict returns ReasonDelivered, or why the messages stay for another page. Each
// line is a way in which messages got lost elsewhere; the order is the one in which a
// request meets them.
func (d delivery) verdict() Reason {
	switch {
	case d.request == PrefetchRequest || d.request == PreloadRequest:
		return ReasonAhead
	case d.request == AsideRequest:
		return ReasonAside
	case d.redirects():
		return ReasonRedirect // 304 as well: what is shown is the old page
	case !d.read:
		return ReasonUnread
	case d.status < 200 || d.status >= 500,
		d.status == http.StatusNoContent, d.status == http.StatusResetContent, d.status == http.StatusPartialContent:
		return ReasonStatus
	case d.answer == unseenAnswer, d.answer == otherAnswer && d.request == PageRequest:
		return ReasonContent
	}
	return ReasonDelivered
}

// redirects tells whether the client goes on to another page.
func (d delivery) redirects() bool {
	return d.status >= 300 && d.status <= 399 || d.answer == redirectAnswer
}

// requestMeaning says what a request is for: by the rules, by its method, by the Fetch
// Metadata that browsers send over HTTPS and to localhost (Safari since 16.4, 2023),
// and for all others by what they accept.
func (r flashRules) requestMeaning(method string, header http.Header) FlashMeaning {
	if rule, found := findRule(r.request, header); found {
		if rule.Means == PrefetchRequest && !isPageAhead(method, header) {
			return PreloadRequest
		}
		return rule.Means
	}
	switch method {
	case http.MethodHead, http.MethodOptions, http.MethodTrace, http.MethodConnect:
		return AsideRequest // the answer has no body that anybody sees
	}
	switch dest := header["Sec-Fetch-Dest"]; {
	case len(dest) == 1:
		return destinationMeaning(dest[0])
	case len(header["Sec-Fetch-Mode"]) > 0:
		return PartRequest
	}
	return acceptMeaning(header["Accept"])
}

// isPageAhead tells whether the browser fetches a page ahead, and not a part of one that it
// has: Chromium says "prefetch;prerender" for all that a prerendered page loads and sends,
// and a picture or a frame that was turned away stays broken when the page is shown.
func isPageAhead(method string, header http.Header) bool {
	switch dest := header["Sec-Fetch-Dest"]; {
	case method != http.MethodGet:
		return false
	case len(dest) != 1:
		return true // an older browser
	case dest[0] == "empty": // <link rel=prefetch>, or a fetch of a prerendered page
		return !slices.ContainsFunc(header["Sec-Purpose"], func(purpose string) bool { return strings.Contains(purpose, "prerender") })
	default:
		return dest[0] == "document"
	}
}

// refreshesAtOnce reads the field Refresh as HTML does: a number of seconds, of which the
// fraction does not count, then a semicolon, a comma or a space before the URL.
func refreshesAtOnce(lines []string) bool {
	if len(lines) == 0 {
		return false
	}
	line := strings.TrimLeft(lines[0], " \t")
	rest := strings.TrimLeft(line, "0")
	return rest != line && (rest == "" || strings.ContainsRune(".;, \t", rune(rest[0])))
}

// destinationMeaning reads Sec-Fetch-Dest (W3C Fetch Metadata): what the browser will
// do with the response.
func destinationMeaning(dest string) FlashMeaning {
	switch dest {
	case "document", "iframe", "frame", "fencedframe", "embed", "object":
		return PageRequest
	case "empty": // fetch, XMLHttpRequest, EventSource, WebSocket
		return PartRequest
	default:
		return AsideRequest // image, script, style, font, and what is yet to come
	}
}

// acceptMeaning is for clients that say nothing better. Browsers name text/html when
// they go to a page, images and style sheets have names of their own; programs accept
// anything, and are believed to show what their handler asked for.
func acceptMeaning(accept []string) FlashMeaning {
	all := strings.ToLower(strings.Join(accept, ","))
	first, _, _ := strings.Cut(all, "/")
	switch {
	case strings.Contains(all, "text/html"), strings.Contains(all, "application/xhtml+xml"):
		return PageRequest
	case slices.Contains([]string{"image", "font", "audio", "video"}, first), strings.HasPrefix(all, "text/css"):
		return AsideRequest
	default:
		return PartRequest
	}
}

// answerOf says what a response is.
func (r flashRules) answerOf(status int, header http.Header) answer {
	if _, found := findRule(r.response, header); found || refreshesAtOnce(header["Refresh"]) {
		return redirectAnswer
	}
	for _, disposition := range header["Content-Disposition"] {
		if kind, _, _ := strings.Cut(disposition, ";"); strings.EqualFold(strings.TrimSpace(kind), "attachment") {
			return unseenAnswer
		}
	}
	types := header["Content-Type"]
	if len(types) == 0 {
		return pageAnswer // net/http will look at the first bytes; most are HTML
	}
	kind, _, _ := strings.Cut(types[0], ";")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "text/html", "application/xhtml+xml":
		return pageAnswer
	case "text/plain":
		if status >= 400 {
			return unseenAnswer // http.Error, whose text is all that it has
		}
		return pageAnswer
	default:
		return otherAnswer
	}
}
