package token_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// signed are the formats whose texts nobody can make or change without a key.
func signed(t *testing.T) map[string]token.Format {
	list := formats(t)
	delete(list, "URLEncoded")
	return list
}

func TestEachFlippedBitIsRefused(t *testing.T) {
	for name, format := range signed(t) {
		t.Run(name, func(t *testing.T) {
			text := mustAppend(t, format, session())
			mustParse(t, format, text)
			for i := range len(text) * 8 {
				flipped := []byte(text)
				flipped[i/8] ^= 1 << (i % 8)
				refused(t, format, string(flipped), token.ErrMalformed, token.ErrSignature)
			}
		})
	}
}

func TestEachPartOfATextIsRefused(t *testing.T) {
	for name, format := range signed(t) {
		t.Run(name, func(t *testing.T) {
			text := mustAppend(t, format, session())
			for i := 1; i <= len(text); i++ {
				refused(t, format, text[:len(text)-i], token.ErrMalformed, token.ErrSignature)
				refused(t, format, text[i:], token.ErrMalformed, token.ErrSignature)
			}
		})
	}
}

func TestTextAroundATokenIsRefused(t *testing.T) {
	for name, format := range signed(t) {
		t.Run(name, func(t *testing.T) {
			text := mustAppend(t, format, session())
			for _, more := range []string{" ", "\n", "\x00", ".", "-", "=", "&", "A", `"`, "é", text} {
				refused(t, format, text+more, token.ErrMalformed, token.ErrSignature)
				refused(t, format, more+text, token.ErrMalformed, token.ErrSignature)
			}
		})
	}
}

func TestATokenOfAnotherFormatIsRefused(t *testing.T) {
	list := formats(t)
	for reader, format := range signed(t) {
		for writer, other := range list {
			if writer != reader {
				refused(t, format, mustAppend(t, other, session()), token.ErrMalformed, token.ErrSignature, token.ErrAlgorithm)
			}
		}
	}
}

func TestShapesThatAreNoJWT(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	good := mustAppend(t, format, session())
	for name, text := range map[string]string{
		"nothing":                       "",
		"a dot":                         ".",
		"two dots":                      "..",
		"three dots":                    "...",
		"a megabyte of dots":            strings.Repeat(".", 1<<20),
		"a megabyte without dots":       strings.Repeat("A", 1<<20),
		"one segment":                   good[:strings.IndexByte(good, '.')],
		"two segments":                  good[:strings.LastIndexByte(good, '.')],
		"four segments":                 "." + good,
		"four segments, all signed":     seal("a.b.c"),
		"an empty segment behind":       good + ".",
		"an encrypted token's five":     good + ".e30.e30",
		"a signature alone":             good[strings.LastIndexByte(good, '.')+1:],
		"two segments, properly sealed": seal("e30"),
	} {
		t.Run(name, func(t *testing.T) { refused(t, format, text, token.ErrMalformed) })
	}
	t.Run("an empty segment in front", func(t *testing.T) {
		refused(t, format, good[strings.IndexByte(good, '.'):], token.ErrSignature)
	})
	t.Run("empty segments, properly signed", func(t *testing.T) {
		refused(t, format, seal("."), token.ErrMalformed)
		refused(t, format, seal(encode(ownHeader)+"."), token.ErrMalformed)
		refused(t, format, seal("."+encode(`{"data":{}}`)), token.ErrMalformed)
	})
}

func TestShapesThatAreNoSignedURL(t *testing.T) {
	format := newSignedURL(t, secret)
	good := sealURL("a=1&b=2")
	mustParse(t, format, good)
	for name, text := range map[string]string{
		"nothing":                        "",
		"a dash":                         "-",
		"a megabyte of dashes":           strings.Repeat("-", 1<<20),
		"pairs alone":                    "a=1&b=2",
		"no dash":                        strings.Replace(good, "-", "", 1),
		"the signature in capitals":      strings.ToUpper(good[:40]) + good[40:],
		"a signature of zeros":           strings.Repeat("0", 40) + good[40:],
		"a space before the signature":   " " + good,
		"an escape in another letter":    strings.Replace(sealURL("a=%C3%A9"), "%A9", "%a9", 1),
		"pairs in another order":         good[:41] + "b=2&a=1",
		"the signature of nothing alone": strings.TrimSuffix(sealURL(""), "-"),
	} {
		t.Run(name, func(t *testing.T) { refused(t, format, text, token.ErrMalformed, token.ErrSignature) })
	}
}

func TestLongTextsHaveNoLimitHere(t *testing.T) {
	long := token.Token{Pairs: pairs("k", strings.Repeat("v", 1<<20))}
	for name, format := range formats(t) {
		t.Run(name, func(t *testing.T) { checkRoundTrip(t, format, long) })
	}
	format := newJWT(t, token.HS256, secret)
	refused(t, format, encode(ownHeader)+"."+strings.Repeat("A", 1<<20)+"."+strings.Repeat("A", 43), token.ErrSignature)
}
