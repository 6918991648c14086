package bench

// ServeAndCheck makes a cell and lets it prove its work.
func ServeAndCheck(operation Operation, subject *Subject) error {
	_, err := newCell(operation, subject)
	return err
}

// Served serves once more and returns the answer.
func (c *Cell) Served() string {
	c.Serve()
	return string(c.response.body)
}

// NextCookies opens the smallest of browsers.
func NextCookies(before string, lines ...string) (string, error) { return nextCookies(before, lines) }

// SessionPairs opens the data to the tests.
func SessionPairs() []Pair { return pairs }

// Message is the flash of the tests.
func Message() Pair { return Pair{messageKey, message} }

// CookieSize is the length of the Cookie header that the cell sends.
func (c *Cell) CookieSize() int { return len(c.request.Header.Get("Cookie")) }
