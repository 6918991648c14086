package satchel

import (
	"context"
	"fmt"
	"time"
)

// listLimit is how long a deny list or a cache may take, as long as NotBefore: a request
// waits for it, and others wait for the request.
const listLimit = notBeforeLimit

// bounded calls what is not ours and may wait for a server: it has to answer within the
// limit, whether or not it looks at its context. A panic is an error: the request is not
// at fault.
func bounded[T any](ctx context.Context, limit time.Duration, method func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		defer func() {
			if value := recover(); value != nil {
				done <- answer{err: fmt.Errorf("panic: %v", value)}
			}
		}()
		value, err := method(ctx)
		done <- answer{value, err}
	}()
	select {
	case a := <-done:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
