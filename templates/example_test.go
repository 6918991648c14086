package templates_test

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

// browser is what the examples look through: it keeps cookies and follows redirects.
type browser struct {
	server *httptest.Server
	client *http.Client
}

func newBrowser(handler http.Handler) *browser {
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{satchel.NewSecret()}})
	if err != nil {
		panic(err)
	}
	b := &browser{server: httptest.NewTLSServer(scopes.Handler(handler))}
	b.client = b.server.Client()
	b.client.Jar, _ = cookiejar.New(nil)
	return b
}

func (b *browser) close() { b.server.Close() }

// visit requests pages one after another and prints each answer.
func (b *browser) visit(requests ...string) {
	for _, request := range requests {
		method, path, _ := strings.Cut(request, " ")
		path, form, _ := strings.Cut(path, " ")
		r, err := http.NewRequestWithContext(context.Background(), method, b.server.URL+path, strings.NewReader(form))
		if err != nil {
			panic(err)
		}
		if form != "" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		response, err := b.client.Do(r)
		if err != nil {
			panic(err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			panic(err)
		}
		response.Body.Close()
		fmt.Println(request + ": " + strings.TrimSpace(string(body)))
	}
}

// The functions stand in the templates; the handlers know nothing of them.
func Example() {
	base := template.Must(template.New("pages").Funcs(templates.Funcs()).Parse(`
{{define "home"}}{{template "messages"}}<h1>{{.Title}}</h1>{{end}}
{{define "messages"}}{{range flashes}}<p class="{{.Level}}">{{.Text}}</p>{{end}}{{end}}`))
	pages, err := templates.New(base)
	if err != nil {
		log.Fatal(err)
	}

	mux := http.NewServeMux()
	mux.HandleFunc("GET /home", func(w http.ResponseWriter, r *http.Request) {
		if err := pages.ExecuteTemplate(r.Context(), w, "home", map[string]string{"Title": "Home"}); err != nil {
			log.Print(err)
		}
	})
	mux.HandleFunc("POST /items", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Success("The item has been created")
		http.Redirect(w, r, "/home", http.StatusSeeOther)
	})

	b := newBrowser(mux)
	defer b.close()
	b.visit("POST /items", "GET /home")
	// Output:
	// POST /items: <p class="success">The item has been created</p><h1>Home</h1>
	// GET /home: <h1>Home</h1>
}

// What the user had typed comes back with the form, but not the password.
func Example_old() {
	base := template.Must(template.New("form").Funcs(templates.Funcs()).Parse(`
{{with flash "error"}}{{.}} {{end}}<input name="email" value="{{old "email" .Email}}">`))
	form := templates.Must(templates.New(base))

	mux := http.NewServeMux()
	mux.HandleFunc("GET /user", func(w http.ResponseWriter, r *http.Request) {
		if err := form.Execute(r.Context(), w, map[string]string{"Email": "stored@example.com"}); err != nil {
			log.Print(err)
		}
	})
	mux.HandleFunc("POST /user", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		flash := satchel.FlashFrom(r.Context())
		_ = flash.Error("This is no address.")
		_ = flash.SetForm(r.PostForm, "password")
		http.Redirect(w, r, "/user", http.StatusSeeOther)
	})

	b := newBrowser(mux)
	defer b.close()
	b.visit("GET /user", "POST /user email=nobody", "GET /user")
	// Output:
	// GET /user: <input name="email" value="stored@example.com">
	// POST /user email=nobody: This is no address. <input name="email" value="nobody">
	// GET /user: <input name="email" value="stored@example.com">
}

// A page with a nonce in its Content-Security-Policy.
func ExampleFuncs_flashscript() {
	base := template.Must(template.New("page").Funcs(templates.Funcs()).Parse(`{{flashscript .Nonce}}`))
	page := templates.Must(templates.New(base))
	var text strings.Builder
	if err := page.Execute(context.Background(), &text, map[string]string{"Nonce": "rAnd0m"}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Replace(text.String(), templates.Script, "…", 1))
	// Output: <script nonce="rAnd0m">…</script>
}

// A policy that allows no script inside a page but this one.
func ExampleScript() {
	fmt.Fprintf(os.Stdout, "Content-Security-Policy: script-src 'self' '%s'\n", templates.ScriptHash)
	// Output: Content-Security-Policy: script-src 'self' 'sha256-CM/1eWnatMz3dqDgPjQ+VG7BlB8WHjH0UgRI4IpsInQ='
}

// A script of its own address, outside the handler: it needs no cookie.
func ExampleScriptHandler() {
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{satchel.NewSecret()}})
	if err != nil {
		log.Fatal(err)
	}
	pages := http.NotFoundHandler()

	mux := http.NewServeMux()
	mux.Handle("GET /flash.js", templates.ScriptHandler())
	mux.Handle("/", scopes.Handler(pages))

	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/flash.js", nil))
	fmt.Println(w.Header().Get("Content-Type"), w.Body.String() == templates.Script)
	// Output: text/javascript; charset=utf-8 true
}

// A function that executes a template is not seen: ask for the flash first.
func ExampleSet_ExecuteTemplate() {
	var pages *templates.Set
	base := template.New("pages").Funcs(templates.Funcs()).Funcs(template.FuncMap{
		"part": func(ctx context.Context, name string) (template.HTML, error) {
			var part strings.Builder
			err := pages.ExecuteTemplate(ctx, &part, name, nil)
			return template.HTML(part.String()), err // it has been escaped
		},
	})
	template.Must(base.Parse(`{{define "home"}}{{part .Context "messages"}}{{end}}{{define "messages"}}<p>{{flash "success"}}</p>{{end}}`))
	pages = templates.Must(templates.New(base))

	mux := http.NewServeMux()
	mux.HandleFunc("GET /home", func(w http.ResponseWriter, r *http.Request) {
		satchel.FlashFrom(r.Context()) // the template named "home" does not say that it shows messages
		if err := pages.ExecuteTemplate(r.Context(), w, "home", map[string]any{"Context": r.Context()}); err != nil {
			log.Print(err)
		}
	})
	mux.HandleFunc("POST /items", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Success("Created")
		http.Redirect(w, r, "/home", http.StatusSeeOther)
	})

	b := newBrowser(mux)
	defer b.close()
	b.visit("POST /items", "GET /home")
	// Output:
	// POST /items: <p>Created</p>
	// GET /home: <p></p>
}
