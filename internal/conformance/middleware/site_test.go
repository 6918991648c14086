package middleware_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// site is a TLS server with a client that keeps cookies. Its handler changes with
// each arrangement.
type site struct {
	scopes  *satchel.Scopes
	server  *httptest.Server
	client  *http.Client
	url     *url.URL
	handler atomic.Pointer[http.Handler]
	running sync.WaitGroup // handlers
	late    atomic.Int32   // events since the last look
}

// newSite serves HTTP/1.1 or HTTP/2.
func newSite(t *testing.T, major int) *site {
	t.Helper()
	s := new(site)
	var err error
	s.scopes, err = satchel.New(satchel.Config{
		Secrets:     []satchel.Secret{satchel.NewSecret()},
		FlashPolicy: satchel.NextRequest, // so that a cookie is written in a response whose handler knows of none
		OnEvent: func(_ context.Context, e satchel.Event) {
			if e.Outcome == satchel.Late && e.Reason == satchel.ReasonWrite {
				s.late.Add(1)
			}
		},
	})
	must(t, err)
	s.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.running.Add(1)
		defer s.running.Done()
		(*s.handler.Load()).ServeHTTP(w, r)
	}))
	s.server.EnableHTTP2 = major == 2
	s.server.Config.ErrorLog = log.New(io.Discard, "", 0) // of writes after a Hijack, say
	s.server.StartTLS()
	t.Cleanup(s.server.Close)
	s.client = s.server.Client()
	s.client.Transport.(*http.Transport).TLSClientConfig.ClientSessionCache = tls.NewLRUClientSessionCache(0)
	s.url, err = url.Parse(s.server.URL)
	must(t, err)
	return s
}

// use sets the handler for the requests that follow.
func (s *site) use(h http.Handler) { s.handler.Store(&h) }

// plant gives the client a new jar with valid cookies, as an earlier response did.
func (s *site) plant(t *testing.T, session, flash []satchel.Pair) {
	t.Helper()
	s.client.Jar, _ = cookiejar.New(nil)
	var cookies []*http.Cookie
	value, err := s.scopes.EncodeSession(session...)
	must(t, err)
	cookies = append(cookies, &http.Cookie{Name: s.scopes.SessionCookieName(), Value: value})
	if len(flash) > 0 {
		value, err = s.scopes.EncodeFlash(flash...)
		must(t, err)
		cookies = append(cookies, &http.Cookie{Name: s.scopes.FlashCookieName(), Value: value})
	}
	s.client.Jar.SetCookies(s.url, cookies)
}

// held returns the pairs of a cookie in the jar; "" where there is no cookie.
func (s *site) held(name string, decode func(string) (satchel.Token, error)) string {
	for _, c := range s.client.Jar.Cookies(s.url) {
		if c.Name != name {
			continue
		}
		token, err := decode(c.Value)
		if err != nil {
			return err.Error()
		}
		var pairs []string
		for _, pair := range token.Pairs {
			pairs = append(pairs, pair.Key+"="+pair.Value)
		}
		return strings.Join(pairs, "|")
	}
	return ""
}

// answer is what a client sees of one response.
type answer struct {
	status int
	body   string      // or the error of reading it
	early  http.Header // of a 103
	header http.Header

	compressed bool
	major      int
}

// withoutCookies is what the scopes must leave as it is.
func (a answer) withoutCookies() string {
	return fmt.Sprintf("status %d, body %q, compressed %t, with 103 %t, after it %q",
		a.status, a.body, a.compressed, a.early != nil, a.header[after])
}

// patience bounds a request that nobody answers.
const patience = 10 * time.Second

// get makes a request, with the header that it is given, and waits until its
// handlers have returned.
func (s *site) get(t *testing.T, header http.Header) answer {
	t.Helper()
	var a answer
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		Got1xxResponse: func(code int, early textproto.MIMEHeader) error {
			if code != http.StatusEarlyHints || a.early != nil {
				return fmt.Errorf("an informational response %d", code)
			}
			a.early = http.Header(early)
			return nil
		},
	})
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.server.URL, http.NoBody)
	must(t, err)
	maps.Copy(request.Header, header)
	response, err := s.client.Do(request)
	must(t, err)
	defer s.running.Wait()
	defer response.Body.Close()
	// The body of a 101 has no other bound.
	stop := context.AfterFunc(ctx, func() { response.Body.Close() })
	defer stop()
	body, err := io.ReadAll(response.Body)
	a.status, a.body, a.header, a.major = response.StatusCode, string(body), response.Header, response.ProtoMajor
	a.compressed = response.Uncompressed // by the client
	if err != nil {
		a.body = err.Error()
	}
	return a
}

// isSupported tells an answer of http.ResponseController from one that this writer
// cannot do it, and fails on others.
func isSupported(t *testing.T, err error) bool {
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		t.Error(err)
	}
	return err == nil
}
