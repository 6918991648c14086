package cache_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

type mapStore struct{ values sync.Map } // bytes, by cache.Key

func (s *mapStore) Get(_ context.Context, key cache.Key) (value []byte, found bool, err error) {
	kept, found := s.values.Load(key)
	value, _ = kept.([]byte)
	return value, found, nil
}

func (s *mapStore) Set(_ context.Context, key cache.Key, value []byte, _ cache.Limits) error {
	s.values.Store(key, bytes.Clone(value))
	return nil
}

func (s *mapStore) Remove(_ context.Context, key cache.Key) error {
	s.values.Delete(key)
	return nil
}

func (s *mapStore) RemoveAll(_ context.Context, group cache.Group) error {
	for key := range s.values.Range {
		if key.(cache.Key).Group == group {
			s.values.Delete(key)
		}
	}
	return nil
}

// A store of one's own, a map, keeps what a visitor does in a session.
func Example_ownStore() {
	caches, err := cache.New(cache.Config{Store: new(mapStore)})
	if err != nil {
		log.Fatal(err)
	}
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{satchel.NewSecret()}, Cache: caches})
	if err != nil {
		log.Fatal(err)
	}
	defer caches.Close()
	handler := scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		mine := cache.ForSession(ctx)
		visits, _, err := cache.Get[int](ctx, mine, "visits") // 0 for the first
		if err == nil {
			err = cache.Set(ctx, mine, "visits", visits+1, time.Hour)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintf(w, "visit %d\n", visits+1)
	}))
	visit := func(cookies []*http.Cookie) []*http.Cookie {
		r := httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody)
		for _, cookie := range cookies {
			r.AddCookie(cookie)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		fmt.Print(w.Body)
		return w.Result().Cookies()
	}
	ada := visit(nil)
	visit(ada)
	visit(ada)
	visit(nil) // another browser
	// Output:
	// visit 1
	// visit 2
	// visit 3
	// visit 1
}
