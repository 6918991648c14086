package visit_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge/visit"
)

// site is a server that keeps what it was asked.
type site struct {
	*httptest.Server
	asked []string // path and Cookie header
}

func newSite(t *testing.T, kind string, handler http.HandlerFunc) *site {
	t.Helper()
	s := &site{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r.Method+" "+r.URL.Path+" "+r.Header.Get("Cookie"))
		handler(w, r)
	}))
	s.Config.ErrorLog = nil
	switch kind {
	case "": // started by the test
	case "http":
		s.Start()
	case "http2":
		s.EnableHTTP2 = true
		s.StartTLS()
	default:
		s.StartTLS()
	}
	t.Cleanup(s.Close)
	return s
}

func newVisitor(t *testing.T, cookies ...visit.Pair) (*visit.Visitor, *[]string) {
	t.Helper()
	var said []string
	v := visit.New(visit.Options{Timeout: 5 * time.Second, Insecure: true, Cookies: cookies, Say: func(a, proxy string) { said = append(said, a+proxy) }})
	t.Cleanup(v.Close)
	return v, &said
}

func address(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestLinesComeAsTheyWereSent(t *testing.T) {
	lines := []string{`sid="a b"; Path=/; SameSite=Maybe; Expires=tomorrow`, "__HOST-a=b", "=c", "sid=again"}
	for _, kind := range []string{"http", "https", "http2"} {
		t.Run(kind, func(t *testing.T) {
			proto := ""
			s := newSite(t, kind, func(w http.ResponseWriter, r *http.Request) {
				proto = r.Proto
				w.Header()["Set-Cookie"] = lines
			})
			v, said := newVisitor(t)
			responses, err := v.Fetch(t.Context(), address(t, s.URL+"/a?token=hunter2"), false)
			if err != nil || len(responses) != 1 || !slices.Equal(responses[0].Header["Set-Cookie"], lines) {
				t.Errorf("%v, %v", responses, err)
			}
			if !slices.Equal(*said, []string{s.URL + "/a?…"}) {
				t.Errorf("said %q", *said)
			}
			if kind == "http2" && proto != "HTTP/2.0" {
				t.Errorf("it came by %s", proto)
			}
		})
	}
}

func TestRedirectsAreFollowedWhereAsked(t *testing.T) {
	s := newSite(t, "http", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "b", Path: "/"})
			http.Redirect(w, r, "/next", http.StatusSeeOther)
		}
	})
	v, _ := newVisitor(t)
	if responses, err := v.Fetch(t.Context(), address(t, s.URL+"/"), false); err != nil || len(responses) != 1 || responses[0].Status != http.StatusSeeOther {
		t.Errorf("not followed: %v, %v", responses, err)
	}
	s.asked = nil
	responses, err := v.Fetch(t.Context(), address(t, s.URL+"/"), true)
	if err != nil || len(responses) != 2 || !slices.Equal(s.asked, []string{"GET / a=b", "GET /next a=b"}) {
		t.Errorf("followed: %d, %v, %q", len(responses), err, s.asked)
	}
}

func TestRedirectsEnd(t *testing.T) {
	for _, test := range []struct{ name, location, want string }{
		{"a circle", "/", "more than 10 redirects"},
		{"a file", "file:///etc/passwd", "redirects to what is neither http nor https"},
		{"a script", "javascript:alert(1)", "redirects to what is neither http nor https"},
		{"no address", "http://[", "redirects to what is no address"},
		{"a long address", "/" + strings.Repeat("x", 8<<10), "redirects to an address of more than 8192 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, "http", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", test.location)
				w.WriteHeader(http.StatusFound)
			})
			v, _ := newVisitor(t)
			responses, err := v.Fetch(t.Context(), address(t, s.URL), true)
			if err == nil || !strings.Contains(err.Error(), test.want) || len(responses) == 0 || len(s.asked) > 11 {
				t.Errorf("%d responses, %d requests and %v, want %s", len(responses), len(s.asked), err, test.want)
			}
		})
	}
}

func TestALongBodyIsNotWaitedFor(t *testing.T) {
	var written atomic.Int64
	s := newSite(t, "http", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			n, err := w.Write(make([]byte, 1<<10))
			if written.Add(int64(n)); err != nil {
				return
			}
		}
	})
	v, _ := newVisitor(t)
	if responses, err := v.Fetch(t.Context(), address(t, s.URL), false); err != nil || len(responses) != 1 {
		t.Errorf("%v, %v", responses, err)
	}
	if sent := written.Load(); sent > 64<<20 { // more than the buffers on the way hold
		t.Errorf("%d bytes were taken", sent)
	}
}
