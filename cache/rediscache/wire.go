package rediscache

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// wire is a connection that lets nothing through which would hurt the client library, see
// [frames], and tells when it is gone.
type wire struct {
	net.Conn
	sent, received frames
	asked          atomic.Int64 // commands that were sent, less replies that came
	to             string       // the address of the node
	once           sync.Once
	gone           func(*wire)
}

func newWire(conn net.Conn, to string, gone func(*wire)) *wire {
	w := &wire{Conn: conn, to: to, gone: gone}
	w.sent.complete, w.received.complete = w.command, w.reply
	return w
}

// Write counts the commands before the server can answer them.
func (w *wire) Write(p []byte) (int, error) {
	if err := w.sent.follow(p); err != nil {
		return 0, err
	}
	return w.Conn.Write(p)
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if fault := w.received.follow(p[:n]); fault != nil {
		return 0, fault
	}
	return n, err
}

func (w *wire) Close() error {
	err := w.Conn.Close()
	w.once.Do(func() { w.gone(w) })
	return err
}

func (w *wire) command(byte, []byte) error {
	w.asked.Add(1)
	return nil
}

func (w *wire) reply(kind byte, what []byte) error {
	if kind == '>' { // on its own: an invalidation; nobody here subscribes to anything
		if bytes.HasSuffix(what, []byte("subscribe")) {
			return errExtra
		}
		return nil
	}
	if w.asked.Add(-1) < 0 {
		return errExtra
	}
	return nil
}

// wires are the open connections of a client.
type wires struct {
	address   address
	sentinels *sentinels      // nil where none are
	ctx       context.Context //nolint:containedctx // of the link: it ends with Close
	lost      func()          // called when one is gone
	mu        sync.Mutex
	open      map[*wire]struct{} // nil: closed
}

// dial is what the client library calls for each connection.
func (ws *wires) dial(ctx context.Context, where string, dialer *net.Dialer, _ *tls.Config) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialer.Timeout)
	defer cancel()
	stop := context.AfterFunc(ws.ctx, cancel)
	defer stop()
	if ws.sentinels != nil {
		master, err := ws.sentinels.master(ctx)
		if err != nil {
			return nil, err
		}
		where = master
	}
	conn, err := ws.connect(ctx, where)
	if err != nil {
		return nil, err
	}
	w := newWire(conn, where, ws.remove)
	if !ws.add(w) {
		_ = conn.Close()
		return nil, errClosed
	}
	return w, nil
}

// connect opens a connection, with the handshake of TLS.
func (ws *wires) connect(ctx context.Context, where string) (net.Conn, error) {
	dialer := net.Dialer{KeepAlive: keepAlive}
	conn, err := dialer.DialContext(ctx, ws.address.network, where)
	if err != nil || ws.address.tls == nil {
		return conn, err
	}
	secured := tls.Client(conn, ws.address.certified(where))
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return secured, nil
}

// certified returns the settings of TLS for a node. What a Cluster or a Sentinel calls by
// its number has to have the name of the URL in its certificate.
func (a address) certified(where string) *tls.Config {
	if a.tls.ServerName != "" {
		return a.tls
	}
	config := a.tls.Clone()
	config.ServerName, _, _ = net.SplitHostPort(where)
	if net.ParseIP(config.ServerName) != nil && a.name != "" {
		config.ServerName = a.name
	}
	return config
}

func (ws *wires) add(w *wire) bool {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.open == nil {
		return false
	}
	ws.open[w] = struct{}{}
	return true
}

func (ws *wires) remove(w *wire) {
	ws.mu.Lock()
	delete(ws.open, w)
	closed := ws.open == nil
	ws.mu.Unlock()
	if !closed {
		ws.lost()
	}
}

// closeAllBut closes the connections to other servers than the one.
func (ws *wires) closeAllBut(server string) {
	ws.mu.Lock()
	var others []*wire
	for w := range ws.open {
		if w.to != server {
			others = append(others, w)
		}
	}
	ws.mu.Unlock()
	for _, w := range others {
		_ = w.Close()
	}
}

// close ends all connections: whoever waits for an answer gets an error.
func (ws *wires) close() {
	ws.mu.Lock()
	open := ws.open
	ws.open = nil
	ws.mu.Unlock()
	for w := range open {
		_ = w.Close()
	}
}

// The client library asks a silent connection for a sign of life after keepAlive, and
// gives it up after patience: what a firewall has cut off without a word is replaced within
// the sum of both.
const (
	keepAlive   = time.Second
	minPatience = time.Second
)
