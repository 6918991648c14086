package satchel_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/satcheltest"
)

// A socket cannot set a cookie. It sends the text of one, which a script of the page puts
// into the jar; the next page shows the message, once. A flash that scripts may not touch
// refuses it.
func TestASocketGivesAMessageToTheNextPage(t *testing.T) {
	for _, scriptAccess := range []bool{true, false} {
		scopes, _ := newScopes(t, satchel.Config{Flash: satchel.CookieConfig{InsecureScriptAccess: scriptAccess}})
		sent, err := scopes.EncodeFlash(pair("info", "The report is ready")...)
		must(t, err)
		jar, page := new(satcheltest.Jar), &url.URL{Scheme: "https", Host: "example.com", Path: "/"}
		handler := scopes.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				must(t, satchel.FlashFrom(r.Context()).Info("from a form"))
			}
		}))
		post := httptest.NewRequest(http.MethodPost, "https://example.com/", http.NoBody)
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, post)
		must(t, jar.Receive(page, recorder.Result().Header, satcheltest.SameSite))
		err = jar.SetFromScript(page, scopes.FlashCookieName()+"="+sent+"; Path=/; Secure; Max-Age=300")
		if (err == nil) != scriptAccess {
			t.Errorf("with script access %v, the jar says %v", scriptAccess, err)
		}
		want := map[bool]string{true: "The report is ready", false: "from a form"}[scriptAccess]
		if got := begin(t, scopes, jar.CookieHeader(page, satcheltest.SameSite)).Flash().Get("info"); got != want {
			t.Errorf("the page shows %q, want %q", got, want)
		}
	}
}
