package rediscache

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/redis/rueidis"

	"github.com/satchel-go/satchel"
)

// DenyList is a [satchel.DenyList] that all processes with the same server and
// Config.Prefix share. Its errors are [cache.ErrUnavailable], so that a session that
// cannot be checked is none, unless satchel.Revocation.InsecureFailOpen says otherwise. It
// is never answered from the memory of this process.
//
// The server must not drop its keys: no eviction (an event warns), and a persistence that
// fits the lifetime of the sessions. What a replica has not seen at a fail-over is
// forgotten: Redis replicates without waiting.
type DenyList struct{ cache *Cache }

var _ satchel.DenyList = (*DenyList)(nil)

// DenyList returns the list of the server. It goes with the Cache, and is closed with it.
func (c *Cache) DenyList() *DenyList {
	c.link.warnsOfEviction()
	return &DenyList{c}
}

// Deny implements [satchel.DenyList]. The end is that of this process's clock, rounded up
// to a millisecond; one that has passed adds nothing.
func (l *DenyList) Deny(ctx context.Context, keys []string, until time.Time) error {
	ttl := int64(0)
	if !until.IsZero() {
		left := time.Until(until)
		if left <= 0 {
			return nil
		}
		ttl = milliseconds(left)
	}
	errs := make([]error, len(keys))
	var all sync.WaitGroup
	for i, name := range keys {
		all.Go(func() { errs[i] = l.deny(ctx, l.cache.deniedKey(name), ttl) })
	}
	all.Wait()
	return errors.Join(errs...)
}

func (l *DenyList) deny(ctx context.Context, key string, ttl int64) error {
	_, err := do(ctx, l.cache.link, key, 0, func(client rueidis.Client, _ *lane) (nothing, error) {
		return nothing{}, denyScript.Exec(background, client, []string{key}, []string{strconv.FormatInt(ttl, 10)}).Error()
	})
	return err
}

// Denied implements [satchel.DenyList]. Several keys cost as much time as one.
func (l *DenyList) Denied(ctx context.Context, keys []string) (bool, error) {
	at := make([]string, len(keys))
	for i, name := range keys {
		at[i] = l.cache.deniedKey(name)
	}
	if len(at) == 0 {
		return false, nil
	}
	if len(at) == 1 || l.cache.link.together() {
		return l.exists(ctx, at)
	}
	found, errs := make([]bool, len(at)), make([]error, len(at))
	var all sync.WaitGroup
	for i := range at {
		all.Go(func() { found[i], errs[i] = l.exists(ctx, at[i:i+1]) })
	}
	all.Wait()
	if slices.Contains(found, true) {
		return true, nil // whatever else could not be asked
	}
	return false, errors.Join(errs...)
}

// exists tells whether one of the keys is there; several are only possible [link.together].
func (l *DenyList) exists(ctx context.Context, keys []string) (bool, error) {
	return do(ctx, l.cache.link, keys[0], 0, func(client rueidis.Client, _ *lane) (bool, error) {
		n, err := client.Do(background, client.B().Exists().Key(keys...).Build()).ToInt64()
		return n > 0, err
	})
}

// Shared implements [satchel.DenyList]: all processes see the list.
func (*DenyList) Shared() bool { return true }

// Format implements [fmt.Formatter]: no verb shows more than the address.
func (l *DenyList) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "[deny list of "+l.cache.address.String()+"]")
}
