// Package cache keeps on the server what does not belong into a cookie: for each session,
// under its unique id, and under names for everybody.
//
//	caches, err := cache.New(cache.Config{}) // 64 MiB in the memory of this process
//	scopes, err := satchel.New(satchel.Config{Cache: caches, Secrets: …})
//	mux.HandleFunc("GET /basket", func(w http.ResponseWriter, r *http.Request) {
//		basket, err := cache.GetOrSet(r.Context(), cache.ForSession(r.Context()), "basket", time.Hour,
//			func(ctx context.Context) (Basket, error) { return loadBasket(ctx, user) })
//		…
//	})
//
// It is a cache and no store: an entry may be gone at any time, since it has expired,
// since there was no room, or since a server is down. A program computes it anew, or shows
// the page without it. What must not be lost belongs into a database.
//
// The operations are those of Play's cache: [Cache.Get], [Cache.Set] with a time to live,
// [GetOrSet] (getOrElseUpdate), [Cache.Remove], [Cache.RemoveAll], named caches
// ([Caches.Named]). To them comes [ForSession], for which Play's documentation asks a
// program to keep an id in the session and to make keys of it by hand.
//
// Where the bytes are is a [Store]: [Memory] is here, package cache/rediscache has one for
// a fleet, and one of your own takes a page. A program that grows changes one line.
package cache
