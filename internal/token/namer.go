package token

import (
	"crypto/sha256"

	"github.com/satchel-go/satchel/internal/keyring"
)

// Namer makes names for a text that nobody can make without a key: the HMAC-SHA256 of it
// under each key of a ring, in base64url without padding. It is safe for concurrent use.
type Namer struct{ auth *authenticator }

// NewNamer returns a namer under the keys of a ring.
func NewNamer(ring keyring.Ring) *Namer {
	return &Namer{newAuthenticator(sha256.New, ring, b64.AppendEncode)}
}

// Names returns the names of a text, one for each key, in the order of the ring.
func (n *Namer) Names(text string) []string {
	s := n.auth.acquire()
	defer n.auth.release(s)
	s.text = append(s.text[:0], text...)
	names := make([]string, len(n.auth.ring))
	for i := range names {
		names[i] = string(n.auth.signature(s, i, s.text))
	}
	return names
}
