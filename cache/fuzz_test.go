package cache_test

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/satchel-go/satchel/cache"
)

// fuzzed is what entries are read as, among other types.
type fuzzed struct {
	Name  string
	Items map[string][]int
	Next  *fuzzed
}

// FuzzEntry has a store that gives back anything: an entry may be damaged, of another
// program, or of somebody who can write to the server.
func FuzzEntry(f *testing.F) {
	memory := newMemory(f, cache.MemoryConfig{})
	caches, heard := newCaches(f, cache.Config{Store: memory})
	readers := []reader{
		newReader(f, caches, memory, cache.Codec[[]byte](cache.Bytes{})),
		newReader(f, caches, memory, cache.Codec[fuzzed](cache.JSON[fuzzed]{})),
		newReader(f, caches, memory, cache.Codec[string](cache.JSON[string]{})),
		newReader(f, caches, memory, cache.Codec[*int](cache.JSON[*int]{})),
	}
	for _, reader := range readers {
		for _, rest := range []string{
			"", "\n", "\nmilk", "\r\n{}", " \n{}", "\n\n{}", "\n{}", "\n{} ", "\n{}{}", "\nnull", "\n5", "\n\"milk\"", "\n\"\xff\"",
			"\n{\"Name\":\"ada\",\"Items\":{\"a\":[1]},\"Next\":{}}", "\n{\"Name\":1}", "\n{\"name\":\"ada\",\"Name\":\"bob\"}", "]\n{}",
		} {
			f.Add([]byte(reader.kind + rest))
			f.Add([]byte(rest))
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, reader := range readers {
			must(t, memory.Set(t.Context(), fuzzKey, raw, cache.Limits{}))
			reader.prove(t, raw)
			if told := heard.took(); (len(told) == 0) != reader.accepts(raw) || len(told) > 2 {
				t.Errorf("%q as %s: the events %v", raw, reader.kind, told)
			}
		}
	})
}

var fuzzKey = cache.Key{Group: cache.Group{Name: "fuzz"}, Name: "key"}

// reader reads entries by a codec.
type reader struct {
	kind    string // what its entries begin with
	accepts func(raw []byte) bool
	prove   func(t *testing.T, raw []byte)
}

func newReader[T any](f *testing.F, caches *cache.Caches, memory *cache.Memory, codec cache.Codec[T]) reader {
	f.Helper()
	typed, strict := cache.With(caches.Named("fuzz"), codec), cache.With(caches.Named("fuzz").Strict(), codec)
	var none T
	must(f, typed.Set(context.Background(), "key", none, 0))
	sample, _, err := memory.Get(context.Background(), fuzzKey)
	must(f, err)
	kind, _, _ := bytes.Cut(sample, []byte("\n"))
	value := func(raw []byte) (value T, fine bool) {
		var err error
		data, ours := bytes.CutPrefix(raw, append(slices.Clip(kind), '\n'))
		if ours {
			value, err = codec.Decode(data)
		}
		return value, ours && err == nil
	}
	return reader{
		kind:    string(kind),
		accepts: func(raw []byte) bool { _, fine := value(raw); return fine },
		prove: func(t *testing.T, raw []byte) {
			t.Helper()
			want, fine := value(raw)
			if !fine {
				want = none // not half a value
			}
			got, found, err := typed.Get(t.Context(), "key")
			if found != fine || !reflect.DeepEqual(got, want) || err != nil {
				t.Errorf("%q as %s is %v, %t, %v; want %v", raw, kind, got, found, err, want)
			}
			got, found, err = strict.Get(t.Context(), "key")
			if found != fine || !reflect.DeepEqual(got, want) || (err == nil) != fine || !fine && !errors.Is(err, cache.ErrType) {
				t.Errorf("%q as %s, strict, is %v, %t, %v; want %v", raw, kind, got, found, err, want)
			}
		},
	}
}
