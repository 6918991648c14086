package token_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

func TestEachFlippedBitOfASealedTokenIsRefused(t *testing.T) {
	for _, padTo := range []int{0, 32} {
		format := newSealed(t, padTo, secret, older)
		text := mustAppend(t, format, session())
		mustParse(t, format, text)
		for i := range len(text) * 8 {
			flipped := []byte(text)
			flipped[i/8] ^= 1 << (i % 8)
			refused(t, format, string(flipped), token.ErrMalformed, token.ErrSignature)
		}
		raw := []byte(decode(t, text))
		for i := range len(raw) * 8 {
			flipped := bytes.Clone(raw)
			flipped[i/8] ^= 1 << (i % 8)
			reason := token.ErrSignature
			if i < 8 {
				reason = token.ErrMalformed
			}
			refused(t, format, encode(string(flipped)), reason)
		}
	}
}

func TestEachPartOfASealedTokenIsRefused(t *testing.T) {
	format := newSealed(t, 0, secret)
	text := mustAppend(t, format, session())
	other := mustAppend(t, format, token.Token{IssuedAt: now, Pairs: pairs("user", "alice")})
	raw := decode(t, text)
	for i := 1; i <= len(text); i++ {
		refused(t, format, text[:len(text)-i], token.ErrMalformed, token.ErrSignature)
		refused(t, format, text[i:], token.ErrMalformed, token.ErrSignature)
	}
	for i := range raw {
		refused(t, format, encode(raw[:i]), token.ErrMalformed, token.ErrSignature)
		refused(t, format, encode(raw[:i]+raw[i+1:]), token.ErrMalformed, token.ErrSignature)
		refused(t, format, encode(raw[:i]+"\x00"+raw[i:]), token.ErrMalformed, token.ErrSignature)
	}
	for _, more := range []string{" ", "\n", "\x00", ".", "-", "=", "&", "A", "AA", "AAA", "AAAA", `"`, "é", text} {
		refused(t, format, text+more, token.ErrMalformed, token.ErrSignature)
		refused(t, format, more+text, token.ErrMalformed, token.ErrSignature)
	}
	for i := range min(len(text), len(other)) { // the beginning of one, the end of another
		if spliced := text[:i] + other[i:]; spliced != text && spliced != other {
			refused(t, format, spliced, token.ErrMalformed, token.ErrSignature)
		}
	}
}

func TestShapesThatAreNoSealedToken(t *testing.T) {
	format := newSealed(t, 0, secret)
	for length := range 3 { // for each number of bits left over
		good := mustAppend(t, format, token.Token{Pairs: pairs("k", strings.Repeat("v", length))})
		raw := decode(t, good)
		mustParse(t, format, good)
		for name, text := range map[string]string{
			"nothing":                       "",
			"a byte less than the shortest": encode("\x01" + strings.Repeat("a", sealedHead-1+2+16)),
			"version 0":                     encode("\x00" + raw[1:]),
			"version 2":                     encode("\x02" + raw[1:]),
			"padding":                       good + "=",
			"padding, twice":                good + "==",
			"a line break at the end":       good + "\n",
			"a line break inside":           good[:8] + "\r\n" + good[8:],
			"four line breaks":              good[:8] + "\n\n\n\n" + good[8:],
			"the other alphabet":            strings.Repeat("+", len(good)),
			"a dot":                         good[:8] + "." + good[9:],
			"a JWT":                         mustAppend(t, newJWT(t, token.HS256, secret), session()),
			"more than 16 KiB":              encode("\x01" + strings.Repeat("a", 12<<10)),
			"a megabyte":                    strings.Repeat("A", 1<<20),
		} {
			t.Run(name, func(t *testing.T) { refused(t, format, text, token.ErrMalformed) })
		}
		if len(good)%4 != 0 {
			t.Run("bits that are left over", func(t *testing.T) { refused(t, format, spare(good), token.ErrMalformed) })
		}
	}
	t.Run("16 KiB that nobody sealed", func(t *testing.T) {
		refused(t, format, encode("\x01"+strings.Repeat("a", 12<<10-1)), token.ErrSignature)
	})
	checkSealedRoundTrip(t, format, token.Token{Pairs: pairs("k", strings.Repeat("v", 12<<10-sealedHead-16-30))})
}

// Each one differs from the reader in one thing.
func TestASealedTokenOfAnotherPlaceIsRefused(t *testing.T) {
	ring := keyring.New(secret)
	reader := newSealedOf(t, ring, sealedInfo, sealedContext, 0)
	for name, writer := range map[string]*token.Sealed{
		"the key of another cookie":        newSealedOf(t, ring, "satchel/1 XAES-256-GCM session __Host-other", sealedContext, 0),
		"the key of another purpose":       newSealedOf(t, ring, "satchel/1 XAES-256-GCM flash __Host-session", sealedContext, 0),
		"the key of the signed form":       newSealedOf(t, ring, "satchel/1 HS256 session __Host-session", sealedContext, 0),
		"the context of another cookie":    newSealedOf(t, ring, sealedInfo, "satchel/1 native session __Host-other", 0),
		"the context of another purpose":   newSealedOf(t, ring, sealedInfo, "satchel/1 native flash __Host-session", 0),
		"the context of another profile":   newSealedOf(t, ring, sealedInfo, "satchel/1 play session __Host-session", 0),
		"the context of an application":    newSealedOf(t, ring, sealedInfo, sealedContext+" shop", 0),
		"a context that is shorter":        newSealedOf(t, ring, sealedInfo, sealedContext[:len(sealedContext)-1], 0),
		"no context":                       newSealedOf(t, ring, sealedInfo, "", 0),
		"another secret":                   newSealedOf(t, keyring.New(older), sealedInfo, sealedContext, 0),
		"a context with the version ahead": newSealedOf(t, ring, sealedInfo, "\x01"+sealedContext, 0),
	} {
		t.Run(name, func(t *testing.T) {
			for _, in := range []token.Token{session(), {}} {
				refused(t, reader, mustAppend(t, writer, in), token.ErrSignature)
				refused(t, writer, mustAppend(t, reader, in), token.ErrSignature)
			}
		})
	}
}

// Nobody is told more than that it does not match.
func TestAnUnknownKeyIsABadSignature(t *testing.T) {
	text := mustAppend(t, newSealed(t, 0, unknown), session())
	_, err := newSealed(t, 0, secret, older).Parse(text)
	_, bad := newSealed(t, 0, unknown).Parse(text[:len(text)-4] + "AAAA")
	if err == nil || bad == nil || err.Error() != bad.Error() {
		t.Errorf("unknown key: %v; bad tag: %v", err, bad)
	}
}
