// Package bench measures what a session and a flash cost a request, and compares
// it with the floor: what a handler written by hand with the standard library
// cannot avoid.
//
//	go test -run '^$' -bench . -benchmem    # every cell, for benchstat
//	go run ./ratio                          # medians and ratios beside the targets
//	go run ./cacheratio                     # the cache beside bare otter and bare rueidis
//
// There is one table of operations and one of subjects. A cell is one operation
// by one subject: a handler, and the request that it serves again and again. Every
// cell proves that it does its work before it is timed, and an ordinary "go test"
// proves all of them.
package bench
