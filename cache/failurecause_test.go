package cache_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

func TestAStoreThatSaysItIsUnavailableIsTakenAtItsWord(t *testing.T) {
	said := fmt.Errorf("%w: no answer within 1s", cache.ErrUnavailable)
	caches, heard := newCaches(t, cache.Config{Store: failingStore{func(context.Context) error { return said }}})
	for _, operation := range operations {
		if _, err := operation.do(t.Context(), caches.Named("articles").Strict()); !errors.Is(err, said) || err.Error() != said.Error() {
			t.Errorf("%s: %v; want %v", operation.name, err, said)
		}
	}
	for _, event := range heard.took() {
		if event.Detail != said.Error() {
			t.Errorf("an event tells %q", event.Detail)
		}
	}
}

func TestALogoutWorksWithoutTheStore(t *testing.T) {
	for name, list := range map[string]satchel.DenyList{"without a deny list": nil, "with one": satchel.NewMemoryDenyList(0)} {
		t.Run(name, func(t *testing.T) {
			caches, heard := newCaches(t, cache.Config{Store: failingStore{down}})
			s := newSite(t, satchel.Config{Cache: caches, Revocation: satchel.Revocation{DenyList: list}})
			ada := s.browser(t)
			ada.logIn(t, "ada")
			ada.keep(t, "basket", "milk")
			heard.want(t, "cache unavailable basket")
			ada.visit(t, func(ctx context.Context, _ *cache.Cache) {
				_, err := satchel.SessionFrom(ctx).Logout()
				must(t, err)
			})
			heard.want(t, "cache unavailable")
			ada.visit(t, func(ctx context.Context, _ *cache.Cache) {
				if session := satchel.SessionFrom(ctx); session.Len() > 0 {
					t.Errorf("the session still has %d pairs", session.Len())
				}
			})
		})
	}
}

func TestARevocationWorksWithoutTheStore(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{Store: failingStore{down}})
	list := satchel.NewMemoryDenyList(0)
	s := newSite(t, satchel.Config{Cache: caches, Revocation: satchel.Revocation{DenyList: list}})
	ada := s.browser(t)
	ada.logIn(t, "ada")
	ada.keep(t, "basket", "milk")
	var id string
	ada.visit(t, func(ctx context.Context, _ *cache.Cache) { id, _ = satchel.SessionFrom(ctx).LookupID() })
	heard.took()
	must(t, s.scopes.Revoke(t.Context(), id))
	heard.want(t, "cache unavailable")
	ada.visit(t, func(ctx context.Context, _ *cache.Cache) {
		if session := satchel.SessionFrom(ctx); session.Len() > 0 {
			t.Errorf("the session still has %d pairs", session.Len())
		}
	})
}

func TestAStoreIsNotAskedForWhatCannotBe(t *testing.T) {
	store := &recordingStore{Store: newMemory(t, cache.MemoryConfig{})}
	caches, _ := newCaches(t, cache.Config{Store: store, MaxValue: 1000})
	named, long := caches.Named("articles"), strings.Repeat("k", cache.MaxKey+1)
	for what, err := range map[string]error{
		"a value":        named.Set(t.Context(), "news", make([]byte, 10_000), 0),
		"a key":          named.Set(t.Context(), long, nil, 0),
		"a key to go":    named.Remove(t.Context(), long),
		"a name":         caches.Named(long).Set(t.Context(), "news", nil, 0),
		"a name to go":   caches.Named(long).RemoveAll(t.Context()),
		"a time to live": named.Set(t.Context(), "news", nil, -1),
	} {
		if err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if len(store.groups) > 0 {
		t.Errorf("the store was asked %d times", len(store.groups))
	}
}

func TestAKeyIsAnyBytes(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{})
	ada := newSite(t, satchel.Config{Cache: caches}).browser(t)
	keys := []string{"", "\x00", "a", "a\x00", "a\x00b", "\xff", "a\n", "*", allBytes()}
	ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
		for _, c := range []*cache.Cache{mine, caches.Named("a"), caches.Named("a\x00"), caches.Named("")} {
			for i, key := range keys {
				must(t, c.Set(ctx, key, fmt.Append(nil, i+1), 0))
			}
		}
		must(t, caches.Named("a").RemoveAll(ctx))
		for _, c := range []*cache.Cache{mine, caches.Named("a\x00"), caches.Named("")} {
			for i, key := range keys {
				want(ctx, t, c, key, fmt.Sprint(i+1))
			}
			must(t, c.Remove(ctx, "a\x00"))
			want(ctx, t, c, "a\x00", "")
			want(ctx, t, c, "a", "3")
		}
	})
	heard.want(t)
}
