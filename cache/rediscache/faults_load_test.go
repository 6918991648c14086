package rediscache_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
)

// browsers is how many of them click at the same time, each as fast as it is answered.
const browsers = 32

// shop is an application whose every page uses the cache of the session three times, and
// what its visitors have seen of it.
type shop struct {
	server *httptest.Server
	redis  *rediscache.Cache
	budget time.Duration

	requests, failed, wrong atomic.Int64
	slowest                 atomic.Int64 // nanoseconds that a page spent with the cache
	lastHit                 atomic.Int64 // when a page was begun that found what it had set
}

func newShop(t *testing.T, url string, budget time.Duration) *shop {
	t.Helper()
	s := &shop{redis: open(t, rediscache.Config{URL: url, Budget: budget}), budget: budget}
	ignore := func(context.Context, satchel.Event) {}
	caches, err := cache.New(cache.Config{Store: s.redis, OnEvent: ignore})
	if err != nil {
		t.Fatal(err)
	}
	scopes, err := satchel.New(satchel.Config{
		Secrets: []satchel.Secret{satchel.NewSecret()}, Cache: caches, InsecureHTTP: true, OnEvent: ignore,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.server = httptest.NewServer(scopes.Handler(http.HandlerFunc(s.page)))
	t.Cleanup(s.server.Close)
	return s
}

// page answers with the name of the visitor by the session and by the cache.
func (s *shop) page(w http.ResponseWriter, r *http.Request) {
	ctx, session := r.Context(), satchel.SessionFrom(r.Context())
	if name := r.URL.Query().Get("login"); name != "" {
		if err := errors.Join(session.Renew(), session.Set("user", name)); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
		return
	}
	user, mine, begun := session.Get("user"), cache.ForSession(ctx), time.Now()
	owner, err1 := cache.GetOrSet(ctx, mine, "owner", time.Hour, func(context.Context) (string, error) { return user, nil })
	err2 := cache.Set(ctx, mine, "time", begun.UnixNano(), time.Hour)
	_, found, err3 := cache.Get[int64](ctx, mine, "time")
	s.note(time.Since(begun))
	if err := errors.Join(err1, err2, err3); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if found {
		s.lastHit.Store(max(s.lastHit.Load(), begun.UnixNano()))
	}
	fmt.Fprint(w, user, " ", owner)
}

// note remembers the longest time.
func (s *shop) note(took time.Duration) {
	for {
		slowest := s.slowest.Load()
		if int64(took) <= slowest || s.slowest.CompareAndSwap(slowest, int64(took)) {
			return
		}
	}
}

// open sends the visitors in until the returned function is called.
func (s *shop) open(t *testing.T) (closeShop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var inside sync.WaitGroup
	for i := range browsers {
		inside.Go(func() { s.visit(ctx, t, "visitor"+strconv.Itoa(i)) })
	}
	return func() {
		cancel()
		inside.Wait()
	}
}

// visit clicks until ctx ends.
func (s *shop) visit(ctx context.Context, t *testing.T, name string) {
	jar, _ := cookiejar.New(nil)
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Jar: jar, Transport: transport, Timeout: 30 * time.Second}
	if _, err := fetch(client, s.server.URL+"/?login="+name); err != nil {
		t.Errorf("%s cannot log in: %v", name, err)
		return
	}
	for ctx.Err() == nil {
		text, err := fetch(client, s.server.URL)
		s.requests.Add(1)
		switch {
		case err != nil:
			s.failed.Add(1)
			t.Logf("%s: %v", name, err)
		case text != name+" "+name:
			s.wrong.Add(1)
			t.Errorf("%s is shown %q", name, text)
		}
		time.Sleep(time.Millisecond) // a person, if a quick one
	}
}

func fetch(client *http.Client, url string) (string, error) {
	response, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", response.StatusCode, strings.TrimSpace(string(text)))
	}
	return string(text), err
}

// wantHits waits for a page that was begun now or later and finds what it has set, and
// returns how long that took.
func (s *shop) wantHits(t *testing.T, what string) time.Duration {
	t.Helper()
	since := time.Now()
	eventually(t, what, func() bool { return s.lastHit.Load() >= since.UnixNano() })
	return time.Since(since)
}

// wantMisses waits until the pages do without the cache.
func (s *shop) wantMisses(t *testing.T) {
	t.Helper()
	eventually(t, "the pages notice", func() bool { return time.Now().UnixNano()-s.lastHit.Load() > int64(50*time.Millisecond) })
}

// weight returns what the process holds: bytes that are in use, and goroutines.
func weight() (heap uint64, goroutines int) {
	runtime.GC() //nolint:revive // what is counted is what is in use
	runtime.GC() //nolint:revive // and what the first one has finalized
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc, runtime.NumGoroutine()
}
