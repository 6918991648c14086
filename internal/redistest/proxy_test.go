package redistest_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/redistest"
)

// far is longer than any answer takes that comes, short is how long a test waits for
// one that must not come.
const (
	far   = 20 * time.Second
	short = 150 * time.Millisecond
)

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func send(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
}

// read returns what arrives within a time, size bytes at most.
func read(conn net.Conn, size int, within time.Duration) (string, error) {
	conn.SetReadDeadline(time.Now().Add(within))
	data := make([]byte, size)
	n, err := io.ReadFull(conn, data)
	return string(data[:n]), err
}

func wantPong(t *testing.T, conn net.Conn) {
	t.Helper()
	send(t, conn, "PING\r\n")
	if got, err := read(conn, 7, far); got != "+PONG\r\n" {
		t.Fatalf("got %q and %v, want a PONG", got, err)
	}
}

// wantClosed fails unless the connection ends; how does not matter.
func wantClosed(t *testing.T, conn net.Conn) {
	t.Helper()
	got, err := read(conn, 1, far)
	if got != "" || err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("got %q and %v, want a closed connection", got, err)
	}
}

func wantNothing(t *testing.T, conn net.Conn) {
	t.Helper()
	if got, err := read(conn, 1, short); got != "" || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("got %q and %v, want nothing and an open connection", got, err)
	}
}

func TestProxyDelaysEachDirection(t *testing.T) {
	t.Parallel()
	proxy := redistest.NewProxy(t, redistest.Start(t).Addr())
	conn := dial(t, proxy.Addr())
	wantPong(t, conn)

	proxy.SetDelay(short)
	start := time.Now()
	wantPong(t, conn)
	if took := time.Since(start); took < 2*short {
		t.Errorf("an open connection took %v, want %v and more", took, 2*short)
	}

	proxy.SetDelay(time.Hour)
	send(t, conn, "PING\r\n")
	wantNothing(t, conn)
	proxy.Cut() // ends the waiting as well
	wantClosed(t, conn)
	proxy.SetDelay(0)
	wantPong(t, dial(t, proxy.Addr()))
}

func TestProxyCutsAndBlocks(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	proxy := redistest.NewProxy(t, server.Addr())
	conn := dial(t, proxy.Addr())
	wantPong(t, conn)

	proxy.Cut()
	wantClosed(t, conn)
	conn = dial(t, proxy.Addr())
	wantPong(t, conn)

	proxy.Block(true)
	wantClosed(t, conn)
	wantClosed(t, dial(t, proxy.Addr()))
	proxy.Block(false)
	conn = dial(t, proxy.Addr())
	wantPong(t, conn)

	server.Kill()
	wantClosed(t, conn)
	wantClosed(t, dial(t, proxy.Addr()))
	server.Restart()
	wantPong(t, dial(t, proxy.Addr()))
}

func TestProxyStallsAndPassesOnLater(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	proxy := redistest.NewProxy(t, server.Addr())
	old := dial(t, proxy.Addr())
	wantPong(t, old)

	proxy.Stall(true)
	proxy.Stall(true) // once more does nothing
	fresh := dial(t, proxy.Addr())
	for _, conn := range []net.Conn{old, fresh} {
		send(t, conn, "PING\r\n")
		wantNothing(t, conn)
	}
	proxy.Stall(false)
	for _, conn := range []net.Conn{old, fresh} {
		if got, err := read(conn, 7, far); got != "+PONG\r\n" {
			t.Errorf("after the stall: got %q and %v", got, err)
		}
	}

	proxy.Stall(true)
	server.Kill()
	wantNothing(t, old) // the news of the end is held back
	fresh = dial(t, proxy.Addr())
	wantNothing(t, fresh) // and that there is no server
	proxy.Stall(false)
	wantClosed(t, old)
	wantClosed(t, fresh)

	proxy.Stall(true)
	server.Restart()
	waiting := dial(t, proxy.Addr())
	wantNothing(t, waiting)
	proxy.Cut()
	wantClosed(t, waiting)
}

func TestProxyLimitsTheRate(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	value := bytes.Repeat([]byte("v"), 100_000)
	do(t, server, "SET", "key", string(value))
	proxy := redistest.NewProxy(t, server.Addr())
	conn := dial(t, proxy.Addr())
	wantPong(t, conn)

	proxy.SetRate(200_000)
	start := time.Now()
	send(t, conn, "GET key\r\n")
	got, err := read(conn, len("$100000\r\n")+len(value)+len("\r\n"), far)
	if err != nil || !bytes.Contains([]byte(got), value) {
		t.Fatalf("got %d bytes and %v", len(got), err)
	}
	if took := time.Since(start); took < 400*time.Millisecond {
		t.Errorf("100000 bytes at 200000 a second took %v", took)
	}
	proxy.SetRate(0)
	wantPong(t, conn)
}
