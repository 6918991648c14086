package batch_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cmd/satchel/internal/batch"
)

const (
	secret = "vector-secret-32-bytes-aaaaaaaa!"
	// The token that Play 3.0 writes for user=bob with this secret at 1700000000123.
	bob = "eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjp7InVzZXIiOiJib2IifSwibmJmIjoxNzAwMDAwMDAwLCJpYXQiOjE3MDAwMDAwMDB9.z9qCfZHoh12VPQZYOrtRvVVHVP5PRoibV1GyjRv-n1g"
)

// answers runs lines and returns what stands on the lines of the answer.
func answers(t *testing.T, lines string) []string {
	t.Helper()
	var out strings.Builder
	if err := batch.Run(t.Context(), strings.NewReader(lines), &out); err != nil {
		t.Fatal(err)
	}
	if out.Len() == 0 {
		return nil
	}
	text, complete := strings.CutSuffix(out.String(), "\n")
	if !complete {
		t.Fatalf("the last answer has no end of its line: %q", text)
	}
	return strings.Split(text, "\n")
}

// filled puts the secret and a clock in front of the members of a line.
func filled(members string) string {
	return `{"secret":"` + secret + `","now_ms":1700000000123,` + members + `}`
}

func TestALineHasOneAnswer(t *testing.T) {
	short := `"config":{"secret":"fifteen-letters"},"now_ms":1700000000123`
	for _, test := range []struct{ name, line, want string }{
		{"a session is written", filled(`"op":"encode","codec":"session-default","data":{"user":"bob"}`), `{"cookie":"` + bob + `"}`},
		{"and read", filled(`"op":"decode","codec":"session-default","cookie":"` + bob + `"`), `{"data":{"user":"bob"},"reason":""}`},
		{"also by its other name, from a configuration", `{"kind":"decode","codec":"jwt","config":{"secret":"` + secret + `"},"now_ms":1700000000123,"cookie":"` + bob + `"}`, `{"data":{"user":"bob"},"reason":""}`},
		{"null is absent, and others are passed over", filled(`"op":"decode","codec":"jwt","config":null,"algorithm":null,"data":null,"order":null,"OP":1,"id":{"op":["}\"",{}]},"cookie":"` + bob + `"`), `{"data":{"user":"bob"},"reason":""}`},
		{"white space is fine", " \t" + filled(` "op" : "decode" , "codec":"jwt", "x": [ 1 , { } , "]" ] ,"y":-1.5e3 , "cookie" :"`+bob+`" `) + " ", `{"data":{"user":"bob"},"reason":""}`},

		{"pairs keep the order of the text", filled(`"op":"encode","codec":"legacy-unsigned","data":{"z":"1","a":"2","m":"3","b":"4","y":"5","c":"6"}`), `{"cookie":"z=1&a=2&m=3&b=4&y=5&c=6"}`},
		{"or that of the list", filled(`"op":"encode","codec":"legacy-unsigned","data":{"z":"1","a":"2","m":"3"},"order":["m","z","a"]`), `{"cookie":"m=3&z=1&a=2"}`},
		{"the last of equal keys counts, in the first place", filled(`"op":"encode","codec":"legacy-unsigned","data":{"a":"1","b":"2","\u0061":"3"}`), `{"cookie":"a=3&b=2"}`},
		{"the order of the cookie is that of the answer", filled(`"op":"decode","codec":"legacy-unsigned","cookie":"z=1&a=%22%3C%0A"`), `{"data":{"z":"1","a":"\"<\n"},"reason":""}`},
		{"no pairs are fine", filled(`"op":"encode","codec":"legacy-unsigned","data":{}`), `{"cookie":""}`},
		{"units of UTF-16 are text", filled(`"op":"encode","codec":"legacy-unsigned","data":{"a":"x"},"data_utf16_hex":{"b":"0079d83dDE00"},"order":["b","a"]`), `{"cookie":"b=y%F0%9F%98%80&a=x"}`},
		{"and so are escapes", filled(`"op":"encode","codec":"legacy-unsigned","data":{"\u00e4\n":"\ud83d\ude00\\ud83d"}`), `{"cookie":"%C3%A4%0A=%F0%9F%98%80%5Cud83d"}`},
		{"nothing is too large for a cookie", filled(`"op":"encode","codec":"legacy-unsigned","data":{"a":"` + strings.Repeat("x", 5000) + `"}`), `{"cookie":"a=` + strings.Repeat("x", 5000) + `"}`},
		{"a flash of Play 2.5 is read beside JWT", filled(`"op":"decode","codec":"flash-default","cookie":"success=saved"`), `{"data":{"success":"saved"},"reason":""}`},
		{"and not by the codec of a session", filled(`"op":"decode","codec":"session-default","cookie":"success=saved"`), `{"data":{},"reason":"malformed"}`},
		{"the unsigned form needs no secret", `{"op":"decode","codec":"legacy-unsigned","cookie":"success=saved"}`, `{"data":{"success":"saved"},"reason":""}`},

		{"forged", filled(`"op":"decode","codec":"jwt","cookie":"` + strings.Replace(bob, ".z9qC", ".z9qA", 1) + `"`), `{"data":{},"reason":"signature"}`},
		{"no token", filled(`"op":"decode","codec":"jwt","cookie":""`), `{"data":{},"reason":"malformed"}`},
		{"another algorithm", filled(`"op":"decode","codec":"jwt","cookie":"eyJhbGciOiJub25lIn0.e30."`), `{"data":{},"reason":"algorithm"}`},
		{"before its time", `{"op":"decode","codec":"jwt","secret":"` + secret + `","now_ms":1699999699999,"cookie":"` + bob + `"}`, `{"data":{},"reason":"premature"}`},
		{"within the tolerance", `{"op":"decode","codec":"jwt","secret":"` + secret + `","now_ms":1699999700000,"cookie":"` + bob + `"}`, `{"data":{"user":"bob"},"reason":""}`},
		{"without a tolerance", `{"op":"decode","codec":"jwt","secret":"` + secret + `","now_ms":1699999999999,"clock_skew_s":0,"cookie":"` + bob + `"}`, `{"data":{},"reason":"premature"}`},
		{"with a claim of another name", filled(`"op":"decode","codec":"jwt","data_claim":"session","cookie":"` + bob + `"`), `{"data":{},"reason":"malformed"}`},

		{"a short secret writes no JWT", `{"op":"encode","codec":"jwt",` + short + `,"data":{"user":"bob"}}`, `{"error":"secret has 15 bytes, the algorithm needs 32"}`},
		{"and finds none authentic", `{"op":"decode","codec":"jwt",` + short + `,"cookie":"` + bob + `"}`, `{"data":{},"reason":"signature"}`},
		// Signed with that secret, as Play 2.8 did; computed with Python's hmac.
		{"not even its own", `{"op":"decode","codec":"session-default",` + short + `,"cookie":"eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjp7InVzZXIiOiJib2IifSwibmJmIjoxNzAwMDAwMDAwLCJpYXQiOjE3MDAwMDAwMDB9.B81PmShYrsAa3_rc4Ks-OJH6iXnvgPApaIGP5ELv1Go"}`, `{"data":{},"reason":"signature"}`},
		{"but writes the old form", `{"op":"encode","codec":"legacy-signed",` + short + `,"data":{"user":"bob"}}`, `{"cookie":"89c2a59803a185c0c7216c904228291045d39b4f-user=bob"}`},
		{"and reads it", `{"op":"decode","codec":"session-default",` + short + `,"cookie":"89c2a59803a185c0c7216c904228291045d39b4f-user=bob"}`, `{"data":{"user":"bob"},"reason":""}`},
		{"a placeholder is a secret like others", `{"op":"encode","codec":"legacy-signed","secret":"changeme","data":{"user":"bob"}}`, `{"cookie":"3548c5080460ac0201b22837338d45924e8f0f9d-user=bob"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := answers(t, test.line+"\n"); len(got) != 1 || got[0] != test.want {
				t.Errorf("%.300s\nanswers  %.300q\nwant     %.300q", test.line, got, test.want)
			}
		})
	}
}

func TestALineThatMakesNoSenseIsAnError(t *testing.T) {
	for _, test := range []struct{ name, line, want string }{
		{"empty", ``, "the line is empty"},
		{"blank", " \t", "the line is empty"},
		{"no JSON", `hunter2`, "the line is not valid JSON, see byte 1"},
		{"cut short", `{"op":"encode"`, "the line is not valid JSON, see byte 14"},
		{"text behind", `{"op":"encode"} hunter2`, "the line is not valid JSON, see byte 17"},
		{"nested without end", strings.Repeat("[", 100_000), "the line is not valid JSON, see byte 10001"},
		{"not UTF-8", "{\"op\":\"\xff\"}", "the line is not UTF-8"},
		{"not UTF-8 in a member of no meaning", "{\"note\":\"\xff\"}", "the line is not UTF-8"},
		{"a list", `["hunter2"]`, "the line is not a JSON object"},
		{"a text", `"hunter2"`, "the line is not a JSON object"},
		{"null", `null`, "the line is not a JSON object"},

		{"without an operation", `{}`, "op is missing"},
		{"an unknown one", `{"op":"hunter2"}`, "op is unknown; use encode or decode"},
		{"a case of headers", `{"kind":"set-cookie","codec":"header"}`, "op is unknown; use encode or decode"},
		{"without a codec", `{"op":"encode"}`, "codec is missing"},
		{"an unknown one", filled(`"op":"encode","codec":"hunter2"`), "codec is unknown; use session-default, flash-default, jwt, legacy-signed or legacy-unsigned"},
		{"without a secret", `{"op":"encode","codec":"jwt","data":{}}`, "secret is missing or empty"},
		{"an empty one", `{"op":"decode","codec":"legacy-signed","secret":"","cookie":""}`, "secret is missing or empty"},
		{"an unknown algorithm", filled(`"op":"decode","codec":"flash-default","algorithm":"RS256","cookie":""`), "algorithm is unknown; use HS256, HS384 or HS512"},
		{"one in small letters", filled(`"op":"encode","codec":"session-default","algorithm":"hs256","data":{}`), "algorithm is unknown; use HS256, HS384 or HS512"},
		{"a claim that hides a date", filled(`"op":"encode","codec":"jwt","data_claim":"exp","data":{}`), "data_claim has more than 256 bytes, or is the name of another claim"},
		{"without data", filled(`"op":"encode","codec":"jwt"`), "data is missing"},
		{"without a cookie", filled(`"op":"decode","codec":"jwt"`), "cookie is missing"},

		{"a secret that is a number", `{"secret":4711}`, "secret has to be a string"},
		{"data that is a list", `{"data":["hunter2"]}`, "data has to be an object"},
		{"a configuration that is a text", `{"config":"hunter2"}`, "config has to be an object"},
		{"a value that is a number", `{"data":{"a":4711}}`, "what is in data has to be a string"},
		{"a value that is null", `{"data":{"a":null}}`, "what is in data has to be a string"},
		{"a value that is an object", `{"data_utf16_hex":{"a":{}}}`, "what is in data_utf16_hex has to be a string"},
		{"an order that is a text", `{"order":"a"}`, "order has to be a list of strings"},
		{"an order of null", `{"order":[null]}`, "what is in order has to be a string"},
		{"a clock that is a text", `{"now_ms":"0"}`, "now_ms has to be a whole number from 0 to 9007199254740991"},
		{"a clock with a fraction", `{"now_ms":1.5}`, "now_ms has to be a whole number from 0 to 9007199254740991"},
		{"a clock before 1970", `{"now_ms":-1}`, "now_ms has to be a whole number from 0 to 9007199254740991"},
		{"an endless tolerance", `{"clock_skew_s":9223372037}`, "clock_skew_s has to be a whole number from 0 to 9223372036"},
		{"an endless life", `{"expires_after_ms":1e300}`, "expires_after_ms has to be a whole number from -9007199254740991 to 9007199254740991"},
		{"an expiry before 1970", filled(`"op":"encode","codec":"jwt","data":{},"expires_after_ms":-1700000000124`), "expires_after_ms goes back beyond 1970"},

		{"a member twice", `{"secret":"a","secret":"a"}`, "secret stands twice"},
		{"a member by both its names", `{"op":"encode","kind":"encode"}`, "op stands twice"},
		{"a setting inside and outside", `{"config":{"secret":"a"},"secret":"b"}`, "secret stands twice"},
		{"an order with another key", filled(`"op":"encode","codec":"jwt","data":{"a":""},"order":["b"]`), "order has a key that the data does not have"},
		{"an order without a key", filled(`"op":"encode","codec":"jwt","data":{"a":"","b":""},"order":["b"]`), "order has to have each key of the data once"},
		{"an order with a key twice", filled(`"op":"encode","codec":"jwt","data":{"a":""},"order":["a","a"]`), "order has to have each key of the data once"},

		{"the first half of a pair", filled(`"op":"encode","codec":"jwt","data":{"a":"\ud83d"}`), "half a surrogate pair has no UTF-8"},
		{"the second half", filled(`"op":"encode","codec":"jwt","data":{"\ude00":"a"}`), "half a surrogate pair has no UTF-8"},
		{"two first halves", filled(`"op":"encode","codec":"jwt","data":{"a":"\ud83d\ud83d"}`), "half a surrogate pair has no UTF-8"},
		{"half a pair before an escape", filled(`"op":"encode","codec":"jwt","data":{"a":"\ud83d\\ude00"}`), "half a surrogate pair has no UTF-8"},
		{"half a pair in digits", filled(`"op":"encode","codec":"jwt","data_utf16_hex":{"a":"d83d0078"}`), "half a surrogate pair has no UTF-8"},
		{"half a pair at the end of digits", filled(`"op":"encode","codec":"jwt","data_utf16_hex":{"a":"d83d"}`), "half a surrogate pair has no UTF-8"},
		{"the second half in digits", filled(`"op":"encode","codec":"jwt","data_utf16_hex":{"a":"de00"}`), "half a surrogate pair has no UTF-8"},
		{"a digit missing", filled(`"op":"encode","codec":"jwt","data_utf16_hex":{"a":"007"}`), "what is in data_utf16_hex has to be four hexadecimal digits a unit"},
		{"no digits", filled(`"op":"encode","codec":"jwt","data_utf16_hex":{"a":"+07g"}`), "what is in data_utf16_hex has to be four hexadecimal digits a unit"},
	} {
		t.Run(test.name, func(t *testing.T) {
			// The line that follows is read as if nothing had happened.
			next := filled(`"op":"decode","codec":"jwt","cookie":"` + bob + `"`)
			got := answers(t, test.line+"\n"+next+"\n")
			if len(got) != 2 || got[0] != `{"error":"`+test.want+`"}` || got[1] != `{"data":{"user":"bob"},"reason":""}` {
				t.Errorf("answers %q, want the error %q and a session", got, test.want)
			}
		})
	}
}

// Half a pair where nobody looks is no fault of the line.
func TestMembersWithoutAMeaningMayHoldAnything(t *testing.T) {
	got := answers(t, filled(`"op":"decode","codec":"jwt","expect":{"data":{"a":"\ud83d"}},"title":"\ude00","cookie":"`+bob+`"`))
	if len(got) != 1 || got[0] != `{"data":{"user":"bob"},"reason":""}` {
		t.Errorf("answers %q", got)
	}
}

func TestWithoutAClockItIsNow(t *testing.T) {
	cookie := answers(t, `{"op":"encode","codec":"jwt","secret":"`+secret+`","expires_after_ms":60000,"data":{"user":"bob"}}`)
	cookie[0] = strings.TrimSuffix(cookie[0], "}")
	for _, test := range []struct{ at, want string }{
		{``, `{"data":{"user":"bob"},"reason":""}`},
		{`"now_ms":4102444800000,`, `{"data":{},"reason":"expired"}`},   // 2100
		{`"now_ms":1700000000000,`, `{"data":{},"reason":"premature"}`}, // 2023
	} {
		got := answers(t, cookie[0]+`,"op":"decode",`+test.at+`"codec":"jwt","secret":"`+secret+`"}`)
		if got[0] != test.want {
			t.Errorf("with the clock %q: %s, want %s", test.at, got[0], test.want)
		}
	}
}

func TestAnExpiryEndsATokenBehindTheTolerance(t *testing.T) {
	cookie := answers(t, filled(`"op":"encode","codec":"jwt","expires_after_ms":60000,"data":{"user":"bob"}`))[0]
	for now, want := range map[string]string{
		"1700000360000": `{"data":{"user":"bob"},"reason":""}`, // a minute and five
		"1700000360001": `{"data":{},"reason":"expired"}`,
	} {
		line := `{"op":"decode","codec":"jwt","secret":"` + secret + `","now_ms":` + now + `,` + strings.TrimPrefix(cookie, "{")
		if got := answers(t, line); got[0] != want {
			t.Errorf("at %s: %s, want %s", now, got[0], want)
		}
	}
}
