package e2e_test

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

// site is an application for one test, behind Scopes.Handler. It keeps a diary of its
// requests, by which handlers and tests wait for one another: nothing sleeps.
type site struct {
	*http.ServeMux
	testing *testing.T
	url     string
	policy  satchel.FlashPolicy
	scopes  *satchel.Scopes

	mu      sync.Mutex
	diary   []*visit
	changed chan struct{} // closed at the next entry
}

// visit is one request in the diary.
type visit struct {
	method, path string
	header       http.Header
	carried      bool // it came with a message
	status       int  // of the response; 0 until it is complete
	deleted      bool // the response took a cookie of the flash away
	messages     []satchel.Message
}

func (v visit) String() string {
	return fmt.Sprintf("%s %s (%s %s %s) %d, carried %t, deleted %t, messages %v", v.method, v.path,
		v.header.Get("Sec-Fetch-Mode"), v.header.Get("Sec-Fetch-Dest"), v.header.Get("Sec-Purpose"), v.status, v.carried, v.deleted, v.messages)
}

type visitKey struct{}

// startSite starts a site with nothing but the page /end, which shows messages.
func startSite(t *testing.T, config satchel.Config) *site {
	t.Helper()
	config.Development = true
	config.Secrets = []satchel.Secret{satchel.NewSecret()}
	scopes, err := satchel.New(config)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{ServeMux: http.NewServeMux(), testing: t, policy: config.FlashPolicy, scopes: scopes, changed: make(chan struct{})}
	server := httptest.NewServer(s.watch(scopes.Handler(s)))
	t.Cleanup(server.Close)
	t.Cleanup(func() {
		if t.Failed() {
			s.mu.Lock()
			defer s.mu.Unlock()
			for _, v := range s.diary {
				t.Log(v)
			}
		}
	})
	s.url = server.URL // 127.0.0.1: trustworthy, so the browser sends Fetch Metadata
	s.shows("/end", "")
	return s
}

// watch writes the diary.
func (s *site) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{method: r.Method, path: r.URL.RequestURI(), header: r.Header.Clone()}
		v.carried = slices.ContainsFunc(r.Cookies(), func(c *http.Cookie) bool { return s.scopes.IsFlashCookie(c.Name) })
		s.note(func() { s.diary = append(s.diary, v) })
		out := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(out, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
		s.note(func() {
			v.status = out.status
			v.deleted = slices.ContainsFunc((&http.Response{Header: w.Header()}).Cookies(), func(c *http.Cookie) bool {
				return s.scopes.IsFlashCookie(c.Name) && c.MaxAge < 0
			})
		})
	})
}

func (s *site) note(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	close(s.changed)
	s.changed = make(chan struct{})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// find waits for a visit. A handler gives the context of its request, which ends with
// the tab.
func (s *site) find(ctx context.Context, fits func(visit) bool) (visit, error) {
	for {
		s.mu.Lock()
		at := slices.IndexFunc(s.diary, func(v *visit) bool { return fits(*v) })
		changed := s.changed
		var found visit
		if at >= 0 {
			found = *s.diary[at]
		}
		s.mu.Unlock()
		if at >= 0 {
			return found, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return visit{}, ctx.Err()
		}
	}
}

// visits returns the visits so far that fit.
func (s *site) visits(fits func(visit) bool) []visit {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []visit
	for _, v := range s.diary {
		if fits(*v) {
			found = append(found, *v)
		}
	}
	return found
}

// pages are what the sites show. Whoever streams asks before; the Set does.
var pages = templates.Must(templates.New(template.Must(template.New("pages").Funcs(templates.Funcs()).Parse(`
{{define "head"}}<!doctype html><html lang="en"><title>{{.Title}}</title><link rel="icon" href="data:,">
<style>body { font: 18px sans-serif; margin: 2em } [data-flash] { background: #dfd; padding: .5em }</style><h1>{{.Title}}</h1>{{end}}
{{define "shows"}}{{template "head" .}}{{template "messages"}}{{.Body}}{{end}}
{{define "messages"}}{{range flashes}}<p data-flash class="{{.Level}}" role="status">{{.Text}}</p>{{end}}{{end}}
{{define "silent"}}{{template "head" .}}{{.Body}}{{end}}`))))

// shows adds a page that shows messages.
func (s *site) shows(path string, body template.HTML) { s.page("shows", path, body) }

// silent adds a page that does not ask for messages.
func (s *site) silent(path string, body template.HTML) { s.page("silent", path, body) }

func (s *site) page(name, path string, body template.HTML) {
	s.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) { s.write(w, r, name, body) })
}

func (s *site) write(w http.ResponseWriter, r *http.Request, name string, body template.HTML) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	data := map[string]any{"Title": strings.Trim(r.URL.Path, "/"), "Body": body}
	if err := pages.ExecuteTemplate(r.Context(), w, name, data); err != nil && r.Context().Err() == nil {
		s.testing.Errorf("%s: %v", r.URL.Path, err)
	}
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok && name != "silent" {
		messages := satchel.FlashFrom(r.Context()).Messages() // those that the page has in it
		s.note(func() { v.messages = messages })
	}
}

// saves adds a form's handler, which sets a message and redirects to a path; without
// one it answers 204, as to a fetch.
func (s *site) saves(path, message, next string) {
	s.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		s.set(r, message)
		if next == "" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		http.Redirect(w, r, next, http.StatusSeeOther)
	})
}

func (s *site) set(r *http.Request, message string) {
	if err := satchel.FlashFrom(r.Context()).Success(message); err != nil {
		s.testing.Error(err)
	}
}

// form is a button that posts to a path.
func form(path string) template.HTML {
	return template.HTML(`<form method="post" action="` + path + `"><button>` + path + `</button></form>`)
}

func link(path string) template.HTML {
	return template.HTML(`<p><a href="` + path + `">` + path + `</a></p>`)
}
