package inspect

import (
	"context"
	"slices"
	"time"

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
		if name := c.sent(); name != "" {
			names = append(keyNames(name, scope), names...)
		}
		if s.Program != nil {
			names = append(names, s.Program.scopes.SessionCookieName(), s.Program.scopes.FlashCookieName())
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

// program returns one that is set to the reading, with the one key that has been found.
// What the flags do not say has no part in it: there are no limits.
func (r *Reading) program(s *Settings, keyID string) (*satchel.Scopes, error) {
	jwt := satchel.JWTConfig{SignatureAlgorithm: r.Algorithm, DataClaim: s.DataClaim, ClockSkew: s.ClockSkew}
	if s.ClockSkew == 0 {
		jwt.ClockSkew = satchel.None
	}
	switch r.Algorithm {
	case hmacSHA1:
		jwt = satchel.JWTConfig{}
	case sealing:
		jwt.SignatureAlgorithm = ""
	}
	config := satchel.Config{
		Profile:              r.Profile,
		Application:          r.Application,
		Sealed:               r.Algorithm == sealing,
		InsecureShortSecrets: r.Profile == satchel.Play25,
		Session:              satchel.CookieConfig{Name: r.Name, Secure: true, JWT: jwt},
		Flash:                satchel.CookieConfig{Name: r.Name, Secure: true, JWT: jwt},
	}
	// The cookie beside it needs a name of its own. Where no key depends on it, it is
	// short: the size under the true name has been looked at.
	switch {
	case r.Profile != satchel.Native:
		config.Session.Name, config.Flash.Name = "s", "f"
	case r.Scope == Flash:
		config.Session.Name += "-beside"
	default:
		config.Flash.Name += "-beside"
	}
	for _, key := range s.Keys {
		if keyring.New(string(key.Secret))[0].ID() == keyID {
			config.Secrets = []satchel.Secret{key.Secret}
		}
	}
	config.Clock = func() time.Time { return s.Now }
	config.OnEvent = func(context.Context, satchel.Event) {}
	return satchel.New(config)
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
