//go:build !race

package satchel_test

// The counts are exact, so that one allocation more is seen at once, and one less
// is written down. A sync.Pool drops items at random under the race detector,
// hence the build constraint.

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

const allocSecret = "alloc-1Rk8sVn4Wq0Zc7Yt2Xj5Lp9Ha3Fd6Gm"

// silentWriter is a ResponseWriter that allocates nothing and forgets everything.
type silentWriter struct{ header http.Header }

func (w silentWriter) Header() http.Header           { return w.header }
func (silentWriter) WriteHeader(int)                 {}
func (silentWriter) Write(p []byte) (int, error)     { return len(p), nil }
func (silentWriter) WriteString(string) (int, error) { return 0, nil }

func TestAllocationsOfARequestThat(t *testing.T) {
	type work = func(context.Context) error
	var (
		nothing = func(context.Context) error { return nil }
		read    = func(ctx context.Context) error { satchel.SessionFrom(ctx).Get("connected"); return nil }
		change  = func(ctx context.Context) error {
			return satchel.SessionFrom(ctx).Set("connected", "root@example.com")
		}
		flash = func(ctx context.Context) error { return satchel.FlashFrom(ctx).Success("The item has been created") }
		take  = func(ctx context.Context) error { satchel.FlashFrom(ctx).Get("success"); return nil }
	)
	signed, play25 := satchel.Config{}, satchel.Config{Profile: satchel.Play25}
	limited := satchel.Config{
		Limits: satchel.NISTAAL2(), Revocation: satchel.Revocation{DenyList: satchel.NewMemoryDenyList(0)},
	}
	session := func(t *testing.T, s *satchel.Scopes) string {
		t.Helper()
		x := begin(t, s)
		for _, pair := range []satchel.Pair{
			{Key: "connected", Value: "user@example.com"}, {Key: "role", Value: "editor"}, {Key: "locale", Value: "en-GB"},
			{Key: "csrf", Value: strings.Repeat("9f2c4b7e", 5)},
			{Key: "returnTo", Value: "/projects/4711/issues?state=open&sort=updated&page=2"},
		} {
			must(t, x.Session().Set(pair.Key, pair.Value))
		}
		cookie, _, _ := strings.Cut(commit(t, x).Get("Set-Cookie"), ";")
		return cookie
	}
	message := func(t *testing.T, s *satchel.Scopes) string {
		t.Helper()
		value, err := s.EncodeFlash(satchel.Pair{Key: "success", Value: "The item has been created"})
		if err != nil {
			t.Fatal(err)
		}
		return s.FlashCookieName() + "=" + value
	}
	none := func(*testing.T, *satchel.Scopes) string { return "" }
	forged := func(value string) func(*testing.T, *satchel.Scopes) string {
		return func(_ *testing.T, s *satchel.Scopes) string { return s.SessionCookieName() + "=" + value }
	}
	many := func(name func(*satchel.Scopes) string) func(*testing.T, *satchel.Scopes) string {
		return func(_ *testing.T, s *satchel.Scopes) string {
			cookies := make([]string, 3000)
			for i := range cookies {
				cookies[i] = name(s) + "=" + strconv.Itoa(i)
			}
			return strings.Join(cookies, "; ")
		}
	}
	for _, c := range []struct {
		name         string
		config       satchel.Config
		cookie       func(*testing.T, *satchel.Scopes) string
		work         work
		want, target int
	}{
		{"touches nothing and has no cookie", signed, none, nothing, 2, 2},
		{"touches nothing and has a session", signed, session, nothing, 2, 2},
		{"reads one key", signed, session, read, 4, 4},
		{"reads one key of Play 2.5", play25, session, read, 4, 4},
		{"reads one key where there is no session", signed, none, read, 2, 4},
		{"reads one key with limits and a deny list", limited, session, read, 7, 7},
		{"changes one key", signed, session, change, 7, 10},
		{"changes one key of Play 2.5", play25, session, change, 7, 10},
		{"sets a message", signed, none, flash, 6, 10},
		{"sets a message of Play 2.5", play25, none, flash, 6, 10},
		{"reads a message and deletes it", signed, message, take, 6, 10},
		{"reads a message of Play 2.5 and deletes it", play25, message, take, 6, 10},
		{"brings a megabyte of dots", signed, forged(strings.Repeat(".", 1<<20)), read, 2, 4},
		{"brings 4 KB of junk", signed, forged(strings.Repeat("junk", 1000)), read, 2, 4},
		{"brings 4 KB of junk that needs a MAC", signed,
			forged("eyJhbGciOiJIUzI1NiJ9." + strings.Repeat("junk", 980) + "." + strings.Repeat("s", 43)), read, 2, 4},
		{"brings 3000 cookies", signed, many(func(*satchel.Scopes) string { return "other" }), read, 2, 4},
		{"brings 3000 sessions", signed, many((*satchel.Scopes).SessionCookieName), read, 2, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.config.Secrets = []satchel.Secret{allocSecret}
			scopes, err := satchel.New(c.config)
			if err != nil {
				t.Fatal(err)
			}
			request := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/"}, Header: http.Header{}}
			if cookie := c.cookie(t, scopes); cookie != "" {
				request.Header.Set("Cookie", cookie)
			}
			writer := silentWriter{http.Header{}}
			handler := scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if err := c.work(r.Context()); err != nil {
					t.Error(err)
				}
				w.WriteHeader(http.StatusOK)
			}))
			serve := func() {
				clear(writer.header)
				handler.ServeHTTP(writer, request)
			}
			serve() // fills the pools and the map
			if got := int(testing.AllocsPerRun(100, serve)); got != c.want {
				t.Errorf("%d allocations above the bare handler, want exactly %d (target: at most %d)", got, c.want, c.target)
			}
		})
	}
}
