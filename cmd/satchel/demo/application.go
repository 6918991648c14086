package demo

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/templates"
)

// application is what the handlers share.
type application struct {
	scopes  *satchel.Scopes
	profile satchel.Profile
	sealed  bool
	maxAge  time.Duration // of the session's cookie
	clock   func() time.Time
	log     *slog.Logger
	store   *Store
	caches  *cache.Caches
	items   *items
}

// NewHandler is the demo without a server. The store gets the cache of the config. It fails
// as [satchel.New] does.
//
// The sessions have no deny list, though a server could hold one: while it is down all
// sessions would be empty, and the demo is to show that a cache that fails costs the items
// alone. So a copy of the cookie is good after a logout, as the panel says.
func NewHandler(config satchel.Config, store *Store, log *slog.Logger) (http.Handler, error) {
	if config.OnEvent == nil {
		config.OnEvent = attention(log)
	}
	if config.Clock == nil {
		config.Clock = time.Now
	}
	caches, err := store.caches(log)
	if err != nil {
		return nil, err
	}
	config.Cache = caches
	scopes, err := satchel.New(config)
	if err != nil {
		return nil, err
	}
	a := &application{
		scopes: scopes, profile: config.Profile, sealed: config.Sealed, maxAge: config.Session.MaxAge, clock: config.Clock, log: log,
		store: store, caches: caches, items: &items{clock: config.Clock},
	}
	return a.routes(), nil
}

func (a *application) routes() http.Handler {
	pages := http.NewServeMux()
	for _, route := range []struct {
		method, path string
		handler      http.HandlerFunc
	}{
		{http.MethodGet, "/{$}", a.index},
		{http.MethodPost, "/items", a.act(a.addItem)},
		{http.MethodPost, "/items/delete", a.act(a.deleteItem)},
		{http.MethodPost, "/login", a.act(a.login)},
		{http.MethodPost, "/logout", a.act(a.logout)},
		{http.MethodPost, "/discard", a.act(a.discard)},
		{http.MethodPost, "/fill", a.act(a.fill)},
	} {
		pages.HandleFunc(route.method+" "+route.path, route.handler)
		pages.HandleFunc(route.path, a.wrongMethod(route.method))
	}
	pages.HandleFunc("/", a.notFound)

	// The cookies are SameSite=Lax already; this also refuses forms of sibling
	// hosts, which count as the same site. It stands before the scopes, so that a
	// request of another site ends no message.
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(a.foreign))

	// Style sheet and icon need no scopes, and outside of them a request for one
	// cannot take a message away from the page.
	all := http.NewServeMux()
	all.Handle("GET /style.css", asset("style.css", "text/css; charset=utf-8"))
	all.Handle("GET /icon.svg", asset("icon.svg", "image/svg+xml"))
	all.Handle("GET /flash.js", templates.ScriptHandler()) // Back shows no message again
	all.Handle("/", protection.Handler(a.scopes.Handler(pages)))
	return secured(all)
}

// secured sets the headers that let a browser do nothing but what the demo needs.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy",
			"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// attention logs each event that is not as it should be: who plays with the cookies
// wants to see every refusal. A server on a network takes [satchel.LogEvents].
func attention(log *slog.Logger) func(context.Context, satchel.Event) {
	return func(ctx context.Context, e satchel.Event) {
		if e.Outcome != satchel.Opened && e.Outcome != satchel.Written && e.Outcome != satchel.Left {
			log.LogAttrs(ctx, slog.LevelWarn, "cookie event", slog.Any("event", e))
		}
	}
}
