package rediscache_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

func TestDenyList(t *testing.T) {
	server := redistest.Start(t)
	list := open(t, rediscache.Config{URL: server.URL()}).DenyList()
	elsewhere := open(t, rediscache.Config{URL: server.URL()}).DenyList()
	stranger := open(t, rediscache.Config{URL: server.URL(), Prefix: "other"}).DenyList()
	ctx := t.Context()
	says := func(l *rediscache.DenyList, want bool, keys ...string) {
		t.Helper()
		if denied, err := l.Denied(ctx, keys); err != nil || denied != want {
			t.Errorf("Denied(%q): %v, %v; want %v", keys, denied, err, want)
		}
	}
	deny := func(until time.Time, keys ...string) {
		t.Helper()
		if err := list.Deny(ctx, keys, until); err != nil {
			t.Fatal(err)
		}
	}
	ttl := func(key string) string {
		text, err := server.Do("TTL", "satchel:d:"+key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	says(list, false)
	says(list, false, "a")
	says(list, false, "a", "b", "c")
	deny(time.Now().Add(time.Minute), "a", "b")
	for _, l := range []*rediscache.DenyList{list, elsewhere} {
		says(l, true, "a")
		says(l, true, "b")
		says(l, true, "x", "y", "b")
		says(l, false, "c")
	}
	says(stranger, false, "a", "b")
	for _, c := range []struct {
		until time.Time
		want  string
	}{
		{time.Now().Add(time.Hour), "3600"}, {time.Now().Add(time.Second), "3600"}, {time.Now().Add(-time.Second), "3600"},
		{time.Time{}, "-1"}, {time.Now().Add(time.Hour), "-1"},
	} {
		deny(c.until, "a")
		if got := ttl("a"); got != c.want {
			t.Errorf("until %v: TTL %s, want %s", c.until, got, c.want)
		}
	}
	deny(time.Now().Add(-time.Second), "past")
	says(list, false, "past")
	deny(time.Now().Add(100*time.Millisecond), "soon")
	says(list, true, "soon")
	time.Sleep(130 * time.Millisecond)
	says(list, false, "soon")
	if !list.Shared() {
		t.Error("all processes see the list")
	}
}

// A list that cannot be asked must never say that a session is fine.
func TestADenyListThatCannotBeAskedIsAnError(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL(), Budget: short, ClientCache: time.Minute})
	list, ctx := store.DenyList(), t.Context()
	if err := list.Deny(ctx, []string{"a"}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	server.Freeze()
	for range 3 {
		if denied, err := list.Denied(ctx, []string{"b"}); !errors.Is(err, cache.ErrUnavailable) {
			t.Errorf("frozen: %v, %v", denied, err)
		}
		if err := list.Deny(ctx, []string{"b", "c"}, time.Now().Add(time.Hour)); !errors.Is(err, cache.ErrUnavailable) {
			t.Errorf("frozen: %v", err)
		}
	}
	server.Thaw()
	eventually(t, "an answer", func() bool { denied, err := list.Denied(ctx, []string{"x", "a"}); return err == nil && denied })
	if _, err := server.Do("CONFIG", "SET", "maxmemory", "1"); err != nil {
		t.Fatal(err)
	}
	if err := list.Deny(ctx, []string{"d"}, time.Now().Add(time.Hour)); !errors.Is(err, cache.ErrUnavailable) || !strings.Contains(err.Error(), "OOM") {
		t.Errorf("a server without memory: %v", err)
	}
}

func TestAListThatMayBeEvictedIsToldOf(t *testing.T) {
	for name, c := range map[string]struct {
		extra []string
		list  bool
		want  string
	}{
		"a limit and a policy that evicts":  {[]string{"--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"}, true, "maxmemory-policy allkeys-lru"},
		"the same without a list":           {[]string{"--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"}, false, ""},
		"a limit and a policy that refuses": {[]string{"--maxmemory", "100mb", "--maxmemory-policy", "noeviction"}, true, ""},
		"no limit":                          {[]string{"--maxmemory-policy", "allkeys-lru"}, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var w witness
			store := open(t, rediscache.Config{URL: redistest.Start(t, c.extra...).URL(), OnEvent: w.on})
			if c.list {
				store.DenyList()
				store.DenyList()
			}
			if c.want != "" {
				eventually(t, "the event", func() bool { return len(w.seen()) > 0 })
			}
			time.Sleep(50 * time.Millisecond)
			events := w.seen()
			if c.want == "" && len(events) == 0 {
				return
			}
			if len(events) != 1 || events[0].Outcome != satchel.Insecure || events[0].Reason != satchel.ReasonEvicts || events[0].Detail != c.want {
				t.Errorf("%v; want %q", events, c.want)
			}
		})
	}
}
