package inspect

import (
	"regexp"
	"strings"
)

// rowsOfTools takes the cookies out of rows that were copied from the list of cookies in a
// browser's tools for developers: name, value, domain, path and more with tabs between, or,
// in Firefox, name:"value" with further lines of that kind below.
func rowsOfTools(text string) (found []pasted, is bool) {
	if first, _, _ := strings.Cut(text, "\n"); namedRow.MatchString(strings.TrimSpace(first)) {
		row := namedRow.FindStringSubmatch(strings.TrimSpace(first))
		return []pasted{{name: row[1], value: row[2]}}, true
	}
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(line, "\r\n"), "\t")
		if len(cells) < 3 || !cookieName.MatchString(cells[0]) || strings.ContainsAny(cells[0], ":=") {
			return nil, false
		}
		found = append(found, pasted{name: cells[0], value: cells[1]})
	}
	return found, len(found) > 0
}

var namedRow = regexp.MustCompile(`^([!#$%&*+.^_|~0-9A-Za-z-]+): ?"(.*)"$`)
