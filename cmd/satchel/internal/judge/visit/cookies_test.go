package visit_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge/visit"
)

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

// A proxy of the name, or whoever listens on the way to another machine, would read a login
// that goes over plain HTTP.
func TestGivenCookiesDoNotLeaveThisMachineReadable(t *testing.T) {
	proxy := newSite(t, "http", func(http.ResponseWriter, *http.Request) {})
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("NO_PROXY", "")
	// 0.0.0.0 leads to this machine, and is no loopback address.
	_, port, _ := net.SplitHostPort(proxy.Listener.Addr().String())
	for _, place := range []string{"http://0.0.0.0:" + port + "/", "http://shop.localhost:1/", "http://[::]:" + port + "/"} {
		v, said := newVisitor(t, visit.Pair{Name: "sid", Value: "hunter2"})
		_, err := v.Fetch(t.Context(), address(t, place), false)
		if err == nil || len(proxy.asked) > 0 || len(*said) != 1 || (*said)[0] != place {
			t.Errorf("%s: %v, said %q, and the proxy has %q", place, err, *said, proxy.asked)
		}
		if !strings.Contains(place, "localhost") && !strings.Contains(err.Error(), " is no loopback address: cookies are not sent to it") {
			t.Errorf("%s: %v", place, err)
		}
	}
	// Without a login the proxy is asked, and told of.
	v, said := newVisitor(t)
	if _, err := v.Fetch(t.Context(), address(t, "http://shop.localhost/"), false); err != nil || len(proxy.asked) != 1 {
		t.Errorf("%v, and the proxy has %q", err, proxy.asked)
	}
	if want := "http://shop.localhost/" + proxy.Listener.Addr().String(); !slices.Equal(*said, []string{want}) {
		t.Errorf("said %q, want %s", *said, want)
	}
}

// What a site has set anew for a login is as good as the login.
func TestWhatALoginGotDoesNotLeaveThisMachineReadable(t *testing.T) {
	shop := newSite(t, "https", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "sid", Value: "renewed", Path: "/"})
		http.Redirect(w, r, "http://"+r.Host+"/next", http.StatusFound)
	})
	proxy := newSite(t, "http", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodConnect {
			connect(t, w, shop.Listener.Addr().String())
		}
	})
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	v, _ := newVisitor(t, visit.Pair{Name: "sid", Value: "hunter2"})
	responses, err := v.Fetch(t.Context(), address(t, "https://0.0.0.0:1/"), true)
	if len(responses) != 1 || err == nil || !strings.Contains(err.Error(), "0.0.0.0:1 is no loopback address") {
		t.Errorf("%d responses, %v", len(responses), err)
	}
	if !slices.Equal(shop.asked, []string{"GET / sid=hunter2"}) || !slices.Equal(proxy.asked, []string{"CONNECT  "}) {
		t.Errorf("the shop was asked %q, and the proxy %q", shop.asked, proxy.asked)
	}
}

// connect lets a client through to an address.
func connect(t *testing.T, w http.ResponseWriter, to string) {
	t.Helper()
	client, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	server, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", to)
	if err != nil {
		t.Error(err)
		client.Close()
		return
	}
	_, _ = io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(server, client); server.Close() }()
	go func() { _, _ = io.Copy(client, server); client.Close() }()
}

// eitherListener takes TLS and plain HTTP at one port, by the first byte.
type eitherListener struct {
	net.Listener
	config *tls.Config
}

type peeked struct {
	net.Conn
	read *bufio.Reader
}

func (p peeked) Read(b []byte) (int, error) { return p.read.Read(b) }

func (l eitherListener) Accept() (net.Conn, error) {
	plain, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := peeked{plain, bufio.NewReader(plain)}
	if first, err := c.read.Peek(1); err == nil && first[0] == 0x16 { // a handshake
		return tls.Server(c, l.config), nil
	}
	return c, nil
}

// The scheme is a part of the place: the same host and port without TLS is another one.
func TestGivenCookiesDoNotFollowFromTLSToPlainHTTP(t *testing.T) {
	certificates := newSite(t, "https", nil)
	s := newSite(t, "", func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil {
			http.Redirect(w, r, "http://"+r.Host+"/plain", http.StatusFound)
		}
	})
	s.Listener = eitherListener{s.Listener, certificates.TLS}
	s.Start()
	v, _ := newVisitor(t, visit.Pair{Name: "sid", Value: "hunter2"})
	_, err := v.Fetch(t.Context(), address(t, "https"+strings.TrimPrefix(s.URL, "http")+"/"), true)
	if err != nil || !slices.Equal(s.asked, []string{"GET / sid=hunter2", "GET /plain "}) {
		t.Errorf("%v; asked %q", err, s.asked)
	}
}

func TestNoPasswordGoesWhereAPageSays(t *testing.T) {
	var authorization []string
	s := newSite(t, "http", func(w http.ResponseWriter, r *http.Request) {
		authorization = append(authorization, r.Header.Get("Authorization"))
		if r.URL.Path == "/" {
			w.Header().Set("Location", "http://ada:hunter2@"+r.Host+"/next")
			w.WriteHeader(http.StatusFound)
		}
	})
	v, said := newVisitor(t)
	responses, err := v.Fetch(t.Context(), address(t, s.URL+"/"), true)
	if err != nil || !slices.Equal(authorization, []string{"", ""}) {
		t.Errorf("%v; sent %q", err, authorization)
	}
	if last := responses[len(responses)-1].URL; last.User != nil || strings.Contains(strings.Join(*said, ""), "hunter2") {
		t.Errorf("it is judged as from %v, said %q", last, *said)
	}
}

// A browser refuses a cookie for all of co.uk, and so does not send it to a neighbor.
func TestACookieForAPublicSuffixIsNotKept(t *testing.T) {
	proxy := newSite(t, "http", func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "a.example.co.uk" {
			w.Header()["Set-Cookie"] = []string{"a=b; Domain=co.uk", "c=d; Domain=example.co.uk"}
			http.Redirect(w, r, "http://b.example.co.uk/", http.StatusFound)
		}
	})
	t.Setenv("HTTP_PROXY", proxy.URL)
	v, _ := newVisitor(t)
	if _, err := v.Fetch(t.Context(), address(t, "http://a.example.co.uk/"), true); err != nil || !slices.Equal(proxy.asked, []string{"GET / ", "GET / c=d"}) {
		t.Errorf("%v; asked %q", err, proxy.asked)
	}
}
