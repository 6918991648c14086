package token

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"fmt"
)

// Sizes of XAES-256-GCM in bytes.
const (
	xaesKeySize   = 32
	xaesNonceSize = 24
	xaesTagSize   = 16

	// The first half of a nonce derives a key, the second half is the nonce of GCM.
	xaesHalfNonce = xaesNonceSize / 2
)

// xaes is XAES-256-GCM (c2sp.org/XAES-256-GCM) under one key. It returns the AES-256-GCM
// for the message of one nonce, which then takes the second half of that nonce. The key
// of the message is left in subkey, which has 32 bytes: the caller's, since what an
// interface is given cannot stay on the stack.
//
// Why not AES-GCM alone: its nonces of 96 bits may be drawn at random for 2^32 messages
// only, which a site reaches; these are good for 2^80. The price is a key schedule for
// each message. XChaCha20-Poly1305 is as good, and not in the standard library.
//
// It is a function, so that package fmt finds no key in it.
type xaes func(nonce, subkey []byte) (cipher.AEAD, error)

func newXAES(key []byte) (xaes, error) {
	if len(key) != xaesKeySize {
		return nil, fmt.Errorf("a key of %d bytes, where the sealed form takes %d", len(key), xaesKeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	mask := cmacMask(block)
	return func(nonce, subkey []byte) (cipher.AEAD, error) {
		for i := range 2 { // NIST SP 800-108 in counter mode, with CMAC of a single block
			half := subkey[i*aes.BlockSize : (i+1)*aes.BlockSize]
			copy(half, []byte{0, byte(i + 1), 'X', 0})
			copy(half[4:], nonce[:xaesHalfNonce])
			subtle.XORBytes(half, half, mask)
			block.Encrypt(half, half)
		}
		derived, err := aes.NewCipher(subkey)
		if err != nil {
			return nil, err
		}
		return cipher.NewGCM(derived)
	}, nil
}

// cmacMask returns the subkey K1 of NIST SP 800-38B section 6.1: the encrypted zero
// block, doubled in GF(2^128).
func cmacMask(block cipher.Block) []byte {
	mask := make([]byte, aes.BlockSize)
	block.Encrypt(mask, mask)
	overflow := mask[0] >> 7
	for i := range mask[1:] {
		mask[i] = mask[i]<<1 | mask[i+1]>>7
	}
	mask[aes.BlockSize-1] = mask[aes.BlockSize-1]<<1 ^ overflow*0x87
	return mask
}
