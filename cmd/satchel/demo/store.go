package demo

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
)

// Memory is the address of a [Store] in the memory of this process.
const Memory = "memory"

// prefix keeps the keys of the demo apart from those of a real application in the same
// server.
const prefix = "satchel-demo"

// Store is where the demo keeps the items of the sessions: in the memory of this process,
// or in a server that several demos share. Make one with [OpenStore].
type Store struct {
	place  string // in words, without user and password
	memory *cache.Memory
	redis  *rediscache.Cache // in place of the memory
}

// OpenStore makes a store of an address: [Memory], or what rediscache.Config.URL takes, as
// in redis://127.0.0.1:6379. It fails for an address that makes no sense, with an error
// that shows nothing of it. A server that does not answer is no error but a line in log, now
// or later, and another one when it answers; OpenStore waits for it a tenth of a second.
func OpenStore(ctx context.Context, address string, log *slog.Logger) (*Store, error) {
	if address == Memory {
		memory, err := cache.NewMemory(cache.MemoryConfig{})
		if err != nil {
			return nil, err
		}
		return &Store{place: "the memory of this process", memory: memory}, nil
	}
	outages := &outages{log: log}
	redis, err := rediscache.New(rediscache.Config{URL: address, Prefix: prefix, OnEvent: outages.hook})
	if err != nil {
		return nil, err
	}
	// The line about a server that is not there comes before the demo says that it runs.
	if err := redis.Ping(ctx); err != nil {
		outages.begin(ctx, err.Error())
	}
	return &Store{place: placeOf(address), redis: redis}, nil
}

// placeOf names a server in words. The address has been found good.
func placeOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "a server"
	}
	kind := "Redis"
	if strings.HasPrefix(u.Scheme, "valkey") {
		kind = "Valkey"
	}
	if u.Host == "" {
		return kind + " at " + u.Path
	}
	return kind + " at " + u.Host
}

// Place says in words where the store is, as in "Redis at 127.0.0.1:6379".
func (s *Store) Place() string { return s.place }

// Close ends the connections to a server.
func (s *Store) Close() error {
	if s.redis != nil {
		return s.redis.Close()
	}
	return s.memory.Close()
}

// answers asks a server for a sign of life, for at most a tenth of a second.
func (s *Store) answers(ctx context.Context) bool { return s.redis == nil || s.redis.Ping(ctx) == nil }

// caches are those of the sessions. The list of a visitor comes along at the login, as a
// basket should. Somebody else may have planted it with the session of before: the items
// are shown, and nothing is decided by them.
func (s *Store) caches(log *slog.Logger) (*cache.Caches, error) {
	config := cache.Config{Store: s.memory, KeepOnRenew: true, OnEvent: attention(log)}
	if s.redis != nil {
		config.Store = s.redis
		config.OnEvent = func(ctx context.Context, e satchel.Event) {
			// While the server is down, that was said once, and is not said for each page.
			if e.Reason != satchel.ReasonUnavailable || s.redis.Stats().Up {
				attention(log)(ctx, e)
			}
		}
	}
	return cache.New(config)
}

// outages logs when the server goes down and when it is back, once each.
type outages struct {
	log  *slog.Logger
	mu   sync.Mutex // held while logging: who comes second finds the line there
	down bool       // there was one
}

func (o *outages) hook(ctx context.Context, e satchel.Event) {
	switch e.Reason {
	case satchel.ReasonUnavailable:
		o.begin(ctx, e.Detail)
	case satchel.ReasonRecovered:
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.down {
			o.down = false
			o.log.InfoContext(ctx, "the cache answers again")
		}
	default:
		attention(o.log)(ctx, e)
	}
}

func (o *outages) begin(ctx context.Context, reason string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.down {
		o.down = true
		o.log.WarnContext(ctx, "the cache does not answer: the demo goes on without the items, and asks it again by itself",
			"reason", strings.TrimPrefix(reason, "rediscache: "))
	}
}
