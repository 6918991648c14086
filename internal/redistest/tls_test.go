package redistest_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"testing"

	"github.com/satchel-go/satchel/internal/redistest"
)

func TestTLSServerIsKnownByItsCertificateOnly(t *testing.T) {
	t.Parallel()
	server, roots := redistest.StartTLS(t, "--requirepass", "secret")
	if want := "rediss://:secret@" + server.Addr(); server.URL() != want {
		t.Errorf("got the URL %s, want %s", server.URL(), want)
	}
	do(t, server, "SET", "key", "value")
	if got := do(t, server, "GET", "key"); got != "value" {
		t.Errorf("got %q", got)
	}

	_, port, err := net.SplitHostPort(server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := tls.Dial("tcp", "localhost:"+port, &tls.Config{RootCAs: roots})
	if err != nil {
		t.Fatalf("as localhost: %v", err)
	}
	conn.Close()
	_, err = tls.Dial("tcp", server.Addr(), new(tls.Config))
	if _, is := errors.AsType[x509.UnknownAuthorityError](err); !is {
		t.Errorf("without its certificate: got %v, want an unknown authority", err)
	}
	plain := dial(t, server.Addr())
	send(t, plain, "PING\r\n")
	wantClosed(t, plain)
	if got := do(t, server, "CONFIG", "GET", "port"); got != "port\n0" {
		t.Errorf("got %q, want no port without TLS", got)
	}

	server.Restart()
	if got := do(t, server, "PING"); got != "PONG" {
		t.Errorf("after Restart: got %q", got)
	}
}
