package templates_test

import (
	"errors"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"weak"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

func TestNewRefuses(t *testing.T) {
	executed := template.Must(template.New("page").Funcs(templates.Funcs()).Parse(`{{flashscript}}`))
	must(t, executed.Execute(new(strings.Builder), nil))
	for _, c := range []struct {
		name string
		base *template.Template
		want string
	}{
		{"no template", nil, "templates: New was given no template"},
		{"a template that was executed", executed, "templates: call New before the first Execute: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			set, err := templates.New(c.base)
			if set != nil || err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("New returns %v and %v, want %q", set, err, c.want)
			}
			defer func() {
				if recover() == nil {
					t.Error("Must does not panic")
				}
			}()
			templates.Must(set, err)
		})
	}
}

func TestBaseStaysAsItIs(t *testing.T) {
	base := template.Must(template.New("page").Funcs(templates.Funcs()).Parse(`{{flash "success"}}`))
	set := templates.Must(templates.New(base))
	template.Must(base.New("later").Parse(`{{flash "success"}}`)) // which html/template refuses after an Execute
	ctx := requestWith(t, newScopes(t, satchel.Config{}), nil, pair("success", "saved"))
	err := set.ExecuteTemplate(ctx, new(strings.Builder), "later", nil)
	if err == nil || !strings.Contains(err.Error(), `"later" is undefined`) {
		t.Errorf("a template that was added later: %v", err)
	}
	if err := base.Execute(new(strings.Builder), nil); err == nil {
		t.Error("the functions of the base are bound")
	}
	var again strings.Builder
	must(t, set.Execute(ctx, &again, nil))
	if again.String() != "saved" {
		t.Errorf("the page is %q", again.String())
	}
}

// The errors are html/template's own, and a copy of the templates that has seen one
// is good for the next request.
func TestErrorsAreThoseOfHTMLTemplate(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	failed := errors.New("on purpose")
	base := template.Must(template.New("page").Funcs(templates.Funcs()).Funcs(template.FuncMap{
		"fail": func() (string, error) { return "", failed },
	}).Parse(`{{define "fails"}}one {{flash "success"}}{{fail}}two{{end}}
		{{define "ambiguous"}}<a href='{{if true}}"{{end}}{{flash "success"}}>{{end}}
		{{define "shows"}}{{flash "success"}}{{end}}
		{{define "unknown"}}{{flash "success"}}{{template "nowhere"}}{{end}}`))
	set := templates.Must(templates.New(base))
	for _, c := range []struct{ name, wrote, want string }{
		{"fails", "one saved", "on purpose"},
		{"nowhere", "", `html/template: "nowhere" is undefined`},
		{"unknown", "", `no such template "nowhere"`},
		{"ambiguous", "", "ambiguous context within a URL"},
	} {
		for range 2 {
			var page strings.Builder
			err := set.ExecuteTemplate(requestWith(t, scopes, nil, pair("success", "saved")), &page, c.name, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || page.String() != c.wrote {
				t.Errorf("%s: wrote %q and returned %v, want %q and %q", c.name, page.String(), err, c.wrote, c.want)
			}
			if c.name == "fails" && !errors.Is(err, failed) {
				t.Errorf("the function's error is lost: %v", err)
			}
			page.Reset()
			must(t, set.ExecuteTemplate(requestWith(t, scopes, nil, pair("success", "next")), &page, "shows", nil))
			if page.String() != "next" {
				t.Errorf("after %s: the next page is %q", c.name, page.String())
			}
		}
	}
}

func TestUnknownNameAsksForNothing(t *testing.T) {
	set := parse(t, `{{flash "success"}}`)
	s := newSite(t, satchel.Config{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := set.ExecuteTemplate(r.Context(), w, "pgae", nil); err == nil {
			t.Error("an unknown name is no error")
		}
	}))
	if header, _ := s.visit(t, "/"); header.Get("Vary") != "" {
		t.Errorf("the header is %v", header)
	}
}

// A template may break off by a panic, and not only by one: runtime.Goexit is what
// t.FailNow does.
func TestNothingOfARequestIsLeftAfterItsEnd(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	set := parse(t, `{{flash "success"}}`)
	for range 3 {
		func() {
			defer func() {
				if recover() != http.ErrAbortHandler { //nolint:errorlint // what was panicked with
					t.Error("the panic of the writer is lost")
				}
			}()
			_ = set.Execute(requestWith(t, scopes, nil, pair("success", "secret")), refuse{}, nil)
		}()
		if got := show(requestWith(t, scopes, nil, pair("success", "mine")), t, set, nil); got != "mine" {
			t.Errorf("after a panic the page is %q", got)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = set.Execute(requestWith(t, scopes, nil, pair("success", "secret")), writerFunc(func([]byte) (int, error) {
				runtime.Goexit()
				return 0, nil
			}), nil)
		}()
		<-done
		if got := show(requestWith(t, scopes, nil, nil), t, set, nil); got != "" {
			t.Errorf("after the end of a goroutine the page is %q", got)
		}
	}
}

// A set lives as long as the program; what it was executed for does not.
func TestSetKeepsNothingOfARequestAlive(t *testing.T) {
	set := parse(t, `{{flash "success"}}{{session "who"}}{{old "field"}}`)
	scopes := newScopes(t, satchel.Config{})
	execute := func() weak.Pointer[satchel.Flash] {
		ctx := requestWith(t, scopes, nil, pair("success", "secret"))
		must(t, set.Execute(ctx, io.Discard, nil))
		return weak.Make(satchel.FlashFrom(ctx))
	}
	flash := execute()
	runtime.GC() //nolint:revive // what is tested is what it can take away
	if flash.Value() != nil {
		t.Error("the flash of a request that is over is still held")
	}
	runtime.KeepAlive(set)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// A function of the user's may execute the same set again, for the same request or
// for another one.
func TestSetIsExecutedInsideItself(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	other := requestWith(t, scopes, nil, pair("success", "inner"))
	var set *templates.Set
	set = templates.Must(templates.New(template.Must(template.New("page").Funcs(templates.Funcs()).Funcs(template.FuncMap{
		"include": func(name string) (template.HTML, error) {
			var inner strings.Builder
			err := set.ExecuteTemplate(other, &inner, name, nil)
			return template.HTML(inner.String()), err
		},
	}).Parse(`{{define "part"}}<b>{{flash "success"}}</b>{{end}}{{flash "success"}} {{include "part"}} {{flash "success"}}`))))
	for range 3 {
		got := show(requestWith(t, scopes, nil, pair("success", "outer")), t, set, nil)
		if got != "outer <b>inner</b> outer" {
			t.Errorf("the page is %q", got)
		}
	}
}

func TestInnermostManagerWins(t *testing.T) {
	outer, inner := newScopes(t, satchel.Config{}), newScopes(t, satchel.Config{
		Session: satchel.CookieConfig{Name: "inner_session"}, Flash: satchel.CookieConfig{Name: "inner_flash"},
	})
	set := parse(t, `{{session "who"}} {{flash "success"}}`)
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := set.Execute(r.Context(), w, nil); err != nil {
			t.Error(err)
		}
	})
	r := httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody)
	r.Header.Set("Cookie", cookies(t, outer, pair("who", "outside"), pair("success", "outside"))+"; "+
		cookies(t, inner, pair("who", "inside"), pair("success", "inside")))
	for want, handler := range map[string]http.Handler{
		"inside inside":   outer.Handler(inner.Handler(page)),
		"outside outside": outer.Handler(page),
	} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if got := w.Body.String(); got != want {
			t.Errorf("the page is %q, want %q", got, want)
		}
	}
}

// The one documented panic, as of satchel.FlashFrom: before anything is written.
func TestSetWithoutTheMiddleware(t *testing.T) {
	set := parse(t, `{{define "none"}}terms{{flashscript}}{{end}}{{define "flash"}}page{{if false}}{{flash "success"}}{{end}}{{end}}{{define "session"}}page{{session "x"}}{{end}}`)
	var page strings.Builder
	must(t, set.ExecuteTemplate(t.Context(), &page, "none", nil))
	if !strings.HasPrefix(page.String(), "terms<script>") {
		t.Errorf("the page without functions is %q", page.String())
	}
	for _, name := range []string{"flash", "session"} {
		page.Reset()
		func() {
			defer func() {
				if message, _ := recover().(string); !strings.Contains(message, "Scopes.Handler") {
					t.Errorf("%s panics with %q", name, message)
				}
			}()
			_ = set.ExecuteTemplate(t.Context(), &page, name, nil)
		}()
		if page.Len() > 0 {
			t.Errorf("%s wrote %q", name, page.String())
		}
	}
}
