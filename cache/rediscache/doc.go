// Package rediscache keeps what package cache keeps in a Redis or Valkey server that all
// processes of a fleet share, and with it the list of the sessions that were ended
// ([Cache.DenyList]). It is for Redis 6.2 and later and for Valkey: one server, a master
// that Sentinels watch, or a Cluster.
//
//	redis, err := rediscache.New(rediscache.Config{URL: "redis://127.0.0.1:6379"})
//	if err != nil {
//		return err // the Config makes no sense; a server that is down is no error
//	}
//	defer redis.Close()
//	caches, err := cache.New(cache.Config{Store: redis})
//	if err != nil {
//		return err
//	}
//	scopes, err := satchel.New(satchel.Config{
//		Secrets:    secrets,
//		Cache:      caches,
//		Revocation: satchel.Revocation{DenyList: redis.DenyList()},
//	})
//
// # When the server fails
//
// No operation takes longer than Config.Budget, whatever the server, the network and the
// client library do. The first one that runs out of it makes the next ones fail at once,
// in about a microsecond, while the server is asked in the background: after a pause of
// 10 ms, then longer ones up to half a second. A server that is frozen, and goes on, is
// noticed at once, one that was restarted within that pause. A connection that breaks is
// mended before an operation fails, if the budget is long enough for that. One that is
// silent without a word is replaced after two to three seconds.
//
//   - Nothing is repeated behind the caller's back but an operation whose connection broke,
//     twice at most. An operation that ran out of its budget may
//     still be done by the server later, after others.
//   - At most 1024 operations wait for answers (of each 128th of a Cluster), and 64 MiB of
//     values, those that were given up included; more are turned away.
//   - The Sentinels of the URL are asked for the master before each connection and every
//     second, and what most of them say counts. Name all of them.
//   - In a Cluster, each 128th of the slots fails by itself, so that a node that is
//     silent costs the keys of its own. A part that has slots of two nodes fails with
//     either.
//
// # What is on the server
//
// P is Config.Prefix.
//
//   - P:s:NAME is a hash with all entries of a session. The value of a field is 8 bytes, the
//     moment at which it ends, in milliseconds of Unix time by the server's clock, big
//     endian, 0 for never; and the bytes of the entry. The key lives as long as its longest
//     entry. One key for each session, so that all its entries go at once and by their name,
//     and the limits of a session are counted in one step.
//   - P:n:LENGTH:CACHE:NAME is a string, an entry of a named cache. LENGTH is that of CACHE.
//   - P:d:NAME is a string, a session that was ended.
//
// An account with an ACL needs the keys P:* and the commands GET, SET, HGET, HSET, HDEL,
// HKEYS, HSTRLEN, HSCAN, EXISTS, PTTL, PEXPIRE, PERSIST, UNLINK, SCAN, TIME, EVAL, EVALSHA,
// HELLO, PING and CLUSTER; SELECT for another database than 0; MULTI, EXEC and CLIENT with
// Config.ClientCache; and INFO for the warning of a deny list that may be evicted.
//
// # Speed
//
// The commands of all goroutines go over one connection to each node, and those that come
// at the same time are sent together: where one goroutine needs 45 µs for a Get of a server
// on the same machine, 128 of them need 6 µs for each, measured on two cores. A value from
// the memory of this process, with Config.ClientCache, takes 2 to 5 µs. There is nothing to set
// for that.
package rediscache
