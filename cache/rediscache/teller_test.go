package rediscache_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

func TestAHookThatMisbehavesKeepsNoServerAway(t *testing.T) {
	for name, misbehave := range map[string]func(<-chan struct{}){
		"blocks": func(end <-chan struct{}) { <-end },
		"panics": func(<-chan struct{}) { panic("out of order") },
	} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			end := make(chan struct{})
			defer close(end)
			store := open(t, rediscache.Config{
				URL: server.URL(), Budget: 200 * time.Millisecond,
				OnEvent: func(context.Context, satchel.Event) { misbehave(end) },
			})
			eventually(t, "the server answers", func() bool { return store.Ping(t.Context()) == nil })
			server.Freeze()
			eventually(t, "the server is silent", func() bool { return store.Ping(t.Context()) != nil })
			server.Thaw()
			eventually(t, "the server answers again", func() bool { return store.Ping(t.Context()) == nil })
		})
	}
}

func TestAHookMayCloseTheCache(t *testing.T) {
	server := redistest.Start(t)
	server.Kill()
	var store atomic.Pointer[rediscache.Cache]
	closed := make(chan struct{})
	store.Store(open(t, rediscache.Config{URL: server.URL(), OnEvent: func(context.Context, satchel.Event) {
		for store.Load() == nil {
			time.Sleep(time.Millisecond)
		}
		_ = store.Load().Close()
		close(closed)
	}}))
	select {
	case <-closed:
	case <-time.After(generous):
		t.Fatal("Close does not return")
	}
}
