package bench

import (
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

// newJWX is lestrrat-go/jwx in handlers by hand. A claim of one's own is a map of
// anything: to give it a type is a setting of the whole program.
func newJWX() *Subject {
	key := jwt.WithKey(jwa.HS256(), []byte(peerKey))
	codec := valueCodec[anyValues]{
		empty: func() anyValues { return anyValues{} },
		encode: func(data anyValues) (string, error) {
			now := time.Now()
			token, err := jwt.NewBuilder().Claim("data", map[string]any(data)).IssuedAt(now).NotBefore(now).Build()
			if err != nil {
				return "", err
			}
			value, err := jwt.Sign(token, key)
			return string(value), err
		},
		decode: func(value string) (anyValues, error) {
			token, err := jwt.ParseString(value, key)
			if err != nil {
				return nil, err
			}
			var data map[string]any
			err = token.Get("data", &data)
			return data, err
		},
	}
	return newByHand("jwx", Signed, byHand[anyValues]{codec, codec})
}
