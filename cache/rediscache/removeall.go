package rediscache

import (
	"context"
	"strconv"

	"github.com/redis/rueidis"

	"github.com/satchel-go/satchel/cache"
)

// scanBatch is how many keys the server looks at in one step.
const scanBatch = 512

// RemoveAll implements [cache.Store]. A session's group is one key and goes in one step. The
// entries of a named cache are looked for among all keys of the server (SCAN), on each
// primary of a Cluster, and what another process sets meanwhile may stay: it is meant for
// an administrator, not for a request. The budget holds for each step, the context for the
// whole.
func (c *Cache) RemoveAll(ctx context.Context, group cache.Group) error {
	if group.Session {
		return c.unlink(ctx, c.sessionKey(group.Name))
	}
	ways, err := c.primaries(ctx)
	if err != nil {
		return err
	}
	pattern := globs.Replace(c.namedPrefix(group.Name)) + "*"
	for _, way := range ways {
		if err := c.removeMatching(ctx, way, pattern); err != nil {
			return err
		}
	}
	return nil
}

// removeMatching removes the keys of one primary: the one that has the slot of way.
func (c *Cache) removeMatching(ctx context.Context, way, pattern string) error {
	for cursor := uint64(0); ; {
		page, err := do(ctx, c.link, way, 0, func(client rueidis.Client, _ *lane) (rueidis.ScanEntry, error) {
			return client.Do(background, client.B().Scan().Cursor(cursor).Match(pattern).Count(scanBatch).Build().SetSlot(way)).AsScanEntry()
		})
		if err != nil {
			return err
		}
		if err := c.unlinkKeys(ctx, way, page.Elements); err != nil {
			return err
		}
		if cursor = page.Cursor; cursor == 0 {
			return nil
		}
	}
}

// unlinkKeys removes keys of one primary: one command each, since those of a Cluster are in
// different slots, sent together.
func (c *Cache) unlinkKeys(ctx context.Context, way string, keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	_, err := do(ctx, c.link, way, 0, func(client rueidis.Client, _ *lane) (nothing, error) {
		commands := make(rueidis.Commands, 0, len(keys))
		defer func() {
			for _, key := range keys {
				c.recent.add(key)
			}
		}()
		for _, key := range keys {
			commands = append(commands, client.B().Unlink().Key(key).Build())
		}
		for _, reply := range client.DoMulti(background, commands...) {
			if err := reply.Error(); err != nil {
				return nothing{}, err
			}
		}
		return nothing{}, nil
	})
	return err
}

// primaries returns for each primary a key whose slot it has, so that a command finds its
// way there.
func (c *Cache) primaries(ctx context.Context) ([]string, error) {
	return do(ctx, c.link, "", 0, func(client rueidis.Client, _ *lane) ([]string, error) {
		if client.Mode() != rueidis.ClientModeCluster {
			return []string{""}, nil
		}
		ranges, err := client.Do(background, client.B().ClusterSlots().Build()).ToArray()
		if err != nil {
			return nil, err
		}
		widest := map[string][2]int64{} // by primary
		for _, r := range ranges {
			parts, err := r.ToArray()
			if err != nil || len(parts) < 3 {
				return nil, errReply
			}
			first, _ := parts[0].ToInt64()
			last, _ := parts[1].ToInt64()
			primary := parts[2].String()
			if before, known := widest[primary]; !known || last-first > before[1]-before[0] {
				widest[primary] = [2]int64{first, last}
			}
		}
		ways := make([]string, 0, len(widest))
		for _, slots := range widest {
			way, err := keyWithin(client, slots)
			if err != nil {
				return nil, err
			}
			ways = append(ways, way)
		}
		return ways, nil
	})
}

// keyWithin finds a key whose slot is in a range, by trying: three times for a third of the
// slots, a few milliseconds for a single one.
func keyWithin(client rueidis.Client, slots [2]int64) (string, error) {
	for i := range 1 << 19 {
		key := strconv.Itoa(i)
		command := client.B().Get().Key(key).Build()
		if slot := int64(command.Slot()); slot >= slots[0] && slot <= slots[1] {
			return key, nil
		}
	}
	return "", errReply
}
