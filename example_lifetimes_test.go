package satchel_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/satchel-go/satchel"
)

// The examples of this file are the snippets of docs/lifetimes.md.

// settableClock is the time of an example. A test of one's own can do the same.
type settableClock struct{ seconds atomic.Int64 }

func newSettableClock() *settableClock {
	c := new(settableClock)
	c.seconds.Store(time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC).Unix())
	return c
}

func (c *settableClock) Now() time.Time          { return time.Unix(c.seconds.Load(), 0) }
func (c *settableClock) Advance(d time.Duration) { c.seconds.Add(int64(d.Seconds())) }

// A session that nobody uses ends to the second.
func ExampleLimits() {
	secret, clock := exampleSecret, newSettableClock()
	config := satchel.Config{
		Secrets: []satchel.Secret{secret},
		Limits:  satchel.OWASPLowRisk(), // 30 minutes unused, 8 hours in all
	}
	config.Clock = clock.Now // in tests only
	scopes, err := satchel.New(config)
	if err != nil {
		log.Fatal(err)
	}
	value, err := scopes.EncodeSession(satchel.Pair{Key: "connected", Value: "user@gmail.com"})
	if err != nil {
		log.Fatal(err)
	}

	clock.Advance(30*time.Minute - time.Second)
	_, err = scopes.DecodeSession(value)
	fmt.Println(err)
	clock.Advance(time.Second)
	_, err = scopes.DecodeSession(value)
	fmt.Println(err)
	// Output:
	// <nil>
	// satchel: the session has not been used for too long
}

// Before something that matters, the password again.
func ExampleSession_RequireRecent() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) { // after the password was right
		session := satchel.SessionFrom(r.Context())
		if err := errors.Join(session.Renew("theme"), session.Set("connected", "user@gmail.com")); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, "welcome")
	})
	mux.HandleFunc("POST /email", func(w http.ResponseWriter, r *http.Request) {
		if err := satchel.SessionFrom(r.Context()).RequireRecent(15 * time.Minute); err != nil {
			http.Redirect(w, r, "/password?then=/email", http.StatusSeeOther)
			return
		}
		fmt.Fprintln(w, "changed")
	})
	mux.HandleFunc("POST /password", func(w http.ResponseWriter, r *http.Request) { // and here, when it was right again
		if err := satchel.SessionFrom(r.Context()).Renew("connected", "theme"); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, "go on")
	})

	clock := newSettableClock()
	b := newBrowser(satchel.Config{Clock: clock.Now}, mux)
	defer b.close()
	b.withoutRedirects()
	b.visit("POST /login", "POST /email")
	clock.Advance(15 * time.Minute)
	b.visit("POST /email", "POST /password", "POST /email")
	// Output:
	// POST /login: welcome
	// POST /email: changed
	// POST /email:
	// POST /password: go on
	// POST /email: changed
}

// A logout that ends copies of the cookie too.
func ExampleSession_Logout() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(_ http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		_ = errors.Join(session.Renew(), session.Set("connected", "user@gmail.com"))
	})
	mux.HandleFunc("POST /logout", func(w http.ResponseWriter, r *http.Request) {
		guarantee, err := satchel.SessionFrom(r.Context()).Logout()
		if err != nil {
			log.Print(err) // the list failed, or it was too late; what could be done was done
		}
		fmt.Fprintln(w, guarantee)
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%q", satchel.SessionFrom(r.Context()).Get("connected"))
	})

	b := newBrowser(satchel.Config{
		Limits:     satchel.OWASPLowRisk(), // or entries of the list have no end
		Revocation: satchel.Revocation{DenyList: satchel.NewMemoryDenyList(100_000)},
	}, mux)
	defer b.close()
	b.visit("POST /login", "GET /")
	stolen := b.client.Jar.Cookies(b.url())
	b.visit("POST /logout", "GET /")
	b.client.Jar.SetCookies(b.url(), stolen)
	b.visit("GET /")
	// Output:
	// POST /login:
	// GET /: "user@gmail.com"
	// POST /logout: revoked here
	// GET /: ""
	// GET /: ""
}

// A new password ends the other sessions of the user, and not the one in which it was
// changed.
func ExampleRevocation() {
	clock := newSettableClock()
	var changed atomic.Pointer[time.Time] // a column of the table of users
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(_ http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		_ = errors.Join(session.Renew(), session.Set("connected", "user@gmail.com"))
	})
	mux.HandleFunc("POST /new-password", func(w http.ResponseWriter, r *http.Request) {
		now := clock.Now() // of this server: another clock may be ahead, and end this session too
		if err := satchel.SessionFrom(r.Context()).Renew("connected"); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		changed.Store(&now) // after Renew, or this session is one of those that end
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%q", satchel.SessionFrom(r.Context()).Get("connected"))
	})

	config := satchel.Config{Revocation: satchel.Revocation{
		UserKey: "connected",
		NotBefore: func(_ context.Context, _ string) (time.Time, error) {
			if since := changed.Load(); since != nil {
				return *since, nil
			}
			return time.Time{}, nil // never changed
		},
	}}
	config.Clock = clock.Now // in tests only
	b := newBrowser(config, mux)
	defer b.close()
	b.visit("POST /login", "GET /")
	elsewhere := b.client.Jar.Cookies(b.url())
	clock.Advance(time.Minute)
	b.visit("POST /new-password")
	clock.Advance(10 * time.Second) // Revocation.CacheFor
	b.visit("GET /")
	b.client.Jar.SetCookies(b.url(), elsewhere)
	b.visit("GET /")
	// Output:
	// POST /login:
	// GET /: "user@gmail.com"
	// POST /new-password:
	// GET /: "user@gmail.com"
	// GET /: ""
}

// A WebSocket outlives its request: it asks now and then whether the session still
// lives.
func ExampleScopes_CheckSession() {
	clock := newSettableClock()
	scopes, err := satchel.New(satchel.Config{
		Secrets: []satchel.Secret{exampleSecret},
		Limits:  satchel.NISTAAL2(),
		Clock:   clock.Now,
	})
	if err != nil {
		log.Fatal(err)
	}
	value, err := scopes.EncodeSession(satchel.Pair{Key: "connected", Value: "user@gmail.com"})
	if err != nil {
		log.Fatal(err)
	}

	// value is that of the cookie of the upgrade: r.Cookie(scopes.SessionCookieName()).
	alive := func(ctx context.Context) error {
		_, err := scopes.CheckSession(ctx, value)
		return err
	}
	fmt.Println(alive(context.Background()))
	clock.Advance(time.Hour)
	fmt.Println(alive(context.Background()))
	// Output:
	// <nil>
	// satchel: the session has not been used for too long
}
