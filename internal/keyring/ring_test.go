package keyring_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/keyring"
)

const (
	secret = "vector-secret-32-bytes-aaaaaaaa!"
	other  = "q7eI2oVt0mJ8sXk3Zc5bYw9uRfHgLaPd"
)

func derive(t *testing.T, ring keyring.Ring, purpose string, size int) keyring.Ring {
	t.Helper()
	derived, err := ring.Derive(purpose, size)
	if err != nil {
		t.Fatal(err)
	}
	return derived
}

func TestNewKeepsSecretsAndTheirOrder(t *testing.T) {
	ring := keyring.New(other, secret)
	if len(ring) != 2 || string(ring[0].Bytes()) != other || string(ring[1].Bytes()) != secret {
		t.Errorf("the ring does not hold the secrets in order: %v", ring)
	}
	if ring := keyring.New(); len(ring) != 0 {
		t.Errorf("a ring of no secrets has %d keys", len(ring))
	}
}

func TestNamesTellSecretsApartAndRevealNothing(t *testing.T) {
	ring := keyring.New(secret, other, secret)
	// HMAC-SHA256 of "satchel key id" under the secret, its first four bytes,
	// computed with Python's hmac.
	if got := ring[0].ID(); got != "18ea32a4" {
		t.Errorf("ID = %q, want 18ea32a4", got)
	}
	if ring[0].ID() == ring[1].ID() {
		t.Errorf("two secrets share the name %q", ring[0].ID())
	}
	if ring[0].ID() != ring[2].ID() {
		t.Errorf("one secret has the names %q and %q", ring[0].ID(), ring[2].ID())
	}
}

// The expected keys were computed with Python's hmac, following RFC 5869 without
// salt.
func TestDeriveFollowsRFC5869(t *testing.T) {
	for _, test := range []struct {
		purpose string
		size    int
		want    string
	}{
		{"session", 32, "f949a86d53c18bc0745c9aca16f050100af2164d6ffeb89875b2646b9481c419"},
		{"session", 48, "f949a86d53c18bc0745c9aca16f050100af2164d6ffeb89875b2646b9481c419907f2a12a22257f92e2662e672eb7f1e"},
		{"flash", 32, "fe471818035dd71d5e32bda36b6933c3062b0520073d2e700d71ee6c6819ec44"},
		{"", 32, "98df1f68771a4b3b55ae2f5d14c0bfeded70b1ad5389ccbaa2e5122f9d18d727"},
	} {
		t.Run(fmt.Sprintf("%d bytes for the purpose %q", test.size, test.purpose), func(t *testing.T) {
			ring := derive(t, keyring.New(secret), test.purpose, test.size)
			if got := hex.EncodeToString(ring[0].Bytes()); got != test.want {
				t.Errorf("key = %s, want %s", got, test.want)
			}
		})
	}
}

func TestDeriveGivesEachPurposeAndSecretAKeyOfItsOwn(t *testing.T) {
	ring := keyring.New(secret, other)
	session, flash := derive(t, ring, "session", 32), derive(t, ring, "flash", 32)
	if len(session) != len(ring) {
		t.Fatalf("%d keys from %d", len(session), len(ring))
	}
	keys := [][]byte{session[0].Bytes(), session[1].Bytes(), flash[0].Bytes(), flash[1].Bytes(), []byte(secret), []byte(other)}
	for i, a := range keys {
		for j, b := range keys[:i] {
			if bytes.Equal(a, b) {
				t.Errorf("keys %d and %d are the same", i, j)
			}
		}
	}
	for i := range ring {
		if session[i].ID() != ring[i].ID() {
			t.Errorf("derived key %d is called %q, its secret %q", i, session[i].ID(), ring[i].ID())
		}
	}
	if string(ring[0].Bytes()) != secret {
		t.Error("deriving has changed the ring it derives from")
	}
}

func TestDeriveRefusesMoreBytesThanHKDFHas(t *testing.T) {
	if ring, err := keyring.New(secret).Derive("session", 255*32+1); err == nil {
		t.Errorf("a key of %d bytes", len(ring[0].Bytes()))
	}
}

func TestKeysPrintTheirNameOnly(t *testing.T) {
	ring := keyring.New(secret)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%c", "%U"} {
		if got := fmt.Sprintf(verb, ring[0]); got != "[key 18ea32a4]" {
			t.Errorf("%s prints %s", verb, got)
		}
		if got := fmt.Sprintf(verb, ring); !strings.Contains(got, "[key 18ea32a4]") {
			t.Errorf("%s of the ring prints %s", verb, got)
		}
		if got := fmt.Sprintf(verb, struct{ Key keyring.Key }{ring[0]}); !strings.Contains(got, "[key 18ea32a4]") {
			t.Errorf("%s of a struct with a key prints %s", verb, got)
		}
	}
	// Package fmt calls no methods on what an unexported field holds.
	type hidden struct{ ring keyring.Ring }
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%p"} {
		for _, got := range []string{fmt.Sprintf(verb, hidden{ring}), fmt.Sprintf(verb, &hidden{ring})} {
			if strings.Contains(got, secret[:8]) || strings.Contains(got, fmt.Sprintf("%x", secret[:8])) ||
				strings.Contains(got, strings.Trim(fmt.Sprint([]byte(secret[:8])), "[]")) {
				t.Errorf("%s shows the secret: %s", verb, got)
			}
		}
	}
}
