package rediscache

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"
)

// link is the connection to the server, or to all nodes of it, and what is known about
// them. It connects in the background, since rueidis cannot begin with a server that is
// down, and it is what operations go through: see [do].
type link struct {
	config   Config
	address  address
	patience time.Duration   // for what nobody waits for: connections, probes
	ctx      context.Context //nolint:containedctx // its own life, and nobody's request
	cancel   context.CancelFunc
	wires    *wires

	client    atomic.Pointer[rueidis.Client]
	tried     chan struct{} // closed when the first attempt to connect is over
	connected chan struct{} // closed when there is a client
	lanes     [laneCount]atomic.Pointer[lane]
	inFlight  atomic.Int64 // bytes of values on their way to the server
	counts    counts
	news      news
	teller    teller
	left      atomic.Int64 // when leave has closed connections, in microseconds since began

	mu         sync.Mutex
	background sync.WaitGroup // under mu for Add
	closed     bool
	evicts     sync.Once
}

func newLink(config Config, a address) *link {
	l := &link{config: config, address: a, patience: max(minPatience, config.Budget), tried: make(chan struct{}), connected: make(chan struct{})}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.wires = &wires{address: a, ctx: l.ctx, lost: l.lost, open: map[*wire]struct{}{}}
	if a.sentinel != "" {
		l.wires.sentinels = &sentinels{addresses: a.initial, name: a.sentinel, dial: l.wires.connect}
		l.spawn(l.watch)
	}
	l.teller.hook = config.OnEvent
	l.news.tell = l.teller.tell
	l.spawn(l.connect)
	return l
}

// option is how the client library is used: no retries of its own, which would ignore the
// budget; one connection to each node, on which it sends the commands of all goroutines
// together; and no command without its reader, or the deadline of one caller would close
// the connection of all.
func (l *link) option() rueidis.ClientOption {
	option := rueidis.ClientOption{
		InitAddress:        l.address.initial,
		DialCtxFn:          l.wires.dial,
		Username:           l.address.user,
		Password:           l.address.password,
		SelectDB:           l.address.database,
		TLSConfig:          l.address.tls,
		CacheSizeEachConn:  l.config.ClientCacheBytes,
		DisableCache:       l.config.ClientCache == 0,
		DisableRetry:       true,
		AlwaysPipelining:   true,
		PipelineMultiplex:  -1,
		ReadBufferEachConn: 64 << 10, WriteBufferEachConn: 64 << 10, // 512 KiB each by default
		ConnWriteTimeout: l.patience,
		ClientSetInfo:    rueidis.DisableClientSetInfo,
	}
	option.Dialer.Timeout, option.Dialer.KeepAlive = l.patience, keepAlive
	option.ClusterOption = rueidis.ClusterOption{ShardsRefreshInterval: refreshInterval, MaxMovedRedirections: 3}
	if l.wires.sentinels != nil { // to the client library, a server whose address is looked up when it is dialed
		option.InitAddress, option.ForceSingleClient = []string{l.address.sentinel}, true
	}
	return option
}

// refreshInterval is how often a Cluster is asked which node has which slots.
const refreshInterval = time.Second

// connect tries until there is a client. The client mends its connections itself.
func (l *link) connect() {
	for pause := firstConnect; ; pause = min(2*pause, lastConnect) {
		client, err := l.attempt()
		if err == nil {
			l.client.Store(&client)
		} else if l.ctx.Err() == nil {
			l.news.down(l.address.shown(err))
		}
		l.settle()
		if err == nil {
			close(l.connected)
			l.lane(client, "").ask() // and the event that it is back, if somebody was told otherwise
			return
		}
		if !l.sleep(pause) {
			return
		}
	}
}

const (
	firstConnect = 50 * time.Millisecond
	lastConnect  = 2 * time.Second
)

// settle lets those go on who wait for the first attempt.
func (l *link) settle() {
	select {
	case <-l.tried:
	default:
		close(l.tried)
	}
}

func (l *link) attempt() (client rueidis.Client, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = panicked(v)
		}
	}()
	client, err = rueidis.NewClient(l.option())
	if err != nil && client != nil {
		client.Close()
	}
	return client, err
}

// sleep waits for about the pause: a fleet must not knock all at once. It returns false
// when the link is closed.
func (l *link) sleep(pause time.Duration) bool {
	jitter := time.Duration(rand.Int64N(int64(pause)/2 + 1)) //nolint:gosec,forbidigo // no secret hangs on a pause
	timer := time.NewTimer(pause - jitter/2)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-l.ctx.Done():
		return false
	}
}

// spawn runs something that close waits for.
func (l *link) spawn(f func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.background.Go(f)
	return true
}

// lost is called when a connection is gone: no operation may be the one that finds out and
// has to connect.
func (l *link) lost() {
	for i := range l.lanes {
		if lane := l.lanes[i].Load(); lane != nil {
			lane.doubt()
		}
	}
}

// leave closes the connections to a server that has become a replica: where a name or an
// address of its own leads to the master, new ones find it, and nothing else would close
// the old ones. A Cluster says itself who has the slots, and Sentinels who is the master.
// Once a second is enough.
func (l *link) leave() {
	if !l.together() || l.wires.sentinels != nil {
		return
	}
	now, last := monotonic(time.Now()), l.left.Load()
	if (last == 0 || now-last > leavePause.Microseconds()) && l.left.CompareAndSwap(last, now) {
		l.wires.closeAllBut("")
	}
}

const leavePause = time.Second

// close ends everything. What waits for an answer gets an error at once, since the
// connections are closed before the client library is asked to end in good order.
func (l *link) close() {
	l.mu.Lock()
	already := l.closed
	l.closed = true
	l.mu.Unlock()
	if already {
		return
	}
	l.cancel()
	l.wires.close()
	l.background.Wait()
	l.wires.close()
	if client := l.client.Load(); client != nil {
		(*client).Close()
	}
}
