package token_test

import (
	"bytes"
	"crypto/sha3"
	"encoding/hex"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// xaesVectors are the two of c2sp.org/XAES-256-GCM. The first bit of the encrypted zero
// block is 0 in one and 1 in the other, on which the mask depends.
var xaesVectors = []struct{ name, key, subkey, associated, sealed string }{
	{
		name:       "nothing flows over when the mask is doubled",
		key:        "0101010101010101010101010101010101010101010101010101010101010101",
		subkey:     "c8612c9ed53fe43e8e005b828a1631a0bbcb6ab2f46514ec4f439fcfd0fa969b",
		associated: "",
		sealed:     "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271",
	},
	{
		name:       "a bit flows over when the mask is doubled",
		key:        "0303030303030303030303030303030303030303030303030303030303030303",
		subkey:     "e9c621d4cdd9b11b00a6427ad7e559aeedd66b3857646677748f8ca796cb3fd8",
		associated: "c2sp.org/XAES-256-GCM",
		sealed:     "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d",
	},
}

func TestXAESIsThatOfItsVectors(t *testing.T) {
	nonce := []byte("ABCDEFGHIJKLMNOPQRSTUVWX")
	for _, test := range xaesVectors {
		t.Run(test.name, func(t *testing.T) {
			gcm, subkey, err := token.XAES(unhex(t, test.key), nonce)
			if err != nil || hex.EncodeToString(subkey) != test.subkey {
				t.Fatalf("subkey %x, %v, want %s", subkey, err, test.subkey)
			}
			if got := gcm.Seal(nil, nonce[12:], []byte("XAES-256-GCM"), []byte(test.associated)); hex.EncodeToString(got) != test.sealed {
				t.Errorf("sealed %x, want %s", got, test.sealed)
			}
		})
	}
}

// 10 000 messages from a generator, as the specification has them.
func TestXAESIsThatOfItsAccumulatedVector(t *testing.T) {
	random, sum := sha3.NewSHAKE128(), sha3.NewSHAKE128()
	read := func(n byte) []byte {
		b := make([]byte, n)
		random.Read(b)
		return b
	}
	for range 10_000 {
		key, nonce := read(32), read(24)
		plain := read(read(1)[0])
		associated := read(read(1)[0])
		gcm, _, err := token.XAES(key, nonce)
		if err != nil {
			t.Fatal(err)
		}
		sealed := gcm.Seal(nil, nonce[12:], plain, associated)
		sum.Write(sealed)
		if opened, err := gcm.Open(nil, nonce[12:], sealed, associated); err != nil || !bytes.Equal(opened, plain) {
			t.Fatalf("%x opens as %x, %v, want %x", sealed, opened, err, plain)
		}
	}
	got := make([]byte, 32)
	sum.Read(got)
	if want := "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939"; hex.EncodeToString(got) != want {
		t.Errorf("%x, want %s", got, want)
	}
}

func unhex(tb testing.TB, digits string) []byte {
	tb.Helper()
	b, err := hex.DecodeString(digits)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}
