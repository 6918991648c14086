package rediscache

import (
	"time"

	"github.com/redis/rueidis"
)

// probe asks until there is an answer within the budget. The first question has no more
// time than an operation, since operations may wait for it; the next have what it takes to
// connect to a server far away. One that waits at a frozen server is answered as soon as
// that goes on.
func (n *lane) probe() {
	limit := n.link.config.Budget
	n.tellIfDown()
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		begun := time.Now()
		err := n.question(limit)
		if broken(err) { // on the connection that is just being given up: this time, on a new one
			err = n.question(limit - time.Since(begun))
		}
		answered := err == nil || refused(err)
		if answered && time.Since(begun) <= n.link.config.Budget {
			n.tellIfDown()
			n.settle(healthy, false)
			n.link.news.look(n.link.healthy())
			return
		}
		if n.link.ctx.Err() != nil {
			n.settle(down, false)
			return
		}
		if err == nil {
			err = errSlow
		}
		n.settle(down, true)
		n.link.news.down(n.link.address.shown(err))
		if limit = n.link.patience; !answered && !n.link.sleep(pause) {
			n.settle(down, false)
			return
		}
	}
}

// tellIfDown tells of operations that have run out of their budget.
func (n *lane) tellIfDown() {
	if n.state.Load() == down && n.link.ctx.Err() == nil {
		n.link.news.down(n.link.address.shown(errSlow))
	}
}

const (
	firstPause = 10 * time.Millisecond
	lastPause  = 500 * time.Millisecond
)

// settle says what came of a question, and lets those go on who wait for it.
func (n *lane) settle(state int32, goesOn bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.state.Store(state)
	n.probing = goesOn
	select {
	case <-n.tried:
	default:
		close(n.tried)
	}
}

// question asks the server of the lane for its time.
func (n *lane) question(limit time.Duration) error {
	client, key := *n.link.client.Load(), n.key.Load().(string) //nolint:forcetypeassert // nothing else is stored
	answer := make(chan error, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				answer <- panicked(v)
			}
		}()
		sent := time.Now()
		said, err := serverTime(client.Do(background, client.B().Time().Build().SetSlot(key)))
		if err == nil {
			n.clock.measure(said, sent, time.Now())
		}
		answer <- err
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case err := <-answer:
		return err
	case <-timer.C:
		return errSlow
	case <-n.link.ctx.Done():
		return errClosed
	}
}

// serverTime reads the reply to TIME, in milliseconds.
func serverTime(reply rueidis.RedisResult) (int64, error) {
	parts, err := reply.ToArray()
	if err != nil {
		return 0, err
	}
	if len(parts) != 2 {
		return 0, errReply
	}
	seconds, err := parts[0].AsInt64()
	if err != nil {
		return 0, errReply
	}
	micros, err := parts[1].AsInt64()
	if err != nil {
		return 0, errReply
	}
	return seconds*1000 + micros/1000, nil
}
