package others

import (
	"net/http"
	"strings"
)

// SetCookies names the cookies that a header sets, once for each line, without the
// prefix __Host-.
func SetCookies(header http.Header) string {
	var names []string
	for _, line := range header["Set-Cookie"] {
		name, _, _ := strings.Cut(line, "=")
		names = append(names, strings.TrimPrefix(name, "__Host-"))
	}
	return strings.Join(names, " ")
}
