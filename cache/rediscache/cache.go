package rediscache

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/redis/rueidis"

	"github.com/satchel-go/satchel/cache"
)

// Cache is a [cache.Store] and [cache.Mover] in a server. It is safe for concurrent use.
//
// All errors of its methods but [cache.ErrFull], [cache.ErrTooLarge] and
// [cache.ErrClosed] are [cache.ErrUnavailable]; one of a context that has ended is the
// context's too. None has a password, a name or a value.
type Cache struct {
	config  Config
	address address
	link    *link
	recent  *recent // nil without Config.ClientCache
}

var (
	_ cache.Store = (*Cache)(nil)
	_ cache.Mover = (*Cache)(nil)
)

// New makes a Cache. It fails for a Config that makes no sense, with all faults at once,
// and not for a server that is down: it connects in the background, now and whenever the
// connection is lost, until Close. The first operations wait for that within their budget.
func New(config Config) (*Cache, error) {
	a, fault := config.parse()
	if err := errors.Join(fault, complete(&config)); err != nil {
		return nil, err
	}
	c := &Cache{config: config, address: a, link: newLink(config, a)}
	if config.ClientCache > 0 {
		c.recent = newRecent()
	}
	return c, nil
}

// Close ends the connections, and what is under way fails. Afterwards every method fails
// with [cache.ErrClosed]. A second Close does nothing.
func (c *Cache) Close() error {
	c.link.close()
	return nil
}

// Ping asks the server for a sign of life, within the budget: for a health check. Of a
// Cluster it asks one node.
func (c *Cache) Ping(ctx context.Context) error {
	_, err := do(ctx, c.link, c.config.Prefix, 0, func(client rueidis.Client, n *lane) (nothing, error) {
		_, err := serverTime(client.Do(background, client.B().Time().Build().SetSlot(c.config.Prefix)))
		return nothing{}, err
	})
	return err
}

// background is the context of commands: an answer that nobody waits for any more is read
// nevertheless, and [do] does not wait longer than it should.
var background = context.Background()

// headerSize is that of the moment, in milliseconds of the server's time, at which an
// entry of a session ends, before its value; 0 is never.
const headerSize = 8

// Get implements [cache.Store].
func (c *Cache) Get(ctx context.Context, key cache.Key) (value []byte, found bool, err error) {
	at := c.key(key)
	value, err = do(ctx, c.link, at, 0, func(client rueidis.Client, n *lane) ([]byte, error) {
		var command rueidis.Cacheable
		if key.Group.Session {
			command = client.B().Hget().Key(at).Field(key.Name).Cache()
		} else {
			command = client.B().Get().Key(at).Cache()
		}
		stored, err := c.read(client, at, command)
		if err != nil || stored == nil || !key.Group.Session {
			return stored, err
		}
		if n.clock.stale() {
			n.ask()
		}
		return live(stored, n.clock.now()), nil
	})
	return value, value != nil, err
}

// read returns what a command finds, from the memory of this process where it may; nil
// where nothing is.
func (c *Cache) read(client rueidis.Client, at string, command rueidis.Cacheable) ([]byte, error) {
	var reply rueidis.RedisResult
	if c.recent == nil || c.recent.has(at) {
		reply = client.Do(background, rueidis.Completed(command))
	} else {
		reply = client.DoCache(background, command, c.config.ClientCache)
	}
	message, err := reply.ToMessage()
	if rueidis.IsRedisNil(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !message.IsString() {
		return nil, errReply
	}
	value, err := message.AsBytes()
	if err != nil {
		return nil, err
	}
	if reply.IsCacheHit() {
		c.link.counts.clientHits.Add(1)
	}
	if value == nil {
		value = []byte{}
	}
	return value, nil
}

// live returns the value behind the header, unless it has expired.
func live(stored []byte, now int64) []byte {
	if len(stored) < headerSize {
		return nil
	}
	if ends := binary.BigEndian.Uint64(stored); ends != 0 && ends <= uint64(max(now, 0)) {
		return nil
	}
	return stored[headerSize:]
}

// Set implements [cache.Store]. Limits.Entries and Limits.Bytes hold for sessions.
func (c *Cache) Set(ctx context.Context, key cache.Key, value []byte, limits cache.Limits) error {
	if len(value) > MaxValue {
		return cache.ErrTooLarge
	}
	at, kept := c.key(key), string(value) // a copy: the caller may use the slice for something else
	ttl := milliseconds(limits.TTL)
	full, err := do(ctx, c.link, at, len(kept), func(client rueidis.Client, n *lane) (full bool, err error) {
		defer c.recent.add(at)
		if key.Group.Session {
			return c.setField(client, n, at, []string{key.Name, kept, strconv.FormatInt(ttl, 10),
				strconv.Itoa(max(limits.Entries, 0)), strconv.FormatInt(max(limits.Bytes, 0), 10)})
		}
		set := client.B().Set().Key(at).Value(kept)
		if ttl == 0 {
			return false, client.Do(background, set.Build()).Error()
		}
		return false, client.Do(background, set.PxMilliseconds(ttl).Build()).Error()
	})
	if full {
		return cache.ErrFull
	}
	return err
}

// setField calls the script, and learns the time of the server from its answer.
func (*Cache) setField(client rueidis.Client, n *lane, at string, args []string) (full bool, err error) {
	sent := time.Now()
	said, err := setScript.Exec(background, client, []string{at}, args).ToInt64()
	if err != nil || said < 0 {
		return err == nil, err
	}
	if received := time.Now(); received.Sub(sent) <= n.link.config.Budget {
		n.clock.measure(said, sent, received)
	}
	return false, nil
}

// milliseconds rounds up; 0 is no limit. A negative time is over.
func milliseconds(d time.Duration) int64 {
	if d < 0 {
		return 1
	}
	ms := d.Milliseconds()
	if d > time.Duration(ms)*time.Millisecond {
		ms++
	}
	return ms
}

// Remove implements [cache.Store].
func (c *Cache) Remove(ctx context.Context, key cache.Key) error {
	at := c.key(key)
	_, err := do(ctx, c.link, at, 0, func(client rueidis.Client, _ *lane) (nothing, error) {
		defer c.recent.add(at)
		if key.Group.Session {
			return nothing{}, client.Do(background, client.B().Hdel().Key(at).Field(key.Name).Build()).Error()
		}
		return nothing{}, client.Do(background, client.B().Unlink().Key(at).Build()).Error()
	})
	return err
}

// Format implements [fmt.Formatter]: no verb shows more than the address.
func (c *Cache) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "[rediscache "+c.address.String()+"]")
}
