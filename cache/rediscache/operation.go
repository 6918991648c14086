package rediscache

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/rueidis"
)

// maxInFlight is the most bytes of values that are on their way to the server, or were
// given up on it: a server that is frozen must not collect memory.
const maxInFlight = MaxValue

// nothing is what an operation returns that returns nothing.
type nothing struct{}

// do runs an operation for a key, and returns by the end of the budget whatever happens.
// size is the bytes that work holds. An operation whose connection broke is tried again,
// twice at most, if the connection is back within the budget: all of them come to the same
// result when they are done twice.
func do[T any](ctx context.Context, l *link, key string, size int, work func(rueidis.Client, *lane) (T, error)) (T, error) {
	l.counts.operations.Add(1)
	budget := time.NewTimer(l.config.Budget)
	defer budget.Stop()
	value, err := try(ctx, l, budget.C, key, int64(size), work)
	for again := 0; again < 2 && broken(err); again++ {
		value, err = try(ctx, l, budget.C, key, int64(size), work)
	}
	if err != nil {
		return value, l.failure(ctx, err)
	}
	return value, nil
}

// try is one attempt. work runs in a goroutine of its own, since the client library waits
// at places where no context counts (for another goroutine that connects, for room in its
// queue). That costs some 2 µs of the 40 that an operation takes.
func try[T any](ctx context.Context, l *link, budget <-chan time.Time, key string, size int64, work func(rueidis.Client, *lane) (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	var none T
	n, err := l.begin(ctx, budget, key, size)
	if err != nil {
		return none, err
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			if v := recover(); v != nil {
				o.err = panicked(v)
			}
			l.end(n, size)
			done <- o
		}()
		o.value, o.err = work(*l.client.Load(), n)
	}()
	select {
	case o := <-done:
		if broken(o.err) {
			n.doubt()
		}
		if demoted(o.err) {
			l.leave()
		}
		return o.value, o.err
	case <-ctx.Done():
		n.ask() // the server may be slow, or its caller in a hurry
		return none, ctx.Err()
	case <-budget:
		n.fail(key)
		return none, errSlow
	}
}

// begin waits until there is a connection, and takes a place.
func (l *link) begin(ctx context.Context, budget <-chan time.Time, key string, size int64) (*lane, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	client := l.client.Load()
	if client == nil {
		select {
		case <-l.tried:
		case <-l.ctx.Done():
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-budget:
			l.late(key)
			return nil, errSlow
		}
		if client = l.client.Load(); client == nil {
			return nil, errDown
		}
	}
	n := l.lane(*client, key)
	if err := n.enter(ctx, budget); err != nil {
		return nil, err
	}
	if l.inFlight.Add(size) > maxInFlight && size > 0 && l.inFlight.Load() != size {
		l.inFlight.Add(-size)
		n.leave()
		return nil, errBusy
	}
	l.counts.inFlight.Add(1)
	return n, nil
}

// late tells of an operation that ran out of its budget before there was a connection; that
// the server is back is told by the question that the first connection asks.
func (l *link) late(key string) {
	l.news.down(l.address.shown(errSlow))
	if client := l.client.Load(); client != nil { // by now
		l.lane(*client, key).ask()
	}
}

func (l *link) end(n *lane, size int64) {
	l.counts.inFlight.Add(-1)
	l.inFlight.Add(-size)
	n.leave()
}

// failure counts an error, and gives it the words of this package.
func (l *link) failure(ctx context.Context, err error) error {
	switch {
	case l.ctx.Err() != nil:
		return errClosed
	case err == errDown: //nolint:errorlint // it comes as it is
		l.counts.refused.Add(1)
		if cause := l.news.cause.Load(); cause != nil {
			return unavailable(err.Error() + ": " + *cause)
		}
		return unavailable(err.Error())
	case err == errBusy: //nolint:errorlint // the same
		l.counts.refused.Add(1)
		return unavailable(err.Error())
	case err == errSlow: //nolint:errorlint // the same
		l.counts.timeouts.Add(1)
		return unavailable(fmt.Sprintf("%s of %v", err, l.config.Budget))
	case ctx.Err() != nil:
		l.counts.timeouts.Add(1)
		return unavailable("the caller has given up: "+ctx.Err().Error(), ctx.Err())
	default:
		l.counts.failures.Add(1)
		return unavailable(l.address.shown(err))
	}
}
