package inspect

import (
	"time"

	"github.com/satchel-go/satchel"
)

// Settings say how to read a text. The zero value of each field means: find out, or the
// default of the library.
type Settings struct {
	// Now is the moment to judge for. Default: the zero time, at which all is premature.
	Now time.Time

	// Profile is the one that is expected. Default: any.
	Profile *satchel.Profile

	// Scope is the one that is expected. Default: what the cookie's name tells, or any.
	Scope Scope

	// Name is the name of the cookie, in place of one that was pasted along. Of several
	// cookies it picks those of the name.
	Name string

	// Application is Config.Application.
	Application string

	// DataClaim and ClockSkew are those of satchel.JWTConfig; both are taken as they are.
	DataClaim string
	ClockSkew time.Duration

	// OfFlash are those two of the flash, where they are others. Default: nil.
	OfFlash *TokenSettings

	// Keys are the secrets to verify with. Default: none, and nothing is verified.
	Keys []satchel.Key

	// Program is what a program with these settings makes of a cookie: its word counts.
	// Default: nil.
	Program *satchel.Scopes

	// Readers are names of further cookies that the program reads, those of
	// Config.Readers. Default: none.
	Readers []string

	// Show puts values into the report. Default: false, their sizes only.
	Show bool
}

// TokenSettings are what the token of a flash has by itself.
type TokenSettings struct {
	DataClaim string
	ClockSkew time.Duration
}

// checks tells whether there is something to verify with.
func (s *Settings) checks() bool { return len(s.Keys) > 0 || s.Program != nil }

// nameOf returns the name of a cookie that counts.
func (s *Settings) nameOf(c *pasted) string {
	if s.Name != "" {
		return s.Name
	}
	return c.name
}

// scopeOf returns the scope that is expected of a cookie; empty for either.
func (s *Settings) scopeOf(c *pasted) Scope {
	name := s.nameOf(c)
	switch {
	case s.Scope != "":
		return s.Scope
	case s.Program != nil && name == s.Program.SessionCookieName():
		return Session
	case s.Program != nil && s.Program.IsFlashCookie(name):
		return Flash
	}
	return scopeOfName(name)
}
