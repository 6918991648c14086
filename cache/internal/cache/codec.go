// Package cache is for a test: its path ends as that of the package which it is for, so
// that reflect.Type.String gives both codecs the same name.
package cache

import "encoding/json"

// JSON has the name of a codec of the other package.
type JSON[T any] struct{}

// Encode returns the JSON text of a value.
func (JSON[T]) Encode(value T) ([]byte, error) { return json.Marshal(value) }

// Decode reads a JSON text.
func (JSON[T]) Decode(data []byte) (value T, err error) {
	err = json.Unmarshal(data, &value)
	return value, err
}
