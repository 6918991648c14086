// Package cachetest proves that a [cache.Store] does what package cache relies on, whoever
// wrote it: Memory, package rediscache, or a program's own. It is for tests:
//
//	func TestMyStore(t *testing.T) {
//		cachetest.Run(t, func(t *testing.T) cache.Store { return newMyStore(t) })
//	}
//
// [RunDenyList] does the same for a [satchel.DenyList].
//
// A store may forget anything at any time; in a test it should not, since the suite cannot
// know the reason. It takes room for 8 MiB, and groups of its own in each test, so that a
// server may be shared by several of them. Run it with -race.
package cachetest
