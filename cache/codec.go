package cache

import (
	"bytes"
	"encoding/json"
)

// Codec turns values of a type into bytes and back. Its own type, with its package, is
// part of each entry: what one codec has written another one never reads. Decode must not
// keep data. A Codec is used by many goroutines at once.
type Codec[T any] interface {
	Encode(value T) ([]byte, error)
	Decode(data []byte) (T, error)
}

// JSON is the [Codec] of encoding/json, that of [Get], [Set] and [GetOrSet]: exported
// fields only, and what it has no fields for is dropped.
type JSON[T any] struct{}

// Encode returns the JSON text of a value.
func (JSON[T]) Encode(value T) ([]byte, error) { return json.Marshal(value) }

// Decode reads a JSON text.
func (JSON[T]) Decode(data []byte) (value T, err error) {
	err = json.Unmarshal(data, &value)
	return value, err
}

// Bytes is the [Codec] of what is bytes already, that of [Cache.Get] and [Cache.Set].
type Bytes struct{}

// Encode returns the value itself.
func (Bytes) Encode(value []byte) ([]byte, error) { return value, nil }

// Decode returns a copy.
func (Bytes) Decode(data []byte) ([]byte, error) { return bytes.Clone(data), nil }
