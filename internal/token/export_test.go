package token

import "crypto/cipher"

// XAES returns the AES-256-GCM that XAES-256-GCM uses for one nonce, and its key.
func XAES(key, nonce []byte) (gcm cipher.AEAD, subkey []byte, err error) {
	extended, err := newXAES(key)
	if err != nil {
		return nil, nil, err
	}
	subkey = make([]byte, xaesKeySize)
	gcm, err = extended(nonce, subkey)
	return gcm, subkey, err
}

// AppendWithNonce is Append with a nonce that is not random, for texts that are compared.
func (f *Sealed) AppendWithNonce(dst []byte, t Token, nonce []byte) ([]byte, error) {
	return f.appendSealed(dst, &t, nonce)
}

// Authentic opens the comparison of MACs to the tests, for messages that are no token.
func (f *JWT) Authentic(message, mac string) bool { return f.auth.authentic(message, mac) }

// Authentic opens the comparison of MACs to the tests.
func (f *SignedURL) Authentic(message, mac string) bool { return f.auth.authentic(message, mac) }

func (a *authenticator) authentic(message, mac string) bool {
	s := a.acquire()
	defer a.release(s)
	return a.verify(s, []byte(message), a.encode(nil, []byte(mac)), new(Token)) == nil
}

// IsPlain opens the search for bytes that need attention to the tests.
func IsPlain(text []byte, quote byte) bool { return isPlain(text, quote) }
