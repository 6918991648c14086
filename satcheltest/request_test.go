package satcheltest_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/satcheltest"
)

// serve answers r behind the scopes' handler.
func serve(scopes *satchel.Scopes, r *http.Request, handler http.HandlerFunc) *http.Response {
	recorder := httptest.NewRecorder()
	scopes.Handler(handler).ServeHTTP(recorder, r)
	return recorder.Result()
}

func get() *http.Request { return httptest.NewRequest(http.MethodGet, "https://example.com/", nil) }

// arrives returns what a handler finds in a request.
func arrives(scopes *satchel.Scopes, r *http.Request) (session, flash map[string]string) {
	serve(scopes, r, func(_ http.ResponseWriter, r *http.Request) {
		session = maps.Collect(satchel.SessionFrom(r.Context()).All())
		flash = maps.Collect(satchel.FlashFrom(r.Context()).All())
	})
	return session, flash
}

func TestRequestsCarryScopes(t *testing.T) {
	for name, config := range map[string]satchel.Config{
		"Native":     {},
		"one slot":   {FlashSlots: 4},
		"Play":       {Profile: satchel.Play, Secrets: []satchel.Secret{secret}},
		"Play 2.5":   {Profile: satchel.Play25},
		"plain HTTP": {InsecureHTTP: true},
	} {
		t.Run(name, func(t *testing.T) {
			scopes := newScopes(t, config)
			r := get()
			r.AddCookie(&http.Cookie{Name: "other", Value: "1"})
			if got := satcheltest.WithSession(t, scopes, r, "connected", "user@gmail.com", "theme", "dark"); got != r {
				t.Error("another request is returned")
			}
			satcheltest.WithFlash(t, scopes, r, "success", "Saved")
			satcheltest.WithSession(t, scopes, r, "theme", "light", "language", "de")
			satcheltest.WithFlash(t, scopes, r, "error", "Not all")
			r.Header.Add("Cookie", "last=2")
			session, flash := arrives(scopes, r)
			if want := map[string]string{"connected": "user@gmail.com", "theme": "light", "language": "de"}; !maps.Equal(session, want) {
				t.Errorf("the session is %v, want %v", session, want)
			}
			if want := map[string]string{"success": "Saved", "error": "Not all"}; !maps.Equal(flash, want) {
				t.Errorf("the flash is %v, want %v", flash, want)
			}
			if n := len(r.Cookies()); n != 4 || !strings.HasPrefix(r.Header.Get("Cookie"), "other=1; ") {
				t.Errorf("there are %d cookies", n)
			}
		})
	}
}

func TestRequestsKeepCookiesOfAllLines(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	r := get()
	r.Header["Cookie"] = []string{"a=1;b=2;", " c ; ; d=3"}
	satcheltest.WithSession(t, scopes, r, "k", "v")
	satcheltest.WithSession(t, scopes, r)
	if got := r.Header["Cookie"]; len(got) != 1 || !strings.HasPrefix(got[0], "a=1; b=2; c; d=3; __Host-session=") {
		t.Errorf("the header is %q", got)
	}
	if satcheltest.WithFlash(t, scopes, get()).Header.Get("Cookie") != "" {
		t.Error("a flash without messages has a cookie")
	}
}

func TestRequestsCarryReservedKeys(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	r := satcheltest.WithSession(t, scopes, get(), satchel.ReservedPrefix+"id", "0123456789abcdef")
	serve(scopes, r, func(_ http.ResponseWriter, r *http.Request) {
		if id, found := satchel.SessionFrom(r.Context()).LookupID(); !found || id != "0123456789abcdef" {
			t.Errorf("the id is %q", id)
		}
	})
}

func TestRequestsThatCannotBeEndTheTest(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	forged := func() *http.Request {
		r := get()
		r.Header.Set("Cookie", "__Host-session=secret-text; __Host-flash=secret-text")
		return r
	}
	for name, with := range map[string]func(testing.TB, *satchel.Scopes, *http.Request, ...string) *http.Request{
		"WithSession": satcheltest.WithSession, "WithFlash": satcheltest.WithFlash,
	} {
		for _, test := range []struct {
			name  string
			r     *http.Request
			texts []string
			says  string
		}{
			{"a key without a value", get(), []string{"a", "b", "lonely"}, `"lonely"`},
			{"too large", get(), []string{"a", strings.Repeat("x", 4096)}, "4096"},
			{"not UTF-8", get(), []string{"a", "\xff"}, "UTF-8"},
			{"a cookie that is refused", forged(), []string{"a", "b"}, "refused"},
		} {
			t.Run(fmt.Sprint(name, test.name), func(t *testing.T) {
				w := watched(func(tb testing.TB) { with(tb, scopes, test.r, test.texts...) })
				if !w.ended {
					t.Fatal("the test goes on")
				}
				contains(t, "the message", w.said[0], "satcheltest: "+name+": ", test.says)
				if strings.Contains(w.said[0], "secret-text") {
					t.Errorf("the message has a cookie's text: %s", w.said[0])
				}
			})
		}
	}
}
