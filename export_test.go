package satchel

import (
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// Prove runs the self-test of New with another format.
func Prove(format token.Format, now time.Time) error {
	s := &scopeConfig{name: "s", format: format}
	return s.prove(now)
}
