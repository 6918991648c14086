package inspect

import (
	"regexp"
	"slices"
	"strings"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

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

// cookieHeader separates cookies as the library does: by semicolons, and nothing else. A
// blank behind a value belongs to it.
func cookieHeader(text string) []pasted {
	var found []pasted
	for piece := range strings.SplitSeq(text, ";") {
		piece = strings.TrimLeft(piece, " \t")
		if piece == "" {
			continue
		}
		name, value, named := strings.Cut(piece, "=")
		if !named {
			name, value = "", piece
		}
		found = append(found, pasted{name: name, value: value})
	}
	return found
}

// setCookie takes the cookie of a Set-Cookie line (RFC 6265bis section 5.6).
func setCookie(line string) pasted {
	c := judge.ReadSetCookie(line)
	return pasted{name: c.Name, value: c.Value, setCookie: line}
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
