package rediscache

import (
	"context"

	"github.com/redis/rueidis"

	"github.com/satchel-go/satchel/cache"
)

// moveBatch is about how many entries are on their way at a time; a small hash comes as a
// whole.
const moveBatch = 64

// Move implements [cache.Mover] for groups of sessions; those of named caches are not
// moved by anybody, and it fails for them. It reads the one hash and writes the other: RENAME
// cannot, since the two are on different nodes of a Cluster, and managed servers forbid
// RESTORE. The budget holds for each step. If one fails, the entries that have moved are in
// both groups.
func (c *Cache) Move(ctx context.Context, from, to cache.Group) error {
	if !from.Session || !to.Session {
		return unavailable("only the group of a session can be moved")
	}
	if from == to {
		return nil
	}
	source, target := c.sessionKey(from.Name), c.sessionKey(to.Name)
	for cursor := uint64(0); ; {
		page, err := do(ctx, c.link, source, 0, func(client rueidis.Client, _ *lane) (rueidis.ScanEntry, error) {
			return client.Do(background, client.B().Hscan().Key(source).Cursor(cursor).Count(moveBatch).Build()).AsScanEntry()
		})
		if err != nil {
			return err
		}
		if err := c.take(ctx, target, page.Elements); err != nil {
			return err
		}
		if cursor = page.Cursor; cursor == 0 {
			break
		}
	}
	return c.unlink(ctx, source)
}

// take puts fields into a hash: name, value, and so on.
func (c *Cache) take(ctx context.Context, target string, fields []string) error {
	if len(fields) == 0 {
		return nil
	}
	size := 0
	for _, field := range fields {
		size += len(field)
	}
	_, err := do(ctx, c.link, target, size, func(client rueidis.Client, _ *lane) (nothing, error) {
		defer c.recent.add(target)
		return nothing{}, takeScript.Exec(background, client, []string{target}, fields).Error()
	})
	return err
}

func (c *Cache) unlink(ctx context.Context, key string) error {
	_, err := do(ctx, c.link, key, 0, func(client rueidis.Client, _ *lane) (nothing, error) {
		defer c.recent.add(key)
		return nothing{}, client.Do(background, client.B().Unlink().Key(key).Build()).Error()
	})
	return err
}
