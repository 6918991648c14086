package satchel

import (
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// form is what a cookie's value is, all but the keys.
type form struct {
	profile     Profile
	purpose     string // sessionPurpose or flashPurpose
	name        string // of the cookie
	application string
	sealed      bool
	padding     int
	unsigned    bool // nothing authenticates it, or not in any case
	short       bool // secrets may be short
	jwt         JWTConfig
	own         keyring.Ring // nil for the ring of the Config

	clockSkew time.Duration

	// until is when it ends to be read; zero for the form that is written.
	until time.Time
}

// What a token is for. The words are part of the wire format.
const (
	sessionPurpose = "session"
	flashPurpose   = "flash"
)

// sealedAlgorithm is the name by which keys are derived for the encrypted form.
const sealedAlgorithm, sealedKeySize = "XAES-256-GCM", 32

// form resolves what the value of a cookie of c is.
func (c *Config) form(purpose, name string, jwt JWTConfig) form {
	return form{
		profile:     c.Profile,
		purpose:     purpose,
		name:        name,
		application: c.Application,
		sealed:      c.Sealed,
		padding:     c.SealedPadding,
		unsigned:    purpose == flashPurpose && (c.Profile == Play25 || c.InsecureUnsignedFlash),
		short:       c.InsecureShortSecrets,
		jwt:         jwt,
	}
}

// reads tells whether texts of the form are still read.
func (f *form) reads(now time.Time) bool { return f.until.IsZero() || now.Before(f.until) }

// format makes the codec. With other keys it is another codec of the same form.
func (f *form) format(ring keyring.Ring) (token.Format, error) {
	switch {
	case f.unsigned && f.profile != Play:
		return token.URLEncoded{}, nil
	case f.profile == Play25:
		return token.NewSignedURL(ring)
	case f.profile == Play:
		play, err := token.NewJWT(f.jwt.algorithm(), ring, f.jwt.claim())
		if err != nil {
			return nil, err
		}
		play = play.ForPurpose(f.purpose, f.jwt.RequirePurpose)
		if f.unsigned {
			return token.Fallback{JWT: play, Legacy: token.URLEncoded{}}, nil
		}
		return play, nil
	case f.sealed:
		derived, err := ring.Derive(f.label(sealedAlgorithm), sealedKeySize)
		if err != nil {
			return nil, err
		}
		return token.NewSealed(derived, f.label("native"), f.padding)
	default:
		derived, err := ring.Derive(f.label(string(f.jwt.algorithm())), f.jwt.algorithm().Size())
		if err != nil {
			return nil, err
		}
		return token.NewJWT(f.jwt.algorithm(), derived, f.jwt.claim())
	}
}

// label tells cookies apart: each purpose, name and application has a key of its own,
// so that no token passes for another. The algorithm goes in as well, or a shorter key
// would be the beginning of a longer one. A name and an application have no blanks. The
// label is part of the wire format: never change it.
func (f *form) label(algorithm string) string {
	label := "satchel/1 " + algorithm + " " + f.purpose + " " + f.name
	if f.application != "" {
		label += " " + f.application
	}
	return label
}

// shape is what a text of the form looks like, which no text of another form does: so
// that each text has one reader, and no failure of one leads to another.
func (f *form) shape() shape {
	switch {
	case f.profile == Play25 || f.unsigned:
		return pairsShape
	case f.sealed:
		return sealedShape
	default:
		return jwtShape
	}
}

type shape uint8

const (
	sealedShape shape = iota
	jwtShape
	pairsShape
)

// shapeOf tells by Play's own rule (play-behaviour 5.5): an equal sign means the form
// of 2.5; then a dot means JWT. The encrypted form has neither.
func shapeOf(value string) shape {
	switch {
	case strings.Contains(value, "="):
		return pairsShape
	case strings.Contains(value, "."):
		return jwtShape
	default:
		return sealedShape
	}
}
