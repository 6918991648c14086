package interop_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// forgery is what somebody has who sends cookies by hand: two good values of one cookie, both
// written by Play, and values of the other cookie.
type forgery struct {
	name                   string // of the cookie
	value, another, across string
	ours                   string     // of the other cookie, written by Go
	pairs                  live.Pairs // those of value
	key                    []byte     // the secret, for what only its owner could write
}

func (f forgery) cookie(value string) string { return f.name + "=" + value }

// part returns one of the three parts of the JWT, or with others of its own the text anew.
func (f forgery) part(i int) string { return strings.Split(f.value, ".")[i] }

func (f forgery) withParts(header, payload, signature string) string {
	return f.cookie(header + "." + payload + "." + signature)
}

// signed returns a JWT of these two texts, signed with the secret.
func (f forgery) signed(with func() hash.Hash, header, payload string) string {
	return f.cookie(signedJWT(with, f.key, encoded(header), encoded(payload)))
}

func signedJWT(with func() hash.Hash, key []byte, header, payload string) string {
	mac := hmac.New(with, key)
	mac.Write([]byte(header + "." + payload))
	return header + "." + payload + "." + encoded(string(mac.Sum(nil)))
}

// payload returns that of the good value with these members besides the pairs: `,"exp":1`.
func (f forgery) payload(more string) string {
	data, _ := base64.RawURLEncoding.DecodeString(f.part(1))
	pairs, _, _ := strings.Cut(string(data), `,"nbf"`)
	return pairs + more + "}"
}

func encoded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// damaged returns base64url with one bit of the bytes inverted.
func damaged(part string) string {
	data, _ := base64.RawURLEncoding.DecodeString(part)
	data[len(data)/2] ^= 1
	return encoded(string(data))
}

func inSeconds(d time.Duration) string { return fmt.Sprint(time.Now().Add(d).Unix()) }

// signedForm returns a session in the form of Play 2.5.
func signedForm(key []byte, body string) string {
	mac := hmac.New(sha1.New, key)
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil)) + "-" + body
}

const hs256 = `{"alg":"HS256"}`

// forgedTokens are cookies on which Play and Go agree; lines of the header are apart by \n.
var forgedTokens = []struct {
	name     string
	header   func(f forgery) string
	accepted bool
}{
	{"the good cookie", func(f forgery) string { return f.cookie(f.value) }, true},
	{"the good cookie among others", func(f forgery) string { return "a=b; " + f.cookie(f.value) + "; c=\"d\"; =e; f" }, true},
	{"behind a malformed cookie of somebody else", func(f forgery) string { return "bad name=1; x=ä, y; " + f.cookie(f.value) }, true},
	{"good before damaged", func(f forgery) string { return f.cookie(f.value) + "; " + f.cookie(f.value+"x") }, true},
	{"good in the first line, damaged in the second", func(f forgery) string { return f.cookie(f.value) + "\n" + f.cookie("x") }, true},
	{"signed by the owner of the secret", func(f forgery) string { return f.signed(sha256.New, hs256, f.payload("")) }, true},
	{"Play's token of the other cookie", func(f forgery) string { return f.cookie(f.across) }, true},
	{"members of the header that nobody knows", func(f forgery) string {
		return f.signed(sha256.New, `{"typ":"JWT","kid":"1","alg":"HS256","x":[1]}`, f.payload(`,"iss":"me","x":null`))
	}, true},
	{"expired within the tolerance", func(f forgery) string {
		return f.signed(sha256.New, hs256, f.payload(`,"exp":`+inSeconds(-4*time.Minute)))
	}, true},
	{"premature within the tolerance", func(f forgery) string {
		return f.signed(sha256.New, hs256, f.payload(`,"nbf":`+inSeconds(4*time.Minute)))
	}, true},

	{"one bit of the header", func(f forgery) string { return f.withParts(damaged(f.part(0)), f.part(1), f.part(2)) }, false},
	{"one bit of the payload", func(f forgery) string { return f.withParts(f.part(0), damaged(f.part(1)), f.part(2)) }, false},
	{"one bit of the signature", func(f forgery) string { return f.withParts(f.part(0), f.part(1), damaged(f.part(2))) }, false},
	{"algorithm none without a signature", func(f forgery) string { return f.withParts(encoded(`{"alg":"none"}`), f.part(1), "") }, false},
	{"algorithm none with a signature", func(f forgery) string { return f.signed(sha256.New, `{"alg":"none"}`, f.payload("")) }, false},
	{"no algorithm", func(f forgery) string { return f.signed(sha256.New, `{}`, f.payload("")) }, false},
	{"algorithm in small letters", func(f forgery) string { return f.signed(sha256.New, `{"alg":"hs256"}`, f.payload("")) }, false},
	{"algorithm RS256", func(f forgery) string { return f.signed(sha256.New, `{"alg":"RS256"}`, f.payload("")) }, false},
	{"algorithm HS384, rightly signed", func(f forgery) string { return f.signed(sha512.New384, `{"alg":"HS384"}`, f.payload("")) }, false},
	{"algorithm HS512, rightly signed", func(f forgery) string { return f.signed(sha512.New, `{"alg":"HS512"}`, f.payload("")) }, false},
	{"signed with another secret", func(f forgery) string {
		return f.cookie(signedJWT(sha256.New, []byte(satchel.NewSecret()), f.part(0), f.part(1)))
	}, false},
	{"signed with no secret", func(f forgery) string { return f.cookie(signedJWT(sha256.New, nil, f.part(0), f.part(1))) }, false},
	{"stripped signature", func(f forgery) string { return f.withParts(f.part(0), f.part(1), "") }, false},
	{"two parts", func(f forgery) string { return f.cookie(f.part(0) + "." + f.part(1)) }, false},
	{"four parts", func(f forgery) string { return f.cookie(f.value + "." + f.part(2)) }, false},
	{"half a signature", func(f forgery) string { return f.cookie(f.value[:len(f.value)-20]) }, false},
	{"swapped halves", func(f forgery) string { return f.withParts(f.part(1), f.part(0), f.part(2)) }, false},
	{"the signature of another token", func(f forgery) string {
		return f.withParts(f.part(0), f.part(1), strings.Split(f.another, ".")[2])
	}, false},
	{"the other token behind this one", func(f forgery) string { return f.cookie(f.value + f.another) }, false},
	{"expired", func(f forgery) string {
		return f.signed(sha256.New, hs256, f.payload(`,"exp":`+inSeconds(-6*time.Minute)))
	}, false},
	{"premature", func(f forgery) string {
		return f.signed(sha256.New, hs256, f.payload(`,"nbf":`+inSeconds(6*time.Minute)))
	}, false},
	{"no pairs", func(f forgery) string { return f.signed(sha256.New, hs256, `{"nbf":1}`) }, false},
	{"pairs that are a list", func(f forgery) string { return f.signed(sha256.New, hs256, `{"data":["user","root"]}`) }, false},
	{"a null among the pairs", func(f forgery) string { return f.signed(sha256.New, hs256, `{"data":{"user":"root","x":null}}`) }, false},
	{"payload that is no JSON", func(f forgery) string { return f.signed(sha256.New, hs256, `user=root`) }, false},
	{"a blank inside", func(f forgery) string { return f.cookie(f.value[:30] + " " + f.value[30:]) }, false},
	{"a blank before the value", func(f forgery) string { return f.cookie(" " + f.value) }, false},
	{"a blank behind the value", func(f forgery) string { return f.cookie(f.value+" ") + "; a=b" }, false},
	{"a tab behind the value", func(f forgery) string { return f.cookie(f.value+"\t") + "; a=b" }, false},
	{"a blank behind the name", func(f forgery) string { return f.name + " =" + f.value }, false},
	{"one quote", func(f forgery) string { return f.cookie(`"` + f.value) }, false},
	{"percent-encoded dots", func(f forgery) string { return f.cookie(strings.ReplaceAll(f.value, ".", "%2E")) }, false},
	{"an empty cookie", func(f forgery) string { return f.cookie("") }, false},
	{"dots", func(f forgery) string { return f.cookie("..") }, false},
	{"no cookie of the name", func(f forgery) string { return strings.ToLower(f.name) + "=" + f.value }, false},
}

func TestForgedTokensAreRefusedByBoth(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return // it has no tokens; see migrationforged_test.go
		}
		onPlay, inGo, config := seats(t, play, satchel.Config{})
		for path, f := range forgeries(t, onPlay, config) {
			for _, row := range forgedTokens {
				want := live.Pairs{}
				if row.accepted {
					want = f.pairs
				}
				for _, side := range []seat{onPlay, inGo} {
					side.judges(t, row.name, path, row.header(f), want)
				}
			}
		}
	})
}

// forgeries has Play write both cookies, and returns what there is to forge by the path that
// reads it.
func forgeries(t *testing.T, onPlay seat, config satchel.Config) map[string]forgery {
	write := func(pairs live.Pairs) (session, flash string) {
		onPlay.ReplaceSession(pairs)
		onPlay.SetFlash(pairs)
		session, flash = onPlay.held(t, "PLAY_SESSION").Value, onPlay.held(t, "PLAY_FLASH").Value
		onPlay.ClearSession()
		onPlay.ClearFlash()
		return session, flash
	}
	pairs, key := live.Pairs{"user": "maria", "näme": "~\u00ff\U0001f600"}, []byte(config.Secrets[0])
	session, flash := write(pairs)
	another, anotherFlash := write(live.Pairs{"user": "root"})
	scopes, err := satchel.New(config)
	if err != nil {
		t.Fatal(err)
	}
	ourSession, _ := scopes.EncodeSession(satchel.Pair{Key: "user", Value: "maria"})
	ourFlash, _ := scopes.EncodeFlash(satchel.Pair{Key: "user", Value: "maria"})
	return map[string]forgery{
		"/session": {"PLAY_SESSION", session, another, flash, ourFlash, pairs, key},
		"/flash":   {"PLAY_FLASH", flash, anotherFlash, session, ourSession, pairs, key},
	}
}

// judges sends a header to one side and compares what it reads. A cookie that it refuses is
// not deleted, by neither side: somebody else's could be meant. An accepted flash ends.
func (s seat) judges(t *testing.T, row, path, header string, want live.Pairs) {
	got := s.ask(t, path, strings.Split(header, "\n")...)
	if got.Status != http.StatusOK {
		t.Errorf("%s: %s: the status %d: %.200s", s.URL(path), row, got.Status, got.Body)
		return
	}
	if pairs := pairsOf(t, got); !maps.Equal(pairs, want) {
		t.Errorf("%s: %s: got %q, want %q", s.URL(path), row, pairs, want)
	}
	ends := path == "/flash" && len(want) > 0
	if lines := got.Header["Set-Cookie"]; ends != (len(lines) == 1) {
		t.Errorf("%s: %s: Set-Cookie %q", s.URL(path), row, lines)
	}
}
