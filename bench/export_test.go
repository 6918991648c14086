package bench

// SessionPairs opens the data to the tests.
func SessionPairs() []Pair { return pairs }

// Message is the flash of the tests.
func Message() Pair { return Pair{messageKey, message} }
