package cache_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

// A visitor who puts something into the cache gets a session, and finds it there; one who
// only looks gets none.
func ExampleForSession() {
	caches, err := cache.New(cache.Config{})
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
		if r.Method == http.MethodPost {
			if err := cache.Set(ctx, mine, "basket", []string{"milk", "bread"}, time.Hour); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
			}
			return
		}
		items, found, err := cache.Get[[]string](ctx, mine, "basket")
		fmt.Fprintln(w, items, found, err)
	}))
	for _, visitor := range []string{"ada", "bob"} {
		look := httptest.NewRequest(http.MethodGet, "https://example.com/basket", http.NoBody)
		if visitor == "ada" {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "https://example.com/basket", http.NoBody))
			look.AddCookie(w.Result().Cookies()[0])
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, look)
		fmt.Print(visitor, ": ", w.Body)
	}
	// Output:
	// ada: [milk bread] true <nil>
	// bob: [] false <nil>
}

// The function is called where nothing is kept, and not again for ten minutes.
func ExampleGetOrSet() {
	caches, err := cache.New(cache.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer caches.Close()
	ctx := context.Background()
	headlines := func(context.Context) ([]string, error) {
		fmt.Println("asking the database")
		return []string{"Rain", "Sun"}, nil
	}
	for range 2 {
		found, err := cache.GetOrSet(ctx, caches.Named("news"), "headlines", 10*time.Minute, headlines)
		fmt.Println(found, err)
	}
	// Output:
	// asking the database
	// [Rain Sun] <nil>
	// [Rain Sun] <nil>
}

// Caches of different names know nothing of each other.
func ExampleCaches_Named() {
	caches, err := cache.New(cache.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer caches.Close()
	ctx := context.Background()
	articles, prices := caches.Named("articles"), caches.Named("prices")
	fmt.Println(
		cache.Set(ctx, articles, "7", "The weather", time.Hour),
		cache.Set(ctx, prices, "7", 250, time.Hour),
		articles.RemoveAll(ctx),
	)
	fmt.Println(cache.Get[string](ctx, articles, "7"))
	fmt.Println(cache.Get[int](ctx, prices, "7"))
	// Output:
	// <nil> <nil> <nil>
	//  false <nil>
	// 250 true <nil>
}

// point is a place on a map.
type point struct{ Latitude, Longitude float64 }

// binaryPoint writes a point in 16 bytes instead of some 40 of JSON.
type binaryPoint struct{}

func (binaryPoint) Encode(value point) ([]byte, error) {
	return binary.Append(nil, binary.LittleEndian, value)
}

func (binaryPoint) Decode(data []byte) (value point, err error) {
	_, err = binary.Decode(data, binary.LittleEndian, &value)
	return value, err
}

// A codec of one's own decides what the bytes of a value are.
func ExampleWith() {
	caches, err := cache.New(cache.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer caches.Close()
	ctx := context.Background()
	places := cache.With(caches.Named("places"), binaryPoint{})
	fmt.Println(places.Set(ctx, "Berlin", point{52.52, 13.405}, 0))
	fmt.Println(places.Get(ctx, "Berlin"))
	// Output:
	// <nil>
	// {52.52 13.405} true <nil>
}
