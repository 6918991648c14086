package main

import (
	"html/template"
	"net/http"

	"github.com/satchel-go/satchel"
)

// userKey is where Play's Security.Authenticated looks for the user.
const userKey = "username"

var page = template.Must(template.New("account").Parse(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Account</title>
<style>:root{color-scheme:light dark}body{font:1.1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}input,button{font:inherit}
.success{padding:.4rem .8rem;border-left:.3rem solid #27a}</style>
<h1>Go answers this page</h1>
{{range .Flash.Messages}}<p class="{{.Level}}">{{.Text}}</p>{{end}}
<p>You are <strong>{{.Session.Get "username"}}</strong>, and your theme is <strong>{{or (.Session.Get "theme") "plain"}}</strong>.</p>
<p><a href="{{.Home}}">Home</a>, which Play answers</p>
<form method="post" action="/account"><input name="theme" aria-label="theme" placeholder="Another theme"> <button>Change it in Go</button></form>
<form method="post" action="/logout"><button>Log out in Go</button></form></html>
`))

// movedRoutes are those that Go answers. To give one back to Play, take its line out.
func movedRoutes(home string) *http.ServeMux {
	moved := http.NewServeMux()
	moved.HandleFunc("GET /account", showAccount(home))
	moved.HandleFunc("POST /account", changeAccount)
	moved.HandleFunc("POST /logout", logout(home))
	return moved
}

func showAccount(home string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		if session.Get(userKey) == "" {
			http.Error(w, "Oops, you are not connected", http.StatusUnauthorized)
			return
		}
		_ = page.Execute(w, map[string]any{"Session": session, "Flash": satchel.FlashFrom(r.Context()), "Home": home})
	}
}

func changeAccount(w http.ResponseWriter, r *http.Request) {
	session := satchel.SessionFrom(r.Context())
	if session.Get(userKey) == "" {
		http.Error(w, "Oops, you are not connected", http.StatusUnauthorized)
		return
	}
	if err := session.Set("theme", r.PostFormValue("theme")); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest) // too large for a cookie, say
		return
	}
	_ = satchel.FlashFrom(r.Context()).Success("Your theme has been changed")
	http.Redirect(w, r, "/account", http.StatusSeeOther)
}

// logout ends the session for both sides, and leaves a message that Play shows.
func logout(home string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, err := satchel.SessionFrom(r.Context()).Logout(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_ = satchel.FlashFrom(r.Context()).Success("You have logged out")
		http.Redirect(w, r, home, http.StatusSeeOther)
	}
}
