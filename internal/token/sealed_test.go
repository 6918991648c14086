package token_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/cryptotest"
	"time"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

const (
	sealedInfo    = "satchel/1 XAES-256-GCM session __Host-session"
	sealedContext = "satchel/1 native session __Host-session"

	// sealedHead is what stands before the encrypted content: version, key, nonce.
	sealedHead = 1 + 4 + 24
)

func newSealed(tb testing.TB, padTo int, secrets ...string) *token.Sealed {
	tb.Helper()
	return newSealedOf(tb, keyring.New(secrets...), sealedInfo, sealedContext, padTo)
}

func newSealedOf(tb testing.TB, secrets keyring.Ring, info, context string, padTo int) *token.Sealed {
	tb.Helper()
	format, err := token.NewSealed(derived(tb, secrets, info), context, padTo)
	if err != nil {
		tb.Fatal(err)
	}
	return format
}

func derived(tb testing.TB, secrets keyring.Ring, info string) keyring.Ring {
	tb.Helper()
	ring, err := secrets.Derive(info, 32)
	if err != nil {
		tb.Fatal(err)
	}
	return ring
}

// sealBytes makes an authentic token of any content under a secret.
func sealBytes(tb testing.TB, secret string, content []byte) string {
	tb.Helper()
	key := derived(tb, keyring.New(secret), sealedInfo)[0]
	head := append([]byte{1}, unhex(tb, key.ID())...)
	associated := append(bytes.Clone(head), sealedContext...)
	nonce := []byte("a nonce of 24 bytes here")
	gcm, _, err := token.XAES(key.Bytes(), nonce)
	if err != nil {
		tb.Fatal(err)
	}
	head = append(head, nonce...)
	return base64.RawURLEncoding.EncodeToString(gcm.Seal(head, nonce[12:], content, associated))
}

// checkSealedRoundTrip is checkRoundTrip; NotBefore comes back as the time of issue.
func checkSealedRoundTrip(tb testing.TB, format *token.Sealed, in token.Token) {
	tb.Helper()
	text := mustAppend(tb, format, in)
	if got := format.Len(in, weigh(format, in.Pairs)); got != len(text) {
		tb.Errorf("Len = %d, the text of %+v has %d bytes", got, in, len(text))
	}
	if !isCookieValue(text) {
		tb.Errorf("no cookie value: %q", text)
	}
	want := in
	want.KeyID, want.IssuedAt, want.ExpiresAt = format.SigningKeyID(), wholeSeconds(in.IssuedAt), wholeSeconds(in.ExpiresAt)
	want.NotBefore = want.IssuedAt
	if got := mustParse(tb, format, text); !equal(got, want) || got.Stale {
		tb.Errorf("reads as %+v\nwant     %+v", got, want)
	}
}

func TestASealedTokenReadsAsItWasWritten(t *testing.T) {
	year := 365 * 24 * time.Hour
	for name, in := range map[string]token.Token{
		"a session with all dates":                session(),
		"nothing at all":                          {},
		"no pairs":                                {IssuedAt: now, NotBefore: now},
		"no expiry":                               {IssuedAt: now, NotBefore: now, Pairs: pairs("user", "bob")},
		"no time of issue":                        {ExpiresAt: now, Pairs: pairs("user", "bob")},
		"no start":                                {IssuedAt: now, Pairs: pairs("user", "bob")},
		"an empty key and an empty value":         {IssuedAt: now, Pairs: pairs("", "", "k", "")},
		"an expiry in the second of the issue":    {IssuedAt: now, ExpiresAt: now.Add(time.Millisecond)},
		"an expiry a second after the issue":      {IssuedAt: now, ExpiresAt: now.Add(time.Second)},
		"an expiry a second before the issue":     {IssuedAt: now, ExpiresAt: now.Add(-time.Second)},
		"an expiry long before the issue":         {IssuedAt: now, ExpiresAt: now.Add(-80 * year)},
		"the epoch":                               {IssuedAt: time.Unix(0, 0), NotBefore: time.Unix(0, 0), ExpiresAt: time.Unix(0, 0)},
		"a second before the epoch":               {IssuedAt: time.Unix(-1, 0), ExpiresAt: time.Unix(-1, 0)},
		"half a second before the epoch":          {IssuedAt: time.UnixMilli(-500), ExpiresAt: time.UnixMilli(500)},
		"the first second of year one":            {IssuedAt: time.Time{}.Add(time.Millisecond), ExpiresAt: time.Time{}.Add(time.Millisecond)},
		"the second one of year one":              {IssuedAt: time.Time{}.Add(time.Second), ExpiresAt: time.Time{}.Add(time.Second)},
		"the latest dates":                        {IssuedAt: time.Unix(1<<50, 0), ExpiresAt: time.Unix(1<<50, 0)},
		"the dates that are farthest apart":       {IssuedAt: time.Unix(-1<<50, 0), ExpiresAt: time.Unix(1<<50, 0)},
		"the same the other way round":            {IssuedAt: time.Unix(1<<50, 0), ExpiresAt: time.Unix(-1<<50, 0)},
		"a key and a value of 127 bytes":          {Pairs: pairs(strings.Repeat("k", 127), strings.Repeat("v", 127))},
		"a key and a value of 128 bytes":          {Pairs: pairs(strings.Repeat("k", 128), strings.Repeat("v", 128))},
		"as much as a cookie holds":               {Pairs: pairs("k", strings.Repeat("v", 3000))},
		"control characters and signs of cookies": {Pairs: pairs("\x00\x01", "\x00;,\\\"= \r\n\u007f\u2028")},
		"characters of four bytes":                {Pairs: pairs("😀", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢")},
		"a value that looks like a sealed pair":   {Pairs: pairs("a", "\x01b\x01c", "b", "d")},
	} {
		t.Run(name, func(t *testing.T) {
			for _, padTo := range []int{0, 1, 2, 16, 64, 1000, 1024} {
				checkSealedRoundTrip(t, newSealed(t, padTo, secret), in)
			}
		})
	}
}

// What Append would write and Parse read as something else, or not at all.
func TestSealedRefusesToWriteWhatItWouldNotRead(t *testing.T) {
	format := newSealed(t, 0, secret)
	long := make([]token.Pair, 20)
	for i := range long {
		long[i].Key = fmt.Sprint(i)
	}
	long[19].Key = "7"
	for name, in := range map[string]token.Token{
		"equal keys":                          {Pairs: pairs("a", "1", "b", "2", "a", "1")},
		"equal keys among many":               {Pairs: long},
		"a start after the issue":             {IssuedAt: now, NotBefore: now.Add(time.Minute)},
		"a start before the issue":            {IssuedAt: now, NotBefore: now.Add(-time.Minute)},
		"a start without a time of issue":     {NotBefore: now},
		"an issue beyond the latest date":     {IssuedAt: time.Unix(1<<50+1, 0)},
		"an expiry beyond the latest date":    {ExpiresAt: time.Unix(1<<50+1, 0)},
		"an issue before the earliest date":   {IssuedAt: time.Unix(-1<<50-1, 0)},
		"more than 16 KiB":                    {Pairs: pairs("k", strings.Repeat("v", 12<<10))},
		"a key that is no UTF-8":              {Pairs: pairs("\xff", "v")},
		"a value with half a surrogate pair":  {Pairs: pairs("k", "\xed\xa0\x80")},
		"a value cut in the middle of a sign": {Pairs: pairs("k", "é"[:1])},
	} {
		t.Run(name, func(t *testing.T) {
			dst, err := format.Append([]byte("before"), in)
			if err == nil || string(dst) != "before" {
				t.Errorf("%q, %v", dst, err)
			}
			if noText := strings.Contains(name, "UTF-8") || strings.HasPrefix(name, "a value"); errors.Is(err, token.ErrNotUTF8) != noText {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestPaddingHidesTheLengthWithinABucket(t *testing.T) {
	const padTo = 64
	reader := newSealed(t, 0, secret)
	padded := newSealed(t, padTo, secret)
	lengths := map[int]int{}
	for n := range 4 * padTo {
		in := token.Token{IssuedAt: now, Pairs: pairs("user", strings.Repeat("v", n))}
		text := mustAppend(t, padded, in)
		lengths[len(text)]++
		if plain := len(decode(t, text)) - sealedHead - 16; plain%padTo != 0 {
			t.Fatalf("%d bytes of content", plain)
		}
		// The setting is the writer's.
		if got := mustParse(t, reader, text); len(got.Pairs) != 1 || got.Pairs[0] != in.Pairs[0] {
			t.Fatalf("%+v", got)
		}
	}
	if len(lengths) != 5 {
		t.Errorf("256 sessions have these lengths: %v, want five", lengths)
	}
	// Sizes in sight of the limit stay below it: padding is less than one bucket.
	in := token.Token{IssuedAt: now, Pairs: pairs("user", "bob")}
	if more := len(mustAppend(t, newSealed(t, 1024, secret), in)) - len(mustAppend(t, reader, in)); more >= base64.RawURLEncoding.EncodedLen(1024) {
		t.Errorf("padding adds %d bytes", more)
	}
}

func TestEachSealedTokenHasANonceOfItsOwn(t *testing.T) {
	format := newSealed(t, 0, secret)
	seen := map[string]bool{}
	for range 2000 {
		raw := decode(t, mustAppend(t, format, session()))
		nonce := raw[5:sealedHead]
		if seen[nonce] || len(strings.Trim(nonce, "\x00")) < 16 {
			t.Fatalf("nonce %x", nonce)
		}
		seen[nonce] = true
	}
}

// The nonces come from crypto/rand, and from nowhere else.
func TestNoncesAreThoseOfTheSystem(t *testing.T) {
	format := newSealed(t, 0, secret)
	cryptotest.SetGlobalRandom(t, 1)
	first, second := mustAppend(t, format, session()), mustAppend(t, format, session())
	cryptotest.SetGlobalRandom(t, 1)
	if again := mustAppend(t, format, session()); again != first || first == second {
		t.Errorf("%q, %q, and from the beginning %q", first, second, again)
	}
}

func TestSealedLeavesWhatStandsBefore(t *testing.T) {
	format := newSealed(t, 0, secret)
	nonce := make([]byte, 24)
	want, err := format.AppendWithNonce(nil, session(), nonce)
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []int{0, 8, 4096} {
		text, err := format.AppendWithNonce(append(make([]byte, 0, room), "session="...), session(), nonce)
		if err != nil || string(text) != "session="+string(want) {
			t.Errorf("%q, %v, want %q behind the name", text, err, want)
		}
	}
	marked := session()
	marked.KeyID, marked.Purpose, marked.Stale = "someone", "something", true
	if text, err := format.AppendWithNonce(nil, marked, nonce); err != nil || !bytes.Equal(text, want) {
		t.Errorf("key, purpose and staleness change the text to %q, %v", text, err)
	}
}

// What is handed out is not overwritten by the operations that follow.
func TestSealedServesManyGoroutines(t *testing.T) {
	format := newSealed(t, 16, secret, older)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			kept := map[string]token.Token{}
			for j := range 100 {
				own := session()
				own.Pairs = append(own.Pairs, pairs(fmt.Sprint(i), strings.Repeat(fmt.Sprint(j), j+1))...)
				checkSealedRoundTrip(t, format, own)
				text := mustAppend(t, format, own)
				kept[text] = mustParse(t, format, text)
				refused(t, format, text[:len(text)-4]+"AAAA", token.ErrSignature)
			}
			for text, was := range kept {
				if !equal(mustParse(t, format, text), was) {
					t.Errorf("a token that was read has changed")
				}
			}
		})
	}
	group.Wait()
}
