// Package templates lets html/template show the session and the flash without a
// word in the handlers: the functions stand in the templates.
//
//	var pages = templates.Must(templates.New(template.Must(
//		template.New("pages").Funcs(templates.Funcs()).Parse(`
//	{{define "home"}}{{template "layout" .}}<h1>{{.Title}}</h1>{{end}}
//	{{define "layout"}}<!doctype html><title>{{.Title}}</title>{{flashscript}}
//	{{range flashes}}<p data-flash class="{{.Level}}">{{.Text}}</p>{{end}}
//	<p>{{with session "connected"}}You are {{.}}.{{else}}Who are you?{{end}}</p>{{end}}`))))
//
//	func home(w http.ResponseWriter, r *http.Request) {
//		if err := pages.ExecuteTemplate(r.Context(), w, "home", map[string]string{"Title": "Home"}); err != nil {
//			log.Print(err)
//		}
//	}
//
// The functions are there in every template of the set, whatever its dot is; [Funcs]
// lists them. [Set.ExecuteTemplate] is the method of html/template with the request's
// context in front, and costs about as much as passing the values as data does.
//
// # How it works
//
// A function of html/template does not know for whom it is executed. A Set keeps
// copies of the templates, each with functions of its own, and one execution at a
// time has a copy to itself. Copying for every request, the obvious way, has
// html/template escape every template anew: a short page then costs two to six times
// as much, and more the more templates there are.
//
// # Before the header leaves
//
// html/template writes while it executes, so the header is gone before the first
// function is called. A Set has read the parse trees, and asks for what the template
// can get to before it writes.
package templates
