package satchel_test

import (
	"context"
	"encoding/base64"
	"errors"
	"expvar"
	"fmt"
	"html/template"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/satchel-go/satchel"
)

// The examples of this file are the snippets of Play's page on sessions and
// flashes, in the same order.

// Storing data into the session.
func ExampleSession_Set() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		if err := session.Set("connected", "user@gmail.com"); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, "Welcome!")
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("POST /login")
	b.cookies()
	// Output:
	// POST /login: Welcome!
	// cookies: [__Host-session]
}

// Reading a session value.
func ExampleSession_Get() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		user := satchel.SessionFrom(r.Context()).Get("connected")
		if user == "" {
			http.Error(w, "Oops, you are not connected", http.StatusUnauthorized)
			return
		}
		fmt.Fprintln(w, "Hello "+user)
	})
	mux.HandleFunc("POST /login", func(_ http.ResponseWriter, r *http.Request) {
		_ = satchel.SessionFrom(r.Context()).Set("connected", "user@gmail.com")
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("GET /", "POST /login", "GET /")
	// Output:
	// GET /: Oops, you are not connected
	// POST /login:
	// GET /: Hello user@gmail.com
}

// Removing one value from the session.
func ExampleSession_Delete() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(_ http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		_ = errors.Join(session.Set("connected", "user@gmail.com"), session.Set("theme", "dark"))
	})
	mux.HandleFunc("POST /logout", func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		if err := session.Delete("connected"); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, "Bye")
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		for key, value := range satchel.SessionFrom(r.Context()).All() {
			fmt.Fprintln(w, key, "is", value)
		}
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("POST /login", "POST /logout", "GET /")
	// Output:
	// POST /login:
	// POST /logout: Bye
	// GET /: theme is dark
}

// Ending the session.
func ExampleSession_Logout_simple() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(_ http.ResponseWriter, r *http.Request) {
		_ = satchel.SessionFrom(r.Context()).Set("connected", "user@gmail.com")
	})
	mux.HandleFunc("POST /discard", func(w http.ResponseWriter, r *http.Request) {
		if _, err := satchel.SessionFrom(r.Context()).Logout(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, "Bye")
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("POST /login")
	b.cookies()
	b.visit("POST /discard")
	b.cookies()
	// Output:
	// POST /login:
	// cookies: [__Host-session]
	// POST /discard: Bye
	// cookies: []
}

// Storing a message for the next request, which is the page after the redirect.
func ExampleFlash_Success() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /items", func(w http.ResponseWriter, r *http.Request) {
		flash := satchel.FlashFrom(r.Context())
		if err := flash.Success("The item has been created"); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		http.Redirect(w, r, "/home", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /home", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "Message:", satchel.FlashFrom(r.Context()).Get("success"))
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("POST /items", "GET /home")
	// Output:
	// POST /items: Message: The item has been created
	// GET /home: Message:
}

// Reading a flash value, with a default.
func ExampleFlash_Lookup() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		message, found := satchel.FlashFrom(r.Context()).Lookup("success")
		if !found {
			message = "Welcome!"
		}
		fmt.Fprintln(w, message)
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("GET /")
	// Output:
	// GET /: Welcome!
}

// The flash in a template: pass it as data. html/template escapes the text, which
// matters most where the flash is unsigned.
func ExampleFlash_template() {
	page := template.Must(template.New("page").Parse(
		`{{with .Flash.Get "success"}}<p class="success">{{.}}</p>{{end}}`))

	mux := http.NewServeMux()
	mux.HandleFunc("POST /items", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Success("Added <b>bread</b>")
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		data := struct{ Flash *satchel.Flash }{satchel.FlashFrom(r.Context())}
		if err := page.Execute(w, data); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("POST /items")
	// Output:
	// POST /items: <p class="success">Added &lt;b&gt;bread&lt;/b&gt;</p>
}

// A message for the page that is being made, without a redirect.
func ExampleFlash_Now() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /items", func(w http.ResponseWriter, r *http.Request) {
		flash := satchel.FlashFrom(r.Context())
		_ = flash.Now("error", "The name is empty")
		fmt.Fprintln(w, flash.Get("error"))
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("POST /items")
	b.cookies()
	// Output:
	// POST /items: The name is empty
	// cookies: []
}

// As in Play, a poll by script uses up the message that a page is to show; unless it is
// kept. With the policy NextPage this happens by itself.
func ExampleFlash_KeepAll() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /items", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Success("The item has been created")
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" && mode != "navigate" {
			_ = satchel.FlashFrom(r.Context()).KeepAll()
		}
		fmt.Fprintln(w, satchel.FlashFrom(r.Context()).Get("success"))
	})

	b := newBrowser(satchel.Config{FlashPolicy: satchel.NextRequest}, mux)
	defer b.close()
	b.visit("POST /items")
	b.poll("GET /")
	b.visit("GET /", "GET /")
	// Output:
	// POST /items:
	// GET /: The item has been created
	// GET /: The item has been created
	// GET /:
}

// What does not fit a cookie stays on the server, under the session's unique id.
func ExampleSession_ID() {
	carts := map[string][]string{} // a real one is shared, bounded, and forgets

	mux := http.NewServeMux()
	mux.HandleFunc("POST /cart", func(w http.ResponseWriter, r *http.Request) {
		id, err := satchel.SessionFrom(r.Context()).ID()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		carts[id] = append(carts[id], "bread")
		fmt.Fprintln(w, len(carts[id]), "in the cart")
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("POST /cart", "POST /cart")
	// Output:
	// POST /cart: 1 in the cart
	// POST /cart: 2 in the cart
}

// At a login, nothing that somebody may have planted before carries over.
func ExampleSession_Renew() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.SessionFrom(r.Context()).Set("language", "fr")
		_ = satchel.SessionFrom(r.Context()).Set("coupon", "PLANTED")
	})
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		err := errors.Join(session.Renew("language"), session.Set("connected", "user@gmail.com"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		for key, value := range session.All() {
			fmt.Fprintln(w, key, value)
		}
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("GET /", "POST /login")
	// Output:
	// GET /:
	// POST /login: language fr
	// connected user@gmail.com
}

// A browser drops a cookie of more than 4096 bytes and tells nobody. Set fails
// before that, says what is large, and leaves the session as it was.
func ExampleSizeError() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /notes", func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		_ = session.Set("connected", "user@gmail.com")
		err := session.Set("notes", strings.Repeat("all of them ", 400))
		if tooLarge, ok := errors.AsType[*satchel.SizeError](err); ok {
			fmt.Fprintf(w, "%d bytes of %d, most in %q; still connected: %v",
				tooLarge.Size, tooLarge.Limit, tooLarge.Largest[0].Key, session.Get("connected") != "")
		}
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("POST /notes")
	// Output:
	// POST /notes: 6591 bytes of 4096, most in "notes"; still connected: true
}

// Wrong on purpose: the header has left before the session changes, as it has
// after the first Write or Flush. The error says so, where many libraries lose the
// change in silence.
func ExampleSession_Set_tooLate() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "Welcome!") // sends the header
		err := satchel.SessionFrom(r.Context()).Set("connected", "user@gmail.com")
		fmt.Fprintln(w, errors.Is(err, satchel.ErrCommitted))
	})

	b := newBrowser(satchel.Config{}, mux)
	defer b.close()
	b.visit("POST /login")
	b.cookies()
	// Output:
	// POST /login: Welcome!
	// true
	// cookies: []
}

// A new secret goes in front; the old one still opens what it has signed, until
// its sessions are gone.
func ExampleConfig_secrets() {
	oldSecret, newSecret := exampleSecret, satchel.NewSecret()
	before, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{oldSecret}})
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{newSecret, oldSecret}})
	if err != nil {
		fmt.Println(err)
		return
	}
	value, _ := before.EncodeSession(satchel.Pair{Key: "connected", Value: "user@gmail.com"})
	token, err := after.DecodeSession(value)
	fmt.Println(token.Pairs, err)
	// Output:
	// [{connected user@gmail.com}] <nil>
}

// In a test: a request that is logged in.
func ExampleScopes_EncodeSession_inTests() {
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{satchel.NewSecret()}})
	if err != nil {
		log.Fatal(err)
	}
	value, err := scopes.EncodeSession(satchel.Pair{Key: "connected", Value: "user@gmail.com"})
	if err != nil {
		log.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.AddCookie(&http.Cookie{Name: scopes.SessionCookieName(), Value: value})

	response := httptest.NewRecorder()
	scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "Hello", satchel.SessionFrom(r.Context()).Get("connected"))
	})).ServeHTTP(response, request)
	fmt.Println(response.Body)
	// Output:
	// Hello user@gmail.com
}

// In production the settings come from outside the program.
func ExampleConfigFromEnvironment() {
	os.Setenv("SATCHEL_SECRETS", string(exampleSecret))
	os.Setenv("SATCHEL_SESSION_MAX_AGE", "720h")

	config, err := satchel.ConfigFromEnvironment(os.Environ()) // SATCHEL_SECRETS, SATCHEL_PROFILE, …
	if err != nil {
		log.Fatal(err)
	}
	scopes, err := satchel.New(config)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(scopes.SessionCookieName(), config.Session.MaxAge, config.Secrets)
	os.Unsetenv("SATCHEL_SECRETS")
	os.Unsetenv("SATCHEL_SESSION_MAX_AGE")
	// Output:
	// __Host-session 720h0m0s [[redacted]]
}

// The session of a Play application, read without any HTTP.
func ExampleScopes_DecodeSession() {
	playSecret := exampleSecret // play.http.secret.key of application.conf
	scopes, err := satchel.New(satchel.Config{
		Profile: satchel.Play, // or satchel.Play25, for Play 2.0.6 to 2.5
		Secrets: []satchel.Secret{playSecret},
		Session: satchel.CookieConfig{Secure: true}, // as play.http.session.secure
		Flash:   satchel.CookieConfig{Secure: true},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	const cookie = "eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjp7ImNvbm5lY3RlZCI6InVzZXJAZ21haWwuY29tIn0sIm5iZiI6MTcwMDAwMDAwMCwiaWF0IjoxNzAwMDAwMDAwfQ.forged"
	_, err = scopes.DecodeSession(cookie)
	fmt.Println(satchel.ReasonOf(err))
	// Output:
	// malformed
}

// The value of a cookie, made without any HTTP.
func ExampleScopes_EncodeSession() {
	scopes, err := satchel.New(satchel.Config{
		Secrets: []satchel.Secret{exampleSecret},
		Clock:   func() time.Time { return time.Unix(1700000000, 0) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	value, err := scopes.EncodeSession(satchel.Pair{Key: "connected", Value: "user@gmail.com"})
	if err != nil {
		fmt.Println(err)
		return
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(value, ".")[1])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(payload)) // signed, not encrypted
	// Output:
	// {"data":{"connected":"user@gmail.com"},"nbf":1700000000,"iat":1700000000}
}

// Without net/http: an adapter begins an exchange, runs the handler, and commits
// just before the header leaves.
func ExampleScopes_Begin() {
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{exampleSecret}})
	if err != nil {
		fmt.Println(err)
		return
	}
	exchange, err := scopes.Begin(context.Background(), satchel.Request{
		Method: "POST", Host: "example.com", RemoteAddr: "192.0.2.1:1234", TLS: true, Header: http.Header{},
	})
	if err != nil {
		fmt.Println(err) // development mode serves this machine only
		return
	}
	defer exchange.Close()

	_ = satchel.SessionFrom(exchange.Context()).Set("connected", "user@gmail.com")

	header := http.Header{}
	if err := exchange.Commit(http.StatusOK, header); err != nil {
		fmt.Println(err)
	}
	cookie, _ := http.ParseSetCookie(header.Get("Set-Cookie"))
	fmt.Println(cookie.Name, cookie.Secure, cookie.HttpOnly)
	fmt.Println(header.Get("Cache-Control"), header.Get("Vary"))
	// Output:
	// __Host-session true true
	// private Cookie
}

// A stream of server-sent events: the cookies are decided before it begins, while
// another answer is still possible.
func ExampleCommitNow() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		if err := session.Set("channel", "news"); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if err := satchel.CommitNow(w, http.StatusOK); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Cache-Control", "no-cache") // what keeps the cookie private is put back
		for i := range 2 {
			fmt.Fprintf(w, "data: %d\n\n", i)
			_ = http.NewResponseController(w).Flush()
		}
		if err := session.Set("channel", "sports"); errors.Is(err, satchel.ErrCommitted) {
			fmt.Fprintln(w, "data: too late for a cookie")
		}
	})

	b := newBrowser(satchel.Config{OnEvent: func(context.Context, satchel.Event) {}}, mux)
	defer b.close()
	b.visit("GET /events")
	b.cookies()
	// Output:
	// GET /events: data: 0
	//
	// data: 1
	//
	// data: too late for a cookie
	// cookies: [__Host-session]
}

// A hook that counts everything and logs what needs attention.
func ExampleLogEvents() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: withoutTime}))
	secret := exampleSecret // in production, from where the others are kept
	counts := expvar.NewMap("satchel")
	logEvent := satchel.LogEvents(logger)
	scopes, err := satchel.New(satchel.Config{
		Secrets: []satchel.Secret{secret},
		OnEvent: func(ctx context.Context, e satchel.Event) {
			counts.Add(strings.TrimSpace(string(e.Outcome)+" "+string(e.Reason)), 1)
			logEvent(ctx, e)
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	for range 1000 {
		request := httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody)
		request.AddCookie(&http.Cookie{Name: scopes.SessionCookieName(), Value: "forged"})
		scopes.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_ = satchel.SessionFrom(r.Context()).Get("connected")
		})).ServeHTTP(httptest.NewRecorder(), request)
	}
	fmt.Println(counts)
	// Output:
	// level=WARN msg="satchel needs attention" event.outcome=rejected event.reason=malformed event.cookie=__Host-session event.explanation="not a token of the configured format, or cut off" event.size=6
	// {"rejected malformed": 1000}
}
