package bench

import (
	"errors"
	"fmt"
)

// Codec writes and reads the value of a session's cookie, apart from any request. The
// data stand ready in the form in which the library wants them.
type Codec struct {
	// Encode returns a value that holds the five pairs.
	Encode func() (string, error)

	// Decode verifies and reads the whole value, and returns the text under one key.
	Decode func(value, key string) (string, error)
}

// codecCall is an operation on a value alone. It takes the place of an Exchange.
type codecCall struct {
	codec *Codec
	work  Work
	value string // what is decoded, or was encoded last
	text  string // what was read last
	err   error
}

func newCodecCall(work Work, codec *Codec) (*codecCall, error) {
	value, err := codec.Encode()
	return &codecCall{codec: codec, work: work, value: value}, err
}

func (c *codecCall) serve() {
	if c.work == EncodeValue {
		c.value, c.err = c.codec.Encode()
		return
	}
	c.text, c.err = c.codec.Decode(c.value, readKey)
}

// check makes the call and looks at what came of it: every pair is in the value, and a
// value with one character changed is refused.
func (c *codecCall) check(floor bool) error {
	if c.work == EncodeValue {
		c.value = "" // what stands there afterwards is of this call
	}
	c.serve()
	switch {
	case c.err != nil:
		return c.err
	case c.work == DecodeValue && c.text != readValue:
		return fmt.Errorf("%q was read in place of %q", c.text, readValue)
	case floor:
		return nil // it decodes nothing
	}
	for _, pair := range pairs {
		text, err := c.codec.Decode(c.value, pair.Key)
		if err != nil || text != pair.Value {
			return fmt.Errorf("the value has %q for %s in place of %q (%w)", text, pair.Key, pair.Value, err)
		}
	}
	if text, err := c.codec.Decode(changedInTheMiddle(c.value, 'A'), readKey); err == nil {
		return errors.New("a changed value was read: " + text)
	}
	return nil
}
