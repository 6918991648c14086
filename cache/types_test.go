package cache_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cache"
	samename "github.com/satchel-go/satchel/cache/internal/cache"
)

type (
	user  struct{ Name string }
	admin struct{ Name string } // the same JSON
)

func readAs[T any](ctx context.Context, c *cache.Cache) (found bool, err error) {
	_, found, err = cache.Get[T](ctx, c, "key")
	return found, err
}

func TestAnEntryOfAnotherTypeIsAMissWithAnEvent(t *testing.T) {
	type localUser user
	for name, set := range map[string]struct {
		set  func(context.Context, *cache.Cache) error
		read func(context.Context, *cache.Cache) (bool, error)
	}{
		"a type of the same JSON": {
			func(ctx context.Context, c *cache.Cache) error { return cache.Set(ctx, c, "key", user{"ada"}, 0) }, readAs[admin],
		},
		"a local type of the same JSON": {
			func(ctx context.Context, c *cache.Cache) error { return cache.Set(ctx, c, "key", user{"ada"}, 0) }, readAs[localUser],
		},
		"local types of one name": {setLocal, readLocal},
		"a pointer to the type": {
			func(ctx context.Context, c *cache.Cache) error { return cache.Set(ctx, c, "key", user{"ada"}, 0) }, readAs[*user],
		},
		"any type for a type": {
			func(ctx context.Context, c *cache.Cache) error { return cache.Set(ctx, c, "key", 1, 0) }, readAs[any],
		},
		"another size of number": {
			func(ctx context.Context, c *cache.Cache) error { return cache.Set(ctx, c, "key", int32(1), 0) }, readAs[int64],
		},
		"bytes for a type": {
			func(ctx context.Context, c *cache.Cache) error { return cache.Set(ctx, c, "key", []byte("milk"), 0) },
			func(ctx context.Context, c *cache.Cache) (bool, error) {
				_, found, err := c.Get(ctx, "key")
				return found, err
			},
		},
		"a type for bytes": {
			func(ctx context.Context, c *cache.Cache) error { return c.Set(ctx, "key", []byte("1"), 0) }, readAs[int],
		},
		"another codec": {
			func(ctx context.Context, c *cache.Cache) error { return cache.Set(ctx, c, "key", user{"ada"}, 0) },
			func(ctx context.Context, c *cache.Cache) (bool, error) {
				_, found, err := cache.With(c, gobs[user]{}).Get(ctx, "key")
				return found, err
			},
		},
		"a codec of the same name in another package": {
			func(ctx context.Context, c *cache.Cache) error { return cache.Set(ctx, c, "key", user{"ada"}, 0) },
			func(ctx context.Context, c *cache.Cache) (bool, error) {
				_, found, err := cache.With(c, samename.JSON[user]{}).Get(ctx, "key")
				return found, err
			},
		},
		"a pointer to such a codec": {
			func(ctx context.Context, c *cache.Cache) error {
				return cache.With(c, &cache.JSON[user]{}).Set(ctx, "key", user{"ada"}, 0)
			},
			func(ctx context.Context, c *cache.Cache) (bool, error) {
				_, found, err := cache.With(c, &samename.JSON[user]{}).Get(ctx, "key")
				return found, err
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			caches, heard := newCaches(t, cache.Config{})
			named := caches.Named("users")
			must(t, set.set(t.Context(), named))
			if found, err := set.read(t.Context(), named); found || err != nil {
				t.Errorf("%v, %v; want a miss", found, err)
			}
			heard.want(t, "cache type key")
			if found, err := set.read(t.Context(), named.Strict()); found || !errors.Is(err, cache.ErrType) {
				t.Errorf("strict: %v, %v; want ErrType", found, err)
			}
			heard.want(t, "cache type key")
		})
	}
}

func setLocal(ctx context.Context, c *cache.Cache) error {
	type local struct{ Name string }
	return cache.Set(ctx, c, "key", local{"ada"}, 0)
}

func readLocal(ctx context.Context, c *cache.Cache) (bool, error) {
	type local struct{ Name string }
	return readAs[local](ctx, c)
}

func TestADamagedEntryIsAMissWithAnEvent(t *testing.T) {
	head := kindOf(t, cache.JSON[user]{})
	for name, raw := range map[string]string{
		"nothing":                     "",
		"a line end":                  "\n",
		"the type alone":              strings.TrimSuffix(head, "\n"),
		"the type and nothing":        head,
		"damaged JSON":                head + `{"Name":"ada"`,
		"JSON that does not fit":      head + `{"Name":5}`,
		"something behind the JSON":   head + `{"Name":"ada"}{}`,
		"the type with a blank":       " " + head + `{"Name":"ada"}`,
		"the type of another package": "other " + head + `{"Name":"ada"}`,
		"no type":                     `{"Name":"ada"}`,
		"all bytes":                   allBytes(),
	} {
		t.Run(name, func(t *testing.T) {
			store := new(mapStore)
			key := cache.Key{Group: cache.Group{Name: "users"}, Name: "key"}
			must(t, store.Set(t.Context(), key, []byte(raw), cache.Limits{}))
			caches, heard := newCaches(t, cache.Config{Store: store})
			named := caches.Named("users")
			if got, found, err := cache.Get[user](t.Context(), named, "key"); found || err != nil || got != (user{}) {
				t.Errorf("%v, %v, %v; want a miss", got, found, err)
			}
			heard.want(t, "cache type key")
			if got, _, err := cache.Get[user](t.Context(), named.Strict(), "key"); !errors.Is(err, cache.ErrType) || got != (user{}) {
				t.Errorf("strict: %v, %v; want ErrType", got, err)
			} else if strings.Contains(err.Error(), "ada") {
				t.Errorf("the error quotes the value: %v", err)
			}
			heard.took()
			calls := 0
			if got, err := cache.GetOrSet(t.Context(), named, "key", 0, compute(user{"bob"}, &calls)); got.Name != "bob" || err != nil {
				t.Errorf("GetOrSet gives %v, %v", got, err)
			}
			heard.want(t, "cache type key")
			if got, found, err := cache.Get[user](t.Context(), named, "key"); got.Name != "bob" || !found || err != nil {
				t.Errorf("after GetOrSet there is %v, %v, %v: it has not been overwritten", got, found, err)
			}
		})
	}
}

func allBytes() string {
	var all [256]byte
	for i := range all {
		all[i] = byte(i)
	}
	return string(all[:])
}

// kindOf returns what an entry of a codec begins with.
func kindOf[T any](t *testing.T, codec cache.Codec[T]) string {
	t.Helper()
	store := new(mapStore)
	caches, _ := newCaches(t, cache.Config{Store: store})
	var value T
	must(t, cache.With(caches.Named(""), codec).Set(t.Context(), "", value, 0))
	raw, _, err := store.Get(t.Context(), cache.Key{})
	must(t, err)
	return string(raw[:bytes.IndexByte(raw, '\n')+1])
}

func TestValuesComeBackAsTheyWere(t *testing.T) {
	caches, _ := newCaches(t, cache.Config{})
	named := caches.Named("values")
	for _, value := range [][]byte{nil, {}, []byte("milk"), []byte("line\nline\n"), []byte(allBytes())} {
		must(t, named.Set(t.Context(), "bytes", value, 0))
		got, found, err := named.Get(t.Context(), "bytes")
		if !bytes.Equal(got, value) || !found || err != nil {
			t.Errorf("%q comes back as %q, %v, %v", value, got, found, err)
		}
	}
	must(t, cache.Set(t.Context(), named, "list", []string{"a\nb", "", "ü"}, 0))
	if got, _, err := cache.Get[[]string](t.Context(), named, "list"); !slices.Equal(got, []string{"a\nb", "", "ü"}) || err != nil {
		t.Errorf("the list comes back as %q, %v", got, err)
	}
	must(t, cache.Set[*user](t.Context(), named, "none", nil, 0))
	if got, found, err := cache.Get[*user](t.Context(), named, "none"); got != nil || !found || err != nil {
		t.Errorf("nil comes back as %v, %v, %v", got, found, err)
	}
}

func TestBytesAreTheCallersOwn(t *testing.T) {
	caches, _ := newCaches(t, cache.Config{})
	named := caches.Named("values")
	value := []byte("milk")
	must(t, named.Set(t.Context(), "key", value, 0))
	copy(value, "MILK")
	got, _, err := named.Get(t.Context(), "key")
	must(t, err)
	copy(got, "beer")
	want(t.Context(), t, named, "key", "milk")
}

func TestWhatCannotBeEncodedIsAnError(t *testing.T) {
	caches, heard := newCaches(t, cache.Config{})
	named := caches.Named("values")
	if err := cache.Set(t.Context(), named, "key", func() {}, 0); err == nil || !strings.Contains(err.Error(), "func()") {
		t.Errorf("Set: %v; want an error that names the type", err)
	}
	calls := 0
	if _, err := cache.GetOrSet(t.Context(), named, "key", 0, compute(func() {}, &calls)); err == nil || errors.Is(err, cache.ErrCompute) {
		t.Errorf("GetOrSet: %v; want the error of the codec", err)
	}
	heard.want(t)
}
