package bench

// SessionPairs opens the data to the tests.
func SessionPairs() []Pair { return pairs }

// Message is the flash of the tests.
func Message() Pair { return Pair{messageKey, message} }

// CookieSize is the length of the Cookie header that the cell sends.
func (c *Cell) CookieSize() int { return len(c.request.Header.Get("Cookie")) }
