package cache_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

func TestTheEntriesEndWithTheSession(t *testing.T) {
	ends := map[string]func(*testing.T, *satchel.Session){
		"Clear": func(t *testing.T, session *satchel.Session) { must(t, session.Clear()) },
		"Logout": func(t *testing.T, session *satchel.Session) {
			_, err := session.Logout()
			must(t, err)
		},
		"the last pair goes": func(t *testing.T, session *satchel.Session) { must(t, session.Delete("user")) },
		"Renew":              func(t *testing.T, session *satchel.Session) { must(t, session.Renew("user")) },
		"Renew of nothing":   func(t *testing.T, session *satchel.Session) { must(t, session.Renew()) },
		"Clear and a new session": func(t *testing.T, session *satchel.Session) {
			must(t, session.Clear())
			must(t, session.Set("user", "ada"))
		},
	}
	for name, end := range ends {
		for listName, list := range map[string]satchel.DenyList{"": nil, ", with a deny list": satchel.NewMemoryDenyList(0)} {
			t.Run(name+listName, func(t *testing.T) {
				memory := newMemory(t, cache.MemoryConfig{})
				caches, heard := newCaches(t, cache.Config{Store: memory})
				s := newSite(t, satchel.Config{Cache: caches, Revocation: satchel.Revocation{DenyList: list}})
				ada, bob := s.browser(t), s.browser(t)
				for user, browser := range map[string]*browser{"ada": ada, "bob": bob} {
					browser.logIn(t, user)
					browser.keep(t, "basket", user+"'s milk")
					browser.keep(t, "theme", user+"'s dark")
				}
				must(t, caches.Named("articles").Set(t.Context(), "basket", []byte("news"), 0))
				before := ada.thief(t)
				ada.visit(t, func(ctx context.Context, _ *cache.Cache) { end(t, satchel.SessionFrom(ctx)) })
				wantEntries(t, memory, 3) // at once, and not when somebody looks
				ada.want(t, "basket", "")
				before.want(t, "theme", "")
				bob.want(t, "basket", "bob's milk")
				bob.want(t, "theme", "bob's dark")
				want(t.Context(), t, caches.Named("articles"), "basket", "news")
				heard.want(t)
			})
		}
	}
}

func TestClearIsSeenInTheSameRequest(t *testing.T) {
	for _, keepOnRenew := range []bool{false, true} {
		memory := newMemory(t, cache.MemoryConfig{})
		caches, _ := newCaches(t, cache.Config{Store: memory, KeepOnRenew: keepOnRenew})
		ada := newSite(t, satchel.Config{Cache: caches}).browser(t)
		ada.keep(t, "basket", "milk")
		ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
			want(ctx, t, mine, "basket", "milk")
			must(t, satchel.SessionFrom(ctx).Clear())
			want(ctx, t, mine, "basket", "")
			must(t, mine.Set(ctx, "theme", []byte("dark"), 0))
			want(ctx, t, mine, "theme", "dark")
		})
		ada.want(t, "basket", "")
		ada.want(t, "theme", "dark") // of the session that came after
		wantEntries(t, memory, 1)
	}
}

func TestRevokeFromElsewhereEmpties(t *testing.T) {
	for _, keepOnRenew := range []bool{false, true} {
		memory := newMemory(t, cache.MemoryConfig{})
		caches, _ := newCaches(t, cache.Config{Store: memory, KeepOnRenew: keepOnRenew})
		s := newSite(t, satchel.Config{Cache: caches, Revocation: satchel.Revocation{DenyList: satchel.NewMemoryDenyList(0)}})
		ada, bob := s.browser(t), s.browser(t)
		ada.logIn(t, "ada")
		ada.keep(t, "basket", "milk")
		bob.keep(t, "basket", "tea")
		var id string
		ada.visit(t, func(ctx context.Context, _ *cache.Cache) { id, _ = satchel.SessionFrom(ctx).LookupID() })
		bob.visit(t, func(ctx context.Context, _ *cache.Cache) { must(t, s.scopes.Revoke(ctx, id)) })
		wantEntries(t, memory, 1)
		ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
			if satchel.SessionFrom(ctx).Len() > 0 {
				t.Error("the session is still there")
			}
			want(ctx, t, mine, "basket", "")
		})
		ada.keep(t, "basket", "bread")
		ada.want(t, "basket", "bread")
		bob.want(t, "basket", "tea")
	}
}

// A slow request has begun before the session was ended elsewhere.
func TestASlowRequestOfAnEndedSessionDoesNotSeeTheNextOne(t *testing.T) {
	caches, _ := newCaches(t, cache.Config{})
	s := newSite(t, satchel.Config{Cache: caches})
	ada := s.browser(t)
	ada.keep(t, "basket", "milk")
	slow := ada.thief(t)
	slow.visit(t, func(ctx context.Context, mine *cache.Cache) {
		want(ctx, t, mine, "basket", "milk")
		ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
			must(t, satchel.SessionFrom(ctx).Clear())
			must(t, mine.Set(ctx, "basket", []byte("tea"), 0))
		})
		want(ctx, t, mine, "basket", "")
		must(t, mine.Set(ctx, "basket", []byte("old milk"), 0))
	})
	ada.want(t, "basket", "tea")
}

func TestManagersWithCachesOfTheirOwn(t *testing.T) {
	users, _ := newCaches(t, cache.Config{})
	admins, _ := newCaches(t, cache.Config{})
	secret := satchel.NewSecret()
	inner := newScopes(t, satchel.Config{Secrets: []satchel.Secret{secret}, Cache: users})
	outer := newScopes(t, satchel.Config{Secrets: []satchel.Secret{secret}, Cache: admins, Session: satchel.CookieConfig{Name: "__Host-admin"}})
	s := &site{heard: new(events), scopes: inner, deeds: map[string]deed{}}
	s.serve(t, outer.Handler(inner.Handler(http.HandlerFunc(s.do))))
	ada := s.browser(t)
	both := func(ctx context.Context) (user, admin *cache.Cache) {
		return cache.Of(inner.Session(ctx)), cache.Of(outer.Session(ctx))
	}
	ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
		user, admin := both(ctx)
		must(t, user.Set(ctx, "basket", []byte("milk"), 0))
		must(t, admin.Set(ctx, "basket", []byte("keys"), 0))
		want(ctx, t, mine, "basket", "milk") // the innermost
	})
	ada.visit(t, func(ctx context.Context, _ *cache.Cache) {
		user, admin := both(ctx)
		want(ctx, t, user, "basket", "milk")
		want(ctx, t, admin, "basket", "keys")
		must(t, inner.Session(ctx).Clear())
	})
	ada.visit(t, func(ctx context.Context, _ *cache.Cache) {
		user, admin := both(ctx)
		want(ctx, t, user, "basket", "")
		want(ctx, t, admin, "basket", "keys")
	})
	if users.Stats().Hits == 0 || admins.Stats().Hits == 0 {
		t.Error("one of the caches was not asked")
	}
}
