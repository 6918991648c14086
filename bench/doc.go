// Package bench measures what a session and a flash cost a request, and compares
// it with the floor: what a handler written by hand with the standard library
// cannot avoid; and with the peers: what other libraries do for the same session.
//
// Each program has its flags in its own comment. Those with -write, and report, write what
// they have measured into docs/performance.md.
//
//	go test -run '^$' -bench . -benchmem    # every cell, for benchstat
//	go run ./ratio [-peers]                 # a quick look: ratios beside the targets; status 1 where one is missed
//	go run ./report                         # every cell, the other libraries too: tables and charts of the page
//	go run ./scaling [-write]               # how the cost grows: sizes, cookies, hostile bytes, users, cores
//	go run ./instructions [-write]          # instructions of a request, counted by valgrind
//	go run ./load [-write]                  # whole servers: processor time of a request, latencies (Linux)
//	go run ./soak [-write]                  # ten minutes of traffic: does memory grow? (Linux)
//	go run ./cacheratio                     # the cache beside bare otter and bare rueidis (needs a redis-server)
//
// There is one table of operations and one of subjects. A cell is one operation
// by one subject: a handler, and the request that it serves again and again; or, for
// the value of a cookie alone, a codec. Every cell proves that it does its work before
// it is timed, and an ordinary "go test" proves all of them: what was written comes back
// in the next request, a message that was taken does not, and a changed value is refused.
//
// The peers are gorilla/sessions, gorilla/securecookie, alexedwards/scs,
// gin-contrib/sessions, golangcollege/sessions, golang-jwt, go-jose, lestrrat-go/jwx and
// the cookie engine of Revel, with the same five pairs of 150 bytes and keys of 32 bytes,
// used as their documentation says. They do not all do the same: scs has the session in
// memory on the server; where a message is kept inside the session the flash rows bring no
// other pairs; Revel signs with SHA-1 and its flash not at all.
package bench
