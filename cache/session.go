package cache

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"sync"

	"github.com/satchel-go/satchel"
)

// ErrNoCache is the error of every method of what [ForSession] returns where the session's
// manager has no cache of this package.
var ErrNoCache = errors.New("cache: the sessions have no cache: give satchel.Config.Cache what cache.New returns")

// ForSession returns the cache of the session that ctx belongs to: entries that no other
// session can see. It panics where satchel.SessionFrom does, and fails at each method with
// [ErrNoCache] where satchel.Config.Cache has no [Caches].
//
// Asking for it is asking for the session, so that the response varies by cookie. Reading
// creates nothing. Set gives a session its unique id, and a visitor a session, so it has to
// come before the header of the response leaves, and fails with the errors of
// satchel.Session.ID.
//
// The entries end with the session: with Clear, Logout and Revoke, with Renew unless
// Config.KeepOnRenew is set, and with Config.SessionTTL where nobody says good-bye.
func ForSession(ctx context.Context) *Cache { return Of(satchel.SessionFrom(ctx)) }

// Of is [ForSession] for a program with several managers.
func Of(session *satchel.Session) *Cache {
	caches, _ := session.Cache().(*Caches)
	if caches == nil {
		return &Cache{session: session, fault: ErrNoCache}
	}
	return &Cache{caches: caches, session: session}
}

// find returns the group of the entries, and whether there can be any.
func (c *Cache) find() (group Group, found bool) {
	if c.session == nil {
		return c.group, true
	}
	id, found := c.session.LookupID()
	if !found {
		return Group{}, false
	}
	return c.groupOf(id), true
}

// provide returns the group for something new. It gives the session an id for it, and has
// one outlast the last pair that is gone already, not one that goes later.
func (c *Cache) provide() (Group, error) {
	if group, found := c.find(); found && (c.session == nil || c.session.Len() > 0) {
		return group, nil
	}
	id, err := c.session.ID()
	if err != nil {
		return Group{}, fmt.Errorf("cache: the session gets no id for an entry: %w", err)
	}
	return c.groupOf(id), nil
}

// known is the last id of a view with its group: a handler asks for several entries.
type known struct {
	id    string
	group Group
}

func (c *Cache) groupOf(id string) Group {
	if last := c.known.Load(); last != nil && last.id == id {
		return last.group
	}
	group := sessionGroup(id)
	c.known.Store(&known{id, group})
	return group
}

// sessionGroup names the group of a session: a key of HMAC-SHA256 that only says what it is
// for, over the id. The id has 130 random bits, so that nobody gets from the name to the
// id, and no secret is needed: one that rotates would empty the cache, and two nodes would
// have to agree on it.
func sessionGroup(id string) Group {
	n, _ := namers.Get().(*namer)
	defer namers.Put(n)
	n.mac.Reset()
	n.id = append(n.id[:0], id...)
	n.mac.Write(n.id)
	base64.RawURLEncoding.Encode(n.name[:], n.mac.Sum(n.sum[:0]))
	return Group{Session: true, Name: string(n.name[:])}
}

// namer has the key of the HMAC hashed already, which is half of the work, and room for
// what would be allocated for each name.
type namer struct {
	mac  hash.Hash
	id   []byte
	sum  [sha256.Size]byte
	name [(sha256.Size*8 + 5) / 6]byte // in base64 without padding
}

var namers = sync.Pool{New: func() any {
	return &namer{mac: hmac.New(sha256.New, []byte("satchel/1 cache of session id"))}
}}
