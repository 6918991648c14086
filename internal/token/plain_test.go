package token_test

import (
	"bytes"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// Every byte at every place of texts of every length up to three words, among neighbours at
// both ends of what is plain: a borrow must not hide one, nor make one up.
func TestPlainIsToldEightBytesAtATimeAsByteByByte(t *testing.T) {
	for _, quote := range []byte{0, '"'} {
		plain := func(c byte) bool { return ' ' <= c && c < 0x80 && c != '\\' && (c != quote || quote == 0) }
		for length := range 25 {
			for place := range length {
				for _, neighbour := range []byte{' ', '!', '[', ']', '#', 0x7F} {
					text := bytes.Repeat([]byte{neighbour}, length)
					for c := range 256 {
						text[place] = byte(c)
						if got := token.IsPlain(text, quote); got != plain(byte(c)) {
							t.Fatalf("%q: plain is %v", text, got)
						}
					}
				}
			}
		}
	}
	if !token.IsPlain(nil, '"') {
		t.Error("nothing is not plain")
	}
}
