package templates_test

import (
	"fmt"
	"html/template"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

// Nobody ever sees what is another's: not while pages are executed side by side, not
// after one that failed or panicked, and not when the collector takes copies away.
func TestEveryoneSeesTheirOwn(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	base := template.Must(template.New("page").Funcs(templates.Funcs()).Funcs(template.FuncMap{
		"yield": func() string { runtime.Gosched(); return "" },
		"fail":  func(bool) (string, error) { return "", fmt.Errorf("on purpose") },
	}).Parse(`{{session "who"}} {{yield}}{{template "message"}}{{define "message"}}{{yield}}{{flash "success"}}{{range flashes}}{{yield}} {{.Text}}{{end}}{{end}}` +
		`{{define "fails"}}{{yield}}{{flash "success"}}{{fail true}}{{end}}{{define "plain"}}{{yield}}plain{{end}}`))
	set := templates.Must(templates.New(base))
	var people sync.WaitGroup
	for person := range 8 {
		people.Go(func() {
			who := fmt.Sprint("person-", person)
			want := who + " " + who + " " + who
			for round := range 42 {
				ctx := requestWith(t, scopes, pair("who", who), pair("success", who))
				if got := show(ctx, t, set, nil); got != want {
					t.Errorf("%s sees %q", who, got)
				}
				switch round % 6 {
				case 0:
					_ = set.ExecuteTemplate(ctx, new(strings.Builder), "fails", nil)
				case 1:
					func() {
						defer func() { _ = recover() }()
						_ = set.Execute(ctx, refuse{}, nil)
					}()
				case 2:
					var page strings.Builder
					if err := set.ExecuteTemplate(ctx, &page, "plain", nil); err != nil || page.String() != "plain" {
						t.Errorf("the page without functions is %q, %v", page.String(), err)
					}
				case 3:
					if round%20 == 3 {
						runtime.GC()
					}
				}
			}
		})
	}
	people.Wait()
}
