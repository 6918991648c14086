package inspect

import (
	"errors"
	"regexp"
	"slices"
	"strings"
)

// Bounds of what is looked at.
const (
	MaxInput   = 64 << 10 // bytes
	MaxCookies = 64
	MaxPairs   = 256 // of one cookie that are told apart; the others are counted
)

// pasted is one cookie of a text, as it was found.
type pasted struct {
	name       string
	value      string
	attributes []attribute // of a Set-Cookie line
	setCookie  bool
	notes      []string
}

// attribute is one attribute of a Set-Cookie line.
type attribute struct{ name, value string }

// Errors of a text that has no cookie. They do not repeat it.
var (
	errNothing = errors.New("there is no cookie in the text")
	errTooLong = errors.New("the text is longer than 64 KiB, and so is something else than a cookie or a Cookie header")
)

// paste takes a text apart: a bare value, NAME=value, a Cookie header, or a Set-Cookie
// line, also with other lines of a request or a response around, with quotes, and with
// the marks that curl -v puts before lines.
func paste(text string, settings *Settings) ([]pasted, error) {
	if len(text) > MaxInput {
		return nil, errTooLong
	}
	text = unquote(strings.TrimSpace(strings.TrimPrefix(text, "\ufeff")))
	if text == "" {
		return nil, errNothing
	}
	if headers := headerLines(text); len(headers) > 0 {
		return some(fromHeaders(headers))
	}
	var notes []string
	if strings.ContainsAny(text, "\r\n") {
		text = strings.Join(strings.Fields(text), "")
		notes = []string{"line breaks inside the text were taken out; a browser sends none"}
	}
	var found []pasted
	switch {
	case strings.Contains(text, ";") && hasAttributes(text):
		found = []pasted{setCookie(text)}
	case strings.Contains(text, ";"):
		found = cookieHeader(text)
	default:
		found = []pasted{single(text, settings)}
	}
	if len(found) > 0 {
		found[0].notes = append(notes, found[0].notes...)
	}
	return some(found)
}

func some(found []pasted) ([]pasted, error) {
	if len(found) == 0 {
		return nil, errNothing
	}
	return found, nil
}

// unquote takes the quotes of a shell or of a log away, where they are around all of the
// text.
func unquote(text string) string {
	end := len(text) - 1
	if end > 0 && text[0] == text[end] && strings.IndexByte("\"'`", text[0]) >= 0 && strings.IndexByte(text[1:end], text[0]) < 0 {
		return strings.TrimSpace(text[1:end])
	}
	return text
}

// header is one header line of interest.
type header struct {
	set   bool
	value string
}

var headerLine = regexp.MustCompile(`(?i)^[<>*\s]*(?:-H\s*)?["']?(set-)?cookie:[ \t]*(.*)$`)

// headerLines finds the Cookie and Set-Cookie lines of a text.
func headerLines(text string) []header {
	var found []header
	for line := range strings.Lines(text) {
		if match := headerLine.FindStringSubmatch(strings.TrimSpace(line)); match != nil {
			value := strings.TrimSpace(match[2])
			if strings.Count(value, "'")%2 == 1 {
				value = strings.TrimSuffix(value, "'") // of a shell, around name and value of the header
			}
			found = append(found, header{match[1] != "", value})
		}
	}
	return found
}

func fromHeaders(headers []header) []pasted {
	var found []pasted
	for _, line := range headers {
		if line.set {
			found = append(found, setCookie(line.value))
		} else {
			found = append(found, cookieHeader(line.value)...)
		}
	}
	return found
}

// cookieHeader separates cookies as the library does: by semicolons, and nothing else.
func cookieHeader(text string) []pasted {
	var found []pasted
	for piece := range strings.SplitSeq(text, ";") {
		piece = strings.Trim(piece, " \t")
		if piece == "" {
			continue
		}
		name, value, named := strings.Cut(piece, "=")
		if !named {
			name, value = "", piece
		}
		found = append(found, inQuotes(pasted{name: name, value: value}))
	}
	return found
}

// setCookie takes a Set-Cookie line apart (RFC 6265bis section 5.6).
func setCookie(text string) pasted {
	first, rest, _ := strings.Cut(text, ";")
	name, value, named := strings.Cut(first, "=")
	if !named {
		name, value = "", first
	}
	c := pasted{name: strings.Trim(name, " \t"), value: strings.Trim(value, " \t"), setCookie: true}
	for piece := range strings.SplitSeq(rest, ";") {
		name, value, _ := strings.Cut(piece, "=")
		if name = strings.Trim(name, " \t"); name != "" && len(c.attributes) < MaxPairs {
			c.attributes = append(c.attributes, attribute{name, strings.Trim(value, " \t")})
		}
	}
	return inQuotes(c)
}

// inQuotes takes the quotes off a value, as Play does.
func inQuotes(c pasted) pasted {
	if end := len(c.value) - 1; end > 0 && c.value[0] == '"' && c.value[end] == '"' {
		c.value = c.value[1:end]
		c.notes = append(c.notes, "the value stands in double quotes: Play takes them off, satchel refuses it so")
	}
	return c
}

var attributeNames = []string{
	"path", "domain", "expires", "max-age", "secure", "httponly", "samesite", "partitioned", "priority",
}

// hasAttributes tells whether what stands behind the first semicolon are attributes.
func hasAttributes(text string) bool {
	_, rest, _ := strings.Cut(text, ";")
	for piece := range strings.SplitSeq(rest, ";") {
		name, _, _ := strings.Cut(piece, "=")
		if slices.Contains(attributeNames, strings.ToLower(strings.Trim(name, " \t"))) {
			return true
		}
	}
	return false
}

var (
	cookieName   = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
	base64Padded = regexp.MustCompile(`^[A-Za-z0-9+/_-]+={1,2}$`)
)

// single decides whether a text with an equal sign is NAME=value or a bare value of the
// form of Play 2.5, which has equal signs itself.
func single(text string, settings *Settings) pasted {
	name, value, found := strings.Cut(text, "=")
	bare := pasted{value: text}
	named := inQuotes(pasted{name: strings.Trim(name, " \t"), value: strings.Trim(value, " \t")})
	switch {
	case !found || !cookieName.MatchString(named.name) || macPrefix.MatchString(text):
		return bare
	case scopeOfName(named.name) != "" || named.name == settings.Name || strangerByName(named.name):
		return named
	case strings.HasPrefix(text, "eyJ") && strings.Contains(name, "."), len(name) >= 16 && base64Padded.MatchString(text):
		return bare // padding of base64, not a name
	case strings.Contains(name, "%") || settings.Scope == Flash && !isSigned(named.value):
		return bare
	case value == "" || isSigned(named.value):
		return named
	}
	bare.notes = []string{"read as a bare value, since it has no name of a session or a flash in front; " +
		"if the text before the equal sign is the cookie's name, say --name"}
	return bare
}
