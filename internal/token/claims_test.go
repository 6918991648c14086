package token_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// payloadTests are payloads of authentic tokens with the pairs that they hold, or
// nil where they are refused.
var payloadTests = []struct {
	name, payload string
	want          []token.Pair
}{
	{"what Play writes", `{"data":{"user":"bob","role":"admin"},"nbf":1700000000,"iat":1700000000}`, pairs("user", "bob", "role", "admin")},
	{"no pairs", `{"data":{}}`, []token.Pair{}},
	{"empty key and value", `{"data":{"":""}}`, pairs("", "")},
	{"the data behind other claims", `{"iat":1,"jti":"x","data":{"k":"v"},"nbf":1}`, pairs("k", "v")},
	{"unknown claims of all kinds", `{"a":null,"b":[1,{"c":[]}],"d":{"data":{"k":"no"}},"e":true,"f":false,"data":{"k":"v"},"g":""}`, pairs("k", "v")},
	{"claims with a name in another case", `{"DATA":{"k":"no"},"Data":1,"EXP":"x","Nbf":"x","data":{"k":"v"}}`, pairs("k", "v")},
	{"names that other libraries reserve", `{"data":{"exp":"1","iss":"","__proto__":"x","data":"y"}}`, pairs("exp", "1", "iss", "", "__proto__", "x", "data", "y")},
	{"white space between all signs", "{ \"data\"\t:\r\n{ \"k\" : \"v\" , \"l\":\"w\" } , \"x\" : [ 1 , 2 ] , \"nbf\" : 1 }", pairs("k", "v", "l", "w")},

	{"equal keys: the last wins in the place of the first", `{"data":{"a":"1","b":"2","a":"3"}}`, pairs("a", "3", "b", "2")},
	{"equal keys by escape", `{"data":{"a":"1","\u0061":"2"}}`, pairs("a", "2")},
	{"equal data claims: the last wins whole", `{"data":{"a":"1","b":"2"},"data":{"c":"3"}}`, pairs("c", "3")},
	{"equal data claims by escape", `{"data":{"a":"1"},"d\u0061ta":{"b":"2"}}`, pairs("b", "2")},
	{"a list before the object", `{"data":[],"data":{"a":"1"}}`, pairs("a", "1")},
	{"keys that differ in case", `{"data":{"a":"1","A":"2"}}`, pairs("a", "1", "A", "2")},
	{"keys that differ in composition", `{"data":{"é":"1","e\u0301":"2"}}`, pairs("é", "1", "e\u0301", "2")},

	{"a list behind the object", `{"data":{"a":"1"},"data":[]}`, nil},
	{"data that is null", `{"data":null}`, nil},
	{"data that is a list", `{"data":[["k","v"]]}`, nil},
	{"data that is a string", `{"data":"{}"}`, nil},
	{"data that is a number", `{"data":1}`, nil},
	{"data missing", `{"nbf":1700000000}`, nil},
	{"data in another case", `{"Data":{"k":"v"}}`, nil},
	{"data with a space in its name", `{"data ":{"k":"v"}}`, nil},
	{"data one level below", `{"x":{"data":{"k":"v"}}}`, nil},
	{"an empty object", `{}`, nil},

	{"a number among the values", `{"data":{"k":"v","n":1}}`, nil},
	{"true among the values", `{"data":{"k":true}}`, nil},
	{"null among the values", `{"data":{"k":null}}`, nil},
	{"an object among the values", `{"data":{"k":{}}}`, nil},
	{"a list among the values", `{"data":{"k":["v"]}}`, nil},
	{"a number that an equal key would replace", `{"data":{"k":1,"k":"v"}}`, nil},
	{"a key without quotes", `{"data":{k:"v"}}`, nil},
	{"a key in single quotes", `{"data":{'k':"v"}}`, nil},
	{"a key that is a number", `{"data":{1:"v"}}`, nil},

	{"nothing", ``, nil},
	{"no JSON", `user=bob`, nil},
	{"null", `null`, nil},
	{"a list around the claims", `[{"data":{}}]`, nil},
	{"a string around the claims", `"{}"`, nil},
	{"white space before the object", ` {"data":{}}`, nil},
	{"white space behind the object", "{\"data\":{}}\n", nil},
	{"a byte order mark", "\ufeff{\"data\":{}}", nil},
	{"text behind the object", `{"data":{}}x`, nil},
	{"two objects", `{"data":{}}{"data":{}}`, nil},
	{"a brace too many", `{"data":{}}}`, nil},
	{"a brace missing", `{"data":{}`, nil},
	{"braces missing", `{"data":{"k":"v"`, nil},
	{"a bracket for a brace", `{"data":{"k":"v"]}`, nil},
	{"a comma behind the last pair", `{"data":{"k":"v",}}`, nil},
	{"a comma behind the last claim", `{"data":{},}`, nil},
	{"a comma before the first pair", `{"data":{,"k":"v"}}`, nil},
	{"two commas", `{"data":{"k":"v",,"l":"w"}}`, nil},
	{"a comma missing", `{"data":{"k":"v" "l":"w"}}`, nil},
	{"a colon missing", `{"data":{"k" "v"}}`, nil},
	{"two colons", `{"data":{"k"::"v"}}`, nil},
	{"a value missing", `{"data":{"k":}}`, nil},
	{"a comma in an empty list", `{"data":{},"x":[,]}`, nil},
	{"a comma behind the last element", `{"data":{},"x":[1,]}`, nil},
	{"elements without a comma", `{"data":{},"x":[1 2]}`, nil},
	{"a list that does not end", `{"data":{},"x":[1`, nil},
	{"a list closed by a brace", `{"data":{},"x":[1}`, nil},
	{"a literal cut short", `{"data":{},"x":tru}`, nil},
	{"true with another letter", `{"data":{},"x":[trun]}`, nil},
	{"false with another letter", `{"data":{},"x":[falsy]}`, nil},
	{"null with another letter", `{"data":{},"x":[nula]}`, nil},
	{"a literal in capitals", `{"data":{},"x":True}`, nil},
	{"a literal with a letter more", `{"data":{},"x":nulll}`, nil},
	{"a word", `{"data":{},"x":undefined}`, nil},
	{"a comment", `{"data":{}/**/}`, nil},
	{"a byte that is no UTF-8", "{\"data\":{\"k\":\"\xff\"}}", nil},
	{"a byte that is no UTF-8 in an unknown claim", "{\"data\":{},\"x\":\"\xc3\"}", nil},
	{"UTF-8 that is longer than needed", "{\"data\":{\"k\":\"\xc0\xaf\"}}", nil},
	{"half a surrogate pair as bytes", "{\"data\":{\"k\":\"\xed\xa0\x80\"}}", nil},
	{"no-break space between the signs", "{\u00a0\"data\":{}}", nil},
}

func TestPayloads(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for _, test := range payloadTests {
		t.Run(test.name, func(t *testing.T) { checkPayload(t, format, test.payload, test.want, test.want != nil) })
	}
}

func checkPayload(t *testing.T, format token.Format, payload string, want []token.Pair, accepted bool) {
	t.Helper()
	text := sign(ownHeader, payload)
	if !accepted {
		refused(t, format, text, token.ErrMalformed)
	} else if got := mustParse(t, format, text).Pairs; !slices.Equal(got, want) {
		t.Errorf("%.200q\n got %q\nwant %q", payload, got, want)
	}
}

func TestAnotherDataClaim(t *testing.T) {
	for _, claim := range []string{"session", "", "Data", `d"😀`, "a.b", "sub", strings.Repeat("c", 256)} {
		format := newClaimJWT(t, token.HS256, claim, secret)
		checkRoundTrip(t, format, session())
		refused(t, format, sign(ownHeader, bobs), token.ErrMalformed)
	}
}

func TestManyPairs(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for _, count := range []int{1, 15, 16, 17, 18, 40} {
		t.Run(fmt.Sprintf("%d keys, some of them twice", count), func(t *testing.T) {
			var list []token.Pair
			for i := range count {
				list = append(list, token.Pair{Key: fmt.Sprint("k", i), Value: "first"})
			}
			checkRoundTrip(t, format, token.Token{Pairs: list})
			for _, i := range []int{0, count / 2, count - 1} {
				list = append(list, token.Pair{Key: fmt.Sprint("k", i), Value: fmt.Sprint("again ", i)})
			}
			list = append(list, pairs("new", "1", "new", "2", "k0", "at last")...)
			for _, format := range formats(t) {
				checkRoundTrip(t, format, token.Token{Pairs: list})
			}
		})
	}
}

func TestNothingIsLeftOfEqualDataClaims(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	var many strings.Builder
	for i := range 40 {
		fmt.Fprintf(&many, `"k%d":"first",`, i)
	}
	payload := `{"data":{` + strings.TrimSuffix(many.String(), ",") + `},"data":{"k39":"second","new":"1"}}`
	checkPayload(t, format, payload, pairs("k39", "second", "new", "1"), true)
}

func TestDeepNesting(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	nested := func(opening, closing string, depth int) string {
		return `{"x":` + strings.Repeat(opening, depth) + "1" + strings.Repeat(closing, depth) + `,"data":{"k":"v"}}`
	}
	for _, test := range []struct {
		depth    int
		accepted bool
	}{{1, true}, {100, true}, {1000, true}, {1001, false}, {100_000, false}} {
		for what, payload := range map[string]string{
			"lists":   nested("[", "]", test.depth),
			"objects": nested(`{"x":`, "}", test.depth),
		} {
			t.Run(fmt.Sprintf("%s, %d deep", what, test.depth), func(t *testing.T) {
				checkPayload(t, format, payload, pairs("k", "v"), test.accepted)
			})
		}
	}
	checkPayload(t, format, `{"x":`+strings.Repeat("[", 1<<20), nil, false)
	checkPayload(t, format, `{"data":`+strings.Repeat(`{"data":`, 1<<17), nil, false)
}
