package visit_test

import (
	"context"
	"fmt"
	"net"
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
	v := visit.New(visit.Options{Timeout: 5 * time.Second, Insecure: true, Cookies: cookies, Say: func(a string) { said = append(said, a) }})
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

// A login cookie must not leave the place that it was given for.
func TestGivenCookiesGoToTheFirstPlaceOnly(t *testing.T) {
	other := newSite(t, "http", func(http.ResponseWriter, *http.Request) {})
	otherScheme := newSite(t, "https", func(http.ResponseWriter, *http.Request) {})
	for _, target := range []*site{other, otherScheme} {
		first := newSite(t, "http", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target.URL, http.StatusFound) })
		v, _ := newVisitor(t, visit.Pair{Name: "sid", Value: "hunter2"})
		if _, err := v.Fetch(t.Context(), address(t, first.URL), true); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(first.asked, []string{"GET / sid=hunter2"}) || !slices.Equal(target.asked, []string{"GET / "}) {
			t.Errorf("asked %q and %q", first.asked, target.asked)
		}
	}
}

func TestWhatTheSiteSetStandsForWhatWasGiven(t *testing.T) {
	s := newSite(t, "http", func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Set-Cookie"] = []string{"sid=new; Path=/", "flash=; Path=/; Max-Age=0"}
	})
	v, _ := newVisitor(t, visit.Pair{Name: "sid", Value: "old"}, visit.Pair{Name: "flash", Value: "done"}, visit.Pair{Name: "theme", Value: "dark"})
	u := address(t, s.URL)
	_, err := v.Fetch(t.Context(), u, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = v.Again(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	if _, err = v.Forged(t.Context(), u, []string{"sid"}); err != nil {
		t.Fatal(err)
	}
	want := []string{"GET / sid=old; flash=done; theme=dark", "GET / sid=new; theme=dark", "GET / sid=nAw; theme=dark"}
	if !slices.Equal(s.asked, want) {
		t.Errorf("\n got %q\nwant %q", s.asked, want)
	}
}

func TestReadCookies(t *testing.T) {
	for _, test := range []struct {
		text string
		want []visit.Pair
	}{
		{"a=b", []visit.Pair{{Name: "a", Value: "b"}}},
		{"Cookie: a=b=c; d=\"e f\";\r\n", []visit.Pair{{Name: "a", Value: "b=c"}, {Name: "d", Value: `"e f"`}}},
		{"", nil}, {"hunter2", nil}, {"=hunter2", nil}, {"a=hunter2\nb=c", nil}, {"a=hunter2\x1b", nil}, {"a b=hunter2", nil}, {"a=hunter2é", nil}, {";;", nil},
	} {
		got, err := visit.ReadCookies(test.text)
		if !slices.Equal(got, test.want) || (err == nil) != (test.want != nil) {
			t.Errorf("%q: %v, %v", test.text, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q is repeated: %v", test.text, err)
		}
	}
}

// raw answers each connection with a text, and closes it.
func raw(t *testing.T, text string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 4096))
			fmt.Fprint(c, text)
			c.Close()
		}
	}()
	return "http://" + listener.Addr().String()
}

func TestErrorsInWords(t *testing.T) {
	tls := newSite(t, "https", func(http.ResponseWriter, *http.Request) {})
	plain := newSite(t, "http", func(http.ResponseWriter, *http.Request) {})
	stop := make(chan struct{})
	slow := newSite(t, "http", func(http.ResponseWriter, *http.Request) { <-stop })
	t.Cleanup(func() { close(stop) })
	gone := httptest.NewServer(nil)
	gone.Close()
	for _, test := range []struct {
		name, url, want string
		timeout         time.Duration
	}{
		{"nobody there", gone.URL, "refuses connections: nothing listens there", time.Second},
		{"an unknown name", "http://no-such-host.invalid/", "there is no address for the name no-such-host.invalid", 5 * time.Second},
		{"a certificate of one's own", tls.URL, "is signed by nobody whom this machine trusts; --insecure takes it", time.Second},
		{"no TLS", "https" + strings.TrimPrefix(plain.URL, "http"), "answers without TLS: it is http, not https", time.Second},
		{"too slow", slow.URL, "did not answer within 50ms", 50 * time.Millisecond},
		{"another protocol", raw(t, "220 mail\x1b[31m hunter2\r\n"), "gave no answer as HTTP has it", time.Second},
		{"nothing", raw(t, ""), "closed the connection without an answer", time.Second},
		{"half a header", raw(t, "HTTP/1.1 200 OK\r\nSet-Cookie hunter2-hunter2"), "gave no answer as HTTP has it", time.Second},
		{"a header without end", raw(t, "HTTP/1.1 200 OK\r\nA: "+strings.Repeat("x", 300<<10)), "gave no answer as HTTP has it", time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := visit.New(visit.Options{Timeout: test.timeout, Say: func(string) {}})
			defer v.Close()
			_, err := v.Fetch(t.Context(), address(t, test.url+"?token=hunter2-hunter2"), false)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hunter2-hunter2") || len(err.Error()) > 400 {
				t.Errorf("the error is %v, want %s", err, test.want)
			}
		})
	}
	t.Run("interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		v, _ := newVisitor(t)
		if _, err := v.Fetch(ctx, address(t, slow.URL), false); err == nil || err.Error() != "interrupted" {
			t.Errorf("the error is %v", err)
		}
	})
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
