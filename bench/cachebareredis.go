package bench

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/redis/rueidis"

	"github.com/satchel-go/satchel/internal/redistest"
)

// bareRedis is the client library with its defaults, as a program calls it by hand. Its
// keys are those that package rediscache documents.
type bareRedis struct {
	ctx    context.Context //nolint:containedctx // that of all calls
	client rueidis.Client
}

func newBareRedis(ctx context.Context, tb testing.TB, server *redistest.Server) bareRedis {
	tb.Helper()
	client, err := rueidis.NewClient(rueidis.ClientOption{InitAddress: []string{server.Addr()}})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(client.Close)
	return bareRedis{ctx, client}
}

func bareName(key string) string { return "satchel:n:5:texts:" + key }

func bareHash(key string) string { return "satchel:s:" + entryOfSession(key).Group.Name }

// expiryHeader is what an entry of a session begins with on the server.
const expiryHeader = 8

func bareValue(reply rueidis.RedisResult, header int) (value []byte, found bool, err error) {
	value, err = reply.AsBytes()
	if rueidis.IsRedisNil(err) {
		return nil, false, nil
	}
	return value[min(header, len(value)):], err == nil, err
}

func (b bareRedis) get(key string) (value []byte, found bool, err error) {
	return bareValue(b.client.Do(b.ctx, b.client.B().Get().Key(bareName(key)).Build()), 0)
}

func (b bareRedis) getNear(key string) (value []byte, found bool, err error) {
	return bareValue(b.client.DoCache(b.ctx, b.client.B().Get().Key(bareName(key)).Cache(), cacheTTL), 0)
}

func (b bareRedis) hget(key string) (value []byte, found bool, err error) {
	return bareValue(b.client.Do(b.ctx, b.client.B().Hget().Key(bareHash(key)).Field(sessionEntry).Build()), expiryHeader)
}

func (b bareRedis) hgetNear(key string) (value []byte, found bool, err error) {
	return bareValue(b.client.DoCache(b.ctx, b.client.B().Hget().Key(bareHash(key)).Field(sessionEntry).Cache(), cacheTTL), expiryHeader)
}

func (b bareRedis) set(key string) error {
	text := rueidis.BinaryString(cacheValue)
	return b.client.Do(b.ctx, b.client.B().Set().Key(bareName(key)).Value(text).PxMilliseconds(cacheTTL.Milliseconds()).Build()).Error()
}

// hset does not make its hash where ours is: it has no expiry.
func (b bareRedis) hset(key string) error {
	text := rueidis.BinaryString(cacheValue)
	return b.client.Do(b.ctx, b.client.B().Hset().Key("bare:ofs:"+entryOfSession(key).Group.Name).FieldValue().FieldValue(sessionEntry, text).Build()).Error()
}

// The articles are in JSON and nothing else.
func bareArticleName(key string) string { return "bare:lo:8:articles:" + key }

func (b bareRedis) setArticle(key string) error {
	text, err := json.Marshal(cacheArticle)
	if err != nil {
		return err
	}
	return b.client.Do(b.ctx, b.client.B().Set().Key(bareArticleName(key)).Value(string(text)).Build()).Error()
}

func (b bareRedis) getArticle(key string) (value []byte, found bool, err error) {
	return bareValue(b.client.Do(b.ctx, b.client.B().Get().Key(bareArticleName(key)).Build()), 0)
}
