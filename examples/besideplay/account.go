package main

import (
	"html/template"
	"net/http"

	"github.com/satchel-go/satchel"
)

// userKey is where Play's Security.Authenticated looks for the user.
const userKey = "username"

var page = template.Must(template.New("account").Parse(`<!doctype html><html lang="en"><title>Account</title>
{{range .Flash.Messages}}<p class="{{.Level}}">{{.Text}}</p>{{end}}
<p>You are {{.Session.Get "username"}}, and your theme is {{or (.Session.Get "theme") "plain"}}.</p>
<form method="post" action="/account"><input name="theme" aria-label="theme"><button>Change</button></form>
<form method="post" action="/logout"><button>Log out</button></form></html>
`))

// movedRoutes are those that Go answers. To give one back to Play, take its line out.
func movedRoutes(home string) *http.ServeMux {
	moved := http.NewServeMux()
	moved.HandleFunc("GET /account", showAccount)
	moved.HandleFunc("POST /account", changeAccount)
	moved.HandleFunc("POST /logout", logout(home))
	return moved
}

func showAccount(w http.ResponseWriter, r *http.Request) {
	session := satchel.SessionFrom(r.Context())
	if session.Get(userKey) == "" {
		http.Error(w, "Oops, you are not connected", http.StatusUnauthorized)
		return
	}
	_ = page.Execute(w, map[string]any{"Session": session, "Flash": satchel.FlashFrom(r.Context())})
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
