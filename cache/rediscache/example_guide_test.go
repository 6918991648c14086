package rediscache_test

import (
	"fmt"
	"log"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
)

// The caches of a fleet, and the list of the sessions that were ended.
func Example() {
	secret := satchel.NewSecret() // the same one on all nodes

	redis, err := rediscache.New(rediscache.Config{URL: "redis://127.0.0.1:6379"})
	if err != nil {
		log.Fatal(err) // a fault of the URL; a server that is down is none
	}
	caches, err := cache.New(cache.Config{Store: redis})
	if err != nil {
		log.Fatal(err)
	}
	scopes, err := satchel.New(satchel.Config{
		Secrets:    []satchel.Secret{secret},
		Limits:     satchel.OWASPLowRisk(),
		Cache:      caches,
		Revocation: satchel.Revocation{DenyList: redis.DenyList()},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(scopes) // no server is needed for that
	if err := redis.Close(); err != nil {
		log.Fatal(err)
	}
	// Output: satchel.Scopes
}
