package bench

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/satchel-go/satchel/internal/redistest"
)

// Call does one operation of a cache, and fails where the answer is not what the
// operation says. worker is the goroutine that calls, from 0 to
// [MaxCacheGoroutines]-1, and i a number that spreads the calls over keys.
type Call func(worker, i int) error

// MaxCacheGoroutines is the largest of [CacheGoroutines].
const MaxCacheGoroutines = 128

// CacheGoroutines are the numbers of goroutines that calls come from.
func CacheGoroutines() []int { return []int{1, 16, MaxCacheGoroutines} }

// CacheOperation is one row of the cache's table: the same work by hand, with nothing
// around the library, and by this project.
type CacheOperation struct {
	Name string
	Bare Call // nil where there is nothing to compare with
	Ours Call
}

// CacheOperations is the table, with the servers that it needs; they end with tb. The
// calls have the context of a request, which has no deadline and may be cancelled: the
// client library is quicker with one that never ends.
func CacheOperations(tb testing.TB) []CacheOperation {
	tb.Helper()
	ctx, cancel := context.WithCancel(tb.Context())
	tb.Cleanup(cancel)
	var all []CacheOperation
	all = append(all, memoryOperations(ctx, tb)...)
	all = append(all, sessionOperations(tb)...)
	all = append(all, computeOperations(ctx, tb)...)
	all = append(all, redisOperations(ctx, tb, redistest.Start(tb))...)
	return append(all, downOperations(ctx, tb)...)
}

// Run calls n times from so many goroutines, each of them as often as the others or once
// more, and returns what went wrong. It costs some microseconds itself.
//
// [testing.B.RunParallel] has a multiple of GOMAXPROCS goroutines, so that a name would
// mean something else on the next machine.
func (c Call) Run(goroutines, n int) error {
	faults := make([]error, goroutines)
	var workers sync.WaitGroup
	for worker := range goroutines {
		from, to := worker*n/goroutines, (worker+1)*n/goroutines
		workers.Go(func() {
			for i := from; i < to; i++ {
				if err := c(worker, i); err != nil {
					faults[worker] = err
					return
				}
			}
		})
	}
	workers.Wait()
	return errors.Join(faults...)
}
