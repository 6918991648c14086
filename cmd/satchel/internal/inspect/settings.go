package inspect

import (
	"time"

	"github.com/satchel-go/satchel"
)

// Settings say how to read a text. The zero value of each field but Now means: find out,
// or the default of the library.
type Settings struct {
	// Now is the moment to judge for. Needed: at the zero time all is premature.
	Now time.Time

	// Profile is the one that is expected. Default: any.
	Profile *satchel.Profile

	// Sealed tells whether the encrypted form is expected. Default: nil, either form.
	Sealed *bool

	// Scope is the one that is expected. Default: what the cookie's name tells, or any.
	Scope Scope

	// Name is the name of the cookie, in place of one that was pasted along. Of several
	// cookies it picks those of the name, and the slots of a flash of the name.
	Name string

	// Application is Config.Application.
	Application string

	// DataClaim and ClockSkew are those of satchel.JWTConfig; both are taken as they are.
	DataClaim string
	ClockSkew time.Duration

	// Keys are the secrets to verify with. Default: none, and nothing is verified.
	Keys []satchel.Key

	// Program is asked what it makes of the cookies: its word counts. What it is set to
	// takes the place of Application, DataClaim, ClockSkew and Keys. Default: nil.
	Program *Program

	// Show puts values into the report. Default: false, their sizes only.
	Show bool
}

// checks tells whether there is something to verify with.
func (s *Settings) checks() bool { return len(s.Keys) > 0 || s.Program != nil }

// pick leaves of several cookies those of the name that is asked for. The name of a single
// one is what the settings say.
func (s *Settings) pick(found []pasted) []pasted {
	if s.Name == "" {
		return found
	}
	var picked []pasted
	for _, c := range found {
		if c.name == s.Name || slotless(c.name) == s.Name {
			picked = append(picked, c)
		}
	}
	if len(found) == 1 && len(picked) == 0 {
		found[0].sentAs = s.Name
		return found
	}
	return picked
}

// scopeOf returns the scope that is expected of a cookie; empty for either.
func (s *Settings) scopeOf(c *pasted) Scope {
	switch name := c.sent(); {
	case s.Scope != "":
		return s.Scope
	case s.Program != nil && name == s.Program.scopes.SessionCookieName():
		return Session
	case s.Program != nil && s.Program.scopes.IsFlashCookie(name):
		return Flash
	default:
		return scopeOfName(name)
	}
}
