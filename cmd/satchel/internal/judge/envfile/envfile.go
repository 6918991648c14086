// Package envfile reads the files of variables with which Docker and systemd start
// programs. Nothing is expanded, and no error quotes a line, which may hold a secret.
//
//	variables, notes, err := envfile.Read(text)
package envfile

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxLines bounds a file; what is longer is another text.
const maxLines = 4096

// Note is something about a line that is read in different ways by those who start programs.
type Note struct {
	Line     int
	Variable string
	Text     string
}

var nameForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,255}$`)

// Read returns the variables in the form of os.Environ, in their order. Lines are
// NAME=value; empty ones, and those that begin with # or ;, are passed over, and export in
// front is as well. Quotes around a value are taken off. It fails for a line that is none
// of this.
func Read(text string) (variables []string, notes []Note, err error) {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return nil, nil, errors.New("is no text in UTF-8")
	}
	if strings.Count(text, "\n") > maxLines {
		return nil, nil, fmt.Errorf("has more than %d lines, and so is something else", maxLines)
	}
	seen := map[string]bool{}
	number := 0
	for line := range strings.SplitSeq(strings.TrimPrefix(text, "\ufeff"), "\n") {
		number++
		line = strings.Trim(line, " \t\r")
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		name, value, assigned := strings.Cut(withoutExport(line), "=")
		name = strings.TrimRight(name, " \t")
		if !nameForm.MatchString(name) {
			return nil, nil, fmt.Errorf("line %d: is no NAME=value", number)
		}
		note := func(text string) { notes = append(notes, Note{number, name, text}) }
		if !assigned {
			note("has no value here; Docker takes that of the machine on which it runs")
			continue
		}
		if seen[name] {
			note("stands in the file more than once; the last line counts")
			variables = slices.DeleteFunc(variables, func(earlier string) bool { return strings.HasPrefix(earlier, name+"=") })
		}
		seen[name] = true
		plain, quoted, ok := withoutQuotes(value)
		switch {
		case !ok:
			return nil, nil, fmt.Errorf("line %d: the quote does not end at the end of the line", number)
		case quoted:
			note("stands in quotes, which systemd takes off and docker run --env-file does not; write it without")
		}
		if strings.Contains(plain, "$(") || strings.Contains(plain, "${") {
			note("has a $ that is not expanded here, nor by docker run and systemd")
		}
		variables = append(variables, name+"="+plain)
	}
	return variables, notes, nil
}

func withoutExport(line string) string {
	if rest, found := strings.CutPrefix(line, "export"); found && rest != "" && (rest[0] == ' ' || rest[0] == '\t') {
		return strings.TrimLeft(rest, " \t")
	}
	return line
}

// withoutQuotes takes one pair of quotes off, and in double ones the backslash before what
// would have a meaning there.
func withoutQuotes(value string) (plain string, quoted, ok bool) {
	if value == "" || value[0] != '"' && value[0] != '\'' {
		return value, false, true
	}
	quote := value[0]
	var inside strings.Builder
	for i := 1; i < len(value); i++ {
		switch c := value[i]; {
		case c == quote:
			return inside.String(), true, i == len(value)-1
		case c == '\\' && quote == '"' && i+1 < len(value) && strings.IndexByte("\"\\$`", value[i+1]) >= 0:
			i++
			inside.WriteByte(value[i])
		default:
			inside.WriteByte(c)
		}
	}
	return "", true, false
}
