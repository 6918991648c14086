// Package redistest runs real Redis servers for tests, and the faults that a network
// and a machine put between a program and its server. It needs the program
// redis-server, 7.0 or later, and nothing else: commands go through a small client of
// its own, so that a test does not judge a client library by that library.
//
//	server := redistest.Start(t)
//	proxy := redistest.NewProxy(t, server.Addr())
//	store := newStore(t, "redis://"+proxy.Addr())
//
//	proxy.Stall(true)                  // the network swallows all bytes
//	proxy.Stall(false)                 // and has them all again
//	server.Freeze()                    // the machine hangs, its connections stay
//	server.Thaw()                      //
//	server.Kill()                      // the process is gone, and its data with it
//	server.Restart()                   // an empty one is in its place
//	text, err := server.Do("KEYS", "*") // what is in it
//
// [StartTLS], [StartSentinel] and [StartCluster] run the other ways to serve,
// [Nonsense] what a wrong address may lead to.
//
// All of it listens on 127.0.0.1 only and ends with the test. On Linux the servers end
// as well when the process of the test is killed. Where there is no redis-server a test
// fails: a run without these tests must not look like a run in which they passed.
//
// Functions and methods that fail a test must be called from the goroutine of the test;
// [Server.Restart] and the ones named Start or Wait are such.
package redistest
