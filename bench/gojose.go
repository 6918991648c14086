package bench

import (
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

type goJoseClaims struct {
	jwt.Claims

	Data textValues `json:"data"`
}

// newGoJose is go-jose in handlers by hand. The signer is made once.
func newGoJose() (*Subject, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(peerKey)}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return nil, err
	}
	algorithms := []jose.SignatureAlgorithm{jose.HS256}
	codec := valueCodec[textValues]{
		empty: func() textValues { return textValues{} },
		encode: func(data textValues) (string, error) {
			now := jwt.NewNumericDate(time.Now())
			return jwt.Signed(signer).Claims(goJoseClaims{jwt.Claims{IssuedAt: now, NotBefore: now}, data}).Serialize()
		},
		decode: func(value string) (textValues, error) {
			token, err := jwt.ParseSigned(value, algorithms)
			if err != nil {
				return nil, err
			}
			var claims goJoseClaims
			if err := token.Claims([]byte(peerKey), &claims); err != nil {
				return nil, err
			}
			return claims.Data, claims.Validate(jwt.Expected{Time: time.Now()})
		},
	}
	return newByHand("go-jose", Signed, byHand[textValues]{codec, codec}), nil
}
