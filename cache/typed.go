package cache

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"time"

	"github.com/satchel-go/satchel"
)

// Get returns the value that was set under a key, by JSON. An entry of another type is a
// miss, with an event.
func Get[T any](ctx context.Context, c *Cache, key string) (value T, found bool, err error) {
	return With(c, JSON[T]{}).Get(ctx, key)
}

// Set stores a value by JSON, for the time to live; 0 is for as long as the cache keeps
// things, and for a session Config.SessionTTL at most. Besides the errors of [Cache] there
// are those of encoding/json.
func Set[T any](ctx context.Context, c *Cache, key string, value T, ttl time.Duration) error {
	return With(c, JSON[T]{}).Set(ctx, key, value, ttl)
}

// GetOrSet returns the value that was set under a key, or computes and sets it: Play's
// getOrElseUpdate. See [Typed.GetOrSet].
func GetOrSet[T any](ctx context.Context, c *Cache, key string, ttl time.Duration, compute func(context.Context) (T, error)) (T, error) {
	return With(c, JSON[T]{}).GetOrSet(ctx, key, ttl, compute)
}

// Typed is a [Cache] of values of one type, by a [Codec] of one's own.
type Typed[T any] struct {
	cache *Cache
	codec Codec[T]
}

// With returns a cache whose values go through a codec.
func With[T any](c *Cache, codec Codec[T]) Typed[T] { return Typed[T]{c, codec} }

// Get is [Get] with this codec.
func (t Typed[T]) Get(ctx context.Context, key string) (value T, found bool, err error) {
	raw, found, err := t.cache.get(ctx, key)
	if found {
		value, found, err = t.read(ctx, key, raw)
	}
	if t.cache.caches != nil {
		t.cache.caches.counts.look(found)
	}
	return value, found, err
}

// Set is [Set] with this codec.
func (t Typed[T]) Set(ctx context.Context, key string, value T, ttl time.Duration) error {
	raw, err := t.encode(value)
	if err != nil {
		return err
	}
	return t.cache.set(ctx, key, raw, ttl)
}

// An entry is the type of its codec, a line feed, and what the codec makes of the value:
// JSON of one type often is JSON of another one too, with fields missing. The type is a
// text, so that a person who looks at the store sees what an entry is.
// It is the one that the reflect package gives, behind the path of a package that is not
// this one: two packages may have the same last word.
func (t Typed[T]) kind() string {
	codec := reflect.TypeOf(t.codec)
	text := codec.String()
	if codec.Kind() == reflect.Pointer {
		codec = codec.Elem()
	}
	if path := codec.PkgPath(); path != thisPackage {
		text = path + " " + text
	}
	return text
}

var thisPackage = reflect.TypeFor[Bytes]().PkgPath()

func (t Typed[T]) encode(value T) ([]byte, error) {
	data, err := t.codec.Encode(value)
	if err != nil {
		return nil, fmt.Errorf("cache: a value of the type %s cannot be encoded: %w", reflect.TypeFor[T](), err)
	}
	kind := t.kind()
	raw := make([]byte, 0, len(kind)+1+len(data))
	return append(append(append(raw, kind...), '\n'), data...), nil
}

func (t Typed[T]) decode(raw []byte) (value T, err error) {
	kind, data, found := bytes.Cut(raw, []byte{'\n'})
	switch {
	case !found:
		return value, fmt.Errorf("%w: it has none", ErrType) // it is not ours, and must not be quoted
	case string(kind) != t.kind():
		return value, fmt.Errorf("%w: %.100q, not %s", ErrType, kind, t.kind())
	}
	value, err = t.codec.Decode(data)
	if err != nil {
		var none T
		return none, fmt.Errorf("%w: it is damaged", ErrType) // what a codec says may quote the value
	}
	return value, nil
}

// read decodes what was found. What cannot be is a miss: it will be overwritten.
func (t Typed[T]) read(ctx context.Context, key string, raw []byte) (value T, found bool, err error) {
	value, err = t.decode(raw)
	if err == nil {
		return value, true, nil
	}
	t.cache.caches.report(ctx, satchel.ReasonType, key, err)
	if t.cache.strict {
		return value, false, err
	}
	return value, false, nil
}
