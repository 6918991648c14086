package bench

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

const sessionEntry = "basket"

// sessionOperations are those of a session's own cache beside an otter that has the
// session's id in its keys. Each worker is in a request of its own, of a session of its
// own: signed, read, and asked for an entry before. So it is one more entry that is
// measured; what a request with a session costs is the other table's business.
func sessionOperations(tb testing.TB) []CacheOperation {
	tb.Helper()
	bare := newOtter(tb, memoryBytes)
	_, caches := newMemory(tb, memoryBytes)
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{secret}, Cache: caches})
	if err != nil {
		tb.Fatal(err)
	}
	var workers [MaxCacheGoroutines]sessionWorker
	for i := range workers {
		workers[i] = newSessionWorker(tb, scopes)
		bare.Set(workers[i].bareKey, cacheValue)
	}
	bareGet := readOtter(bare)
	bareHit := func(worker, _ int) error { return wantBytes(bareGet(workers[worker].bareKey)) }
	return []CacheOperation{
		{"memory-session-hit", bareHit, func(worker, _ int) error {
			ctx := workers[worker].ctx
			return wantBytes(cache.ForSession(ctx).Get(ctx, sessionEntry))
		}},
		{"memory-session-kept-hit", bareHit, func(worker, _ int) error {
			w := &workers[worker]
			return wantBytes(w.kept.Get(w.ctx, sessionEntry))
		}},
		{"memory-session-miss", func(worker, _ int) error {
			return wantNothing(bareGet(workers[worker].bareAbsent))
		}, func(worker, _ int) error {
			ctx := workers[worker].ctx
			return wantNothing(cache.ForSession(ctx).Get(ctx, "nothing"))
		}},
		{"memory-session-set", func(worker, _ int) error {
			bare.Set(workers[worker].bareKey, cacheValue)
			return nil
		}, func(worker, _ int) error {
			ctx := workers[worker].ctx
			return cache.ForSession(ctx).Set(ctx, sessionEntry, cacheValue, cacheTTL)
		}},
	}
}

// sessionWorker is what a worker has of its request.
type sessionWorker struct {
	ctx                 context.Context //nolint:containedctx // what the calls are about
	kept                *cache.Cache    // for a handler that asks several times
	bareKey, bareAbsent string
}

func newSessionWorker(tb testing.TB, scopes *satchel.Scopes) sessionWorker {
	tb.Helper()
	ctx := sessionRequest(tb, scopes)
	id, found := satchel.SessionFrom(ctx).LookupID()
	if !found {
		tb.Fatal("the session has no id")
	}
	return sessionWorker{ctx, cache.ForSession(ctx), id + ":" + sessionEntry, id + ":nothing"}
}

// sessionRequest returns the context of a request of a session that has an entry. Its
// handler returns at the end of tb.
func sessionRequest(tb testing.TB, scopes *satchel.Scopes) context.Context {
	tb.Helper()
	first := newExchange(scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if err := cache.ForSession(ctx).Set(ctx, sessionEntry, cacheValue, cacheTTL); err != nil {
			answer(w, "", err)
			return
		}
		fill(w, r, pairs)
	})), "")
	first.Serve()
	lines := first.response.header["Set-Cookie"]
	if first.response.status != http.StatusOK || len(lines) != 1 {
		tb.Fatalf("status %d and %d cookies in place of one", first.response.status, len(lines))
	}
	cookie, _, _ := strings.Cut(lines[0], ";")

	begun, end, ended := make(chan context.Context), make(chan struct{}), make(chan struct{})
	next := newExchange(scopes.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		begun <- r.Context()
		<-end
	})), cookie)
	go func() {
		defer close(ended)
		next.Serve()
	}()
	tb.Cleanup(func() {
		close(end)
		<-ended
	})
	return <-begun
}
