package satchel_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// Under http.TimeoutHandler, a handler that is too late writes into a header that
// nobody sends. It learns so by Write; whoever ignores that, by an event.
func TestCookiesThatComeAfterATimeoutOutsideAreTold(t *testing.T) {
	for name, writes := range map[string]bool{"a handler that writes": true, "a handler that writes nothing": false} {
		t.Run(name, func(t *testing.T) {
			site := newSite(t, satchel.Config{})
			site.plant(pair("color", "blue"), nil)
			returned := make(chan struct{})
			outside := func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					ctx, end := context.WithCancel(r.Context()) // as the passing of time does, but at a known moment
					answered := make(chan struct{})
					http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						defer close(returned)
						end()
						<-answered
						next.ServeHTTP(w, r)
					}), time.Minute, "slow").ServeHTTP(w, r.WithContext(ctx))
					close(answered)
				})
			}
			site.outside.Store(&outside)
			response, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
				must(t, satchel.SessionFrom(r.Context()).Set("color", "red"))
				if writes {
					if _, err := io.WriteString(w, "too late"); !errors.Is(err, context.Canceled) {
						t.Errorf("Write gives %v", err)
					}
				}
			})
			must(t, err)
			<-returned
			if response.StatusCode != http.StatusServiceUnavailable || response.Header["Set-Cookie"] != nil {
				t.Errorf("the response is %s with %q", response.Status, response.Header["Set-Cookie"])
			}
			site.wantSession("color=blue")
			site.events.want(t, "opened "+sessionName, "written "+sessionName+" changed color", "late "+sessionName+" abandoned")
		})
	}
}

func TestCookiesForAClientThatHasGoneAreTold(t *testing.T) {
	for major := 1; major <= 2; major++ {
		site := newSiteOver(t, satchel.Config{}, major)
		leave := func(deed func(*http.Request) error) error {
			ctx, leave := context.WithCancel(t.Context())
			left := make(chan struct{})
			handler := http.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				must(t, deed(r))
				leave()
				<-r.Context().Done()
				// Over TLS the server hears of it before the client has closed the
				// connection, and a fast response would still be taken.
				<-left
			}))
			site.handler.Store(&handler)
			response, err := site.client.Do(site.request(http.MethodGet).WithContext(ctx))
			close(left)
			site.running.Wait()
			if err == nil {
				_ = response.Body.Close()
			}
			return err
		}
		if leave(func(r *http.Request) error { return satchel.SessionFrom(r.Context()).Set("color", "red") }) == nil {
			t.Error("a client that has gone gets a response")
		}
		site.events.want(t, "written "+sessionName+" changed color", "late "+sessionName+" abandoned")
		err := leave(func(*http.Request) error { return nil })
		if got := site.events.take(); err == nil || len(got) > 0 {
			t.Errorf("nothing was written, and events are %q", got)
		}
	}
}
