package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/satchel-go/satchel"
)

// site is what the server serves: an application that does everything that leaves
// something behind.
type site struct {
	http.Handler

	requests, refused atomic.Int64
}

// What the pages use and answer with.
const (
	userKey    = "user"
	visitsKey  = "visits"
	messageKey = "success"
	message    = "The invitation has been sent."
	done       = "done"
	pageRead   = "/read"
)

// A session ends after sessionLife, by the clock of the site. A logout is remembered for an
// hour more, in which a request may still be under way.
const (
	sessionLife = time.Hour
	kept        = sessionLife + time.Hour
)

// newSite makes one whose list of those that were logged out forgets after so long a time:
// its clock is as much too fast as that takes, or ten minutes would only see the list grow.
// It asks for the date of each user, which the library keeps for a while.
func newSite(forgets time.Duration) (*site, error) {
	s, start := &site{}, time.Now()
	pace := kept.Seconds() / forgets.Seconds()
	clock := func() time.Time {
		return start.Add(time.Duration(pace * float64(time.Since(start))))
	}
	list := satchel.NewMemoryDenyList(1_000_000) // never full: that would be an error
	list.Clock = clock
	scopes, err := satchel.New(satchel.Config{
		Secrets: []satchel.Secret{satchel.NewSecret()},
		Clock:   clock,
		Limits:  satchel.Limits{Absolute: sessionLife},
		Revocation: satchel.Revocation{
			DenyList:  list,
			UserKey:   userKey,
			NotBefore: func(context.Context, string) (time.Time, error) { return time.Time{}, nil },
		},
		OnEvent: func(_ context.Context, event satchel.Event) {
			if event.Outcome == satchel.Rejected {
				s.refused.Add(1)
			}
		},
	})
	if err != nil {
		return nil, err
	}
	pages := http.NewServeMux()
	for path, page := range sitePages {
		pages.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			s.requests.Add(1)
			text, err := page(r)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			_, _ = io.WriteString(w, text)
		})
	}
	s.Handler = scopes.Handler(pages)
	return s, nil
}

// sitePages are the pages, by path. Each returns its body.
var sitePages = map[string]func(*http.Request) (string, error){
	"/login": func(r *http.Request) (string, error) {
		session := satchel.SessionFrom(r.Context())
		return done, errors.Join(session.Renew(),
			session.Set(userKey, r.FormValue("user")), session.Set("role", "editor"), session.Set(visitsKey, "0"))
	},
	pageRead: func(r *http.Request) (string, error) {
		session := satchel.SessionFrom(r.Context())
		return session.Get(userKey) + session.Get(visitsKey), nil
	},
	"/change": func(r *http.Request) (string, error) {
		return done, satchel.SessionFrom(r.Context()).Set(visitsKey, "1")
	},
	"/say": func(r *http.Request) (string, error) {
		return done, satchel.FlashFrom(r.Context()).Set(messageKey, message)
	},
	"/hear": func(r *http.Request) (string, error) {
		return satchel.FlashFrom(r.Context()).Get(messageKey), nil
	},
	"/logout": func(r *http.Request) (string, error) {
		guarantee, err := satchel.SessionFrom(r.Context()).Logout()
		return guarantee.String(), err
	},
	// It has the session and the flash in hand when its client is gone.
	"/slow": func(r *http.Request) (string, error) {
		session, flash := satchel.SessionFrom(r.Context()), satchel.FlashFrom(r.Context())
		select {
		case <-r.Context().Done():
		case <-time.After(slowness):
		}
		return session.Get(userKey) + flash.Get(messageKey), session.Set(visitsKey, "2")
	},
}

// slowness is longer than any client of the slow page waits.
const slowness = 10 * time.Second
