// Package serverprocess runs a server of a benchmark in a process of its own, on a core of
// its own. Where client and server share a process they share its heap, its collector and
// its scheduler, and nobody can tell the time of one from that of the other.
//
// A program that uses it starts itself a second time. So its main, and the TestMain of its
// tests, begin with:
//
//	if name, asked := serverprocess.Asked(); asked {
//		return serverprocess.Serve(handlerOf(name), nil)
//	}
//
// and what it measures begins with [Start]. It needs Linux, and compiles everywhere: only
// there a process can be held on one core. Its tests run with
//
//	go test ./serverprocess
package serverprocess
