package token

import (
	"bytes"
	"crypto/fips140"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/satchel-go/satchel/internal/keyring"
)

// Sealed is the encrypted format: whoever has the cookie can neither read nor change it.
// Its text is base64url, without padding, of
//
//	version  1 byte, 0x01
//	key      4 bytes, the name of the key
//	nonce    24 bytes, random
//	sealed   the encrypted content (see sealedpairs.go), and a tag of 16 bytes
//
// under XAES-256-GCM, with the version, the key's name and the context as associated
// data: nothing of a token is left that could be exchanged.
type Sealed struct {
	keys   []sealingKey // in the order of the ring
	padTo  int
	states sync.Pool // of *sealedState
}

// sealingKey is one key of the ring.
type sealingKey struct {
	key        keyring.Key
	associated []byte // version, name of the key, context; a token begins with the first two
	xaes       xaes
}

// sealedState is what one operation needs. Nothing of it is handed out.
type sealedState struct {
	text   []byte
	raw    []byte // behind the base64url
	plain  []byte
	subkey [xaesKeySize]byte
}

const (
	sealedVersion = 0x01
	keyNameSize   = 4
	clearSize     = 1 + keyNameSize // what stands before the nonce
	headSize      = clearSize + xaesNonceSize

	// maxPadding bounds what padding can add to a cookie of 4096 bytes.
	maxPadding = 1024

	// maxSealed is the longest text that is decoded. A cookie has a quarter of it.
	maxSealed = 16 << 10
)

// NewSealed returns the format. The keys must have exactly 32 bytes and be derived for
// this purpose. The context is authenticated with each token and has to be the same for
// reader and writer: what the token is for. With padTo, the content is filled up to a
// multiple of so many bytes, so that the length tells less about it; 0 and 1 are for
// none, 1024 is the most. A reader needs not know it.
func NewSealed(ring keyring.Ring, context string, padTo int) (*Sealed, error) {
	if fips140.Enforced() {
		return nil, errors.New("token: GODEBUG=fips140=only leaves no AEAD for the sealed form; use fips140=on, or a signed form")
	}
	if len(ring) == 0 {
		return nil, errors.New("token: the sealed form needs a key")
	}
	if padTo < 0 || padTo > maxPadding {
		return nil, fmt.Errorf("token: padding to a multiple of %d bytes; use 0 to %d", padTo, maxPadding)
	}
	f := &Sealed{padTo: max(padTo, 1)}
	f.states.New = func() any { return new(sealedState) }
	for _, key := range ring {
		sealing, err := newSealingKey(key, context)
		if err != nil {
			return nil, fmt.Errorf("token: key %s: %w", key.ID(), err)
		}
		f.keys = append(f.keys, sealing)
	}
	return f, nil
}

func newSealingKey(key keyring.Key, context string) (sealingKey, error) {
	name, err := hex.DecodeString(key.ID())
	if err != nil || len(name) != keyNameSize {
		return sealingKey{}, fmt.Errorf("its name is not %d bytes in hexadecimal digits", keyNameSize)
	}
	extended, err := newXAES(key.Bytes())
	if err != nil {
		return sealingKey{}, err
	}
	return sealingKey{key: key, associated: slices.Concat([]byte{sealedVersion}, name, []byte(context)), xaes: extended}, nil
}

func (f *Sealed) acquire() *sealedState { return f.states.Get().(*sealedState) }

func (f *Sealed) release(s *sealedState) {
	if cap(s.raw) <= keepAtMost { // the other two are no longer than maxSealed
		f.states.Put(s)
	}
}

// SigningKeyID implements [Format].
func (f *Sealed) SigningKeyID() string { return f.keys[0].key.ID() }

// Append implements [Format]. Besides text that is no UTF-8 it refuses what Parse would
// refuse or read as something else: equal keys, a NotBefore that is neither absent nor
// the time of issue, dates that are millions of years away, and what gets longer than
// 16 KiB.
func (f *Sealed) Append(dst []byte, t Token) ([]byte, error) {
	var nonce [xaesNonceSize]byte
	_, _ = rand.Read(nonce[:]) // it never fails
	return f.appendSealed(dst, &t, nonce[:])
}

func (f *Sealed) appendSealed(dst []byte, t *Token, nonce []byte) ([]byte, error) {
	s := f.acquire()
	defer f.release(s)
	key := &f.keys[0]
	s.raw = append(append(s.raw[:0], key.associated[:clearSize]...), nonce...)
	raw, err := appendContent(s.raw, t)
	if err != nil {
		return dst, err
	}
	size := len(raw) - headSize
	raw = append(raw, make([]byte, f.padded(size)-size)...)
	s.raw = raw
	if length := b64.EncodedLen(len(raw) + xaesTagSize); length > maxSealed {
		return dst, fmt.Errorf("token: a sealed text of %d bytes; %d are read at most", length, maxSealed)
	}
	ownNonce := raw[clearSize:headSize] // so that the caller's may stay on the stack
	gcm, err := key.xaes(ownNonce, s.subkey[:])
	if err != nil {
		return dst, fmt.Errorf("token: key %s: %w", key.key.ID(), err)
	}
	s.raw = gcm.Seal(raw[:headSize], ownNonce[xaesHalfNonce:], raw[headSize:], key.associated)
	return b64.AppendEncode(dst, s.raw), nil
}

// padded returns the size of a content with its padding.
func (f *Sealed) padded(size int) int { return (size + f.padTo - 1) / f.padTo * f.padTo }

// Weigh implements [Format]: the bytes of a pair in the content.
func (*Sealed) Weigh(p Pair) int { return weighSealed(p) }

// Len implements [Format].
func (f *Sealed) Len(t Token, weight int) int {
	return b64.EncodedLen(headSize + f.padded(contentLen(&t, weight)) + xaesTagSize)
}

// Parse implements [Format]. An unknown key is a bad signature: the key's name is a
// hint, which saves the attempts under other keys and which anybody can write.
func (f *Sealed) Parse(text string) (t Token, err error) {
	if len(text) < b64.EncodedLen(headSize+minContent+xaesTagSize) || len(text) > maxSealed {
		return Token{}, ErrMalformed
	}
	s := f.acquire()
	defer f.release(s)
	s.text = append(s.text[:0], text...)
	raw, err := b64.AppendDecode(s.raw[:0], s.text)
	s.raw = raw
	// The decoder passes over line breaks; the length tells.
	if err != nil || b64.EncodedLen(len(raw)) != len(text) || raw[0] != sealedVersion {
		return Token{}, ErrMalformed
	}
	key, content, err := f.open(s)
	if err != nil {
		return Token{}, err
	}
	if err = authentic(&t, key); err != nil {
		return t, err
	}
	if !parseContent(string(content), &t) {
		return Token{}, ErrMalformed
	}
	return t, nil
}

// open returns the content of s.raw, in s.plain, and the first key that opens it. Names
// of 32 bits can meet: each key of the name is tried. The content does not go in the
// place of what was sealed, since a failed attempt leaves zeros.
func (f *Sealed) open(s *sealedState) (*keyring.Key, []byte, error) {
	nonce, sealed := s.raw[clearSize:headSize], s.raw[headSize:]
	s.plain = slices.Grow(s.plain[:0], len(sealed))
	for i := range f.keys {
		key := &f.keys[i]
		if !bytes.Equal(s.raw[:clearSize], key.associated[:clearSize]) {
			continue
		}
		gcm, err := key.xaes(nonce, s.subkey[:])
		if err != nil {
			continue // no key schedule fails that has not failed in NewSealed
		}
		if content, err := gcm.Open(s.plain, nonce[xaesHalfNonce:], sealed, key.associated); err == nil {
			return &key.key, content, nil
		}
	}
	return nil, nil, ErrSignature
}
