package bench

import (
	"context"
	"html/template"
	"io"
	"net/http"
	"strings"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

// The page of these subjects has a layout, a message, the user and a list, which all
// of them write with html/template. They differ in how a template gets at the message
// and the user.
const (
	pageByValues    = `{{define "message"}}{{with .Message}}<p class="success">{{.}}</p>{{end}}<p>{{.User}}</p>{{end}}`
	pageByScopes    = `{{define "message"}}{{with .Flash.Get "success"}}<p class="success">{{.}}</p>{{end}}<p>{{.Session.Get "connected"}}</p>{{end}}`
	pageByFunctions = `{{define "message"}}{{with flash "success"}}<p class="success">{{.}}</p>{{end}}<p>{{session "connected"}}</p>{{end}}`

	layout = `{{define "layout"}}<!doctype html><html lang="en"><title>{{.Title}}</title>{{template "message" .}}` +
		`<ul>{{range .Items}}<li><a href="/items/{{.Number}}">{{.Name}}</a></li>{{end}}</ul></html>{{end}}`
)

type (
	item struct {
		Number int
		Name   string
	}
	page struct {
		Title string
		Items []item
	}
)

// newPage is a short one: the longer the list, the less the rest matters.
func newPage() page {
	return page{"Items", []item{{4711, "First"}, {4712, "Second"}, {4713, "Third"}, {4714, "Fourth"}, {4715, "Fifth"}}}
}

type pageWithValues struct {
	page

	Message, User string
}

type pageWithScopes struct {
	page

	Flash   *satchel.Flash
	Session *satchel.Session
}

// executor writes the page for one request.
type executor func(ctx context.Context, w io.Writer) error

// pageSubjects are the ways to show the same page; the first is the measure.
func pageSubjects(scopes *satchel.Scopes) ([]*Subject, error) {
	parse := func(message string) (*template.Template, error) {
		return template.New("pages").Funcs(templates.Funcs()).Parse(message + layout)
	}
	byValues, err := parse(pageByValues)
	if err != nil {
		return nil, err
	}
	byScopes, err := parse(pageByScopes)
	if err != nil {
		return nil, err
	}
	byFunctions, err := parse(pageByFunctions)
	if err != nil {
		return nil, err
	}
	set, err := templates.New(byFunctions)
	if err != nil {
		return nil, err
	}
	return []*Subject{
		newPageSubject("page-by-values", true, scopes, func(ctx context.Context, w io.Writer) error {
			message, user := satchel.FlashFrom(ctx).Get(messageKey), satchel.SessionFrom(ctx).Get(readKey)
			return byValues.ExecuteTemplate(w, "layout", pageWithValues{newPage(), message, user})
		}),
		newPageSubject("page-by-scopes", true, scopes, func(ctx context.Context, w io.Writer) error {
			return byScopes.ExecuteTemplate(w, "layout", pageWithScopes{newPage(), satchel.FlashFrom(ctx), satchel.SessionFrom(ctx)})
		}),
		newPageSubject("page-by-functions", false, scopes, func(ctx context.Context, w io.Writer) error {
			return set.ExecuteTemplate(ctx, w, "layout", newPage())
		}),
		newPageSubject("page-by-copies", true, scopes, func(ctx context.Context, w io.Writer) error {
			copied, err := byFunctions.Clone()
			if err != nil {
				return err
			}
			copied.Funcs(template.FuncMap{"flash": satchel.FlashFrom(ctx).Get, "session": satchel.SessionFrom(ctx).Get})
			return copied.ExecuteTemplate(w, "layout", newPage())
		}),
	}, nil
}

func newPageSubject(name string, measure bool, scopes *satchel.Scopes, execute executor) *Subject {
	return &Subject{
		Name:  name,
		Flash: Page,
		Floor: measure,
		Handler: func(work Work) http.Handler {
			if work != ShowPage {
				return scopes.Handler(http.HandlerFunc(satchelHandlers[work]))
			}
			return scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if err := execute(r.Context(), w); err != nil {
					answer(w, "", err)
				}
			}))
		},
	}
}

// isPage tells whether a body is the page with the message and the user.
func isPage(body string) bool {
	return strings.HasPrefix(body, "<!doctype html>") && strings.HasSuffix(body, "</html>") &&
		strings.Contains(body, `<p class="success">`+message+"</p><p>"+readValue+"</p>") &&
		strings.Count(body, "<li>") == len(newPage().Items)
}
