// Package rings tells what keys do at a moment, by the rules of the library itself.
package rings

import (
	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/keyring"
)

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
