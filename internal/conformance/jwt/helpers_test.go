package jwt_test

import (
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// secret is long enough for each algorithm.
const secret = "conformance-1Rk8sVn4Wq0Zc7Yt2Xj5Lp9Ha3Fd6Gm-Qe1Ub8Io4Ks7Mw2Nz5Bx0Cv3"

// now is the clock of these tests.
var now = time.Unix(1_700_000_000, 0)

// methods are the algorithms by their names, as golang-jwt has them.
var methods = map[token.Algorithm]*jwt.SigningMethodHMAC{
	token.HS256: jwt.SigningMethodHS256,
	token.HS384: jwt.SigningMethodHS384,
	token.HS512: jwt.SigningMethodHS512,
}

func newFormat(tb testing.TB, algorithm token.Algorithm) *token.JWT {
	tb.Helper()
	format, err := token.NewJWT(algorithm, keyring.New(secret), "data")
	if err != nil {
		tb.Fatal(err)
	}
	return format
}

// claims are ours as a user of golang-jwt writes them down.
type claims struct {
	jwt.RegisteredClaims

	Data map[string]string `json:"data"`
}

// theirs signs the claims with golang-jwt.
func theirs(tb testing.TB, algorithm token.Algorithm, c jwt.Claims) string {
	tb.Helper()
	text, err := jwt.NewWithClaims(methods[algorithm], c).SignedString([]byte(secret))
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// readTheirs reads a token with golang-jwt, for one algorithm and at one moment.
func readTheirs(algorithm token.Algorithm, text string, at time.Time, leeway time.Duration) (claims, error) {
	var c claims
	_, err := jwt.ParseWithClaims(text, &c, func(*jwt.Token) (any, error) { return []byte(secret), nil },
		jwt.WithValidMethods([]string{string(algorithm)}), jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(func() time.Time { return at }), jwt.WithLeeway(leeway))
	return c, err
}

// signSegments appends the MAC of a text under the right key, whatever the text is.
func signSegments(tb testing.TB, text string) string {
	tb.Helper()
	mac, err := jwt.SigningMethodHS256.Sign(text, []byte(secret))
	if err != nil {
		tb.Fatal(err)
	}
	return text + "." + encode(string(mac))
}
