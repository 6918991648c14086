package templates_test

import (
	"html/template"
	"log"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

var pages = templates.Must(templates.New(template.Must(
	template.New("pages").Funcs(templates.Funcs()).Parse(`
{{define "home"}}{{template "layout" .}}<h1>{{.Title}}</h1>{{end}}
{{define "layout"}}<!doctype html><title>{{.Title}}</title>{{flashscript}}
{{range flashes}}<p data-flash class="{{.Level}}">{{.Text}}</p>{{end}}
<p>{{with session "connected"}}You are {{.}}.{{else}}Who are you?{{end}}</p>{{end}}`))))

func home(w http.ResponseWriter, r *http.Request) {
	if err := pages.ExecuteTemplate(r.Context(), w, "home", map[string]string{"Title": "Home"}); err != nil {
		log.Print(err)
	}
}

func TestProgramOfThePackageComment(t *testing.T) {
	var program strings.Builder
	for line := range strings.Lines(read(t, "doc.go")) {
		if code, ok := strings.CutPrefix(line, "//"); ok && strings.HasPrefix(code, "\t") {
			program.WriteString(strings.TrimPrefix(code, "\t"))
		}
	}
	for part := range strings.SplitSeq(strings.TrimSpace(program.String()), "\nfunc") {
		if !strings.Contains(read(t, "example_program_test.go"), strings.TrimSpace(part)) {
			t.Errorf("no example contains this program of doc.go:\n%s", part)
		}
	}

	s := newSite(t, satchel.Config{}, http.HandlerFunc(home))
	s.plant(t, pair("connected", "user@example.com"), pair("success", "Welcome back"))
	_, page := s.visit(t, "/")
	want := "<!doctype html><title>Home</title><script>" + templates.Script + "</script>\n" +
		`<p data-flash class="success">Welcome back</p>` + "\n<p>You are user@example.com.</p><h1>Home</h1>"
	if page != want {
		t.Errorf("the page is %q, want %q", page, want)
	}
	if _, page = s.visit(t, "/"); strings.Contains(page, "Welcome") {
		t.Errorf("the next page is %q", page)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	return string(content)
}
