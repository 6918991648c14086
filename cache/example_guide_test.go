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

func advise(context.Context, string) ([]string, error) { return []string{"a map of the coast"}, nil }

// The program of docs/cache.md.
func Example() {
	secret := satchel.NewSecret() // in production: kept, and the same on all nodes

	caches, err := cache.New(cache.Config{}) // 64 MiB in the memory of this process
	if err != nil {
		log.Fatal(err)
	}
	scopes, err := satchel.New(satchel.Config{
		Secrets: []satchel.Secret{secret},
		Cache:   caches,
	})
	if err != nil {
		log.Fatal(err)
	}
	page := func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		mine := cache.ForSession(ctx)
		advice, err := cache.GetOrSet(ctx, mine, "advice", time.Hour, func(ctx context.Context) ([]string, error) {
			return advise(ctx, "ada") // takes long; once for all requests that ask at a time
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, advice)
	}
	recorder := httptest.NewRecorder()
	scopes.Handler(http.HandlerFunc(page)).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody))
	fmt.Print(recorder.Body)
	if err := caches.Close(); err != nil {
		log.Fatal(err)
	}
	// Output: [a map of the coast]
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
	if err := cache.Set(ctx, articles, "front page", []string{"news", "sport"}, 10*time.Minute); err != nil {
		log.Print(err) // a fault of the program, as a value too large; not of a server
	}
	titles, found, err := cache.Get[[]string](ctx, articles, "front page")
	fmt.Println(titles, found, err)
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
