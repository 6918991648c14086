package bench

import (
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// golangJWTClaims are claims of one's own, as its documentation shows them: typed, which
// is quicker than its maps.
type golangJWTClaims struct {
	jwt.RegisteredClaims

	Data textValues `json:"data"`
}

// newGolangJWT is golang-jwt in handlers by hand. The method is fixed, and the dates are
// those that our tokens have.
func newGolangJWT() *Subject {
	parser := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Name}))
	key := func(*jwt.Token) (any, error) { return []byte(peerKey), nil }
	codec := valueCodec[textValues]{
		empty: func() textValues { return textValues{} },
		encode: func(data textValues) (string, error) {
			now := jwt.NewNumericDate(time.Now())
			claims := golangJWTClaims{jwt.RegisteredClaims{IssuedAt: now, NotBefore: now}, data}
			return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(peerKey))
		},
		decode: func(value string) (textValues, error) {
			var claims golangJWTClaims
			_, err := parser.ParseWithClaims(value, &claims, key)
			return claims.Data, err
		},
	}
	return newByHand("golang-jwt", Signed, byHand[textValues]{codec, codec})
}
