package jwt_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"

	"github.com/satchel-go/satchel/internal/token"
)

// randomText is any text of Unicode, with what JSON, HTML and forms have to escape more
// often than chance would bring it.
func randomText(random *rand.Rand) string {
	const special = "\"\\/<>&'=+%.\x00\x01\b\t\n\f\r\x1f\x7f\u0080\u2028\u2029\ufeff\ufffd\uffff😀\U0010FFFF"
	signs := []rune(special)
	var text []byte
	for range random.IntN(24) {
		r := signs[random.IntN(len(signs))]
		switch random.IntN(4) {
		case 0:
			r = rune(random.IntN(utf8.MaxRune + 1))
		case 1, 2:
			r = 'a' + rune(random.IntN(26))
		}
		if utf8.ValidRune(r) {
			text = utf8.AppendRune(text, r)
		}
	}
	return string(text)
}

// randomPairs have keys that differ.
func randomPairs(random *rand.Rand) map[string]string {
	data := map[string]string{}
	for range random.IntN(24) {
		data[randomText(random)] = randomText(random)
	}
	return data
}

// randomDate is absent now and then.
func randomDate(random *rand.Rand) time.Time {
	if random.IntN(4) == 0 {
		return time.Time{}
	}
	const endOf9999 = 253_402_300_799
	return time.Unix(random.Int64N(endOf9999), 0)
}

func numericDate(date time.Time) *jwt.NumericDate {
	if date.IsZero() {
		return nil
	}
	return jwt.NewNumericDate(date)
}

func sameDate(date time.Time, other *jwt.NumericDate) bool {
	if other == nil {
		return date.IsZero()
	}
	return date.Equal(other.Time)
}

func asMap(list []token.Pair) map[string]string {
	data := map[string]string{}
	for _, pair := range list {
		data[pair.Key] = pair.Value
	}
	return data
}

func forEachRandomToken(t *testing.T, check func(t *testing.T, algorithm token.Algorithm, data map[string]string, dates [3]time.Time)) {
	for algorithm := range methods {
		t.Run(string(algorithm), func(t *testing.T) {
			random := rand.New(rand.NewPCG(5, 1))
			for range 500 {
				check(t, algorithm, randomPairs(random), [3]time.Time{randomDate(random), randomDate(random), randomDate(random)})
			}
		})
	}
}

func TestGolangJWTReadsOurTokens(t *testing.T) {
	forEachRandomToken(t, func(t *testing.T, algorithm token.Algorithm, data map[string]string, dates [3]time.Time) {
		in := token.Token{IssuedAt: dates[0], NotBefore: dates[1], ExpiresAt: dates[2]}
		for key, value := range data {
			in.Pairs = append(in.Pairs, token.Pair{Key: key, Value: value})
		}
		text, err := newFormat(t, algorithm).Append(nil, in)
		if err != nil {
			t.Fatal(err)
		}
		got, err := readUnvalidated(algorithm, string(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if !maps.Equal(got.Data, data) || !sameDate(dates[0], got.IssuedAt) || !sameDate(dates[1], got.NotBefore) || !sameDate(dates[2], got.ExpiresAt) {
			t.Errorf("%s\nreads as %+v\nwant     %q and %v", text, got, data, dates)
		}
	})
}

// readUnvalidated reads a token with golang-jwt, whatever its dates.
func readUnvalidated(algorithm token.Algorithm, text string) (claims, error) {
	var c claims
	_, err := jwt.ParseWithClaims(text, &c, func(*jwt.Token) (any, error) { return []byte(secret), nil },
		jwt.WithValidMethods([]string{string(algorithm)}), jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation())
	return c, err
}

func TestWeReadTheTokensOfGolangJWT(t *testing.T) {
	forEachRandomToken(t, func(t *testing.T, algorithm token.Algorithm, data map[string]string, dates [3]time.Time) {
		structured := claims{Data: data, RegisteredClaims: jwt.RegisteredClaims{
			ID: "1", Issuer: "them", Subject: "bob", Audience: jwt.ClaimStrings{"us", "all"},
			IssuedAt: numericDate(dates[0]), NotBefore: numericDate(dates[1]), ExpiresAt: numericDate(dates[2]),
		}}
		loose := jwt.MapClaims{"data": data, "x": []any{1.5, nil, true, map[string]any{"data": 1}}, "sub": 4711}
		for name, date := range map[string]time.Time{"iat": dates[0], "nbf": dates[1], "exp": dates[2]} {
			if !date.IsZero() {
				loose[name] = date.Unix()
			}
		}
		for _, c := range []jwt.Claims{structured, loose} {
			text := theirs(t, algorithm, c)
			got, err := newFormat(t, algorithm).Parse(text)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if !maps.Equal(asMap(got.Pairs), data) || len(got.Pairs) != len(data) ||
				!got.IssuedAt.Equal(dates[0]) || !got.NotBefore.Equal(dates[1]) || !got.ExpiresAt.Equal(dates[2]) {
				t.Errorf("%s\nreads as %+v\nwant     %q and %v", text, got, data, dates)
			}
		}
	})
}

func TestEachRefusesTheOthersAlgorithms(t *testing.T) {
	own := claims{Data: map[string]string{"user": "bob"}}
	for reader := range methods {
		for writer := range methods {
			text, err := newFormat(t, writer).Append(nil, token.Token{Pairs: []token.Pair{{Key: "user", Value: "bob"}}})
			if err != nil {
				t.Fatal(err)
			}
			_, ours := newFormat(t, reader).Parse(theirs(t, writer, own))
			_, others := readTheirs(reader, string(text), now, 0)
			if (ours == nil) != (reader == writer) || (others == nil) != (reader == writer) {
				t.Errorf("%s read as %s: ours says %v, golang-jwt %v", writer, reader, ours, others)
			}
		}
	}
}

// Both judge the dates alike, but for the very end: a token is good up to and with its last
// second here and in Play, and at golang-jwt up to it (RFC 7519 section 4.1.4: "on or after
// which").
func TestDatesAreJudgedAlikeButForTheLastSecond(t *testing.T) {
	const skew = 5 * time.Minute
	format := newFormat(t, token.HS256)
	for seconds := -302; seconds <= 302; seconds++ {
		date := now.Add(time.Duration(seconds) * time.Second)
		for name, in := range map[string]token.Token{"exp": {ExpiresAt: date}, "nbf": {NotBefore: date}} {
			text, err := format.Append(nil, in)
			if err != nil {
				t.Fatal(err)
			}
			got, err := format.Parse(string(text))
			if err != nil {
				t.Fatal(err)
			}
			_, others := readTheirs(token.HS256, string(text), now, skew)
			last := name == "exp" && seconds == -300
			switch ours := got.ValidAt(now, skew); {
			case last && (ours != nil || !errors.Is(others, jwt.ErrTokenExpired)):
				t.Errorf("in its last second: ours says %v, golang-jwt %v", ours, others)
			case !last && (ours == nil) != (others == nil):
				t.Errorf("%s %d seconds from now: ours says %v, golang-jwt %v", name, seconds, ours, others)
			}
		}
	}
}

// What golang-jwt writes of tokens without a signature is nothing here.
func TestUnsignedTokensOfGolangJWTAreRefused(t *testing.T) {
	text, err := jwt.NewWithClaims(jwt.SigningMethodNone, claims{Data: map[string]string{"user": "bob"}}).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	for algorithm := range methods {
		if _, err := newFormat(t, algorithm).Parse(text); !errors.Is(err, token.ErrAlgorithm) {
			t.Errorf("%s: %v", algorithm, err)
		}
	}
}
