package templating_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/conformance/templating"
)

// created is a handler that sets a message and redirects.
func created(w http.ResponseWriter, r *http.Request) {
	_ = satchel.FlashFrom(r.Context()).Success("The item has been created")
	http.Redirect(w, r, "/items", http.StatusSeeOther)
}

// visit serves the handler, requests pages one after another as a browser with cookies
// does, and prints what they show behind the list.
func visit(mux http.Handler, requests ...string) {
	scopes, err := satchel.New(satchel.Config{
		Secrets: []satchel.Secret{satchel.NewSecret()},
		OnEvent: func(context.Context, satchel.Event) {},
	})
	if err != nil {
		panic(err)
	}
	server := httptest.NewTLSServer(scopes.Handler(mux))
	defer server.Close()
	client := server.Client()
	client.Jar, _ = cookiejar.New(nil)
	for _, request := range requests {
		method, path, _ := strings.Cut(request, " ")
		r, err := http.NewRequestWithContext(context.Background(), method, server.URL+path, http.NoBody)
		if err != nil {
			panic(err)
		}
		response, err := client.Do(r)
		if err != nil {
			panic(err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			panic(err)
		}
		response.Body.Close()
		_, messages, _ := strings.Cut(string(body), "</ul>")
		messages, _, _ = strings.Cut(messages, "</body>")
		fmt.Println(strings.TrimSpace(request + ": " + messages))
	}
}

// A component of a-h/templ finds the flash in its context. Page asks in its first
// line.
func Example_templ() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := templating.Page([]string{"one", "two"}).Render(r.Context(), w); err != nil {
			log.Print(err)
		}
	})
	mux.HandleFunc("POST /items", created)

	visit(mux, "POST /items", "GET /items")
	// Output:
	// POST /items: <p data-flash class="success">The item has been created</p>
	// GET /items:
}
