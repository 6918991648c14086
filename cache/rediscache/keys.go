package rediscache

import (
	"strconv"
	"strings"

	"github.com/satchel-go/satchel/cache"
)

// The keys on the server. No two things have the same one, whatever their names are:
// behind the prefix a letter says what it is, a session's name ends the key, and that of a
// named cache has its length before it.

func (c *Cache) sessionKey(group string) string { return c.config.Prefix + ":s:" + group }

func (c *Cache) deniedKey(name string) string { return c.config.Prefix + ":d:" + name }

func (c *Cache) namedPrefix(group string) string {
	return c.config.Prefix + ":n:" + strconv.Itoa(len(group)) + ":" + group + ":"
}

// key returns that of an entry, or of the hash that has it as a field.
func (c *Cache) key(k cache.Key) string {
	if k.Group.Session {
		return c.sessionKey(k.Group.Name)
	}
	return c.namedPrefix(k.Group.Name) + k.Name
}

// globs are the characters that mean something to SCAN MATCH.
var globs = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`)
