package satchel_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// A handler owns the header of its request and may change it while
// http.TimeoutHandler commits; two goroutines in one map would end the program.
func TestAHandlerMayChangeTheHeaderOfItsRequest(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{FlashPolicy: satchel.NextRequest})
	line := cookieLine(t, scopes, nil, pair("success", "saved"))
	done := make(chan struct{})
	slow := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		defer close(done)
		for r.Context().Err() == nil {
			r.Header.Set("X-Step", "1")
			r.Header.Del("X-Step")
		}
		r.Header.Del("Cookie")
	})
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Cookie", line)
	response := httptest.NewRecorder()
	scopes.Handler(http.TimeoutHandler(slow, 5*time.Millisecond, "slow")).ServeHTTP(response, r)
	<-done
	if got := response.Header()["Set-Cookie"]; response.Code != http.StatusServiceUnavailable || len(got) != 1 ||
		!strings.HasPrefix(got[0], flashName+"=;") {
		t.Errorf("status %d, Set-Cookie %q: the message came with this request and ends with it", response.Code, got)
	}
}

// net/http removes the files of a form by the request that it made, not by the copy
// that carries the scopes.
func TestTheFilesOfAFormAreRemoved(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	scopes, _ := newScopes(t, satchel.Config{})
	mux := http.NewServeMux()
	mux.HandleFunc("POST /upload", func(_ http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 10); err != nil {
			t.Error(err)
		}
		if len(leftovers(t, folder)) == 0 {
			t.Error("the form has no file: this test shows nothing")
		}
	})
	server := httptest.NewServer(scopes.Handler(mux))
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", "large")
	must(t, err)
	_, err = file.Write(make([]byte, 11<<20))
	must(t, err)
	must(t, form.Close())
	response, err := http.Post(server.URL+"/upload", form.FormDataContentType(), &body)
	must(t, err)
	response.Body.Close()
	server.Close() // waits for the end of the request
	if got := leftovers(t, folder); len(got) > 0 {
		t.Errorf("left behind: %q", got)
	}
}

func leftovers(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "multipart-*"))
	must(t, err)
	return files
}

// A request that a handler makes by itself may inherit the context; it is another
// request all the same, without the cookies of the first.
func TestARequestMadeInAHandlerIsAnotherOne(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	inner := scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		fmt.Fprintf(w, "%q", session.Get("user"))
	}))
	outer := scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		part := httptest.NewRecorder()
		inner.ServeHTTP(part, httptest.NewRequest(http.MethodGet, "/part", nil).WithContext(r.Context()))
		fmt.Fprintf(w, "%s %s", part.Body, part.Header().Get("Vary"))
	}))
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Cookie", cookieLine(t, scopes, pair("user", "bob"), nil))
	response := httptest.NewRecorder()
	outer.ServeHTTP(response, r)
	if got := response.Body.String(); got != `"" Cookie` {
		t.Errorf("the inner request is answered with %s", got)
	}
}

// opaque is the writer of middleware that shows nothing of what it wraps.
type opaque struct{ w http.ResponseWriter }

func (p opaque) Header() http.Header               { return p.w.Header() }
func (p opaque) WriteHeader(status int)            { p.w.WriteHeader(status) }
func (p opaque) Write(content []byte) (int, error) { return p.w.Write(content) }

// A handler that is wrapped twice has one session, whatever stands between.
func TestOneRequestHasOneSessionThroughAllMiddleware(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	other, _ := newScopes(t, satchel.Config{Session: satchel.CookieConfig{Name: "other"}, Flash: satchel.CookieConfig{Name: "other-flash"}})
	for name, between := range map[string]func(http.Handler) http.Handler{
		"another manager": other.Handler,
		"a time-out":      func(next http.Handler) http.Handler { return http.TimeoutHandler(next, time.Minute, "slow") },
		"a plain writer": func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(opaque{w}, r) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			inner := scopes.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				must(t, scopes.Session(r.Context()).Set("inner", "1"))
			}))
			outer := scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				must(t, scopes.Session(r.Context()).Set("outer", "1"))
				between(inner).ServeHTTP(w, r)
			}))
			response := httptest.NewRecorder()
			outer.ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/", nil))
			lines := response.Header()["Set-Cookie"]
			if len(lines) != 1 {
				t.Fatalf("Set-Cookie is %q", lines)
			}
			cookie, err := http.ParseSetCookie(lines[0])
			must(t, err)
			token, err := scopes.DecodeSession(cookie.Value)
			if must(t, err); len(token.Pairs) != 2 {
				t.Errorf("the session has %v", token.Pairs)
			}
		})
	}
}
