package cache_test

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

// Each value says whose it is, and two requests of a session are under way at a time.
func TestNoSessionEverSeesAnother(t *testing.T) {
	t.Parallel() // it waits for the network most of the time
	for name, keepOnRenew := range map[string]bool{"Renew empties": false, "Renew keeps": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			memory := newMemory(t, cache.MemoryConfig{MaxEntries: 150}) // a part of what they set
			caches, heard := newCaches(t, cache.Config{Store: memory, KeepOnRenew: keepOnRenew})
			s := newSite(t, satchel.Config{Cache: caches})
			var all sync.WaitGroup
			for number := range 64 {
				all.Go(func() {
					own := s.browser(t)
					user := fmt.Sprintf("user %d;", number)
					own.visit(t, func(ctx context.Context, _ *cache.Cache) { must(t, satchel.SessionFrom(ctx).Set("user", user)) })
					for step := range 8 {
						var both sync.WaitGroup
						for tab := range 2 {
							both.Go(func() {
								own.visit(t, func(ctx context.Context, _ *cache.Cache) { operate(ctx, t, user, number+3*step+5*tab) })
							})
						}
						both.Wait()
					}
				})
			}
			all.Wait()
			if hits := caches.Stats().Hits; hits < 100 {
				t.Errorf("there were %d hits: this proves little", hits)
			}
			heard.want(t)
		})
	}
}

// operate does one of the operations, with values that begin with the user.
func operate(ctx context.Context, t *testing.T, user string, which int) {
	session, mine := satchel.SessionFrom(ctx), cache.ForSession(ctx)
	check := func(operation string, value []byte, err error) {
		if err != nil || value != nil && !bytes.HasPrefix(value, []byte(user)) {
			t.Errorf("%s for %s gives %q, %v", operation, user, value, err)
		}
	}
	key := fmt.Sprint(which % 3)
	switch which % 12 {
	case 0, 1, 2:
		check("Set", nil, mine.Set(ctx, key, fmt.Appendf(nil, "%s %d", user, which), time.Minute))
	case 3, 4, 5, 6:
		value, err := cache.With(mine, cache.Bytes{}).GetOrSet(ctx, key, 0, func(ctx context.Context) ([]byte, error) {
			return []byte(satchel.SessionFrom(ctx).Get("user")), nil
		})
		if len(value) == 0 { // its session ended a moment ago
			value = nil
		}
		check("GetOrSet", value, err)
	case 7:
		check("Remove", nil, mine.Remove(ctx, key))
	case 8:
		check("RemoveAll", nil, mine.RemoveAll(ctx))
	case 9:
		check("Renew", nil, session.Renew("user"))
	case 10:
		check("Clear", nil, session.Clear())
		check("a new session", nil, session.Set("user", user))
		check("Set", nil, mine.Set(ctx, key, []byte(user), 0))
	}
	for key := range 3 {
		value, _, err := mine.Get(ctx, fmt.Sprint(key))
		check("Get", value, err)
	}
}
