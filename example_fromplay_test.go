package satchel_test

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/satchel-go/satchel"
)

// A login beside a Play application: nothing that was in the session before carries over, but the
// token of Play's CSRF filter, by which Play knows the forms that are open in other tabs.
func ExampleSession_Renew_besidePlay() {
	scopes, err := satchel.New(satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{exampleSecret}})
	if err != nil {
		log.Fatal(err)
	}
	handler := scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		if err := errors.Join(session.Renew("csrfToken"), session.Set("username", r.PostFormValue("name"))); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}))

	visitor, err := scopes.EncodeSession(satchel.Pair{Key: "csrfToken", Value: "5f-1-9c"}, satchel.Pair{Key: "role", Value: "planted"})
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "https://example.com/login", strings.NewReader(url.Values{"name": {"ada"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", scopes.SessionCookieName()+"="+visitor)
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, r)

	for _, cookie := range recorder.Result().Cookies() {
		token, err := scopes.DecodeSession(cookie.Value)
		if err != nil {
			log.Fatal(err)
		}
		for _, pair := range token.Pairs {
			if !strings.HasPrefix(pair.Key, satchel.ReservedPrefix) {
				fmt.Println(cookie.Name, pair.Key, pair.Value)
			}
		}
	}
	// Output:
	// PLAY_SESSION csrfToken 5f-1-9c
	// PLAY_SESSION username ada
}

// An application on Play 2.5, whose secret is what it is.
func ExampleConfig_play25() {
	const playSecret = "chosen-in-2012"
	scopes, err := satchel.New(satchel.Config{
		Profile:              satchel.Play25,
		Secrets:              []satchel.Secret{playSecret}, // play.crypto.secret, or application.secret
		InsecureShortSecrets: true,                         // it can be guessed, and then anybody makes sessions
	})
	if err != nil {
		log.Fatal(err)
	}
	value, err := scopes.EncodeSession(satchel.Pair{Key: "username", Value: "ada"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(value)
	// Output:
	// 519620b35286e279637a2cafda6f9b80b889c975-username=ada
}
