package token_test

import (
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// contentTests are contents under a good key. Those that are read have the pairs; the
// others are what a faulty writer makes.
var contentTests = []struct {
	name, content string
	ok            bool
	want          token.Token
}{
	{"nothing but zeros", "\x00\x00\x00", true, token.Token{IssuedAt: time.Unix(0, 0)}},
	{"zeros behind it", "\x00\x00\x00" + strings.Repeat("\x00", 100), true, token.Token{IssuedAt: time.Unix(0, 0)}},
	{"one pair", "\x00\x00\x04\x01a\x01b", true, token.Token{IssuedAt: time.Unix(0, 0), Pairs: pairs("a", "b")}},
	{"one pair of nothing", "\x00\x00\x02\x00\x00", true, token.Token{IssuedAt: time.Unix(0, 0), Pairs: pairs("", "")}},
	{"an expiry at the issue", "\x02\x01\x00", true, token.Token{IssuedAt: time.Unix(1, 0), ExpiresAt: time.Unix(1, 0)}},
	{"an expiry before the issue", "\x02\x02\x00", true, token.Token{IssuedAt: time.Unix(1, 0), ExpiresAt: time.Unix(0, 0)}},
	{"an expiry behind the issue", "\x02\x03\x00", true, token.Token{IssuedAt: time.Unix(1, 0), ExpiresAt: time.Unix(2, 0)}},
	{"an issue before the epoch", "\x01\x00\x00", true, token.Token{IssuedAt: time.Unix(-1, 0)}},
	{"no time of issue", "\xff\xdb\x8f\xf9\xce\x03\x00\x00", true, token.Token{}},

	{"nothing", "", false, token.Token{}},
	{"two numbers of three", "\x00\x00", false, token.Token{}},
	{"a number that does not end", "\x00\x00\x80", false, token.Token{}},
	{"a zero in two bytes", "\x80\x00\x00\x00", false, token.Token{}},
	{"an expiry in two bytes for one", "\x00\x81\x00\x00", false, token.Token{}},
	{"a size in two bytes for one", "\x00\x00\x84\x00\x01a\x01b", false, token.Token{}},
	{"the size of a key in two bytes for one", "\x00\x00\x05\x81\x00a\x01b", false, token.Token{}},
	{"a number of nine bytes", "\x80\x80\x80\x80\x80\x80\x80\x80\x01\x00\x00", false, token.Token{}},
	{"a number of sixty-four bits", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00\x00", false, token.Token{}},
	{"a number that never ends", strings.Repeat("\xff", 100), false, token.Token{}},
	{"an issue beyond the latest date", "\x82\x80\x80\x80\x80\x80\x80\x04\x00\x00", false, token.Token{}},
	{"an expiry beyond the latest date", "\x80\x80\x80\x80\x80\x80\x80\x04\x03\x00", false, token.Token{}},
	{"an expiry that says it is none", "\x00\x80\xdc\x8f\xf9\xce\x03\x00", false, token.Token{}},
	{"a size beyond the end", "\x00\x00\x05\x01a\x01b", false, token.Token{}},
	{"a size beyond every end", "\x00\x00\xff\xff\xff\xff\xff\xff\x7f\x01a\x01b", false, token.Token{}},
	{"a size that cuts a value", "\x00\x00\x03\x01a\x01b", false, token.Token{}},
	{"a size that cuts before a value", "\x00\x00\x02\x01a\x01b", false, token.Token{}},
	{"a size that takes padding along", "\x00\x00\x05\x01a\x01b\x00", false, token.Token{}},
	{"a key beyond its pairs", "\x00\x00\x04\x09a\x01b", false, token.Token{}},
	{"a value beyond its pairs", "\x00\x00\x04\x01a\x02b\x00", false, token.Token{}},
	{"padding that is not zero", "\x00\x00\x04\x01a\x01b\x01", false, token.Token{}},
	{"padding that is not zero in the end", "\x00\x00\x00\x00\x00\x00\x01", false, token.Token{}},
	{"padding that is not zero at first", "\x00\x00\x00\x01\x00\x00\x00", false, token.Token{}},
	{"equal keys", "\x00\x00\x08\x01a\x01b\x01a\x01b", false, token.Token{}},
	{"equal keys among many", "\x00\x00\x50" + strings.Repeat("\x01a\x01b", 20), false, token.Token{}},
	{"a key that is no UTF-8", "\x00\x00\x04\x01\xff\x01b", false, token.Token{}},
	{"a value that is no UTF-8", "\x00\x00\x04\x01a\x01\x80", false, token.Token{}},
	{"a sign that begins in the key", "\x00\x00\x04\x01\xc3\x01\xa9", false, token.Token{}},
	{"half a surrogate pair", "\x00\x00\x06\x01a\x03\xed\xa0\x80", false, token.Token{}},
}

func TestContentsOfSealedTokens(t *testing.T) {
	format := newSealed(t, 0, secret)
	for i := range contentTests {
		test := &contentTests[i]
		t.Run(test.name, func(t *testing.T) {
			text := sealBytes(t, secret, []byte(test.content))
			if !test.ok {
				refused(t, format, text, token.ErrMalformed)
				return
			}
			want := test.want
			want.KeyID, want.NotBefore = format.SigningKeyID(), test.want.IssuedAt
			if got := mustParse(t, format, text); !equal(got, want) {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
}

// Eight times the pairs take some eight times as long. A walk for each pair would make it
// more than fifty.
func TestSealedWorkIsLinearInThePairs(t *testing.T) {
	format := newSealed(t, 0, secret)
	measure := func(n int) time.Duration {
		content := []byte("\x00\x00")
		size := 4 * n
		content = append(content, byte(size)|0x80, byte(size>>7))
		for i := range n {
			content = append(content, 2, byte('0'+i/64), byte('0'+i%64), 0)
		}
		text := sealBytes(t, secret, content)
		best := time.Hour
		for range 30 {
			begin := time.Now()
			if got := mustParse(t, format, text); len(got.Pairs) != n {
				t.Fatalf("%d pairs, want %d", len(got.Pairs), n)
			}
			best = min(best, time.Since(begin))
		}
		return best
	}
	if few, many := measure(250), measure(2000); many > 24*few {
		t.Errorf("250 pairs take %v, 2000 take %v", few, many)
	}
}
