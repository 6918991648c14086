package redistest

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// NonsenseKind is what a listener does that is not a Redis server.
type NonsenseKind int

// What a program meets that has the wrong address, or a server that is broken.
const (
	// NonsenseHTTP answers as a web server does, "HTTP/1.1 400 Bad Request", and closes.
	NonsenseHTTP NonsenseKind = iota
	// NonsenseStream answers with a line that does not end: it sends as fast as it is
	// read, up to 64 MiB, and closes.
	NonsenseStream
	// NonsenseHugeArray announces an array of 2147483647 elements, sends one of them
	// and nothing more. A client that believes it allocates tens of gigabytes.
	NonsenseHugeArray
	// NonsenseHugeString announces a string of 536870912 bytes, which a real server
	// may have (it is Redis's limit), sends one of them and nothing more.
	NonsenseHugeString
	// NonsenseGarbage answers with bytes that no protocol has, and closes.
	NonsenseGarbage
	// NonsenseSilence reads and never answers.
	NonsenseSilence
	// NonsenseHangUp accepts and closes at once.
	NonsenseHangUp
)

// endlessSize bounds what NonsenseStream sends on one connection.
const endlessSize = 64 << 20

// Nonsense runs a listener on a free port of 127.0.0.1 that behaves as kind says on every
// connection, and returns its address. It answers after the first bytes of the client,
// once on each connection. It ends with the test.
func Nonsense(tb testing.TB, kind NonsenseKind) (addr string) {
	tb.Helper()
	listener, err := listen(0)
	if err != nil {
		tb.Fatalf("redistest: no port for nonsense: %v", err)
	}
	var work sync.WaitGroup
	work.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			// Without this a client that keeps its connection would keep the test.
			stop := context.AfterFunc(tb.Context(), func() { _ = conn.Close() })
			work.Go(func() {
				defer stop()
				defer func() { _ = conn.Close() }()
				answer(conn, kind)
			})
		}
	})
	tb.Cleanup(func() {
		_ = listener.Close()
		work.Wait()
	})
	return listener.Addr().String()
}

// answer is the life of a connection. The errors are those of a client that has gone.
func answer(conn net.Conn, kind NonsenseKind) {
	if kind != NonsenseHangUp {
		if _, err := conn.Read(make([]byte, 4096)); err != nil {
			return
		}
	}
	switch kind {
	case NonsenseHangUp:
	case NonsenseHTTP:
		_, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\nContent-Length: 12\r\nConnection: close\r\n\r\nBad Request\n")
	case NonsenseStream:
		_, _ = io.WriteString(conn, "+")
		letters := strings.Repeat("a", 64<<10)
		for sent := 0; sent < endlessSize; sent += len(letters) {
			if _, err := io.WriteString(conn, letters); err != nil {
				return
			}
		}
	case NonsenseHugeArray:
		_, _ = io.WriteString(conn, "*2147483647\r\n+OK\r\n")
		drain(conn)
	case NonsenseHugeString:
		_, _ = io.WriteString(conn, "$536870912\r\na")
		drain(conn)
	case NonsenseGarbage:
		_, _ = conn.Write([]byte{0, 0xff, '\n', 0x80, '\r', '\n', 0xfe, 0x15, 0x03, 0x01})
	case NonsenseSilence:
		drain(conn)
	}
}

// drain reads until the client goes or the test ends.
func drain(conn net.Conn) {
	_, _ = io.Copy(io.Discard, conn)
}
