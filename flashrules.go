package satchel

import (
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"unicode"
)

// FlashRule says what a header field means for the messages of the flash, with the
// policy [NextPage]: the way to teach it a library for partial pages. Rules of
// Config.FlashRules come before the built-in ones; the first that fits counts.
type FlashRule struct {
	// Header is the name of a field, of the request or, for [RedirectResponse], of
	// the response.
	Header string

	// Value is what the field's value has to be, up to a semicolon and regardless of
	// case. Default: empty, any value.
	Value string

	// Means is what follows.
	Means FlashMeaning

	_ [0]func() // no comparison; fields may be added
}

// FlashMeaning is what a [FlashRule] says. The zero value means nothing and is refused.
type FlashMeaning uint8

const (
	_ FlashMeaning = iota

	// PageRequest asks for a whole page, by a script that shows it: a boosted link of
	// htmx, a visit of Turbo. It is treated as a navigation.
	PageRequest

	// PartRequest asks for a piece of a page, or for data: a message is shown if the
	// handler read it, whatever the content type is.
	PartRequest

	// AsideRequest never shows a message, even if the handler asks for the flash: an
	// image, or a frame of Turbo, which drops the layout that the message stands in.
	AsideRequest

	// PrefetchRequest is a browser that fetches a page ahead: while a message waits it
	// is turned away with status 503 ([ErrSpeculation]), and comes back when the page
	// is wanted. What a page that was fetched ahead loads is served, as with
	// PreloadRequest.
	PrefetchRequest

	// PreloadRequest is a script that fetches a page ahead, and would show a status 503
	// as the page: the handler runs, and its flash is empty.
	PreloadRequest

	// RedirectResponse makes the client ask for another page, as a status 3xx does: a
	// message waits for that page.
	RedirectResponse
)

// Values of fields below.
const (
	ahead = "prefetch"
	yes   = "true"
)

// builtinRules is what libraries for partial pages say; a field of a request is looked
// for only if the request carries a flash. The order matters: a boosted link of htmx
// says HX-Request too.
var builtinRules = []FlashRule{
	{Header: "Sec-Purpose", Value: ahead, Means: PrefetchRequest},  // "prefetch;prerender" too
	{Header: "Purpose", Value: ahead, Means: PrefetchRequest},      // Chromium before 2023, Safari
	{Header: "X-Moz", Value: ahead, Means: PrefetchRequest},        // Firefox before 2024
	{Header: "X-Purpose", Value: "preview", Means: PreloadRequest}, // Safari's picture of a page
	{Header: "X-Sec-Purpose", Value: ahead, Means: PreloadRequest},
	{Header: "Hx-Preloaded", Value: yes, Means: PreloadRequest},
	{Header: "Hx-Boosted", Value: yes, Means: PageRequest},
	{Header: "Hx-History-Restore-Request", Value: yes, Means: PageRequest},
	{Header: "Hx-Request", Value: yes, Means: PartRequest},
	{Header: "Turbo-Frame", Means: AsideRequest},
	{Header: "X-Inertia", Value: yes, Means: PartRequest}, // the page as JSON
	{Header: "X-Livewire", Means: PartRequest},
	{Header: "X-Up-Version", Means: PartRequest}, // Unpoly
	{Header: "X-Pjax", Means: PartRequest},
	{Header: "X-Requested-With", Value: "XMLHttpRequest", Means: PartRequest},

	{Header: "Hx-Redirect", Means: RedirectResponse},
	{Header: "Hx-Location", Means: RedirectResponse},
	{Header: "Hx-Refresh", Value: yes, Means: RedirectResponse},
	{Header: "X-Inertia-Location", Means: RedirectResponse}, // with status 409
}

// flashRules are the rules of one manager, the built-in ones behind its own.
type flashRules struct{ request, response []FlashRule }

func newFlashRules(own []FlashRule) flashRules {
	var rules flashRules
	for _, rule := range slices.Concat(own, builtinRules) {
		rule.Header = textproto.CanonicalMIMEHeaderKey(rule.Header)
		if rule.Means == RedirectResponse {
			rules.response = append(rules.response, rule)
		} else {
			rules.request = append(rules.request, rule)
		}
	}
	return rules
}

// fault returns what is wrong with a rule; empty for nothing.
func (r FlashRule) fault() string {
	switch {
	case !isToken(r.Header):
		return "Header is no name of a header field"
	case strings.EqualFold(r.Header, "Host"), strings.EqualFold(r.Header, "Cookie"):
		return "Header is none that a library for partial pages has"
	case strings.TrimSpace(r.Value) != r.Value, strings.ContainsFunc(r.Value, unicode.IsControl):
		return "Value begins or ends with a space, or has a control character, and never fits"
	case r.Means == 0 || r.Means > RedirectResponse:
		return "Means is none of PageRequest, PartRequest, AsideRequest, PrefetchRequest, PreloadRequest and RedirectResponse"
	case strings.ContainsRune(r.Value, ';'):
		return "Value ends at a semicolon, and never fits with one"
	}
	return ""
}

// isToken tells whether a text could be a field's name (RFC 9110 section 5.6.2).
func isToken(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(c rune) bool {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", c)
	})
}

// findRule returns the first rule that fits a header.
func findRule(rules []FlashRule, header http.Header) (FlashRule, bool) {
	for i := range rules {
		if values := header[rules[i].Header]; len(values) > 0 && slices.ContainsFunc(values, rules[i].fits) {
			return rules[i], true
		}
	}
	return FlashRule{}, false
}

func (r FlashRule) fits(value string) bool {
	value, _, _ = strings.Cut(value, ";")
	value = strings.Trim(value, " \t")
	return r.Value == "" && value != "" || r.Value != "" && strings.EqualFold(value, r.Value)
}
