package satcheltest_test

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/satcheltest"
)

// application is what the tests of this file test.
func application(scopes *satchel.Scopes) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		_ = session.Renew("theme")
		_ = session.Set("connected", r.FormValue("email"))
		_ = satchel.FlashFrom(r.Context()).Success("Welcome back")
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.HandleFunc("POST /logout", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.SessionFrom(r.Context()).Clear()
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Success("Saved")
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		message := satchel.FlashFrom(r.Context()).Get("success")
		_, _ = fmt.Fprintf(w, "<p>%s</p>", message)
	})
	mux.HandleFunc("GET /poll", func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, satchel.SessionFrom(r.Context()).Get("connected"))
	})
	return scopes.Handler(mux)
}

func exampleScopes() *satchel.Scopes {
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{satchel.NewSecret()}})
	if err != nil {
		panic(err)
	}
	return scopes
}

func TestLogin(t *testing.T) {
	scopes := exampleScopes()
	handler := application(scopes)

	r := httptest.NewRequest(http.MethodPost, "https://example.com/login", strings.NewReader("email=user@gmail.com"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	satcheltest.WithSession(t, scopes, r, "theme", "dark") // somebody who was here before
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, r)

	satcheltest.WantSession(t, scopes, recorder.Result(), "connected", "user@gmail.com")
	satcheltest.WantSession(t, scopes, recorder.Result(), "theme", "dark")
	satcheltest.WantFlash(t, scopes, recorder.Result(), "success", "Welcome back")
}

func TestPageShowsMessageOnce(t *testing.T) {
	scopes := exampleScopes()
	handler := application(scopes)

	r := httptest.NewRequest(http.MethodGet, "https://example.com/", nil)
	satcheltest.WithFlash(t, scopes, r, "success", "Welcome back")
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, r)

	if !strings.Contains(recorder.Body.String(), "Welcome back") {
		t.Error("the page does not show the message")
	}
	satcheltest.WantFlashDelivered(t, scopes, recorder.Result())
	if session := satcheltest.Session(t, scopes, recorder.Result()); !session.Untouched() {
		t.Error(session)
	}
}

func TestLogout(t *testing.T) {
	scopes := exampleScopes()
	r := satcheltest.WithSession(t, scopes, httptest.NewRequest(http.MethodPost, "https://example.com/logout", nil), "connected", "user@gmail.com")
	recorder := httptest.NewRecorder()
	application(scopes).ServeHTTP(recorder, r)
	satcheltest.WantSessionDeleted(t, scopes, recorder.Result())
}

// What an application should keep in its CI: its own tabs and its own messages.
func TestNothingGetsLostBetweenTabs(t *testing.T) {
	scopes := exampleScopes()
	report, err := satcheltest.Race{
		Handler: application(scopes),
		Scopes:  scopes,
		Before:  []satcheltest.Request{satcheltest.Post("/login", url.Values{"email": {"user@gmail.com"}})},
		Tabs: []satcheltest.Tab{
			{satcheltest.Post("/save", nil)},                             // and the page that it redirects to
			{satcheltest.Fetch("/poll"), satcheltest.Asset("/logo.png")}, // at the same time, in another tab
		},
		After:    []satcheltest.Request{satcheltest.Navigate("/")},
		Messages: []string{"Saved"},
	}.Run()
	if err != nil {
		t.Fatal(err)
	}
	if !report.OK() {
		t.Error(report)
	}
}

// A session that is written with every response is a bug that no test of a single
// request shows: a slow page that was asked for before a logout undoes it. (An idle
// time-out that is counted anew with every request is often written like this.)
func ExampleRace() {
	scopes := exampleScopes()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(_ http.ResponseWriter, r *http.Request) {
		_ = satchel.SessionFrom(r.Context()).Set("connected", "user@gmail.com")
	})
	mux.HandleFunc("POST /logout", func(_ http.ResponseWriter, r *http.Request) {
		_ = satchel.SessionFrom(r.Context()).Clear()
	})
	mux.HandleFunc("GET /report", func(_ http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		if session.Get("connected") != "" {
			_ = session.Renew("connected") // the bug: written with each response
		}
	})

	report, err := satcheltest.Race{
		Handler: scopes.Handler(mux),
		Scopes:  scopes,
		Before:  []satcheltest.Request{satcheltest.Post("/login", nil)},
		Tabs: []satcheltest.Tab{
			{satcheltest.Post("/logout", nil)},
			{satcheltest.Navigate("/report")},
		},
	}.Run()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(report)
	// Output:
	// 6 orders
	// the session comes back after its end in 2 of them, such as:
	//    1. at first the browser receives 200 POST /login, which writes __Host-session
	//    2. tab 2 sends GET /report with __Host-session
	//    3. tab 1 sends POST /logout with __Host-session
	//    4. tab 1 receives 200 POST /logout, which deletes __Host-session
	//    5. tab 2 receives 200 GET /report, which writes __Host-session
}

// A message that is kept in the session is lost when something else changes the session
// at the same time.
func ExampleRace_messageInSession() {
	scopes := exampleScopes()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /save", func(_ http.ResponseWriter, r *http.Request) {
		_ = satchel.SessionFrom(r.Context()).Set("message", "Saved") // the bug: use FlashFrom
	})
	mux.HandleFunc("POST /theme", func(_ http.ResponseWriter, r *http.Request) {
		_ = satchel.SessionFrom(r.Context()).Set("theme", "dark")
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		message := session.Get("message")
		_ = session.Delete("message")
		_, _ = fmt.Fprintf(w, "<p>%s</p>", message)
	})

	report, err := satcheltest.Race{
		Handler:  scopes.Handler(mux),
		Scopes:   scopes,
		Tabs:     []satcheltest.Tab{{satcheltest.Post("/save", nil)}, {satcheltest.Post("/theme", nil)}},
		After:    []satcheltest.Request{satcheltest.Navigate("/")},
		Messages: []string{"Saved"},
	}.Run()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(report)
	// Output:
	// 6 orders
	// "Saved" is lost in 2 of them, such as:
	//    1. tab 2 sends POST /theme
	//    2. tab 1 sends POST /save
	//    3. tab 1 receives 200 POST /save, which writes __Host-session
	//    4. tab 2 receives 200 POST /theme, which writes __Host-session
	//    5. at last the browser receives 200 GET / with __Host-session
}

// A property of one's own over all orders.
func ExampleRace_Orders() {
	scopes := exampleScopes()
	race := satcheltest.Race{
		Handler:  application(scopes),
		Scopes:   scopes,
		Tabs:     []satcheltest.Tab{{satcheltest.Post("/save", nil)}, {satcheltest.Navigate("/")}},
		After:    []satcheltest.Request{satcheltest.Navigate("/")},
		Messages: []string{"Saved"},
	}
	orders := 0
	for order, err := range race.Orders() {
		if err != nil {
			log.Fatal(err)
		}
		if len(order.Lost) > 0 && len(order.Overwritten) == 0 {
			fmt.Println(order.Steps)
		}
		orders++
	}
	fmt.Println(orders, "orders")
	// Output: 15 orders
}

// A jar that says what a browser would drop without a word.
func ExampleJar() {
	jar := new(satcheltest.Jar)
	address := &url.URL{Scheme: "https", Host: "example.com", Path: "/"}
	err := jar.Receive(address, http.Header{"Set-Cookie": {
		"__Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Strict",
		"__Host-cart=def; Path=/shop; Secure",
	}}, satcheltest.SameSite)
	fmt.Println(err)
	fmt.Println(jar.CookieHeader(address, satcheltest.SameSite))
	fmt.Printf("%q\n", jar.CookieHeader(address, satcheltest.CrossSiteNavigation)) // a link in a mail
	// Output:
	// satcheltest: a browser refuses the cookie "__Host-cart": __Host- needs Secure, Path=/ and no Domain (section 5.7, step 21)
	// __Host-session=abc
	// ""
}
