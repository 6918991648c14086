package token_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// stringTests are strings of a payload as JSON, without their quotes, and what
// they say; refused where ok is false.
var stringTests = []struct {
	name, json, want string
	ok               bool
}{
	{"plain text", `bob`, `bob`, true},
	{"each short escape", `\"\\\/\b\f\n\r\t`, "\"\\/\b\f\n\r\t", true},
	{"escapes in small letters and capitals", `\u00e9\u00E9\uabCD`, "éé\uabcd", true},
	{"an escaped zero", `a\u0000b`, "a\x00b", true},
	{"an escape at each end", `\u0041b\u0043`, "AbC", true},
	{"raw text beyond ASCII", "é日😀\u2028\u2029\u007f\u0080", "é日😀\u2028\u2029\u007f\u0080", true},
	{"a code point beyond U+FFFF in two escapes", `\uD83D\uDE00`, "😀", true},
	{"the first and the last code point in two escapes", `\ud800\udc00\uDBFF\uDFFF`, "\U00010000\U0010FFFF", true},
	{"neighbours of the surrogates", `\uD7FF\uE000`, "\uD7FF\uE000", true},
	{"the replacement character, raw and escaped", "\ufffd\\uFFFD", "\ufffd\ufffd", true},
	{"no characters", `\uFFFE\uFFFF`, "\uFFFE\uFFFF", true},
	{"two backslashes before a u", `\\u0041`, `\u0041`, true},

	{"the first half of a pair alone", `\uD83D`, "", false},
	{"the first half before text", `\uD83Dx`, "", false},
	{"the first half before another escape", `\uD83D\n`, "", false},
	{"the first half before a letter's escape", `\uD83D\u0041`, "", false},
	{"the first half twice", `\uD83D\uD83D`, "", false},
	{"the first half before a pair", `\uD83D\uD83D\uDE00`, "", false},
	{"the second half alone", `\uDE00`, "", false},
	{"the halves in the wrong order", `\uDE00\uD83D`, "", false},
	{"the second half cut short", `\uD83D\uDE0`, "", false},
	{"the first half before the replacement character", `\uD83D\uFFFD`, "", false},
	{"an escape that JSON does not have", `\x41`, "", false},
	{"another one", `\0`, "", false},
	{"an escaped quote in single", `\'`, "", false},
	{"a capital U", `\U0041`, "", false},
	{"an escape cut short", `\u004`, "", false},
	{"no hexadecimal digit", `\u00g0`, "", false},
	{"a sign among the digits", `\u+041`, "", false},
	{"a backslash at the end", `\`, "", false},
}

func TestStrings(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for _, test := range stringTests {
		t.Run(test.name, func(t *testing.T) {
			checkPayload(t, format, `{"data":{"k":"`+test.json+`"}}`, pairs("k", test.want), test.ok)
			checkPayload(t, format, `{"data":{"`+test.json+`":"v"}}`, pairs(test.want, "v"), test.ok)
			checkPayload(t, format, `{"data":{"k":"v"},"x":"`+test.json+`"}`, pairs("k", "v"), test.ok)
			checkPayload(t, format, `{"`+test.json+`":1,"data":{"k":"v"}}`, pairs("k", "v"), test.ok)
		})
	}
}

// Play's writer of JSON is Jackson (play-behaviour 4.3).
func TestStringsAreWrittenAsPlayWritesThem(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for _, test := range []struct{ name, text, want string }{
		{"quote and backslash", `"\`, `\"\\`},
		{"signs of HTML and the slash stay", "/<>&'=", "/<>&'="},
		{"controls with a short escape", "\b\t\n\f\r", `\b\t\n\f\r`},
		{"other controls in capitals", "\x00\x01\x07\v\x0e\x1f", `\u0000\u0001\u0007\u000B\u000E\u001F`},
		{"DEL and what is beyond ASCII stay", "\x7f\u0080é日\u2028\u2029\ufeff\ufffd\uffff", "\x7f\u0080é日\u2028\u2029\ufeff\ufffd\uffff"},
		{"two escapes beyond U+FFFF", "\U00010000😀\U0010FFFF", `\uD800\uDC00\uD83D\uDE00\uDBFF\uDFFF`},
		{"plain text between escapes", "a\nb😀c", `a\nb\uD83D\uDE00c`},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := mustAppend(t, format, token.Token{Pairs: pairs(test.text, test.text)})
			if got, want := payloadOf(t, text), `{"data":{"`+test.want+`":"`+test.want+`"}}`; got != want {
				t.Errorf("payload is %s, want %s", got, want)
			}
		})
	}
}

func TestControlCharactersMustBeEscaped(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for c := range rune(0x21) {
		for _, json := range []string{string(c), `\n` + string(c)} {
			want := strings.Replace(json, `\n`, "\n", 1)
			checkPayload(t, format, `{"data":{"k":"`+json+`"}}`, pairs("k", want), c == ' ')
			checkPayload(t, format, `{"data":{"`+json+`":"v"}}`, pairs(want, "v"), c == ' ')
		}
		checkPayload(t, format, fmt.Sprintf(`{"data":{"k":"\u%04X"}}`, c), pairs("k", string(c)), true)
	}
}

func TestAStringMustEnd(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	const whole = `{"data":{"a\nb":"c\u0041\ud83d\ude00d"},"exp":null,"x":[true,-1.5e+3,{"y":false}]}`
	checkPayload(t, format, whole, pairs("a\nb", "cA😀d"), true)
	for i := range whole {
		checkPayload(t, format, whole[:i], nil, false)
	}
}
