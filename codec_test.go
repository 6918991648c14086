package satchel_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// codec is the part of the manager that one scope has.
type codec struct {
	name   string
	cookie string
	encode func(...satchel.Pair) (string, error)
	decode func(string) (satchel.Token, error)
}

func codecs(scopes *satchel.Scopes) []codec {
	return []codec{
		{"Session", scopes.SessionCookieName(), scopes.EncodeSession, scopes.DecodeSession},
		{"Flash", scopes.FlashCookieName(), scopes.EncodeFlash, scopes.DecodeFlash},
	}
}

// eachCodec runs a test for both scopes of every profile.
func eachCodec(t *testing.T, test func(t *testing.T, c codec)) {
	t.Helper()
	for _, profile := range []satchel.Profile{satchel.Native, satchel.Play, satchel.Play25} {
		config := satchel.Config{Profile: profile, Secrets: []satchel.Secret{firstSecret}, Clock: atNoon}
		for _, c := range codecs(start(t, config)) {
			t.Run(c.name+" of "+profile.String(), func(t *testing.T) { test(t, c) })
		}
	}
}

func TestWhatIsEncodedDecodes(t *testing.T) {
	pairs := []satchel.Pair{
		{Key: "user", Value: "ada"},
		{Key: "", Value: ""},
		{Key: "signs", Value: "\x00\"\\\n=&;,%+-_.~*/\x7f"},
		{Key: "naïve", Value: "日本 😀\u2028"},
		{Key: satchel.ReservedPrefix + "id", Value: "kept"},
	}
	eachCodec(t, func(t *testing.T, c codec) {
		for n := range len(pairs) + 1 {
			text, err := c.encode(pairs[:n]...)
			must(t, err)
			token, err := c.decode(text)
			if err != nil || !slices.Equal(token.Pairs, pairs[:n]) {
				t.Errorf("%q comes back as %q, %v", pairs[:n], token.Pairs, err)
			}
			again, err := c.encode(token.Pairs...)
			if err != nil || again != text {
				t.Errorf("encoded again, %q is %q, %v", text, again, err)
			}
		}
	})
}

func TestOfEqualKeysTheLastOneIsEncoded(t *testing.T) {
	eachCodec(t, func(t *testing.T, c codec) {
		text, err := c.encode(satchel.Pair{Key: "a", Value: "1"}, satchel.Pair{Key: "b", Value: "2"}, satchel.Pair{Key: "a", Value: "3"})
		must(t, err)
		once, err := c.encode(satchel.Pair{Key: "a", Value: "3"}, satchel.Pair{Key: "b", Value: "2"})
		if err != nil || text != once {
			t.Errorf("encoded %q, %v, want %q", text, err, once)
		}
	})
}

func TestEncodeFillsACookieToTheLastByte(t *testing.T) {
	eachCodec(t, func(t *testing.T, c codec) {
		for n := 2700; ; n++ {
			text, err := c.encode(satchel.Pair{Key: "s", Value: "1"}, satchel.Pair{Key: "l", Value: strings.Repeat("x", n)})
			if err == nil {
				if _, err := c.decode(text); err != nil || len(c.cookie)+len(text) > satchel.MaxCookieSize {
					t.Fatalf("a value of %d bytes is taken, and comes back with %v", len(text), err)
				}
				continue
			}
			tooLarge, ok := errors.AsType[*satchel.SizeError](err)
			if !ok || text != "" || !errors.Is(err, satchel.ErrTooLarge) {
				t.Fatalf("encode = %q, %v", text, err)
			}
			// Base64 has no text of 4n+1 characters, so one size may be passed over.
			if excess := tooLarge.Size - satchel.MaxCookieSize; excess != 1 && excess != 2 {
				t.Errorf("the first refusal is of %d bytes", tooLarge.Size)
			}
			if tooLarge.Limit != satchel.MaxCookieSize || tooLarge.Cookie != c.cookie ||
				len(tooLarge.Largest) != 2 || tooLarge.Largest[0].Key != "l" || tooLarge.Largest[1].Key != "s" {
				t.Errorf("%+v", tooLarge)
			}
			return
		}
	})
}

func TestEncodeRefusesWhatIsNoUTF8(t *testing.T) {
	eachCodec(t, func(t *testing.T, c codec) {
		for _, bad := range []satchel.Pair{{Key: "k", Value: "a\xff"}, {Key: "\xc3", Value: "v"}, {Key: "k", Value: "\xed\xa0\x80"}} {
			if value, err := c.encode(satchel.Pair{Key: "a", Value: "b"}, bad); value != "" || !errors.Is(err, satchel.ErrNotUTF8) {
				t.Errorf("encode(%q): %v", bad, err)
			}
		}
	})
}

func TestDecodeRefusesWhatNoBrowserKeeps(t *testing.T) {
	eachCodec(t, func(t *testing.T, c codec) {
		room := satchel.MaxCookieSize - len(c.cookie)
		if _, err := c.decode(strings.Repeat("=", room+1)); !errors.Is(err, satchel.ErrOversized) {
			t.Errorf("one byte too many: %v", err)
		}
		if _, err := c.decode(strings.Repeat("=", room)); errors.Is(err, satchel.ErrOversized) {
			t.Errorf("as many bytes as there may be: %v", err)
		}
	})
}

func TestDecodeSaysWhyItRefuses(t *testing.T) {
	payload := func(claims string, args ...any) string {
		return `{"data":{"user":"ada"}` + fmt.Sprintf(claims, args...) + "}"
	}
	raw := []byte(firstSecret)
	hour := noon.Unix() + 3600
	valid := jwt("HS256", raw, payload(""))
	for _, test := range []struct {
		name, text string
		want       error
		reason     satchel.Reason
	}{
		{"nothing", valid, nil, ""},
		{"no text", "", satchel.ErrMalformed, satchel.ReasonMalformed},
		{"no token", "user=ada", satchel.ErrMalformed, satchel.ReasonMalformed},
		{"a token that is cut off", valid[:len(valid)-1], satchel.ErrMalformed, satchel.ReasonMalformed},
		{"a token without pairs", jwt("HS256", raw, "{}"), satchel.ErrMalformed, satchel.ReasonMalformed},
		{"another secret", jwt("HS256", []byte(otherSecret), payload("")), satchel.ErrSignature, satchel.ReasonSignature},
		{"other pairs", strings.Replace(valid, ".ey", ".eX", 1), satchel.ErrSignature, satchel.ReasonSignature},
		{"another algorithm", jwt("HS512", raw, payload("")), satchel.ErrAlgorithm, satchel.ReasonAlgorithm},
		{"an expiry in the past", jwt("HS256", raw, payload(`,"exp":%d`, hour-7200)), satchel.ErrExpired, satchel.ReasonExpired},
		{"a beginning in the future", jwt("HS256", raw, payload(`,"nbf":%d`, hour)), satchel.ErrPremature, satchel.ReasonPremature},
		{"its length", strings.Repeat("x", 5000), satchel.ErrOversized, satchel.ReasonOversized},
	} {
		t.Run(test.name, func(t *testing.T) {
			scopes := start(t, satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{firstSecret}, Clock: atNoon})
			for _, c := range codecs(scopes) {
				token, err := c.decode(test.text)
				if !errors.Is(err, test.want) || satchel.ReasonOf(err) != test.reason {
					t.Errorf("Decode%s = %v, reason %q, want %v", c.name, err, satchel.ReasonOf(err), test.want)
				}
				if err != nil && token.Pairs != nil {
					t.Errorf("Decode%s refuses and returns %q", c.name, token.Pairs)
				}
			}
		})
	}
	if got := satchel.ReasonOf(fmt.Errorf("cookie 3: %w", satchel.ErrExpired)); got != satchel.ReasonExpired {
		t.Errorf("the reason of a wrapped error is %q", got)
	}
	if got := satchel.ReasonOf(io.EOF); got != "" {
		t.Errorf("the reason of another error is %q", got)
	}
}

func TestTheTokenOnTheWireHas(t *testing.T) {
	const minute, hour = time.Minute, time.Hour
	for _, test := range []struct {
		name      string
		maxAge    time.Duration
		jwt       satchel.JWTConfig
		algorithm string
		claim     string
		expiry    time.Duration
	}{
		{"no expiry by default", 0, satchel.JWTConfig{}, "HS256", "data", 0},
		{"the expiry of the cookie", hour, satchel.JWTConfig{}, "HS256", "data", hour},
		{"an expiry of its own", hour, satchel.JWTConfig{ExpiresAfter: minute}, "HS256", "data", minute},
		{"an expiry that the cookie has not", 0, satchel.JWTConfig{ExpiresAfter: minute}, "HS256", "data", minute},
		{"no expiry where it is switched off", hour, satchel.JWTConfig{ExpiresAfter: satchel.None}, "HS256", "data", 0},
		{"the pairs in another claim", 0, satchel.JWTConfig{DataClaim: "paires"}, "HS256", "paires", 0},
		{"the algorithm that is named", 0, satchel.JWTConfig{SignatureAlgorithm: "HS256"}, "HS256", "data", 0},
		{"the algorithm HS384", 0, satchel.JWTConfig{SignatureAlgorithm: "HS384"}, "HS384", "data", 0},
		{"the algorithm HS512", 0, satchel.JWTConfig{SignatureAlgorithm: "HS512"}, "HS512", "data", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			payload := func(expiry time.Duration, purpose string) string {
				exp := ""
				if expiry > 0 {
					exp = fmt.Sprintf(`"exp":%d,`, noon.Add(expiry).Unix())
				}
				return fmt.Sprintf(`{%q:{"user":"ada"},%s"nbf":%d,"iat":%[3]d%s}`, test.claim, exp, noon.Unix(), purpose)
			}
			size := map[string]int{"HS256": 32, "HS384": 48, "HS512": 64}[test.algorithm]
			keys := map[satchel.Profile][2][]byte{
				satchel.Play:   {[]byte(firstSecret), []byte(firstSecret)},
				satchel.Native: {native("session __Host-session", size), native("flash __Host-flash", size)},
			}
			for profile, key := range keys {
				config := satchel.Config{Profile: profile, Secrets: []satchel.Secret{firstSecret}, Clock: atNoon}
				for i, cookie := range []*satchel.CookieConfig{&config.Session, &config.Flash} {
					*cookie = satchel.CookieConfig{MaxAge: test.maxAge, JWT: test.jwt}
					c := codecs(start(t, config))[i]
					*cookie = satchel.CookieConfig{}
					text, err := c.encode(pair("user", "ada")...)
					must(t, err)
					expiry := test.expiry
					if i == 1 && profile == satchel.Native && test.maxAge == 0 && test.jwt.ExpiresAfter == 0 {
						expiry = 5 * time.Minute // of a message, with the policy NextPage
					}
					purpose := "" // where Play reads, a claim that it passes over
					if profile == satchel.Play {
						purpose = `,"satchel":` + []string{`"session"`, `"flash"`}[i]
					}
					if want := jwt(test.algorithm, key[i], payload(expiry, purpose)); text != want {
						t.Errorf("%s of %v:\n%s\nwant\n%s", c.name, profile, text, want)
					}
				}
			}
		})
	}
}

func TestTheToleranceOfClocksToTheSecond(t *testing.T) {
	for _, test := range []struct {
		name            string
		skew, tolerance time.Duration
	}{
		{"by default", 0, 5 * time.Minute},
		{"by a setting", 30 * time.Second, 30 * time.Second},
		{"switched off", satchel.None, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := noon
			config := satchel.Config{Secrets: []satchel.Secret{firstSecret}, Clock: func() time.Time { return now }}
			config.Session.JWT = satchel.JWTConfig{ExpiresAfter: time.Hour, ClockSkew: test.skew}
			config.Flash.JWT = config.Session.JWT
			for _, c := range codecs(start(t, config)) {
				now = noon
				text, err := c.encode()
				must(t, err)
				for _, moment := range []struct {
					at   time.Time
					want error
				}{
					{noon.Add(-test.tolerance - time.Second), satchel.ErrPremature},
					{noon.Add(-test.tolerance), nil},
					{noon.Add(time.Hour + test.tolerance), nil},
					{noon.Add(time.Hour + test.tolerance + time.Second), satchel.ErrExpired},
				} {
					now = moment.at
					if _, err := c.decode(text); !errors.Is(err, moment.want) {
						t.Errorf("%s at %v: %v, want %v", c.name, now.Sub(noon), err, moment.want)
					}
				}
			}
		})
	}
}

func TestDatesAreInWholeSeconds(t *testing.T) {
	config := satchel.Config{Secrets: []satchel.Secret{firstSecret}, Clock: func() time.Time { return noon.Add(999 * time.Millisecond) }}
	config.Session.MaxAge = time.Minute
	scopes := start(t, config)
	text, err := scopes.EncodeSession()
	must(t, err)
	token, err := scopes.DecodeSession(text)
	if err != nil || !token.IssuedAt.Equal(noon) || !token.NotBefore.Equal(noon) || !token.ExpiresAt.Equal(noon.Add(time.Minute)) {
		t.Errorf("%+v, %v", token, err)
	}
	if text, err = scopes.EncodeFlash(); err != nil {
		t.Fatal(err)
	}
	if token, err = scopes.DecodeFlash(text); err != nil || !token.ExpiresAt.Equal(noon.Add(5*time.Minute)) || token.Purpose != "" {
		t.Errorf("%+v, %v", token, err)
	}
}
