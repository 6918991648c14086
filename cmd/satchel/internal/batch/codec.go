package batch

import (
	"errors"
	"fmt"
	"strings"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// The codecs, by the names that Play's cases have.
const (
	sessionDefault = "session-default"
	flashDefault   = "flash-default"
	jwtAlone       = "jwt"
	legacySigned   = "legacy-signed"
	legacyUnsigned = "legacy-unsigned"
)

// settings are all that a codec is made from.
type settings struct {
	codec, secret, claim string
	algorithm            token.Algorithm
}

// codec is a format, and why it does not write if it only reads.
type codec struct {
	token.Format
	unwritable error
}

func newCodec(s settings) (c codec, err error) {
	ring := keyring.New(s.secret)
	switch s.codec {
	case legacyUnsigned:
		return codec{Format: token.URLEncoded{}}, nil
	case legacySigned:
		c.Format, err = token.NewSignedURL(ring)
		return c, err
	case jwtAlone:
		c.Format, c.unwritable, err = newJWT(s, ring)
		return c, err
	case sessionDefault:
		signed, err := token.NewSignedURL(ring)
		if err != nil {
			return c, err
		}
		jwt, unwritable, err := newJWT(s, ring)
		return codec{token.Fallback{JWT: jwt, Legacy: signed}, unwritable}, err
	case flashDefault:
		jwt, unwritable, err := newJWT(s, ring)
		return codec{token.Fallback{JWT: jwt, Legacy: token.URLEncoded{}}, unwritable}, err
	}
	return c, fmt.Errorf("codec is unknown; use %s, %s, %s, %s or %s", sessionDefault, flashDefault, jwtAlone, legacySigned, legacyUnsigned)
}

// newJWT returns the format, and why it does not write. Play notices a secret that is too
// short when a JWT is first used, and then reads every one as an empty map (play-behaviour
// 4.1, 4.5): as a format does under a key that nobody has.
func newJWT(s settings, ring keyring.Ring) (format *token.JWT, unwritable, err error) {
	switch {
	case s.algorithm.Size() == 0:
		return nil, nil, errors.New("algorithm is unknown; use HS256, HS384 or HS512")
	case !token.ValidDataClaim(s.claim):
		return nil, nil, errors.New("data_claim has more than 256 bytes, or is the name of another claim")
	}
	format, err = token.NewJWT(s.algorithm, ring, s.claim)
	if short, is := errors.AsType[*keyring.ShortError](err); is {
		unwritable = fmt.Errorf("secret %w", short)
		format, err = token.NewJWT(s.algorithm, keyring.New(keyring.Generate()), s.claim)
	}
	return format, unwritable, err
}

// codecs are those that the latest lines have used, since making one costs as much as using
// it several times.
type codecs map[settings]codec

// maxCodecs bounds them: the cases of a file have few settings, and a stream in which each
// line has others gains nothing.
const maxCodecs = 32

func (c codecs) of(s settings) (codec, error) {
	if known, found := c[s]; found {
		return known, nil
	}
	s.secret, s.claim = strings.Clone(s.secret), strings.Clone(s.claim) // the rest of the line need not stay
	made, err := newCodec(s)
	if err != nil {
		return codec{}, err
	}
	if len(c) == maxCodecs {
		clear(c)
	}
	c[s] = made
	return made, nil
}
