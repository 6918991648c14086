package token_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

const bobAlone = `"data":{"user":"bob"}`

// jsonGames are payloads of somebody who has the key, or has found a writer that signs
// what it is told. want is nil where the payload is refused; claims_test.go, strings_test.go
// and numbers_test.go have the grammar.
var jsonGames = []struct {
	name, payload string
	want          []token.Pair
}{
	// Depth.
	{"ten thousand lists in a claim nobody reads", `{"x":` + nest("[", "]", 10_000) + `,` + bobAlone + `}`, nil},
	{"ten thousand objects in a claim nobody reads", `{"x":` + nest(`{"x":`, "}", 10_000) + `,` + bobAlone + `}`, nil},
	{"ten thousand lists for the time of issue", `{"iat":` + nest("[", "]", 10_000) + `,` + bobAlone + `}`, nil},
	{"ten thousand lists for the data, which come right", `{"data":` + nest("[", "]", 10_000) + `,` + bobAlone + `}`, nil},
	{"ten thousand lists for a value", `{"data":{"user":` + nest("[", "]", 10_000) + `}}`, nil},
	{"ten thousand lists for expiry", `{"exp":` + nest("[", "]", 10_000) + `,` + bobAlone + `}`, nil},
	{"a thousand lists for the time of issue", `{"iat":` + nest("[", "]", 1000) + `,` + bobAlone + `}`, pairs("user", "bob")},
	{"a thousand lists and a closing brace", `{"x":` + strings.Repeat("[", 1000) + "1}" + strings.Repeat("]", 999) + `,` + bobAlone + `}`, nil},

	// Size.
	{"4 KB of digits for a date", `{` + bobAlone + `,"exp":1` + strings.Repeat("0", 4096) + `}`, nil},
	{"4 KB of digits for the time of issue", `{` + bobAlone + `,"iat":1` + strings.Repeat("0", 4096) + `}`, pairs("user", "bob")},
	{"4 KB of numbers in a list", `{` + bobAlone + `,"x":[` + strings.Repeat("1,", 2048) + `1]}`, pairs("user", "bob")},
	{"4 KB of a number's fraction", `{` + bobAlone + `,"x":0.` + strings.Repeat("9", 4096) + `}`, pairs("user", "bob")},
	{"4 KB of minus signs", `{` + bobAlone + `,"x":` + strings.Repeat("-", 4096) + `1}`, nil},
	{"4 KB of blanks inside", `{` + strings.Repeat(" ", 4096) + bobAlone + `}`, pairs("user", "bob")},
	{"4 KB of line breaks behind", `{` + bobAlone + `}` + strings.Repeat("\n", 4096), nil},
	{"4 KB of backslashes in a value", `{"data":{"user":"` + strings.Repeat(`\\`, 2048) + `"}}`, pairs("user", strings.Repeat(`\`, 2048))},
	{"an odd number of backslashes", `{"data":{"user":"` + strings.Repeat(`\\`, 2048) + `\"}}`, nil},
	{"4 KB of quotes", `{` + bobAlone + `,"x":` + strings.Repeat(`"`, 4096) + `}`, nil},
	{"an exponent of 4 KB", `{` + bobAlone + `,"x":1e` + strings.Repeat("9", 4096) + `}`, pairs("user", "bob")},
	{"an exponent of 4 KB below zero", `{` + bobAlone + `,"x":-0.0e-` + strings.Repeat("9", 4096) + `}`, pairs("user", "bob")},
	{"an exponent for the time of issue", `{` + bobAlone + `,"iat":1e999999999}`, pairs("user", "bob")},
	{"an exponent for expiry", `{` + bobAlone + `,"exp":1e999999999}`, nil},
	{"an exponent that makes nothing of it", `{` + bobAlone + `,"exp":1700000000e-999999999}`, nil},

	// Members that are there more than once.
	{"a thousand equal keys", `{"data":{` + strings.Repeat(`"user":"eve",`, 1000) + `"user":"bob"}}`, pairs("user", "bob")},
	{"a thousand data claims", `{` + strings.Repeat(`"data":{"user":"eve"},`, 1000) + bobAlone + `}`, pairs("user", "bob")},
	{"a data claim before, of another type", `{"data":"eve","data":null,"data":[],` + bobAlone + `}`, pairs("user", "bob")},
	{"a data claim behind, of another type", `{` + bobAlone + `,"data":null}`, nil},
	{"a data claim in another case", `{"DATA":{"user":"eve"},` + bobAlone + `,"Data":{"user":"eve"}}`, pairs("user", "bob")},
	{"a data claim with a Cyrillic letter", `{` + bobAlone + `,"dаta":{"user":"eve"}}`, pairs("user", "bob")},
	{"a data claim behind a zero", `{` + bobAlone + `,"data\u0000":{"user":"eve"}}`, pairs("user", "bob")},
	{"a key behind a zero", `{"data":{"user":"bob","user\u0000":"eve"}}`, pairs("user", "bob", "user\x00", "eve")},
	{"a bad value that an equal key would hide", `{"data":{"user":null,"user":"bob"}}`, nil},
	{"a bad value behind the good one", `{"data":{"user":"bob","user":{}}}`, nil},

	// Text.
	{"half a surrogate pair in a claim nobody reads", `{` + bobAlone + `,"x":"\ud800"}`, nil},
	{"half a surrogate pair in the name of a claim", `{` + bobAlone + `,"\udfff":1}`, nil},
	{"the halves of a pair in two values", `{"data":{"a":"\ud83d","b":"\ude00"}}`, nil},
	{"half a pair as an escape and half as bytes", "{\"data\":{\"user\":\"\\ud83d\xed\xb8\x80\"}}", nil},
	{"a pair as six bytes", "{\"data\":{\"user\":\"\xed\xa0\xbd\xed\xb8\x80\"}}", nil},
	{"a quote in two bytes", "{\"data\":{\"user\":\"bob\xc0\xa2,\"x\":\"\"}}", nil},
	{"a quote in three bytes", "{\"data\":{\"user\":\"bob\xe0\x80\xa2\"}}", nil},
	{"a zero in two bytes", "{\"data\":{\"user\":\"bob\xc0\x80\"}}", nil},
	{"a character beyond Unicode", "{\"data\":{\"user\":\"\xf4\x90\x80\x80\"}}", nil},
	{"a character in five bytes", "{\"data\":{\"user\":\"\xf8\x88\x80\x80\x80\"}}", nil},
	{"a byte that continues nothing", "{\"data\":{\"user\":\"\x80\"}}", nil},
	{"a byte that is no UTF-8 between the signs", "{\xff" + bobAlone + "}", nil},
	{"a byte order mark before the object", "\ufeff{" + bobAlone + "}", nil},
	{"a byte order mark inside the object", "{\ufeff" + bobAlone + "}", nil},
	{"a byte order mark in a name", `{"` + "\ufeff" + `data":{"user":"eve"},` + bobAlone + `}`, pairs("user", "bob")},
	{"a byte order mark in a value", `{"data":{"user":"` + "\ufeff" + `bob"}}`, pairs("user", "\ufeffbob")},
	{"UTF-16", "{\x00\"\x00d\x00a\x00t\x00a\x00\"\x00:\x00{\x00}\x00}\x00", nil},
	{"a zero behind the object", "{" + bobAlone + "}\x00", nil},
	{"a vertical tab for a blank", "{\v" + bobAlone + "}", nil},
	{"a form feed for a blank", "{\f" + bobAlone + "}", nil},
	{"a next line for a blank", "{\u0085" + bobAlone + "}", nil},
	{"a separator of Unicode for a blank", "{\u2028" + bobAlone + "}", nil},
	{"a comment at the end of a line", "{//\n" + bobAlone + "}", nil},
	{"another text of JSON before", `{}{` + bobAlone + `}`, nil},
	{"a prefix against scripts", ")]}',\n{" + bobAlone + `}`, nil},
}

func nest(opening, closing string, depth int) string {
	return strings.Repeat(opening, depth) + "1" + strings.Repeat(closing, depth)
}

func TestJSONGames(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for _, test := range jsonGames {
		t.Run(test.name, func(t *testing.T) { checkPayload(t, format, test.payload, test.want, test.want != nil) })
	}
}

// What is refused leaves nothing behind for the token that comes next, which gets the
// same buffers.
func TestAHostilePayloadLeavesNothingBehind(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	good := mustAppend(t, format, session())
	want := mustParse(t, format, good)
	for _, test := range jsonGames {
		first := mustParse(t, format, good)
		_, _ = format.Parse(sign(ownHeader, test.payload))
		second := mustParse(t, format, good)
		if !equal(first, want) || !equal(second, want) {
			t.Fatalf("behind %s: %+v and %+v, want %+v", test.name, first, second, want)
		}
	}
}

// Dates at the edges of 64 bits, in seconds and where milliseconds end. None wraps around
// into one that is valid.
func TestDatesAtTheEdges(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	edges := []int64{0, math.MaxInt32, math.MinInt32, math.MaxUint32, 1 << 53, maxSeconds, -maxSeconds, math.MaxInt64 / 1000, math.MinInt64 / 1000,
		math.MaxInt64/1000 + 1, math.MinInt64/1000 - 1, math.MaxInt64 / 10, math.MaxInt64, math.MinInt64, time.Time{}.Unix()}
	for _, edge := range edges {
		for _, seconds := range []int64{edge - 1, edge, edge + 1} { // some wrap around, to the other edge
			t.Run(fmt.Sprint(seconds), func(t *testing.T) {
				got, err := format.Parse(sign(ownHeader, fmt.Sprintf(`{%s,"exp":%d,"nbf":%[2]d}`, bobAlone, seconds)))
				if inside := -maxSeconds <= seconds && seconds <= maxSeconds && seconds != (time.Time{}).Unix(); inside != (err == nil) {
					t.Fatalf("Parse says %v", err)
				}
				if err != nil {
					return
				}
				if got.ExpiresAt.Unix() != seconds || got.NotBefore.Unix() != seconds {
					t.Errorf("read as %v and %v", got.ExpiresAt, got.NotBefore)
				}
				for _, clock := range []int64{0, 1_700_000_000, 253_402_300_799} { // 1970, 2023, the end of 9999
					expires, begins := token.Token{ExpiresAt: got.ExpiresAt}, token.Token{NotBefore: got.NotBefore}
					if err := expires.ValidAt(time.Unix(clock, 0), 5*time.Minute); (err == nil) != (seconds >= clock-300) {
						t.Errorf("at %d: expiry says %v", clock, err)
					}
					if err := begins.ValidAt(time.Unix(clock, 0), 5*time.Minute); (err == nil) != (seconds <= clock+300) {
						t.Errorf("at %d: beginning says %v", clock, err)
					}
				}
			})
		}
	}
	for _, beyond := range []string{"18446744073709551615", "18446744073709551616", "18446744075409551616", "36893488149119103232", "-18446744071409551616"} {
		refused(t, format, sign(ownHeader, `{`+bobAlone+`,"exp":`+beyond+`}`), token.ErrMalformed)
		refused(t, format, sign(ownHeader, `{`+bobAlone+`,"nbf":`+beyond+`}`), token.ErrMalformed)
		if got := mustParse(t, format, sign(ownHeader, `{`+bobAlone+`,"iat":`+beyond+`}`)); !got.IssuedAt.IsZero() || !slices.Equal(got.Pairs, pairs("user", "bob")) {
			t.Errorf("with iat %s: %+v", beyond, got)
		}
	}
}
