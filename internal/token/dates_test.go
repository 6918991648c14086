package token_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// maxSeconds is the latest date whose milliseconds have 63 bits.
const maxSeconds = math.MaxInt64/1000 - 1

// dateTests are dates as they stand in a payload. A date is refused where ok is
// false; the zero time is an absent one.
var dateTests = []struct {
	name, json string
	want       time.Time
	ok         bool
}{
	{"whole seconds", `1700000000`, time.Unix(1_700_000_000, 0), true},
	{"the epoch", `0`, time.Unix(0, 0), true},
	{"minus zero", `-0`, time.Unix(0, 0), true},
	{"before the epoch", `-1`, time.Unix(-1, 0), true},
	{"the latest date", fmt.Sprint(maxSeconds), time.Unix(maxSeconds, 0), true},
	{"the earliest date", fmt.Sprint(-maxSeconds), time.Unix(-maxSeconds, 0), true},
	{"null is absent", `null`, time.Time{}, true},

	{"a second beyond the latest date", fmt.Sprint(maxSeconds + 1), time.Time{}, false},
	{"a second before the earliest date", fmt.Sprint(-maxSeconds - 1), time.Time{}, false},
	{"milliseconds that have 64 bits", `9223372036854775808`, time.Time{}, false},
	{"more than 64 bits", `18446744073709551617`, time.Time{}, false},
	{"a number of 400 digits", `1` + fmt.Sprintf("%0400d", 0), time.Time{}, false},
	{"the moment that means absent in Go", fmt.Sprint(time.Time{}.Unix()), time.Time{}, false},
	{"a fraction", `1700000000.5`, time.Time{}, false},
	{"a fraction of nothing", `1700000000.0`, time.Time{}, false},
	{"an exponent", `17e8`, time.Time{}, false},
	{"an exponent of nothing", `1700000000e0`, time.Time{}, false},
	{"digits as text", `"1700000000"`, time.Time{}, false},
	{"a date as text", `"2030-01-01T00:00:00Z"`, time.Time{}, false},
	{"empty text", `""`, time.Time{}, false},
	{"true", `true`, time.Time{}, false},
	{"an object", `{}`, time.Time{}, false},
	{"a list", `[1700000000]`, time.Time{}, false},
}

func TestDates(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for _, test := range dateTests {
		t.Run(test.name, func(t *testing.T) {
			for claim, date := range map[string]func(token.Token) time.Time{
				"exp": func(t token.Token) time.Time { return t.ExpiresAt },
				"nbf": func(t token.Token) time.Time { return t.NotBefore },
				"iat": func(t token.Token) time.Time { return t.IssuedAt },
			} {
				text := sign(ownHeader, `{"data":{},"`+claim+`": `+test.json+` }`)
				if !test.ok && claim != "iat" {
					refused(t, format, text, token.ErrMalformed)
				} else if got := date(mustParse(t, format, text)); !got.Equal(test.want) {
					t.Errorf("%s is %v, want %v", claim, got, test.want)
				}
			}
		})
	}
}

func TestOfEqualDatesTheLastCounts(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	got := mustParse(t, format, sign(ownHeader, `{"exp":1,"nbf":1,"iat":1,"data":{},"exp":2,"nbf":null,"iat":"x"}`))
	if want := (token.Token{ExpiresAt: time.Unix(2, 0), KeyID: format.SigningKeyID()}); !equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	refused(t, format, sign(ownHeader, `{"exp":"x","data":{},"exp":2}`), token.ErrMalformed)
}

func TestAbsentDatesAreLeftOut(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for _, test := range []struct {
		token token.Token
		want  string
	}{
		{token.Token{}, `{"data":{}}`},
		{token.Token{IssuedAt: now}, `{"data":{},"iat":1700000000}`},
		{token.Token{NotBefore: now}, `{"data":{},"nbf":1700000000}`},
		{token.Token{ExpiresAt: now}, `{"data":{},"exp":1700000000}`},
		{token.Token{ExpiresAt: time.UnixMilli(1), NotBefore: time.UnixMilli(-1), IssuedAt: time.UnixMilli(999)},
			`{"data":{},"exp":0,"nbf":-1,"iat":0}`},
	} {
		if got := payloadOf(t, mustAppend(t, format, test.token)); got != test.want {
			t.Errorf("payload is %s, want %s", got, test.want)
		}
		checkRoundTrip(t, format, test.token)
	}
}

func TestDatesOfEachLength(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for seconds := int64(1); seconds < maxSeconds/10; seconds *= 10 {
		for _, date := range []int64{seconds - 1, seconds, -seconds} {
			at := time.Unix(date, 0)
			checkRoundTrip(t, format, token.Token{IssuedAt: at, NotBefore: at, ExpiresAt: at})
		}
	}
}

func TestValidAtToTheMillisecond(t *testing.T) {
	const ms = time.Millisecond
	date := time.Unix(1_700_000_000, 0)
	expires, begins := token.Token{ExpiresAt: date}, token.Token{NotBefore: date}
	for _, test := range []struct {
		name  string
		token token.Token
		after time.Duration // of the clock, counted from the date
		skew  time.Duration
		want  error
	}{
		{"a token without dates, long ago", token.Token{}, -1 << 62, 0, nil},
		{"a token without dates, in a far future", token.Token{}, 1 << 62, 0, nil},
		{"before expiry", expires, -ms, 0, nil},
		{"at expiry", expires, 0, 0, nil},
		{"less than a millisecond behind expiry", expires, ms - 1, 0, nil},
		{"a millisecond behind expiry", expires, ms, 0, token.ErrExpired},
		{"behind expiry by the tolerance", expires, 5 * time.Minute, 5 * time.Minute, nil},
		{"behind expiry by a millisecond more", expires, 5*time.Minute + ms, 5 * time.Minute, token.ErrExpired},
		{"behind the beginning", begins, ms, 0, nil},
		{"at the beginning", begins, 0, 0, nil},
		{"a nanosecond early, which is a millisecond", begins, -1, 0, token.ErrPremature},
		{"a millisecond early", begins, -ms, 0, token.ErrPremature},
		{"early by the tolerance", begins, -5 * time.Minute, 5 * time.Minute, nil},
		{"early by a millisecond more", begins, -5*time.Minute - ms, 5 * time.Minute, token.ErrPremature},
		{"tolerance of less than a millisecond", begins, -ms, ms - 1, token.ErrPremature},
		{"expired and early at once", token.Token{ExpiresAt: date.Add(-time.Hour), NotBefore: date.Add(time.Hour)}, 0, 0, token.ErrExpired},
		{"issued in the future", token.Token{IssuedAt: date.Add(time.Hour)}, 0, 0, nil},
		{"the latest expiry", token.Token{ExpiresAt: time.Unix(maxSeconds, 0)}, 0, 0, nil},
		{"the earliest expiry", token.Token{ExpiresAt: time.Unix(-maxSeconds, 0)}, 0, 0, token.ErrExpired},
		{"the latest beginning", token.Token{NotBefore: time.Unix(maxSeconds, 0)}, 0, 0, token.ErrPremature},
		{"the earliest beginning", token.Token{NotBefore: time.Unix(-maxSeconds, 0)}, 0, 0, nil},
		{"a fraction of the date does not count", token.Token{ExpiresAt: date.Add(999 * ms)}, ms, 0, token.ErrExpired},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.token.ValidAt(date.Add(test.after), test.skew); !errors.Is(got, test.want) {
				t.Errorf("ValidAt = %v, want %v", got, test.want)
			}
		})
	}
}
