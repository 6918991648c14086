package satchel

import (
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// WaitingMessage is a pair of the flash as it travels.
type WaitingMessage struct {
	// Key and Value are those of Flash.Set.
	Key, Value string

	// Born is when it was set, in whole seconds; zero where nothing says.
	Born time.Time

	// Path is the page that it waits for, percent-encoded; a digest where the path is long.
	// Empty: the next page, whichever that is.
	Path string

	_ struct{} // no literal without field names: fields will be added
}

// WaitingMessages returns the pairs of a token of [Scopes.DecodeFlash] as a request would
// find them, in order: in the flash of Native a key may also say when the message was born
// and which page it waits for. Pairs of equal keys are lines of one message.
func (t Token) WaitingMessages() []WaitingMessage {
	messages := make([]WaitingMessage, len(t.Pairs))
	for i, pair := range t.Pairs {
		m := readMessage(token.Pair(pair), t.IssuedAt)
		messages[i] = WaitingMessage{Key: m.key, Value: m.text, Born: m.born, Path: m.target}
	}
	return messages
}
