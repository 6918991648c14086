package cache_test

import (
	"testing"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/cachetest"
)

func TestMapStore(t *testing.T) {
	newStore := func(*testing.T) cache.Store { return new(mapStore) }
	cachetest.Run(t, newStore, cachetest.Without(cachetest.Quotas, cachetest.Expiry))
}
