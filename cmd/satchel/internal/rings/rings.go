// Package rings finds the keys of a configuration, and tells what they do at a moment by the
// rules of the library itself.
package rings

import (
	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/keyring"
)

// Of returns the keys of a configuration that the library takes, from wherever it has them;
// read reads its file of keys. The error is a [*satchel.ConfigError], or that of
// [satchel.ParseKeys].
func Of(config *satchel.Config, read func(name string) ([]byte, error)) ([]satchel.Key, error) {
	if config.KeyFile == "" {
		keys := append([]satchel.Key(nil), config.Keys...)
		for _, secret := range config.Secrets {
			keys = append(keys, satchel.Key{Secret: secret})
		}
		return keys, nil
	}
	text, err := read(config.KeyFile)
	if err != nil {
		return nil, &satchel.ConfigError{Field: "KeyFile", Problem: err.Error()}
	}
	return satchel.ParseKeys(string(text))
}

// Plan returns the keys as the library plans with them.
func Plan(keys []satchel.Key) keyring.Schedule {
	plan := make(keyring.Schedule, len(keys))
	for i, key := range keys {
		plan[i] = keyring.Entry{
			Secret: string(key.Secret), State: keyring.State(key.State), ActiveFrom: key.ActiveFrom, RetiredFrom: key.RetiredFrom,
		}
	}
	return plan
}
