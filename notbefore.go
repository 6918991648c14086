package satchel

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// notBefores asks Config.Revocation.NotBefore for the time before which a user's
// sessions are void, and keeps the answers for some seconds. It is safe for concurrent
// use.
//
// The seconds are a promise: whoever comes that long after a revocation is not given an
// answer from before it. So they count from the moment of asking, not from that of the
// answer, and a call that is running is shared only by those who come within them: by
// nobody, where nothing is kept.
type notBefores struct {
	ask   func(ctx context.Context, user string) (time.Time, error)
	keep  time.Duration
	clock func() time.Time

	mu      sync.Mutex
	turns   uint64 // calls so far
	running map[string]*notBeforeCall
	// Two generations bound the answers without an order to keep up: when the young
	// ones are half of what is allowed they become the old ones, and the old ones go.
	// Whoever is active is asked for again soon, and so is young again.
	young, old map[string]notBeforeAnswer
}

const (
	notBeforeUsers = 10_000          // as many answers are kept at most
	notBeforeLimit = 5 * time.Second // for one call
	notBeforeStale = 10              // times keep: as long an answer serves when the source fails
)

type notBeforeAnswer struct {
	notBefore time.Time // zero: no limit
	asked     time.Time
	turn      uint64 // the order of asking, also for a clock that is set back
}

// notBeforeCall is one call of ask, for which some wait.
type notBeforeCall struct {
	answer notBeforeAnswer
	err    error
	done   chan struct{} // closed when the answer or the error is final
}

// newNotBefores takes a function that is safe for concurrent use, and how long an answer
// is good for; zero and less keep and share nothing.
func newNotBefores(
	ask func(ctx context.Context, user string) (time.Time, error), keep time.Duration, clock func() time.Time,
) *notBefores {
	return &notBefores{ask: ask, keep: keep, clock: clock, running: map[string]*notBeforeCall{}, young: map[string]notBeforeAnswer{}}
}

// of returns the time before which sessions of a user are void; zero means no limit. With
// an error, it is the last answer if that is not too old, since a revocation must not be
// forgotten because the source is down: what was void stays void, but more may be void
// by now. Errors are not kept: the next caller asks again.
//
// A context that ends lets its caller go, and nobody else.
func (n *notBefores) of(ctx context.Context, user string) (time.Time, error) {
	now := n.clock()
	n.mu.Lock()
	last, known := n.last(user)
	if known && youngerThan(n.keep, last.asked, now) {
		n.mu.Unlock()
		return last.notBefore, nil
	}
	call := n.running[user]
	if call == nil || !youngerThan(n.keep, call.answer.asked, now) {
		call = n.begin(ctx, user, now)
	}
	n.mu.Unlock()

	var err error
	select {
	case <-call.done:
		if call.err == nil {
			return call.answer.notBefore, nil
		}
		err = call.err
	case <-ctx.Done():
		err = ctx.Err()
	}
	if known && youngerThan(notBeforeStale*n.keep, last.asked, now) {
		return last.notBefore, err
	}
	return time.Time{}, err
}

// youngerThan tells whether something is younger than an age. After a clock has been set
// back nothing is: it would be young for too long.
func youngerThan(age time.Duration, since, now time.Time) bool {
	passed := now.Sub(since)
	return 0 <= passed && passed < age
}

// begin starts a call that no single request can end. It needs the lock.
func (n *notBefores) begin(ctx context.Context, user string, now time.Time) *notBeforeCall {
	user = strings.Clone(user) // not the whole cookie that it stands in
	n.turns++
	call := &notBeforeCall{answer: notBeforeAnswer{asked: now, turn: n.turns}, done: make(chan struct{})}
	n.running[user] = call
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), notBeforeLimit)
	stop := context.AfterFunc(ctx, func() { // also if ask does not look at its context
		n.finish(user, call, time.Time{}, fmt.Errorf("no answer within %v: %w", notBeforeLimit, context.DeadlineExceeded))
	})
	go func() {
		defer cancel()
		defer stop()
		var notBefore time.Time
		err := errors.New("it ended its goroutine") // runtime.Goexit
		defer func() {
			if value := recover(); value != nil {
				err = fmt.Errorf("panic: %v\n%s", value, debug.Stack())
			}
			n.finish(user, call, notBefore, err)
		}()
		notBefore, err = n.ask(ctx, user)
	}()
	return call
}

// finish hands the outcome to those who wait. Of a call that was given up, what comes
// later does not count.
func (n *notBefores) finish(user string, call *notBeforeCall, notBefore time.Time, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	select {
	case <-call.done:
		return
	default:
	}
	if n.running[user] == call {
		delete(n.running, user)
	}
	if err != nil {
		call.err = fmt.Errorf("satchel: Revocation.NotBefore: %w", err)
	} else {
		call.answer.notBefore = notBefore
		n.remember(user, call.answer)
	}
	close(call.done)
}

// last returns the last answer, however old. It needs the lock.
func (n *notBefores) last(user string) (notBeforeAnswer, bool) {
	answer, known := n.young[user]
	if !known {
		answer, known = n.old[user]
	}
	return answer, known
}

// remember keeps an answer, unless a call that began later was faster. An earlier time
// than before is believed: somebody may have taken a revocation back. It needs the lock.
func (n *notBefores) remember(user string, answer notBeforeAnswer) {
	last, known := n.last(user)
	if n.keep <= 0 || known && last.turn > answer.turn {
		return
	}
	if _, young := n.young[user]; !young && len(n.young) >= notBeforeUsers/2 {
		n.old, n.young = n.young, map[string]notBeforeAnswer{}
	}
	n.young[user] = answer
}
