package token

import (
	"crypto/hmac"
	"crypto/subtle"
	"hash"
	"sync"

	"github.com/satchel-go/satchel/internal/keyring"
)

// authenticator computes MACs under the keys of a ring and compares them as
// text: the encoded MAC is compared with the encoded signature, so that there is
// exactly one text for each MAC. Spare bits, padding and another alphabet, which
// a decoder would have to look for, cannot match.
type authenticator struct {
	ring   keyring.Ring
	encode func(dst, mac []byte) []byte
	states sync.Pool // of *macState
}

// macState is what one operation needs: a MAC for each key, kept and reset since
// hmac.New costs more than the MAC of a short text (six allocations, and twice
// the time), and room for the bytes of the text.
type macState struct {
	hashes  []hash.Hash
	text    []byte // the token, or the cookie being built
	payload []byte // decoded, or the JSON being built
	sum     []byte
	encoded []byte
}

// keepAtMost is the room that a state may hold while it waits for the next
// operation; a cookie has at most 4096 bytes.
const keepAtMost = 16 << 10

func newAuthenticator(newHash func() hash.Hash, ring keyring.Ring, encode func(dst, mac []byte) []byte) *authenticator {
	a := &authenticator{ring: ring, encode: encode}
	a.states.New = func() any {
		s := &macState{hashes: make([]hash.Hash, len(ring))}
		for i, key := range ring {
			s.hashes[i] = hmac.New(newHash, key.Bytes())
		}
		return s
	}
	return a
}

func (a *authenticator) acquire() *macState { return a.states.Get().(*macState) }

func (a *authenticator) release(s *macState) {
	if cap(s.text) <= keepAtMost && cap(s.payload) <= keepAtMost {
		a.states.Put(s)
	}
}

// signature returns the encoded MAC of message under key i. It is overwritten by
// the next call.
func (a *authenticator) signature(s *macState, i int, message []byte) []byte {
	h := s.hashes[i]
	h.Reset()
	h.Write(message)
	s.sum = h.Sum(s.sum[:0])
	s.encoded = a.encode(s.encoded[:0], s.sum)
	return s.encoded
}

// verify begins the token with the key under which signature is that of message. The
// comparison takes the same time wherever they differ.
func (a *authenticator) verify(s *macState, message, signature []byte, t *Token) error {
	for i := range a.ring {
		if subtle.ConstantTimeCompare(a.signature(s, i, message), signature) == 1 {
			return authentic(t, &a.ring[i])
		}
	}
	return ErrSignature
}

// authentic begins the token that a key has proved authentic. One of a retired key is
// refused, and has nothing but the key's name.
func authentic(t *Token, key *keyring.Key) error {
	t.KeyID = key.ID()
	if key.State() == keyring.Retired {
		return ErrRetired
	}
	t.Stale = key.State() == keyring.Retiring
	return nil
}
