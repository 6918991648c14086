package templates_test

import (
	"errors"
	"html/template"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/templates"
)

// tooLong is a template that may run for minutes: a range over a large number, one in
// another in another, or a template that calls itself, which html/template ends at a
// depth of 100000.
var tooLong = regexp.MustCompile("(?s)[0-9][0-9_xobeEpP.]{2}|range.*range.*range|printf|(define|block).*template.*end|template\\s*[\"`]page")

// errFull ends templates that write without end.
var errFull = errors.New("full")

// A function is never executed that the set did not see: it would still be the
// placeholder, and say so. Outside the middleware, a set that sees one panics.
func FuzzReach(f *testing.F) {
	for _, text := range []string{
		`{{flash "a"}}`, `{{"a" | flash | len}}`, `{{(index flashes 0).Text}}`, `{{$x := session "a"}}{{$x}}`, `{{with old "a" .}}{{.}}{{end}}`,
		`{{define "x"}}{{flash .}}{{end}}{{template "x" "a"}}`, `{{block "x" (flash "a")}}{{.}}{{end}}`, `{{range flashes}}{{break}}{{else}}{{continue}}{{end}}`,
		`{{if and .a (or .b (not (eq (session "a") "b")))}}{{else if flash "a"}}{{end}}`, `{{call .f (flash "a")}}`, `{{index .m (session "a")}}`, `{{html (flash "a")}}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		base, err := template.New("page").Funcs(templates.Funcs()).Parse(text)
		if err != nil || tooLong.MatchString(text) {
			t.Skip()
		}
		set, err := templates.New(base)
		if err != nil {
			t.Skip()
		}
		defer func() {
			if message, ok := recover().(string); ok && !strings.Contains(message, "Scopes.Handler") {
				t.Errorf("%q panics with %q", text, message)
			}
		}()
		room := 1 << 12
		err = set.Execute(t.Context(), writerFunc(func(p []byte) (int, error) {
			if room -= len(p); room < 0 {
				return 0, errFull
			}
			return io.Discard.Write(p)
		}), map[string]any{"a": "text", "m": map[string]int{"a": 1}, "f": func(string) bool { return true }})
		if err != nil && strings.Contains(err.Error(), "templates.New") {
			t.Errorf("%q executes a function that the set did not see: %v", text, err)
		}
	})
}
