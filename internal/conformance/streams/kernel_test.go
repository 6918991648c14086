package streams_test

import (
	"io"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"syscall"
	"testing"
)

// countingListener counts the bytes that its connections hand over from a file to
// the kernel, as net/http does when it finds io.ReaderFrom all the way down.
type countingListener struct {
	*net.TCPListener
	handedOver atomic.Int64
}

func listen(t *testing.T) *countingListener {
	t.Helper()
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	must(t, err)
	return &countingListener{TCPListener: l}
}

func (l *countingListener) Accept() (net.Conn, error) {
	conn, err := l.AcceptTCP()
	if err != nil {
		return nil, err
	}
	return countingConn{TCPConn: conn, listener: l}, nil
}

type countingConn struct {
	*net.TCPConn
	listener *countingListener
}

// ReadFrom counts what *net.TCPConn gives to sendfile: a file, or a part of one. An
// *os.File comes without its own WriteTo, in a type that only os knows; so it is
// recognized as net does.
func (c countingConn) ReadFrom(src io.Reader) (int64, error) {
	part, isPart := src.(*io.LimitedReader)
	file := src
	if isPart {
		file = part.R
	}
	_, isFile := file.(interface {
		syscall.Conn
		Stat() (os.FileInfo, error)
	})
	n, err := c.TCPConn.ReadFrom(src)
	if isFile {
		c.listener.handedOver.Add(n)
	}
	return n, err
}

// hiding is a writer that shows nothing optional of the one beneath it.
func hiding(next http.Handler) http.Handler {
	type writer struct{ http.ResponseWriter }
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(writer{w}, r) })
}
