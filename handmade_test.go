package satchel_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// behindUs is a Play application behind a reverse proxy of ours: what its response
// says about the cookies has to come through.
func behindUs(t *testing.T, scopes *satchel.Scopes, setCookie, cookies string) []string {
	t.Helper()
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Add("Set-Cookie", setCookie)
	}))
	defer upstream.Close()
	target, err := url.Parse(upstream.URL)
	must(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	front := httptest.NewServer(scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.SessionFrom(r.Context()).Get("user") // a log line, say
		proxy.ServeHTTP(w, r)
	})))
	defer front.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, front.URL, nil)
	must(t, err)
	r.Header.Set("Cookie", cookies)
	response, err := http.DefaultTransport.RoundTrip(r)
	must(t, err)
	response.Body.Close()
	return response.Header["Set-Cookie"]
}

func TestHousekeepingGivesWayToWhatTheHandlerSets(t *testing.T) {
	old, _ := newScopes(t, satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{otherSecret}})
	both, events := newScopes(t, satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{firstSecret, otherSecret}})

	const logout = "PLAY_SESSION=; Max-Age=0; Path=/"
	if got := behindUs(t, both, logout, cookieLine(t, old, pair("user", "bob"), nil)); !slices.Equal(got, []string{logout}) {
		t.Errorf("after a logout the client gets %q", got)
	}
	events.want(t, "opened PLAY_SESSION", "conflict PLAY_SESSION handmade")

	const saved = "PLAY_FLASH=eyJ.saved; Path=/"
	if got := behindUs(t, both, saved, cookieLine(t, both, nil, pair("error", "old"))); !slices.Equal(got, []string{saved}) {
		t.Errorf("after a new message the client gets %q", got)
	}
}

// The handler's own line stays where ours cannot be written.
func TestALineOfTheHandlerIsNotTakenAwayForNothing(t *testing.T) {
	old, _ := newScopes(t, satchel.Config{Session: satchel.CookieConfig{Name: sized}})
	full := begin(t, old).Session()
	must(t, full.Set("k", ""))
	value := fill(t, full, "filler", 4096)
	scopes, _ := newScopes(t, satchel.Config{
		Secrets: []satchel.Secret{otherSecret, firstSecret},
		Session: satchel.CookieConfig{Name: sized, MaxAge: 3600e9},
	})
	x := begin(t, scopes, cookieLine(t, old, append(pair("k", ""), pair("filler", value)...), nil))
	must(t, x.Session().Delete("k")) // less than what the expiry adds
	header := http.Header{"Set-Cookie": {sized + "=; Max-Age=0"}}
	if x.Commit(http.StatusOK, header) == nil {
		t.Error("a session that is too large is written")
	}
	if got := header["Set-Cookie"]; !slices.Equal(got, []string{sized + "=; Max-Age=0"}) {
		t.Errorf("Set-Cookie is %q", got)
	}
}

func TestALineBreakBeforeTheNameHidesNothing(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{})
	x := begin(t, scopes)
	must(t, x.Session().Set("user", "ann"))
	header := http.Header{"Set-Cookie": {"\n" + sessionName + "=by hand"}}
	must(t, x.Commit(http.StatusOK, header))
	if got := header["Set-Cookie"]; len(got) != 1 || strings.Contains(got[0], "by hand") {
		t.Errorf("Set-Cookie is %q", got)
	}
	events.want(t, "conflict "+sessionName+" handmade", "written "+sessionName+" changed user")
}

// Giving way leaves the page this user's: no cache may keep the message.
func TestAPageWhoseCookieTheHandlerSetsStaysPrivate(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{})
	x := begin(t, scopes, cookieLine(t, scopes, nil, pair("success", "saved")))
	_ = x.Flash().Get("success")
	header := http.Header{
		"Set-Cookie":        {flashName + "=; Max-Age=0"},
		"Cache-Control":     {"public, max-age=600"},
		"Cdn-Cache-Control": {"max-age=600"},
	}
	must(t, x.Commit(http.StatusOK, header))
	if got := header.Get("Cache-Control"); strings.Contains(got, "public") || !strings.Contains(got, "no-store") {
		t.Errorf("Cache-Control is %q", got)
	}
	if got := header.Get("CDN-Cache-Control"); got != "no-store" {
		t.Errorf("CDN-Cache-Control is %q", got)
	}
	events.want(t, "opened "+flashName, "conflict "+flashName+" public", "conflict "+flashName+" handmade")
}
