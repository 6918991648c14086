package token_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// BenchmarkSealed compares with the JWT for the same pairs: five of 150 bytes together,
// as most sessions are, and five of 150 bytes each.
func BenchmarkSealed(b *testing.B) {
	small := token.Token{IssuedAt: now, NotBefore: now, Pairs: pairs("connected", "user@example.com", "role", "editor",
		"locale", "en-GB", "csrf", "9f2c4b7e1d6a8035c4e7f1b29a6d0835e2c70d41", "returnTo", strings.Repeat("/projects", 6))}
	large := token.Token{IssuedAt: now, NotBefore: now}
	for _, key := range []string{"one", "two", "tri", "for", "fiv"} {
		large.Pairs = append(large.Pairs, token.Pair{Key: key, Value: strings.Repeat("v", 147)})
	}
	for name, format := range map[string]token.Format{"JWT": newJWT(b, token.HS256, secret), "Sealed": newSealed(b, 0, secret)} {
		for size, in := range map[string]*token.Token{"150": &small, "750": &large} {
			text := mustAppend(b, format, *in)
			b.Run(name+"/"+size+"/read", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					_, _ = format.Parse(text)
				}
				b.ReportMetric(float64(len(text)), "bytes")
			})
			b.Run(name+"/"+size+"/write", func(b *testing.B) {
				b.ReportAllocs()
				room := make([]byte, 0, 4096)
				for b.Loop() {
					_, _ = format.Append(room, *in)
				}
			})
		}
	}
}
