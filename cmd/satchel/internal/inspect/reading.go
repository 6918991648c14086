package inspect

import (
	"slices"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// Reading is one way to take a value: what a program has to be set to, to accept it.
type Reading struct {
	Profile     satchel.Profile `json:"profile"`
	Scope       Scope           `json:"scope"`                 // empty where the token is as good for either
	Name        string          `json:"name,omitempty"`        // of the cookie, where the key is derived for it
	Application string          `json:"application,omitempty"` // the same
	Algorithm   string          `json:"algorithm"`
}

// The algorithms besides those of JWT, as the JSON output has them.
const (
	sealing  = "XAES-256-GCM"
	hmacSHA1 = "HMAC-SHA1"
)

// readings lists the ways in which a value may be authentic, those of the expected name
// and scope first.
func (s *Settings) readings(c *pasted, l *look) []Reading {
	switch l.format {
	case JWT:
		if newHash(l.jwt.algorithm) == nil {
			return nil
		}
		return append([]Reading{{Profile: satchel.Play, Algorithm: l.jwt.algorithm}}, s.native(c, l.jwt.algorithm)...)
	case SignedForm:
		return []Reading{{Profile: satchel.Play25, Scope: Session, Algorithm: hmacSHA1}}
	case Sealed:
		return s.native(c, sealing)
	default: // nothing signs it, or nothing that is known here
		return nil
	}
}

// native lists the readings of the profile Native: each scope and name has a key.
func (s *Settings) native(c *pasted, algorithm string) []Reading {
	var list []Reading
	for _, scope := range []Scope{Session, Flash} {
		names := defaultNames(scope)
		if name := baseName(s.nameOf(c)); name != "" {
			names = append([]string{name}, names...)
		}
		if s.Program != nil {
			names = append(names, s.Program.SessionCookieName(), s.Program.FlashCookieName())
		}
		for _, name := range names {
			reading := Reading{Profile: satchel.Native, Scope: scope, Name: name, Application: s.Application, Algorithm: algorithm}
			if !slices.Contains(list, reading) {
				list = append(list, reading)
			}
		}
	}
	return list
}

// ring returns the keys that a reading takes, from those of the secrets.
func (r *Reading) ring(secrets keyring.Ring) (keyring.Ring, error) {
	switch {
	case r.Profile != satchel.Native:
		return secrets, nil
	case r.Algorithm == sealing:
		return secrets.Derive(r.label(r.Algorithm), 32)
	}
	return secrets.Derive(r.label(r.Algorithm), token.Algorithm(r.Algorithm).Size())
}

// label is the text that a key is derived for. With "native" in place of the algorithm
// it is the context of a sealed token; see docs/formats.md.
func (r *Reading) label(algorithm string) string {
	label := "satchel/1 " + algorithm + " " + string(r.Scope) + " " + r.Name
	if r.Application != "" {
		label += " " + r.Application
	}
	return label
}

// format returns the strict reader.
func (r *Reading) format(keys keyring.Ring, dataClaim string) (token.Format, error) {
	switch r.Algorithm {
	case hmacSHA1:
		return token.NewSignedURL(keys)
	case sealing:
		return token.NewSealed(keys, r.label("native"), 0)
	}
	return token.NewJWT(token.Algorithm(r.Algorithm), keys, dataClaim)
}
