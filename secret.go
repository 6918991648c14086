package satchel

import (
	"fmt"
	"log/slog"

	"github.com/satchel-go/satchel/internal/keyring"
)

// Secret is a key that sessions are signed with. It prints as [redacted] with
// the verbs of fmt, in log/slog, and in JSON, so that a [Config] can be printed
// without harm. string(s) is the text itself; and package fmt calls no methods on
// what an unexported field holds, nor for %p and a misplaced %w: those show it.
//
// Its bytes are those of the text: nothing is decoded, as in Play.
type Secret string

const redacted = "[redacted]"

// NewSecret returns a new random secret of 384 bits, as 64 letters, digits, - and
// _. Keep it where the program's other secrets are; all nodes need the same one.
func NewSecret() Secret { return Secret(keyring.Generate()) }

// Format implements [fmt.Formatter], which also covers %x, %q and %#v.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText implements [encoding.TextMarshaler] for JSON and its like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
