package cache_test

import (
	"bytes"
	"context"
	"errors"
	"log"
	"log/slog"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel/cache"
)

func TestTheZeroConfigHasTheDefaultsOfTheDocumentation(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{Store: new(mapStore)})
	named := caches.Named("articles")
	head := len(kindOf(t, cache.Bytes{}))
	must(t, named.Set(t.Context(), "news", make([]byte, 1<<20-head), 0))
	if err := named.Set(t.Context(), "news", make([]byte, 1<<20-head+1), 0); !errors.Is(err, cache.ErrTooLarge) {
		t.Errorf("a value of more than 1 MiB: %v", err)
	}
	heard.want(t, "cache too-large news")
	for key, want := range map[string]error{strings.Repeat("k", 1024): nil, strings.Repeat("k", 1025): cache.ErrKey} {
		if err := named.Set(t.Context(), key, nil, 0); !errors.Is(err, want) {
			t.Errorf("a key of %d bytes: %v, want %v", len(key), err, want)
		}
	}
	for name, want := range map[string]error{strings.Repeat("n", 128): nil, strings.Repeat("n", 129): cache.ErrKey} {
		if err := caches.Named(name).Set(t.Context(), "news", nil, 0); !errors.Is(err, want) {
			t.Errorf("a name of %d bytes: %v, want %v", len(name), err, want)
		}
	}
}

func TestAComputationHasThirtySeconds(t *testing.T) {
	for limit, want := range map[time.Duration]time.Duration{0: 30 * time.Second, time.Second: time.Second} {
		synctest.Test(t, func(t *testing.T) {
			caches, heard := newCaches(t, cache.Config{Store: new(mapStore), ComputeLimit: limit})
			began := time.Now()
			_, err := cache.GetOrSet(t.Context(), caches.Named("articles"), "news", 0, func(ctx context.Context) (int, error) {
				<-ctx.Done()
				return 0, ctx.Err()
			})
			if took := time.Since(began); took != want || err == nil {
				t.Errorf("it took %v and gave %v, want %v and an error", took, err, want)
			}
			synctest.Wait()
			heard.took()
		})
	}
}

func TestWithoutAHookTheLogTellsWhatGoesWrong(t *testing.T) {
	var text bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&text, nil)))
	t.Cleanup(func() {
		slog.SetDefault(before)
		log.SetOutput(os.Stderr) // SetDefault had given it to the logger of this test
		log.SetFlags(log.LstdFlags)
	})
	caches, err := cache.New(cache.Config{Store: failingStore{down}})
	must(t, err)
	_, _, err = caches.Named("articles").Get(t.Context(), "front page")
	must(t, err)
	must(t, caches.Close())
	if logged := text.String(); !strings.Contains(logged, "front page") || !strings.Contains(logged, errDown.Error()) {
		t.Errorf("the log says %q", logged)
	}
}

// Their owner may use it for something else.
func TestCloseLeavesAStoreOfTheConfigAlone(t *testing.T) {
	store := &closingStore{Store: new(mapStore)}
	caches, err := cache.New(cache.Config{Store: store})
	must(t, err)
	must(t, caches.Close())
	if store.closed {
		t.Error("the store was closed")
	}
}

type closingStore struct {
	cache.Store

	closed bool
}

func (s *closingStore) Close() error {
	s.closed = true
	return nil
}
