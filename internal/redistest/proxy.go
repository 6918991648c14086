package redistest

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"
)

// Proxy stands between a client and a server and plays the network: it passes all bytes
// on, and disturbs them as it is told. At first it disturbs nothing. All methods are safe
// for concurrent use, and act on the connections that are open as well as on new ones.
type Proxy struct {
	listener net.Listener
	work     sync.WaitGroup

	mu       sync.Mutex
	target   string
	links    map[*link]struct{} // those that are open
	blocked  bool
	delay    time.Duration
	rate     int           // bytes a second, 0 for no limit
	stallEnd chan struct{} // closed when the stall ends, nil where there is none
}

// link is a connection through the proxy. Its two halves end together.
type link struct {
	client net.Conn
	server net.Conn // nil before it is dialed; the mutex of the proxy guards it
	end    context.CancelFunc
}

// NewProxy runs a proxy on a free port of 127.0.0.1 until the end of the test. The
// target is an address such as that of [Server.Addr]. It is dialed for each connection,
// so it may be away for a while: a connection to the proxy is then closed at once.
func NewProxy(tb testing.TB, target string) *Proxy {
	tb.Helper()
	listener, err := listen(0)
	if err != nil {
		tb.Fatalf("redistest: no port for a proxy: %v", err)
	}
	p := &Proxy{listener: listener, target: target, links: make(map[*link]struct{})}
	p.work.Go(p.accept)
	tb.Cleanup(func() {
		_ = listener.Close()
		p.Block(true)
		p.work.Wait()
	})
	return p
}

// Addr returns where the proxy listens, as "127.0.0.1:port".
func (p *Proxy) Addr() string {
	return p.listener.Addr().String()
}

// SetTarget leads new connections to another address, as a name does that was given to
// another server. Those that are open stay.
func (p *Proxy) SetTarget(target string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = target
}

func (p *Proxy) aim() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.target
}

// SetDelay has each chunk of bytes wait for this long, in each direction, before it is
// passed on. A short command and its reply are one chunk each, so together they take
// twice the delay. Zero ends it.
func (p *Proxy) SetDelay(delay time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = delay
}

// SetRate limits each direction of each connection to about this many bytes a second.
// Zero ends it.
func (p *Proxy) SetRate(bytesPerSecond int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rate = max(0, bytesPerSecond)
}

// Stall (true) holds back all bytes, and the news that a side has closed: connections
// stay, new ones are accepted, and nothing arrives. Stall (false) lets what was held
// back arrive. Bytes that are being passed on at the moment of the call may slip through.
func (p *Proxy) Stall(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case on && p.stallEnd == nil:
		p.stallEnd = make(chan struct{})
	case !on && p.stallEnd != nil:
		close(p.stallEnd)
		p.stallEnd = nil
	}
}

// Block (true) closes all connections, and new ones as soon as they are there. The
// dialing side sees its connection closed rather than refused, because the proxy keeps
// its port. Block (false) lets new ones through.
func (p *Proxy) Block(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.blocked = on
	if on {
		p.cut()
	}
}

// Cut closes all connections. New ones work.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut()
}

// cut needs the mutex.
func (p *Proxy) cut() {
	for l := range p.links {
		l.end()
		_ = l.client.Close()
		if l.server != nil {
			_ = l.server.Close()
		}
	}
	clear(p.links)
}

func (p *Proxy) accept() {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.work.Go(func() { p.serve(conn) })
	}
}

// serve is the life of a connection.
func (p *Proxy) serve(client net.Conn) {
	defer func() { _ = client.Close() }()
	ctx, end := context.WithCancel(context.Background())
	defer end()
	l := &link{client: client, end: end}
	if !p.add(l) {
		return
	}
	defer p.remove(l)

	if !p.waitForStall(ctx) {
		return
	}
	server, err := new(net.Dialer).DialContext(ctx, "tcp", p.aim())
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	if !p.setServer(l, server) {
		return
	}
	var replies sync.WaitGroup
	replies.Go(func() {
		p.pump(ctx, client, server)
		_ = client.Close() // wakes the other direction
	})
	p.pump(ctx, server, client)
	_ = server.Close()
	replies.Wait()
}

func (p *Proxy) add(l *link) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.blocked {
		p.links[l] = struct{}{}
	}
	return !p.blocked
}

// setServer reports whether the link is still there.
func (p *Proxy) setServer(l *link, server net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.server = server
	_, open := p.links[l]
	return open
}

func (p *Proxy) remove(l *link) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.links, l)
}

// pump passes the bytes of one direction on until a side closes or the context ends.
func (p *Proxy) pump(ctx context.Context, to, from net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		n, readErr := from.Read(buffer)
		// The end of the stream is late as well.
		if !sleep(ctx, p.chunkDelay()) || !p.waitForStall(ctx) {
			return
		}
		if !p.write(ctx, to, buffer[:n]) || readErr != nil {
			return
		}
	}
}

// write passes a chunk on, in pieces if there is a limit for the rate.
func (p *Proxy) write(ctx context.Context, to net.Conn, chunk []byte) bool {
	for len(chunk) > 0 {
		size, pause := p.nextPiece(len(chunk))
		if !sleep(ctx, pause) || !p.waitForStall(ctx) {
			return false
		}
		if _, err := to.Write(chunk[:size]); err != nil {
			return false
		}
		chunk = chunk[size:]
	}
	return true
}

func (p *Proxy) chunkDelay() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.delay
}

// nextPiece returns how many of the bytes to pass on, and how long to wait before it:
// what takes 50 ms at most, for a stream that is slow rather than one with gaps.
func (p *Proxy) nextPiece(available int) (size int, pause time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rate == 0 {
		return available, 0
	}
	size = min(available, max(1, p.rate/20))
	return size, time.Duration(size) * time.Second / time.Duration(p.rate)
}

// waitForStall returns when there is no stall, and false if the context ends before.
func (p *Proxy) waitForStall(ctx context.Context) bool {
	p.mu.Lock()
	stallEnd := p.stallEnd
	p.mu.Unlock()
	if stallEnd == nil {
		return ctx.Err() == nil
	}
	select {
	case <-stallEnd:
		return true
	case <-ctx.Done():
		return false
	}
}

// sleep returns false if the context ends before the time is over.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
