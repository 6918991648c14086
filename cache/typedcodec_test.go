package cache_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cache"
)

var errQuoting = errors.New("out of order")

// quoting is a codec that takes no empty text, and reads none. Its errors quote the value.
type quoting struct{}

func (quoting) Encode(value string) ([]byte, error) {
	if value == "" {
		return nil, errQuoting
	}
	return []byte(value), nil
}

func (quoting) Decode(data []byte) (string, error) { return "", fmt.Errorf("%w: %s", errQuoting, data) }

// An entry may be a secret, and a log is no place for one.
func TestAnEntryThatCannotBeReadIsNotQuoted(t *testing.T) {
	store := new(mapStore)
	caches, heard := newCaches(t, cache.Config{Store: store})
	named := caches.Named("users")
	for what, set := range map[string]func() error{
		"its codec fails": func() error { return cache.With(named, quoting{}).Set(t.Context(), "key", "secret milk", 0) },
		"another type":    func() error { return cache.Set(t.Context(), named, "key", "secret milk", 0) },
		"bytes":           func() error { return named.Set(t.Context(), "key", []byte("secret milk"), 0) },
		"it has no type": func() error {
			key := cache.Key{Group: cache.Group{Name: "users"}, Name: "key"}
			return store.Set(t.Context(), key, []byte("secret milk"), cache.Limits{})
		},
	} {
		must(t, set())
		_, _, err := cache.With(named.Strict(), quoting{}).Get(t.Context(), "key")
		if !errors.Is(err, cache.ErrType) || strings.Contains(err.Error(), "milk") {
			t.Errorf("%s: %v; want ErrType without the value", what, err)
		}
		all := heard.took()
		if len(all) != 1 || strings.Contains(all[0].Detail, "milk") {
			t.Errorf("%s: the events are %+v; want one without the value", what, all)
		}
	}
}

func TestAnErrorOfATypeIsShort(t *testing.T) {
	store := new(mapStore)
	caches, _ := newCaches(t, cache.Config{Store: store})
	key := cache.Key{Group: cache.Group{Name: "users"}, Name: "key"}
	must(t, store.Set(t.Context(), key, []byte(strings.Repeat("x", 1<<20)+"\n"), cache.Limits{}))
	_, _, err := caches.Named("users").Strict().Get(t.Context(), "key")
	if !errors.Is(err, cache.ErrType) || len(err.Error()) > 500 {
		t.Errorf("the error has %d bytes", len(fmt.Sprint(err)))
	}
}
