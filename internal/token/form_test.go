package token_test

import (
	"slices"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// formTests are bodies in form encoding with the pairs that they hold, or nil
// where they are refused.
var formTests = []struct {
	name, body string
	want       []token.Pair
}{
	{"one pair", "a=1", pairs("a", "1")},
	{"the order of the text", "b=1&a=2&c=3", pairs("b", "1", "a", "2", "c", "3")},
	{"nothing", "", []token.Pair{}},
	{"empty key", "=v", pairs("", "v")},
	{"empty value", "k=", pairs("k", "")},
	{"an equal sign alone", "=", pairs("", "")},
	{"the first equal sign separates", "k=a=b==c", pairs("k", "a=b==c")},
	{"pieces without an equal sign are passed over", "flag&a=1&other", pairs("a", "1")},
	{"a broken escape in a piece without an equal sign", "%&a=1", pairs("a", "1")},
	{"no piece with an equal sign", "flag", []token.Pair{}},
	{"more separators than needed", "&&a=1&&b=2&", pairs("a", "1", "b", "2")},
	{"plus is a space", "a+b=c+d+", pairs("a b", "c d ")},
	{"an escaped plus is a plus", "a=%2B", pairs("a", "+")},
	{"escapes in capitals and in small letters", "%C3%A9=%c3%a9", pairs("é", "é")},
	{"escapes of letters", "%61=%7A", pairs("a", "z")},
	{"escaped separators do not separate", "a%26b=%3D%26", pairs("a&b", "=&")},
	{"an escaped zero", "a=%00", pairs("a", "\x00")},
	{"an escaped percent sign is read once", "a=%2541", pairs("a", "%41")},
	{"raw text beyond ASCII", "é=😀", pairs("é", "😀")},
	{"a code point in both ways", "k=%F0%9F\x98\x80", pairs("k", "😀")},
	{"signs that Java escapes, raw", "k=~!'(),:;<>\"{}", pairs("k", "~!'(),:;<>\"{}")},
	{"a semicolon does not separate", "a=1;b=2", pairs("a", "1;b=2")},
	{"equal keys: the last wins in the place of the first", "a=1&b=2&a=3", pairs("a", "3", "b", "2")},
	{"equal keys by escape", "a=1&%61=2", pairs("a", "2")},

	{"a percent sign at the end", "a=1&k=100%", nil},
	{"one digit at the end", "k=%4", nil},
	{"one digit before the next pair", "k=%4&a=1", nil},
	{"no digits", "k=%zz", nil},
	{"a second digit that is none", "k=%4g", nil},
	{"a sign", "k=%-1", nil},
	{"a plus", "k=%+1", nil},
	{"a second percent sign", "k=%%41", nil},
	{"the escape of JavaScript", "k=%u00e9", nil},
	{"a broken escape in a key", "%=1&a=1", nil},
	{"an escape that begins no code point", "k=%80", nil},
	{"a code point cut short", "k=%E6%97", nil},
	{"a code point cut by the equal sign", "%C3=%A9", nil},
	{"half a surrogate pair", "k=%ED%A0%80", nil},
	{"raw bytes that are no UTF-8", "k=\xff", nil},
	{"raw bytes that are no UTF-8, in a key", "\xff=1", nil},
	{"a slash in two bytes", "k=%C0%AF", nil},
}

func TestForms(t *testing.T) {
	format := newSignedURL(t, secret)
	for _, test := range formTests {
		t.Run(test.name, func(t *testing.T) {
			if test.want == nil {
				refused(t, token.URLEncoded{}, test.body, token.ErrMalformed)
				refused(t, format, sealURL(test.body), token.ErrMalformed)
				return
			}
			if got := mustParse(t, token.URLEncoded{}, test.body); !equal(got, token.Token{Pairs: test.want}) {
				t.Errorf("unsigned: got %+v, want %q", got, test.want)
			}
			if got := mustParse(t, format, sealURL(test.body)); !slices.Equal(got.Pairs, test.want) {
				t.Errorf("signed: got %q, want %q", got.Pairs, test.want)
			}
		})
	}
}

func TestFormsAreWrittenAsJavaWritesThem(t *testing.T) {
	for _, test := range []struct {
		name string
		in   []token.Pair
		want string
	}{
		{"nothing", nil, ""},
		{"pairs in their order", pairs("b", "1", "a", "2"), "b=1&a=2"},
		{"empty key and value", pairs("", "", "", "x"), "=&=x"},
		{"what is left alone", pairs("azAZ09.-*_", "azAZ09.-*_"), "azAZ09.-*_=azAZ09.-*_"},
		{"a space", pairs("a b", " "), "a+b=+"},
		{"all other signs", pairs("k", "!\"#$%&'()+,/:;<=>?@[\\]^`{|}~"),
			"k=%21%22%23%24%25%26%27%28%29%2B%2C%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E%60%7B%7C%7D%7E"},
		{"controls", pairs("k", "\x00\t\r\n\x1f\x7f"), "k=%00%09%0D%0A%1F%7F"},
		{"text beyond ASCII, each byte in capitals", pairs("é", "😀"), "%C3%A9=%F0%9F%98%80"},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := token.Token{Pairs: test.in}
			if got := mustAppend(t, token.URLEncoded{}, in); got != test.want {
				t.Errorf("unsigned: %q, want %q", got, test.want)
			}
			if got := mustAppend(t, newSignedURL(t, secret), in); got != sealURL(test.want) {
				t.Errorf("signed: %q, want %q", got, sealURL(test.want))
			}
		})
	}
}

func TestFallbackChoosesByTheText(t *testing.T) {
	jwt, signed := newJWT(t, token.HS256, secret), newSignedURL(t, secret)
	fallback := token.Fallback{JWT: jwt, Legacy: signed}
	flash := token.Fallback{JWT: jwt, Legacy: token.URLEncoded{}}
	for _, test := range []struct {
		name   string
		format token.Format
		text   string
		want   []token.Pair // nil: refused
	}{
		{"a JWT", fallback, sign(ownHeader, bobs), pairs("user", "bob")},
		{"the form of 2.5", fallback, sealURL("user=bob"), pairs("user", "bob")},
		{"dots in the form of 2.5", fallback, sealURL("host=a.b.c"), pairs("host", "a.b.c")},
		{"an empty session of 2.5, which has neither sign", fallback, sealURL(""), []token.Pair{}},
		{"a JWT with padding goes to the form of 2.5", fallback, sign(ownHeader, bobs) + "=", nil},
		{"a dot and no equal sign goes to JWT", fallback, sealURL("a.b"), nil},
		{"an unsigned flash", flash, "success=ok", pairs("success", "ok")},
		{"an unsigned flash with dots", flash, "msg=a.b.c", pairs("msg", "a.b.c")},
		{"a signed flash", flash, sign(ownHeader, bobs), pairs("user", "bob")},
		{"no flash", flash, "", []token.Pair{}},
		{"an unsigned session", fallback, "user=root", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == nil {
				refused(t, test.format, test.text, token.ErrMalformed, token.ErrSignature)
			} else if got := mustParse(t, test.format, test.text).Pairs; !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	if got, want := mustAppend(t, fallback, session()), mustAppend(t, jwt, session()); got != want {
		t.Errorf("writes %q, want the JWT %q", got, want)
	}
	checkRoundTrip(t, flash, session())
}
