package cache_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

func TestAKeyHasALimit(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{})
	most := strings.Repeat("k", cache.MaxKey)
	for key, want := range map[string]error{
		"": nil, most: nil, most + "k": cache.ErrKey, strings.Repeat("k", 10<<20): cache.ErrKey,
	} {
		set, computed, calls := caches.Named("set"), caches.Named("computed"), 0
		errs := map[string]error{"Set": set.Set(t.Context(), key, []byte("news"), 0)}
		var got []byte
		got, _, errs["Get"] = set.Get(t.Context(), key)
		_, errs["GetOrSet"] = cache.GetOrSet(t.Context(), computed, key, 0, compute(1, &calls))
		errs["Remove"] = set.Remove(t.Context(), key)
		for method, err := range errs {
			if !errors.Is(err, want) {
				t.Errorf("%s with a key of %d bytes: %v, want %v", method, len(key), err, want)
			}
		}
		if fits := want == nil; string(got) != "news" == fits || calls != 1 == fits {
			t.Errorf("with a key of %d bytes Get gives %q, and %d values were computed", len(key), got, calls)
		}
	}
	heard.want(t)
}

func TestTheNameOfACacheHasALimit(t *testing.T) {
	caches, _ := newCaches(t, cache.Config{})
	most := caches.Named(strings.Repeat("n", cache.MaxName))
	must(t, most.Set(t.Context(), "a", []byte("news"), 0))
	want(t.Context(), t, most, "a", "news")
	for _, operation := range operations {
		for _, named := range []*cache.Cache{caches.Named(strings.Repeat("n", cache.MaxName+1)), caches.Named(strings.Repeat("n", 10<<20)).Strict()} {
			if _, err := operation.do(t.Context(), named); !errors.Is(err, cache.ErrKey) {
				t.Errorf("%s: %v, want ErrKey", operation.name, err)
			}
		}
	}
}

func TestATimeToLiveIsNotNegative(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{})
	named, calls := caches.Named("articles"), 0
	_, err := cache.GetOrSet(t.Context(), named, "news", -1, compute(1, &calls))
	for method, err := range map[string]error{
		"Set": named.Set(t.Context(), "news", nil, -1), "Set of a type": cache.Set(t.Context(), named, "news", 1, -time.Hour), "GetOrSet": err,
	} {
		if !errors.Is(err, cache.ErrTTL) {
			t.Errorf("%s: %v, want ErrTTL", method, err)
		}
	}
	if calls > 0 {
		t.Error("it was computed all the same")
	}
	newSite(t, satchel.Config{Cache: caches}).browser(t).visit(t, func(ctx context.Context, mine *cache.Cache) {
		if err := mine.Set(ctx, "basket", nil, -1); !errors.Is(err, cache.ErrTTL) {
			t.Errorf("Set of a visitor: %v, want ErrTTL", err)
		}
		if _, found := satchel.SessionFrom(ctx).LookupID(); found {
			t.Error("a Set that fails has made a session")
		}
	})
	heard.want(t)
}

func TestAValueHasALimit(t *testing.T) {
	store := &recordingStore{Store: newMemory(t, cache.MemoryConfig{})}
	caches, heard := newCaches(t, cache.Config{Store: store, MaxValue: 1000})
	named := caches.Named("articles")
	must(t, named.Set(t.Context(), "empty", nil, 0))
	head := store.sizes[0] // the name of the codec
	for size, fits := range map[int]bool{1000 - head: true, 1000 - head + 1: false, 5000: false} {
		value := bytes.Repeat([]byte("v"), size)
		err := named.Set(t.Context(), "set", value, 0)
		computed, err2 := cache.With(named, cache.Bytes{}).GetOrSet(t.Context(), "computed", 0, func(context.Context) ([]byte, error) { return value, nil })
		if !bytes.Equal(computed, value) || err2 != nil {
			t.Errorf("GetOrSet of %d bytes gives %d, %v: what is not kept is returned all the same", size, len(computed), err2)
		}
		for _, key := range []string{"set", "computed"} {
			if _, found, err := named.Get(t.Context(), key); found != fits || err != nil {
				t.Errorf("after %d bytes %q is there: %v, %v", size, key, found, err)
			}
		}
		if fits {
			must(t, err)
			heard.want(t)
		} else {
			if !errors.Is(err, cache.ErrTooLarge) {
				t.Errorf("Set of %d bytes: %v, want ErrTooLarge", size, err)
			}
			heard.want(t, "cache too-large set", "cache too-large computed")
		}
		must(t, named.RemoveAll(t.Context()))
	}
	if err := named.Set(t.Context(), "set", make([]byte, 100<<20), 0); !errors.Is(err, cache.ErrTooLarge) {
		t.Errorf("Set of 100 MiB: %v, want ErrTooLarge", err)
	}
}

func TestAStoreMayTakeLess(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{Store: newMemory(t, cache.MemoryConfig{MaxBytes: 100_000})})
	named := caches.Named("articles")
	if err := named.Set(t.Context(), "large", make([]byte, 25_000), 0); !errors.Is(err, cache.ErrTooLarge) {
		t.Errorf("%v, want ErrTooLarge", err)
	}
	heard.want(t, "cache too-large large")
	must(t, named.Set(t.Context(), "small", make([]byte, 20_000), 0))
}

func TestASessionHasAQuota(t *testing.T) {
	for name, config := range map[string]cache.Config{
		"of entries": {SessionEntries: 2},
		"of bytes":   {SessionBytes: 250},
	} {
		t.Run(name, func(t *testing.T) {
			caches, heard := newCaches(t, config)
			s := newSite(t, satchel.Config{Cache: caches})
			ada, bob := s.browser(t), s.browser(t)
			value := strings.Repeat("v", 100)
			ada.keep(t, "a", value)
			ada.keep(t, "b", value)
			ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
				if err := mine.Set(ctx, "c", []byte(value), 0); !errors.Is(err, cache.ErrFull) {
					t.Errorf("%v, want ErrFull", err)
				}
				heard.want(t, "cache full c")
				calls := 0
				got, err := cache.GetOrSet(ctx, mine, "d", 0, compute(value, &calls))
				if got != value || err != nil {
					t.Errorf("GetOrSet gives %q, %v: what is not kept is returned all the same", got, err)
				}
				heard.want(t, "cache full d")
				want(ctx, t, mine, "c", "")
				want(ctx, t, mine, "a", value)
				must(t, mine.Set(ctx, "a", []byte(value), 0)) // in the place of itself
				must(t, mine.Remove(ctx, "b"))
				must(t, mine.Set(ctx, "c", []byte(value), 0))
			})
			bob.keep(t, "a", value)
			bob.keep(t, "b", value)
			for i := range 110 {
				must(t, caches.Named("articles").Set(t.Context(), strings.Repeat("k", i), []byte(value), 0))
			}
			heard.want(t)
		})
	}
}

func TestTheDefaultQuotasAreThoseOfTheDocumentation(t *testing.T) {
	store := &recordingStore{Store: newMemory(t, cache.MemoryConfig{})}
	caches, _ := newCaches(t, cache.Config{Store: store})
	short, _ := newCaches(t, cache.Config{Store: store, SessionTTL: time.Minute, SessionEntries: 5, SessionBytes: 50})
	for _, test := range []struct {
		caches *cache.Caches
		ttl    time.Duration
		want   cache.Limits
	}{
		{caches, 0, cache.Limits{TTL: 24 * time.Hour, Entries: 100, Bytes: 1 << 20}},
		{caches, time.Hour, cache.Limits{TTL: time.Hour, Entries: 100, Bytes: 1 << 20}},
		{caches, 24 * time.Hour, cache.Limits{TTL: 24 * time.Hour, Entries: 100, Bytes: 1 << 20}},
		{caches, 48 * time.Hour, cache.Limits{TTL: 24 * time.Hour, Entries: 100, Bytes: 1 << 20}},
		{short, 0, cache.Limits{TTL: time.Minute, Entries: 5, Bytes: 50}},
		{short, time.Hour, cache.Limits{TTL: time.Minute, Entries: 5, Bytes: 50}},
		{short, 1, cache.Limits{TTL: 1, Entries: 5, Bytes: 50}},
	} {
		store.limits = nil
		newSite(t, satchel.Config{Cache: test.caches}).browser(t).visit(t, func(ctx context.Context, mine *cache.Cache) {
			if err := cache.Set(ctx, mine, "a", 1, test.ttl); err != nil && !errors.Is(err, cache.ErrFull) {
				t.Error(err)
			}
			must(t, cache.Set(ctx, test.caches.Named("articles"), "a", 1, test.ttl))
		})
		if want := []cache.Limits{test.want, {TTL: test.ttl}}; store.limits[0] != want[0] || store.limits[1] != want[1] {
			t.Errorf("with %v the store gets %+v, want %+v", test.ttl, store.limits, want)
		}
	}
}
