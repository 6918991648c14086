package rediscache

import "time"

// Follow reads a stream in pieces of a size, and returns how many messages are complete.
func Follow(stream []byte, piece int) (messages int, err error) {
	f := frames{complete: func(byte, []byte) error {
		messages++
		return nil
	}}
	for len(stream) > 0 {
		n := min(piece, len(stream))
		if err := f.follow(stream[:n]); err != nil {
			return messages, err
		}
		stream = stream[n:]
	}
	return messages, nil
}

// ServerClock opens the clock to its test.
type ServerClock struct{ clock serverClock }

// Measure tells it what a server has said.
func (c *ServerClock) Measure(said int64, sent, received time.Time) {
	c.clock.measure(said, sent, received)
}

// Now is the server's time.
func (c *ServerClock) Now() int64 { return c.clock.now() }

// Stale tells whether it should be measured again.
func (c *ServerClock) Stale() bool { return c.clock.stale() }
