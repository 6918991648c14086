package templates_test

import (
	"errors"
	"html/template"
	"net/url"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

func TestFunctionsReadTheRequest(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	session := []satchel.Pair{{Key: "connected", Value: "user@example.com"}, {Key: "empty", Value: ""}}
	flash := []satchel.Pair{{Key: "success", Value: "saved"}, {Key: "error", Value: "but not all"}}
	type user struct{ Email string }
	for _, c := range []struct {
		name, text string
		data       any
		want       string
	}{
		{"a message", `{{flash "success"}}`, nil, "saved"},
		{"a message by a key from the data", `{{flash .}}`, "error", "but not all"},
		{"no message", `[{{flash "info"}}]`, nil, "[]"},
		{"with", `{{with flash "success"}}<p>{{.}}</p>{{else}}none{{end}}`, nil, "<p>saved</p>"},
		{"without", `{{with flash "info"}}<p>{{.}}</p>{{else}}none{{end}}`, nil, "none"},
		{"all messages", `{{range flashes}}<p class="{{.Level}}">{{.Text}}</p>{{end}}`, nil, `<p class="success">saved</p><p class="error">but not all</p>`},
		{"the number of messages", `{{len flashes}}`, nil, "2"},
		{"a value of the session", `{{session "connected"}}`, nil, "user@example.com"},
		{"a value of the session that is not there", `[{{session "role"}}]`, nil, "[]"},
		{"a value of the session that is empty", `[{{session "empty"}}]`, nil, "[]"},
		{"data of the user's own type", `{{.Email}} {{flash "success"}}`, user{"a@example.com"}, "a@example.com saved"},
		{"data that is a pointer", `{{.Email}} {{flash "success"}}`, &user{"a@example.com"}, "a@example.com saved"},
		{"a nested template that gets no dot", `{{define "x"}}{{flash "success"}}{{end}}{{template "x"}}`, user{}, "saved"},
		{"a template in a template in a template", `{{define "x"}}{{template "y" .}}{{end}}{{define "y"}}{{template "z" 1}}{{end}}{{define "z"}}{{.}} {{session "connected"}}{{end}}{{template "x" .}}`, nil, "1 user@example.com"},
		{"a block of a layout", `{{block "messages" .}}{{flash "success"}}{{end}}`, nil, "saved"},
		{"inside a range, whose dot is an item", `{{range .}}{{.}}={{flash .}};{{end}}`, []string{"success", "info", "error"}, "success=saved;info=;error=but not all;"},
		{"a comparison", `{{if eq (session "connected") .Email}}you{{end}}`, user{"user@example.com"}, "you"},
		{"a pipeline", `{{"success" | flash | printf "%q" | len}}`, nil, "7"},
		{"a variable", `{{$m := flash "success"}}{{with 1}}{{$m}}{{end}}`, nil, "saved"},
		{"a template that calls itself", `{{define "x"}}{{if .}}{{flash "success"}}{{template "x" false}}{{end}}{{end}}{{template "x" true}}`, nil, "saved"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(requestWith(t, scopes, session, flash), t, parse(t, c.text), c.data); got != c.want {
				t.Errorf("the page is %q, want %q", got, c.want)
			}
		})
	}
}

func TestOldShowsWhatTheUserHadTyped(t *testing.T) {
	sent := url.Values{"email": {"a@example.com"}, "name": {""}, "tag": {"one", "two"}, "password": {"hush"}}
	for _, c := range []struct {
		name, text string
		form       url.Values
		data       any
		want       string
	}{
		{"a field", `<input value="{{old "email"}}">`, sent, nil, `<input value="a@example.com">`},
		{"the first of several values", `{{old "tag"}}`, sent, nil, "one"},
		{"a field that was left out", `[{{old "password"}}]`, sent, nil, "[]"},
		{"a field that the form has not", `[{{old "age"}}]`, sent, nil, "[]"},
		{"no form", `[{{old "email"}}]`, nil, nil, "[]"},
		{"no form, and a default", `{{old "email" .}}`, nil, "stored@example.com", "stored@example.com"},
		{"a field, and a default", `{{old "email" .}}`, sent, "stored@example.com", "a@example.com"},
		{"a field that the user emptied, and a default", `[{{old "name" .}}]`, sent, "stored", "[]"},
		{"a default that is a number", `{{old "age" .}}`, nil, 42, "42"},
		{"a default that is nothing", `[{{old "age" .}}]`, nil, nil, "[]"},
		{"a default that claims to be HTML", `{{old "age" .}}`, nil, template.HTML("<b>"), "&lt;b&gt;"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := requestAfter(t, newScopes(t, satchel.Config{}), c.form, "password")
			if got := show(ctx, t, parse(t, c.text), c.data); got != c.want {
				t.Errorf("the page is %q, want %q", got, c.want)
			}
		})
	}
}

func TestOldTakesOneDefault(t *testing.T) {
	err := parse(t, `{{old "a" "b" "c"}}`).Execute(requestWith(t, newScopes(t, satchel.Config{}), nil, nil), new(strings.Builder), nil)
	if err == nil || !strings.Contains(err.Error(), "one default, not 2") {
		t.Errorf("error is %v", err)
	}
}

func TestFunctionsKeepOtherDelimiters(t *testing.T) {
	base := template.Must(template.New("page").Delims("<<", ">>").Funcs(templates.Funcs()).Parse(`{{<<flash "success">>}}`))
	set := templates.Must(templates.New(base))
	ctx := requestWith(t, newScopes(t, satchel.Config{}), nil, pair("success", "saved"))
	if got := show(ctx, t, set, nil); got != "{{saved}}" {
		t.Errorf("the page is %q", got)
	}
}

func TestFunctionsKeepOptions(t *testing.T) {
	base := template.Must(template.New("page").Option("missingkey=error").Funcs(templates.Funcs()).Parse(`{{flash "success"}}{{.missing}}`))
	set := templates.Must(templates.New(base))
	ctx := requestWith(t, newScopes(t, satchel.Config{}), nil, pair("success", "saved"))
	if err := set.Execute(ctx, new(strings.Builder), map[string]int{}); err == nil {
		t.Error("the option of the template is lost")
	}
}

func TestFunctionsOutsideASetFail(t *testing.T) {
	for _, text := range []string{`{{flash "a"}}`, `{{flashes}}`, `{{session "a"}}`, `{{old "a"}}`, `{{old "a" "b"}}`} {
		page := template.Must(template.New("page").Funcs(templates.Funcs()).Parse(text))
		err := page.Execute(new(strings.Builder), nil)
		if err == nil || !strings.Contains(err.Error(), "templates.New") {
			t.Errorf("%s outside a Set: %v", text, err)
		}
	}
}

// A program may have had a function of such a name before.
func TestFunctionsOfTheUserStayTheirs(t *testing.T) {
	failed := errors.New("on purpose")
	for _, c := range []struct {
		name      string
		functions template.FuncMap
		want      string
	}{
		{"a function without arguments", template.FuncMap{"session": func() string { return "theirs" }}, "theirs saved"},
		{"one that takes anything", template.FuncMap{"session": func(...any) string { return "theirs" }}, "theirs saved"},
		{"one that panics at what it does not know", template.FuncMap{"session": func(args ...any) string {
			if len(args) > 0 {
				panic("unknown")
			}
			return "theirs"
		}}, "theirs saved"},
		{"one that fails at what it does not know", template.FuncMap{"session": func(args ...any) (string, error) {
			if len(args) > 0 {
				return "", failed
			}
			return "theirs", nil
		}}, "theirs saved"},
	} {
		t.Run(c.name, func(t *testing.T) {
			base := template.Must(template.New("page").Funcs(templates.Funcs()).Funcs(c.functions).Parse(`{{session}} {{flash "success"}}`))
			set := templates.Must(templates.New(base))
			ctx := requestWith(t, newScopes(t, satchel.Config{}), nil, pair("success", "saved"))
			if got := show(ctx, t, set, nil); got != c.want {
				t.Errorf("the page is %q, want %q", got, c.want)
			}
		})
	}
}

func TestFunctionOfTheUserAsksForNothing(t *testing.T) {
	base := template.Must(template.New("page").
		Funcs(template.FuncMap{"flash": func(s string) string { return "theirs: " + s }}).Parse(`{{flash "x"}}`))
	if got := show(t.Context(), t, templates.Must(templates.New(base)), nil); got != "theirs: x" {
		t.Errorf("the page is %q", got)
	}
}

// A parse tree of another set may call a function that this one does not know.
func TestFunctionThatTheBaseDoesNotKnow(t *testing.T) {
	other := template.Must(template.New("other").Funcs(templates.Funcs()).Parse(`{{flash "success"}}`))
	base := template.Must(template.New("page").Parse(`{{template "other"}}`))
	template.Must(base.AddParseTree("other", other.Tree))
	err := templates.Must(templates.New(base)).Execute(t.Context(), new(strings.Builder), nil)
	if err == nil || !strings.Contains(err.Error(), `"flash" is not a defined function`) {
		t.Errorf("error is %v", err)
	}
}

// New finds out whose a function is without calling one that has any other type than
// that of the placeholders.
func TestNewCallsNoFunctionOfTheUser(t *testing.T) {
	called := 0
	for _, function := range []any{
		func() string { called++; return "" },
		func(string) string { called++; return "" },
		func(any) string { called++; return "" },
		func(...string) string { called++; return "" },
		func(string, ...any) string { called++; return "" },
	} {
		base := template.Must(template.New("page").Funcs(template.FuncMap{"session": function}).Parse(`{{session}}`))
		templates.Must(templates.New(base))
		if called > 0 {
			t.Errorf("New calls %T", function)
		}
	}
}
