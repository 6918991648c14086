package cache_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

func TestTheIDIsNowhere(t *testing.T) {
	memory := newMemory(t, cache.MemoryConfig{})
	store := &recordingStore{Store: memory}
	var ids []string
	var texts strings.Builder // all that could be logged
	for _, keepOnRenew := range []bool{false, true} {
		config := cache.Config{Store: store, KeepOnRenew: keepOnRenew}
		caches, heard := newCaches(t, config)
		s := newSite(t, satchel.Config{Cache: caches})
		ada := s.browser(t)
		ada.visit(t, func(ctx context.Context, mine *cache.Cache) {
			session := satchel.SessionFrom(ctx)
			id, err := session.ID()
			must(t, err)
			ids = append(ids, id)
			must(t, mine.Set(ctx, "basket", []byte("secret milk"), 0))
			want(ctx, t, mine, "basket", "secret milk")
			_, _, err = cache.Get[int](ctx, mine, "basket") // an event
			must(t, err)
			_, _, err = cache.Get[int](ctx, mine.Strict(), "basket")
			typed := cache.With(mine, cache.Bytes{})
			write(&texts, mine, mine.Strict(), typed, caches, config, err, memory, memory.Stats(), caches.Stats(), caches.Named("a"))
			must(t, mine.Remove(ctx, "basket"))
			must(t, mine.Set(ctx, "basket", []byte("secret milk"), 0))
			must(t, session.Renew())
			id, _ = session.LookupID()
			ids = append(ids, id)
			write(&texts, mine)
		})
		ada.want(t, "basket", map[bool]string{true: "secret milk"}[keepOnRenew])
		ada.visit(t, func(ctx context.Context, mine *cache.Cache) { must(t, mine.RemoveAll(ctx)) })
		ada.visit(t, func(ctx context.Context, _ *cache.Cache) { must(t, satchel.SessionFrom(ctx).Clear()) })
		for _, event := range append(heard.took(), s.heard.took()...) {
			write(&texts, event)
		}
	}
	for i, group := range store.groups {
		if !group.Session || len(group.Name) != 43 {
			t.Errorf("the group of a session is %q, %v", group.Name, group.Session)
		}
		within, err := base64.RawURLEncoding.DecodeString(group.Name)
		must(t, err)
		fmt.Fprintf(&texts, "%s %s %s\n", group.Name, within, store.names[i])
		write(&texts, group, cache.Key{Group: group, Name: store.names[i]})
	}
	if len(ids) != 4 || len(store.groups) < 10 {
		t.Fatalf("%d ids and %d groups: is this test still right?", len(ids), len(store.groups))
	}
	for _, secret := range append(ids, "secret milk") {
		for _, form := range []string{secret, hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))), fmt.Sprint([]byte(secret))} {
			if strings.Contains(texts.String(), form) {
				t.Errorf("%.4s… can be read in a log or in the store's keys", form)
			}
		}
	}
}

// write prints values with all verbs, and to logs.
func write(w io.Writer, values ...any) {
	for _, value := range values {
		for verb := range strings.FieldsSeq("%v %+v %#v %s %q %x %X %d %t %T") {
			fmt.Fprintf(w, verb+"\n", value)
		}
		for _, handler := range []slog.Handler{slog.NewTextHandler(w, nil), slog.NewJSONHandler(w, nil)} {
			slog.New(handler).Info("seen", "value", value)
		}
	}
}

// Programs of different versions share a store. The key of the HMAC says what it is for.
func TestTheGroupOfASessionIsAnHMACOfItsID(t *testing.T) {
	store := &recordingStore{Store: newMemory(t, cache.MemoryConfig{})}
	caches, _ := newCaches(t, cache.Config{Store: store})
	newSite(t, satchel.Config{Cache: caches}).browser(t).visit(t, func(ctx context.Context, mine *cache.Cache) {
		must(t, mine.Set(ctx, "basket", nil, 0))
		id, err := satchel.SessionFrom(ctx).ID()
		must(t, err)
		mac := hmac.New(sha256.New, []byte("satchel/1 cache of session id"))
		mac.Write([]byte(id))
		if want := (cache.Group{Session: true, Name: base64.RawURLEncoding.EncodeToString(mac.Sum(nil))}); store.groups[0] != want {
			t.Errorf("the group is %+v, want %+v", store.groups[0], want)
		}
	})
}

// The group does not change with the secrets, or a rotation would empty the cache.
func TestAnotherSecretFindsTheSameEntries(t *testing.T) {
	store := &recordingStore{Store: newMemory(t, cache.MemoryConfig{})}
	caches, _ := newCaches(t, cache.Config{Store: store})
	first, second := satchel.NewSecret(), satchel.NewSecret()
	before := newSite(t, satchel.Config{Cache: caches, Secrets: []satchel.Secret{first}})
	after := newSite(t, satchel.Config{Cache: caches, Secrets: []satchel.Secret{second, first}})
	ada := before.browser(t)
	ada.keep(t, "basket", "milk")
	ada.site = after // cookies do not know ports
	ada.want(t, "basket", "milk")
}
