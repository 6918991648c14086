package cache_test

import (
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/cachetest"
)

func TestMemory(t *testing.T) {
	t.Parallel() // it waits for entries to expire
	cachetest.Run(t, func(t *testing.T) cache.Store {
		t.Helper()
		return newMemory(t, cache.MemoryConfig{})
	})
}

// The suite for lists proves the one that there was before it, and is proven by it.
func TestMemoryDenyList(t *testing.T) {
	t.Parallel()
	cachetest.RunDenyList(t, func(*testing.T) satchel.DenyList { return satchel.NewMemoryDenyList(0) })
}
