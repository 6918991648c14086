package bench //nolint:testpackage // opens the insides to the tests of the cache's table

import (
	"errors"
	"testing"

	"github.com/satchel-go/satchel/internal/redistest"
)

// RedisOperations are the rows of a server that the test can change.
func RedisOperations(tb testing.TB, server *redistest.Server) []CacheOperation {
	tb.Helper()
	return redisOperations(tb.Context(), tb, server)
}

// IsNotFound tells whether a call has missed what it should have found.
func IsNotFound(err error) bool { return errors.Is(err, errNotFound) }

// IsFound tells whether a call has found what nobody has set.
func IsFound(err error) bool { return errors.Is(err, errFound) }
