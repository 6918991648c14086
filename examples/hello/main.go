// Hello is the whole program of the README: a session, a flash, and a form.
package main

import (
	"errors"
	"html/template"
	"log"
	"net/http"

	"github.com/satchel-go/satchel"
)

var page = template.Must(template.New("page").Parse(`<!doctype html><title>Hello</title>
<p>{{.Flash.Get "success"}}
<p>{{with .Session.Get "connected"}}You are {{.}}.{{else}}Who are you?{{end}}
<form method="post" action="/login"><input name="email" aria-label="email"><button>Log in</button></form>`))

func main() {
	scopes, err := satchel.New(satchel.Config{Development: true}) // in production: Secrets
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		_ = page.Execute(w, map[string]any{
			"Session": satchel.SessionFrom(r.Context()),
			"Flash":   satchel.FlashFrom(r.Context()),
		})
	})
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		if err := errors.Join(session.Renew(), session.Set("connected", r.FormValue("email"))); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest) // too large for a cookie, say
			return
		}
		_ = satchel.FlashFrom(r.Context()).Success("Welcome back")
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	protected := http.NewCrossOriginProtection().Handler(mux) // refuses other sites' forms
	log.Fatal(http.ListenAndServe("127.0.0.1:9000", scopes.Handler(protected)))
}
