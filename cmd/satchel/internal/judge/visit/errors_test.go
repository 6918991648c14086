package visit_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge/visit"
)

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
			v := visit.New(visit.Options{Timeout: test.timeout, Say: func(string, string) {}})
			defer v.Close()
			_, err := v.Fetch(t.Context(), address(t, test.url+"?token=hunter2-hunter2"), false)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hunter2-hunter2") || len(err.Error()) > 400 {
				t.Errorf("the error is %v, want %s", err, test.want)
			}
		})
	}
	t.Run("by a proxy", func(t *testing.T) {
		refusing := newSite(t, "http", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
		host := strings.TrimPrefix(gone.URL, "http://")
		for _, test := range []struct{ name, proxy, want string }{
			{"that is not there", gone.URL, "the proxy " + host + " refuses connections: nothing listens there"},
			{"without an address", "http://no-such-host.invalid:3128", "there is no address for the name no-such-host.invalid, the proxy"},
			{"that lets nobody through", refusing.URL, "there is no way to shop.example.com by the proxy " + refusing.Listener.Addr().String()},
		} {
			t.Run(test.name, func(t *testing.T) {
				t.Setenv("HTTPS_PROXY", "http://ada:hunter2@"+strings.TrimPrefix(test.proxy, "http://"))
				v, said := newVisitor(t)
				_, err := v.Fetch(t.Context(), address(t, "https://shop.example.com/"), false)
				if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error()+(*said)[0], "hunter2") {
					t.Errorf("the error is %v, want %s; said %q", err, test.want, *said)
				}
			})
		}
	})
	t.Run("interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		v, _ := newVisitor(t)
		if _, err := v.Fetch(ctx, address(t, slow.URL), false); err == nil || err.Error() != "interrupted" {
			t.Errorf("the error is %v", err)
		}
	})
}
