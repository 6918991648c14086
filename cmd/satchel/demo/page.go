package demo

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"

	"github.com/satchel-go/satchel"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Each page is the layout with its own content in it.
var (
	indexTemplate   = parsePage("templates/index.html")
	problemTemplate = parsePage("templates/problem.html")
)

func parsePage(file string) *template.Template {
	return template.Must(template.ParseFS(templateFiles, "templates/layout.html", file))
}

// messages are what the flash of a request has to say.
type messages struct{ Success, Error string }

var noMessages messages

func messagesOf(flash *satchel.Flash) messages {
	return messages{Success: flash.Get("success"), Error: flash.Get("error")}
}

// layout is what every page shows.
type layout struct {
	Title    string
	Profile  string
	Messages messages
}

// field is an input with what came back from a refused form.
type field struct {
	Value   string
	Invalid bool
}

func fieldOf(flash *satchel.Flash, name string) field {
	value, refused := flash.Lookup(name)
	return field{Value: value, Invalid: refused}
}

type indexPage struct {
	layout
	Connected   string
	Name, Email field
	NoteSize    int
	Pockets     []pocket
	Shelf       shelf
}

func (a *application) index(w http.ResponseWriter, r *http.Request) {
	session, flash := satchel.SessionFrom(r.Context()), satchel.FlashFrom(r.Context())
	kept, err := a.look(r.Context())
	if err != nil {
		a.log.ErrorContext(r.Context(), "items cannot be read", "reason", err)
		a.problem(w, r, http.StatusInternalServerError, messagesOf(flash))
		return
	}
	name := fieldOf(flash, "name")
	name.Invalid = name.Invalid && !kept.Silent // else the name was good
	a.render(w, r, http.StatusOK, indexTemplate, indexPage{
		layout:    layout{Title: "Satchel demo", Profile: a.profile.String(), Messages: messagesOf(flash)},
		Connected: session.Get(connectedKey),
		Name:      name,
		Email:     fieldOf(flash, "email"),
		NoteSize:  noteSize,
		Pockets:   a.pockets(r),
		Shelf:     kept,
	})
}

// render writes a whole page or none: a template that fails half-way would leave
// a broken page with status 200.
func (a *application) render(w http.ResponseWriter, r *http.Request, status int, page *template.Template, data any) {
	var body bytes.Buffer
	if err := page.ExecuteTemplate(&body, "layout.html", data); err != nil {
		a.log.ErrorContext(r.Context(), "template failed", "template", page.Name(), "reason", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(status)                      // the cookies leave here
	if _, err := body.WriteTo(w); err != nil { // the client has gone away
		a.log.DebugContext(r.Context(), "page not sent", "reason", err)
	}
}
