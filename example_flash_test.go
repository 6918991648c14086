package satchel_test

import (
	"errors"
	"fmt"
	"log"
	"net/http"

	"github.com/satchel-go/satchel"
)

// What comes between a message and its page leaves the message alone: here a redirect,
// an image and a poll.
func ExampleFlashPolicy() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Success("Saved")
		http.Redirect(w, r, "/items", http.StatusSeeOther) // and http.ServeMux redirects to /items/
	})
	mux.HandleFunc("GET /items/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "items", satchel.FlashFrom(r.Context()).Messages())
	})
	mux.HandleFunc("POST /quick", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Info("Done")
		fmt.Fprintln(w, "OK")
	})
	mux.HandleFunc("GET /logo", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "logo") })
	mux.HandleFunc("GET /poll", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "no news") })

	for _, policy := range []satchel.FlashPolicy{satchel.NextPage, satchel.NextRequest} {
		fmt.Printf("-- %v\n", policy)
		b := newBrowser(satchel.Config{FlashPolicy: policy}, mux)
		b.visit("POST /save")
		b.poll("POST /quick", "GET /poll")
		b.image("GET /logo")
		b.visit("GET /items/")
		b.close()
	}
	// Output:
	// -- next-page
	// POST /save: items [{success Saved}]
	// POST /quick: OK
	// GET /poll: no news
	// GET /logo: logo
	// GET /items/: items [{info Done}]
	// -- next-request
	// POST /save: items []
	// POST /quick: OK
	// GET /poll: no news
	// GET /logo: logo
	// GET /items/: items []
}

// Two tabs: the message is for the page that the redirect goes to.
func ExampleRedirect() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Success("Saved")
		satchel.Redirect(w, r, "/items", http.StatusSeeOther)
	})
	show := func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, satchel.FlashFrom(r.Context()).Get("success"))
	}
	mux.HandleFunc("GET /items", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/items/all", http.StatusFound)
	})
	mux.HandleFunc("GET /items/all", show)
	mux.HandleFunc("GET /news", show)

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.withoutRedirects()
	b.visit("POST /save", "GET /news", "GET /items", "GET /news", "GET /items/all", "GET /items/all")
	// Output:
	// POST /save:
	// GET /news:
	// GET /items: <a href="/items/all">Found</a>.
	// GET /news:
	// GET /items/all: Saved
	// GET /items/all:
}

// Several messages under one key, and a form that is shown again.
func ExampleFlash_SetForm() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /register", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.PostForm.Set("email", "user@")
		r.PostForm.Set("password", "geheim")
		flash := satchel.FlashFrom(r.Context())
		err := errors.Join(
			flash.Add("error", "The name is missing"),
			flash.Add("error", "The e-mail address is missing"),
			flash.SetForm(r.PostForm), // "old input", without passwords
		)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, "/register", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /register", func(w http.ResponseWriter, r *http.Request) {
		flash := satchel.FlashFrom(r.Context())
		for _, message := range flash.Messages() {
			fmt.Fprintf(w, "%s: %s; ", message.Level, message.Text)
		}
		fmt.Fprintf(w, "email %q, password %q\n", flash.Form().Get("email"), flash.Form().Get("password"))
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("POST /register", "GET /register")
	// Output:
	// POST /register: error: The name is missing; error: The e-mail address is missing; email "user@", password ""
	// GET /register: email "", password ""
}

// Teaching the policy what the header fields of a library mean.
func ExampleFlashRule() {
	secret := exampleSecret // in production, from where the others are kept
	scopes, err := satchel.New(satchel.Config{
		Secrets: []satchel.Secret{secret},
		FlashRules: []satchel.FlashRule{
			{Header: "X-My-Poll", Means: satchel.AsideRequest},                           // never shows a message
			{Header: "Turbo-Frame", Value: "messages", Means: satchel.PartRequest},       // this frame does
			{Header: "X-My-Location", Means: satchel.RedirectResponse},                   // a script goes to another page
			{Header: "X-My-Hover-Preload", Value: "true", Means: satchel.PreloadRequest}, // fetched ahead by a script
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(scopes.FlashCookieName())
	// Output:
	// __Host-flash
}
