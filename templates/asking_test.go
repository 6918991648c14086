package templates_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// asked is what a response shows of having asked.
type asked struct{ session, flash bool }

// Each page is larger than every buffer in front of the call, so that asking when
// the function is executed would be too late. What counts is the header, and what
// the browser holds afterwards.
func TestSetAsksBeforeTheHeaderLeavesForWhatTheTemplateCanGetTo(t *testing.T) {
	nothing, session, flash, both := asked{}, asked{session: true}, asked{flash: true}, asked{true, true}
	for _, c := range []struct {
		name, text string
		want       asked
	}{
		{"nothing", `{{.}}`, nothing},
		{"only the script", `{{.}}{{flashscript}}`, nothing},
		{"another function", `{{.}}{{len .}}`, nothing},
		{"a field of such a name", `{{$x := .}}{{with printf "%s" "flash"}}{{.}}{{end}}{{$x}}`, nothing},
		{"a message", `{{.}}{{flash "success"}}`, flash},
		{"all messages", `{{.}}{{range flashes}}{{.Text}}{{end}}`, flash},
		{"a form field", `{{.}}{{old "email"}}`, flash},
		{"the session", `{{.}}{{session "connected"}}`, session},
		{"both", `{{.}}{{session "connected"}}{{flash "success"}}`, both},
		{"in an if", `{{.}}{{if flash "success"}}x{{end}}`, flash},
		{"in an else if", `{{.}}{{if false}}{{else if flash "success"}}x{{end}}`, flash},
		{"in a branch that is not taken", `{{.}}{{if false}}{{session "connected"}}{{end}}`, session},
		{"in an else", `{{.}}{{if true}}{{else}}{{session "connected"}}{{end}}`, session},
		{"in a with", `{{.}}{{with session "connected"}}{{.}}{{end}}`, session},
		{"in the else of a with", `{{.}}{{with .}}{{else}}{{session "connected"}}{{end}}`, session},
		{"in the body of a with", `{{.}}{{with .}}{{session "connected"}}{{end}}`, session},
		{"in the body of a range", `{{.}}{{range 0}}{{session "connected"}}{{end}}`, session},
		{"in the else of a range", `{{.}}{{range flashes}}{{else}}{{session "connected"}}{{end}}`, both},
		{"in a variable", `{{.}}{{$x := session "connected"}}{{$x}}`, session},
		{"in an assignment", `{{.}}{{$x := ""}}{{$x = session "connected"}}{{$x}}`, session},
		{"at the end of a pipeline", `{{.}}{{"success" | flash}}`, flash},
		{"in the middle of a pipeline", `{{.}}{{"success" | flash | len}}`, flash},
		{"in parentheses", `{{.}}{{len (flash "success")}}`, flash},
		{"in parentheses twice", `{{.}}{{len (printf "%s" (flash "success"))}}`, flash},
		{"in parentheses with a field behind", `{{.}}{{if false}}{{(index flashes 0).Text}}{{end}}`, flash},
		{"as an argument of and", `{{.}}{{and false (session "connected")}}`, session},
		{"in a template", `{{define "x"}}{{flash "success"}}{{end}}{{.}}{{template "x"}}`, flash},
		{"in a template of a template", `{{define "x"}}{{template "y"}}{{end}}{{define "y"}}{{flash "success"}}{{end}}{{.}}{{template "x"}}`, flash},
		{"in the argument of a template", `{{define "x"}}{{.}}{{end}}{{.}}{{template "x" flash "success"}}`, flash},
		{"in the argument of a template, in parentheses", `{{define "x"}}{{.}}{{end}}{{.}}{{template "x" (session "connected")}}`, session},
		{"in a block", `{{.}}{{block "x" .}}{{flash "success"}}{{end}}`, flash},
		{"in the argument of a block", `{{.}}{{block "x" flash "success"}}{{.}}{{end}}`, flash},
		{"in a template that is called in a branch", `{{define "x"}}{{flash "success"}}{{end}}{{.}}{{if false}}{{template "x"}}{{end}}`, flash},
		{"in templates that call one another", `{{define "x"}}{{if .}}{{template "y" false}}{{end}}{{end}}{{define "y"}}{{template "x" false}}{{session "connected"}}{{end}}{{.}}{{template "x" true}}`, session},
		{"in a template that nobody calls", `{{define "x"}}{{flash "success"}}{{session "connected"}}{{end}}{{.}}`, nothing},
		{"in a comment", `{{.}}{{/* flash "success" */}}`, nothing},
		{"in text", `{{.}}flash "success"`, nothing},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := parse(t, c.text)
			s := newSite(t, satchel.Config{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				if err := set.Execute(r.Context(), w, large); err != nil {
					t.Error(err)
				}
			}))

			s.plant(t, pair("connected", "user@example.com"), nil)
			header, _ := s.visit(t, "/")
			if vary, want := header.Get("Vary"), c.want.session || c.want.flash; (vary == "Cookie") != want {
				t.Errorf("Vary is %q", vary)
			}
			if lines := header["Set-Cookie"]; lines != nil {
				t.Errorf("cookies are set: %q", lines)
			}

			s.plant(t, nil, pair("success", "saved"))
			header, _ = s.visit(t, "/")
			if got := strings.Contains(header.Get("Cache-Control"), "no-store"); got != c.want.flash {
				t.Errorf("Cache-Control is %q", header.Get("Cache-Control"))
			}
			if s.holdsFlash() == c.want.flash {
				t.Errorf("the browser holds the message: %v", s.holdsFlash())
			}
			if lines := header["Set-Cookie"]; (len(lines) > 0) != c.want.flash {
				t.Errorf("cookies that are set: %q", lines)
			}
		})
	}
}

// A page that shows nothing leaves the message for one that does.
func TestMessageWaitsForThePageThatShowsIt(t *testing.T) {
	set := parse(t, `{{define "terms"}}{{.}}{{end}}{{define "home"}}{{.}}{{flash "success"}}{{end}}`)
	s := newSite(t, satchel.Config{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := set.ExecuteTemplate(r.Context(), w, strings.TrimPrefix(r.URL.Path, "/"), large); err != nil {
			t.Error(err)
		}
	}))
	s.plant(t, nil, pair("success", "saved"))
	for _, c := range []struct {
		page  string
		shows bool
	}{{"/terms", false}, {"/home", true}, {"/home", false}} {
		_, page := s.visit(t, c.page)
		if got := strings.HasSuffix(page, "saved"); got != c.shows {
			t.Errorf("%s shows the message: %v", c.page, got)
		}
	}
}

// Under Play's policy the first response ends the flash, whoever asked.
func TestSetShowsTheMessageOfPlay(t *testing.T) {
	set := parse(t, `{{.}}{{flash "success"}}`)
	for _, profile := range []satchel.Profile{satchel.Play, satchel.Play25} {
		s := newSite(t, satchel.Config{Profile: profile}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := set.Execute(r.Context(), w, large); err != nil {
				t.Error(err)
			}
		}))
		s.plant(t, nil, pair("success", "saved"))
		header, page := s.visit(t, "/")
		if !strings.HasSuffix(page, "saved") || s.holdsFlash() || header.Get("Vary") != "Cookie" {
			t.Errorf("%v: the page ends with %q, the header is %v", profile, page[len(page)-5:], header)
		}
	}
}
