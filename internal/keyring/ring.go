package keyring

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// Key is one secret, or a key derived from one, with the name that logs may
// show.
type Key struct {
	id    string
	state State
	// A function, since package fmt calls no Format method on a Key below an
	// unexported field of something printed, and follows pointers for some verbs. Of
	// a function it shows the address.
	material func() []byte
}

func newKey(id string, material []byte) Key {
	return Key{id: id, state: Retiring, material: func() []byte { return material }}
}

// ID names the key in events and logs: eight hexadecimal digits of a hash of the
// secret. A derived key keeps the name of the secret it comes from, so that
// an operator sees one name for one secret.
func (k Key) ID() string { return k.id }

// State is what the key is used for.
func (k Key) State() State { return k.state }

// rank orders the keys of a ring.
func (k Key) rank() int {
	switch k.state {
	case Active:
		return 0
	case Retired:
		return 2
	default:
		return 1
	}
}

// Bytes are the key itself. The caller must not change or print them.
func (k Key) Bytes() []byte { return k.material() }

// Format prints the name instead of the key, whatever the verb: %x and %#v
// would otherwise go past a String method to the bytes.
func (k Key) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "[key %s]", k.id) }

// Ring is an ordered list of keys: the first one signs, all verify but for the retired
// ones, which are the last.
type Ring []Key

// New makes a ring of secrets, the signing one first; the others are retiring. It
// judges nothing; see [Check].
func New(secrets ...string) Ring {
	entries := make(Schedule, len(secrets))
	for i, secret := range secrets {
		entries[i].Secret = secret
	}
	ring, _ := entries.At(time.Time{})
	return ring
}

// Derive returns a ring of the same length and names whose keys have size bytes
// and are good for one purpose only (HKDF-SHA256, RFC 5869). Keys of different
// purposes have no relation that anybody without the secret could find, so that
// a token made for one is noise to the other.
func (r Ring) Derive(purpose string, size int) (Ring, error) {
	derived := make(Ring, len(r))
	for i, key := range r {
		// No salt: RFC 5869 section 3.1 allows it, and every node of a fleet has to
		// arrive at the same key from the secret alone.
		material, err := hkdf.Key(sha256.New, key.Bytes(), nil, purpose, size)
		if err != nil {
			return nil, fmt.Errorf("keyring: derive a key of %d bytes: %w", size, err)
		}
		derived[i] = newKey(key.id, material)
		derived[i].state = key.state
	}
	return derived, nil
}

// name is a one-way function of the secret. 32 bits tell the keys of one ring
// apart and tell nothing about a secret that has passed [Check].
func name(secret string) string {
	// No HMAC, which a FIPS 140 module refuses for a short key by a panic.
	sum := sha256.Sum256([]byte("satchel key id\x00" + secret))
	return hex.EncodeToString(sum[:4])
}
