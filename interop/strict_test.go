package interop_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// outcome is what a side reads from a forgery.
type outcome func(f forgery) live.Pairs

func accepted(f forgery) live.Pairs { return f.pairs }

func refused(forgery) live.Pairs { return live.Pairs{} }

func reads(pairs live.Pairs) outcome { return func(forgery) live.Pairs { return pairs } }

// differences are the rows of "What differs on purpose" that a cookie can show, in their
// words. All that Go accepts here or refuses is so for both cookies, if no path stands there.
var differences = []struct {
	name       string
	path       string // of the one cookie that it is about
	header     func(f forgery) string
	play, inGo outcome
	play28     outcome // where it is another one in Play 2.8
}{
	{"unsigned flash", "/flash", func(f forgery) string { return f.cookie("success=text") }, reads(live.Pairs{"success": "text"}), refused, nil},
	{"session in the form of 2.5", "/session", func(f forgery) string {
		return f.cookie(signedForm(f.key, "user=root"))
	}, reads(live.Pairs{"user": "root"}), refused, nil},
	{"a session in the form of 2.5 as a flash", "/flash", func(f forgery) string {
		return f.cookie(signedForm([]byte("x"), "a=b"))
	}, reads(live.Pairs{"fb9dbee98254aefcd67be41260b5f4353b339f51-a": "b"}), refused, nil},
	{"a flash token as a session, and the other way round", "", func(f forgery) string {
		return f.cookie(f.ours)
	}, reads(live.Pairs{"user": "maria"}), refused, nil},
	{"several cookies of a name", "", func(f forgery) string { return f.cookie("x.y.z") + "; " + f.cookie(f.value) }, refused, accepted, nil},
	{"several cookies of a name, two valid", "", func(f forgery) string {
		return f.cookie(f.value) + "; " + f.cookie(f.another)
	}, accepted, accepted, nil},
	{"several Cookie lines", "", func(f forgery) string { return "a=b\n" + f.cookie(f.value) }, refused, accepted, nil},
	{"value in double quotes", "", func(f forgery) string { return f.cookie(`"` + f.value + `"`) }, accepted, refused, nil},
	{"size", "", func(f forgery) string {
		return f.signed(sha256.New, hs256, f.payload(`,"x":"`+strings.Repeat("x", 4000)+`"`))
	}, accepted, refused, nil},
	{"issued in the future", "/session", func(f forgery) string {
		return f.signed(sha256.New, hs256, f.payload(`,"iat":`+inSeconds(time.Hour)))
	}, accepted, refused, nil},
	{"issued in the future, a flash", "/flash", func(f forgery) string {
		return f.signed(sha256.New, hs256, f.payload(`,"iat":`+inSeconds(time.Hour)))
	}, accepted, accepted, nil},

	{"spare bits in the last character", "", func(f forgery) string { return f.cookie(spareBits(f.value)) }, accepted, refused, nil},
	{"spare bits in the header, signed so", "", func(f forgery) string {
		return f.cookie(signedJWT(sha256.New, f.key, spareBits(encoded(`{"alg":"HS256" }`)), f.part(1)))
	}, accepted, refused, nil},
	{"one character too many", "", func(f forgery) string {
		return f.cookie(signedJWT(sha256.New, f.key, encoded(hs256)+"A", f.part(1)))
	}, accepted, refused, nil},
	{"= padding, which makes it a form to Play", "/session", func(f forgery) string { return f.cookie(f.value + "=") }, refused, refused, nil},
	{"= padding, which makes it an unsigned flash to Play", "/flash", func(f forgery) string {
		return f.cookie(f.value + "=")
	}, func(f forgery) live.Pairs { return live.Pairs{f.value: ""} }, refused, nil},
	{"+ and / in the signature", "", func(f forgery) string {
		for i := 0; ; i++ {
			token := f.signed(sha256.New, hs256, f.payload(`,"x":`+strings.Repeat("1", i+1)))
			head, signature := token[:strings.LastIndexByte(token, '.')], token[strings.LastIndexByte(token, '.'):]
			if other := otherAlphabet.Replace(signature); other != signature {
				return head + other
			}
		}
	}, refused, refused, accepted},
	{"+ and / in the payload", "", func(f forgery) string {
		return f.cookie(signedJWT(sha256.New, f.key, encoded(hs256), otherAlphabet.Replace(encoded(f.payload(`,"x":"???>>>???>>>"`)))))
	}, refused, refused, accepted},
	{"text behind the header's object", "", func(f forgery) string { return f.signed(sha256.New, hs256+"x", f.payload("")) }, accepted, refused, nil},
	{"a member of the header twice", "", func(f forgery) string {
		return f.signed(sha256.New, `{"alg":"none","alg":"HS256"}`, f.payload(""))
	}, accepted, refused, nil},
	{"crit in the header", "", func(f forgery) string {
		return f.signed(sha256.New, `{"alg":"HS256","crit":["x"],"x":1}`, f.payload(""))
	}, accepted, refused, nil},
	{"JSON nested more than 1000 deep", "", func(f forgery) string {
		return f.signed(sha256.New, hs256, f.payload(`,"x":`+strings.Repeat("[", 1003)+strings.Repeat("]", 1003)))
	}, accepted, refused, nil},
	{"dates beyond 64 bits of milliseconds", "", func(f forgery) string {
		return f.signed(sha256.New, hs256, f.payload(`,"nbf":9223372036854776`))
	}, accepted, refused, nil},
	{"compressed payload (zip)", "", func(f forgery) string {
		return f.signed(sha256.New, `{"alg":"HS256","zip":"DEF"}`, compressed(f.payload("")))
	}, accepted, refused, nil},
	{"dates as text", "", func(f forgery) string { return f.signed(sha256.New, hs256, f.payload(`,"exp":"4102444800"`)) }, accepted, refused, nil},
	{"dates with a fraction", "", func(f forgery) string {
		return f.signed(sha256.New, hs256, f.payload(`,"exp":4102444800.5`))
	}, accepted, refused, nil},
	{"dates with an exponent", "", func(f forgery) string { return f.signed(sha256.New, hs256, f.payload(`,"exp":4e9`)) }, accepted, refused, nil},
	{"numbers, true, lists and objects as values", "", func(f forgery) string {
		return f.signed(sha256.New, hs256, `{"data":{"n":1,"f":1e3,"b":true,"l":[1,"x"],"o":{"a":"b"}}}`)
	}, reads(live.Pairs{"n": "1", "f": "1000.0", "b": "true", "l": "[1, x]", "o": "{a=b}"}), refused, nil},
	{"bytes that are no UTF-8", "", func(f forgery) string {
		return f.signed(sha256.New, hs256, "{\"data\":{\"user\":\"\xff\"}}")
	}, reads(live.Pairs{"user": "\ufffd"}), refused, nil},
	{"half a surrogate pair", "", func(f forgery) string {
		return f.signed(sha256.New, hs256, `{"data":{"user":"\ud83d"}}`)
	}, reads(live.Pairs{"user": "\ufffd"}), refused, nil},
}

var otherAlphabet = strings.NewReplacer("-", "+", "_", "/")

// spareBits returns a token whose last character says the same bytes in another way.
func spareBits(value string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, value[len(value)-1])
	return value[:len(value)-1] + alphabet[last+1:last+2]
}

func compressed(text string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.String()
}

func TestWhatDiffersOnPurpose(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return // it has no tokens
		}
		onPlay, inGo, config := seats(t, play, satchel.Config{})
		for path, f := range forgeries(t, onPlay, config) {
			for _, row := range differences {
				if row.path == "" || row.path == path {
					want := row.play
					if row.play28 != nil && strings.HasPrefix(string(play.Version()), "2.8.") {
						want = row.play28
					}
					onPlay.judges(t, row.name, path, row.header(f), want(f))
					inGo.judges(t, row.name, path, row.header(f), row.inGo(f))
				}
			}
		}
	})
}

// Play answers a header of more than 8 KiB with a status (play.server.max-header-size); here the
// cookie is refused like any other. Neither deletes it.
func TestEndlessCookie(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		onPlay, inGo, _ := seats(t, play, satchel.Config{})
		endless := "PLAY_SESSION=" + strings.Repeat("x", 20<<10)
		want := http.StatusRequestHeaderFieldsTooLarge
		if play.Version().LegacyFormat() { // its server is another one
			want = http.StatusRequestURITooLong
		}
		if got := onPlay.ask(t, "/session", endless); got.Status != want || len(got.Header["Set-Cookie"]) > 0 {
			t.Errorf("Play %s: the status %d, want %d; Set-Cookie %q", play.Version(), got.Status, want, got.Header["Set-Cookie"])
		}
		inGo.judges(t, "20 KiB", "/session", endless, live.Pairs{})
	})
}

// JWT.RequirePurpose refuses what Play has written as well, which does not say what it is for.
// It is for the time when no Play writes the cookie any more.
func TestRequirePurposeRefusesWhatPlayWrites(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return // it has no tokens
		}
		strict := satchel.CookieConfig{JWT: satchel.JWTConfig{RequirePurpose: true}}
		onPlay, inGo, config := seats(t, play, satchel.Config{Session: strict, Flash: strict})
		for path, f := range forgeries(t, onPlay, config) {
			inGo.judges(t, "written by Play", path, f.cookie(f.value), live.Pairs{})
		}
		pairs := live.Pairs{"user": "maria"}
		inGo.SetSession(pairs)
		inGo.SetFlash(pairs)
		inGo.wants(t, pairs)
	})
}
