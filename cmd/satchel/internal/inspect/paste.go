package inspect

import (
	"errors"
	"regexp"
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
	name      string
	value     string // to the byte: what stands in quotes has them
	sentAs    string // the name that counts in place of the one that was pasted; empty for that one
	setCookie string // the whole line, where it is one of a response
	notes     []string
}

// sent returns the name under which a browser would send it; empty where nobody knows.
func (c *pasted) sent() string {
	if c.sentAs != "" {
		return c.sentAs
	}
	return c.name
}

// text returns the cookie as it would stand in a Cookie header.
func (c *pasted) text() string {
	if c.sent() == "" {
		return c.value
	}
	return c.sent() + "=" + c.value
}

// unquoted returns the cookie without double quotes around its value: the same one where
// there are none. They have no meaning in a Cookie header (RFC 6265bis section 5.6).
func (c *pasted) unquoted() *pasted {
	end := len(c.value) - 1
	if end < 1 || c.value[0] != '"' || c.value[end] != '"' {
		return c
	}
	inner := *c
	inner.value = c.value[1:end]
	return &inner
}

// Errors of a text that has no cookie. They do not repeat it.
var (
	errNothing = errors.New("there is no cookie in the text")
	errTooLong = errors.New("the text is longer than 64 KiB, and so is something else than a cookie or a Cookie header")
)

// joined is the note about a text that is not as it was pasted.
const joined = "the text came in several lines, and they were joined: what is said here is said of the joined text"

// paste takes a text apart: a bare value, NAME=value, a Cookie header, or a Set-Cookie
// line, also with other lines of a request or a response around, with quotes around all of
// it, as an argument of curl, or as a row of a browser's tools.
func paste(text string, settings *Settings) ([]pasted, error) {
	if len(text) > MaxInput {
		return nil, errTooLong
	}
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	if found, is := curlCookies(text); is {
		return some(found)
	}
	text = unquote(text)
	if found, is := rowsOfTools(text); is {
		return some(found)
	}
	if headers := headerLines(text); len(headers) > 0 {
		return some(fromHeaders(headers))
	}
	text, wasJoined := joinLines(text)
	var found []pasted
	switch {
	case text == "":
	case strings.Contains(text, ";") && hasAttributes(text):
		found = []pasted{setCookie(text)}
	case strings.Contains(text, ";"):
		found = cookieHeader(text)
	default:
		found = []pasted{single(text, settings)}
	}
	if wasJoined {
		for i := range found {
			found[i].notes = append([]string{joined}, found[i].notes...)
		}
	}
	return some(found)
}

func some(found []pasted) ([]pasted, error) {
	if len(found) == 0 {
		return nil, errNothing
	}
	return found, nil
}

// joinLines takes line breaks out, and the blanks beside them, which mails put there. What
// stands inside a line is left as it is.
func joinLines(text string) (whole string, wasJoined bool) {
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\r' || r == '\n' })
	for i := range lines {
		lines[i] = strings.Trim(lines[i], " \t")
	}
	return strings.Join(lines, ""), len(lines) > 1
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

var (
	cookieName   = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
	base64Padded = regexp.MustCompile(`^[A-Za-z0-9+/_-]+={1,2}$`)
)

// single decides whether a text with an equal sign is NAME=value or a bare value of the
// form of Play 2.5, which has equal signs itself.
func single(text string, settings *Settings) pasted {
	name, value, found := strings.Cut(text, "=")
	bare := pasted{value: text}
	named := pasted{name: strings.Trim(name, " \t"), value: strings.Trim(value, " \t")}
	switch {
	case !found || !cookieName.MatchString(named.name) || macPrefix.MatchString(text):
		return bare
	case scopeOfName(named.name) != "" || named.name == settings.Name || strangerByName(named.name):
		return named
	case strings.HasPrefix(text, "eyJ") && strings.Contains(name, "."), len(name) >= 16 && base64Padded.MatchString(text):
		return bare // padding of base64, not a name
	case strings.Contains(name, "%") || settings.Scope == Flash && !isSigned(named.unquoted().value):
		return bare
	case value == "" || isSigned(named.unquoted().value):
		return named
	}
	bare.notes = []string{"read as a bare value, since it has no name of a session or a flash in front; " +
		"if the text before the equal sign is the cookie's name, say --name"}
	return bare
}
