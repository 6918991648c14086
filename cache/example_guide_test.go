package cache_test

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

type basket struct{ Items []string }

func loadBasket(context.Context, string) (basket, error) {
	return basket{Items: []string{"milk"}}, nil
}

// The program of docs/cache.md.
func Example() {
	caches, err := cache.New(cache.Config{}) // 64 MiB in the memory of this process
	if err != nil {
		log.Fatal(err)
	}
	scopes, err := satchel.New(satchel.Config{
		Secrets: []satchel.Secret{satchel.NewSecret()},
		Cache:   caches,
	})
	if err != nil {
		log.Fatal(err)
	}
	page := func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		mine := cache.ForSession(ctx)
		found, err := cache.GetOrSet(ctx, mine, "basket", time.Hour, func(ctx context.Context) (basket, error) {
			return loadBasket(ctx, "ada") // once, however many requests ask at a time
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, found.Items)
	}
	recorder := httptest.NewRecorder()
	scopes.Handler(http.HandlerFunc(page)).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody))
	fmt.Print(recorder.Body)
	if err := caches.Close(); err != nil {
		log.Fatal(err)
	}
	// Output: [milk]
}

// Setting, reading and removing.
func Example_operations() {
	caches, err := cache.New(cache.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer caches.Close()
	ctx := context.Background()
	articles := caches.Named("articles")
	err = cache.Set(ctx, articles, "front page", []string{"news", "sport"}, 10*time.Minute)
	titles, found, err2 := cache.Get[[]string](ctx, articles, "front page")
	fmt.Println(titles, found, errors.Join(err, err2))
	fmt.Println(articles.Remove(ctx, "front page"), articles.RemoveAll(ctx))
	// Output:
	// [news sport] true <nil>
	// <nil> <nil>
}

// gobs is a codec of one's own.
type gobs[T any] struct{}

func (gobs[T]) Encode(value T) ([]byte, error) {
	var text strings.Builder
	err := gob.NewEncoder(&text).Encode(value)
	return []byte(text.String()), err
}

func (gobs[T]) Decode(data []byte) (value T, err error) {
	err = gob.NewDecoder(strings.NewReader(string(data))).Decode(&value)
	return value, err
}

func Example_codec() {
	caches, err := cache.New(cache.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer caches.Close()
	ctx := context.Background()
	baskets := cache.With(caches.Named("baskets"), gobs[basket]{})
	err = baskets.Set(ctx, "ada", basket{Items: []string{"milk"}}, time.Hour)
	found, _, err2 := baskets.Get(ctx, "ada")
	fmt.Println(found.Items, errors.Join(err, err2))
	// Output: [milk] <nil>
}
