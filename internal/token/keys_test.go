package token_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

const unknown = "Zc5bYw9uRfHgLaPdq7eI2oVt0mJ8sXk3"

func TestTheFirstKeySignsAndAllVerify(t *testing.T) {
	ids := keyring.New(secret, older, unknown)
	for name, makes := range map[string]func(secrets ...string) token.Format{
		"JWT":       func(secrets ...string) token.Format { return newJWT(t, token.HS256, secrets...) },
		"SignedURL": func(secrets ...string) token.Format { return newSignedURL(t, secrets...) },
	} {
		t.Run(name, func(t *testing.T) {
			both := makes(secret, older)
			byFirst, byOlder, byUnknown := mustAppend(t, makes(secret), session()), mustAppend(t, makes(older), session()), mustAppend(t, makes(unknown), session())
			if got := mustAppend(t, both, session()); got != byFirst {
				t.Errorf("signs %q, the first key alone %q", got, byFirst)
			}
			if got := both.SigningKeyID(); got != ids[0].ID() {
				t.Errorf("says that it signs with key %s, want %s", got, ids[0].ID())
			}
			if got := mustParse(t, both, byFirst).KeyID; got != ids[0].ID() {
				t.Errorf("a token of the first key names %q, want %s", got, ids[0].ID())
			}
			if got := mustParse(t, both, byOlder).KeyID; got != ids[1].ID() {
				t.Errorf("a token of the second key names %q, want %s", got, ids[1].ID())
			}
			refused(t, both, byUnknown, token.ErrSignature)
			refused(t, makes(older), byFirst, token.ErrSignature)
		})
	}
}

func TestWritersIgnoreTheKeyAndThePurpose(t *testing.T) {
	marked := session()
	marked.KeyID, marked.Purpose = "someone", "something"
	for name, format := range formats(t) {
		if got, want := mustAppend(t, format, marked), mustAppend(t, format, session()); got != want {
			t.Errorf("%s writes %q, want %q", name, got, want)
		}
	}
	if id := (token.URLEncoded{}).SigningKeyID(); id != "" {
		t.Errorf("the unsigned form signs with %q", id)
	}
}

func TestAppendLeavesWhatStandsBefore(t *testing.T) {
	for name, format := range formats(t) {
		before := make([]byte, 0, 4096)
		text, err := format.Append(append(before, "session="...), session())
		if want := "session=" + mustAppend(t, format, session()); err != nil || string(text) != want {
			t.Errorf("%s: %q, %v, want %q", name, text, err, want)
		}
	}
}

func TestNewJWTRefusesKeysThatAreTooShort(t *testing.T) {
	for algorithm, size := range map[token.Algorithm]int{token.HS256: 32, token.HS384: 48, token.HS512: 64} {
		t.Run(string(algorithm), func(t *testing.T) {
			newJWT(t, algorithm, longSecret[:size])
			if algorithm.Size() != size {
				t.Errorf("Size = %d", algorithm.Size())
			}
			for _, secrets := range [][]string{
				{longSecret[:size-1]}, {""}, {longSecret, longSecret[:size-1]}, {longSecret[:size-1], longSecret},
			} {
				_, err := token.NewJWT(algorithm, keyring.New(secrets...), "data")
				short, ok := errors.AsType[*keyring.ShortError](err)
				if !ok || short.Need != size || short.Have >= size {
					t.Errorf("keys of %d bytes: %v", len(secrets[0]), err)
				}
				if err != nil && strings.Contains(err.Error(), longSecret[:size-1]) {
					t.Errorf("the error repeats the secret: %v", err)
				}
			}
		})
	}
	// The bytes count, not the characters.
	newJWT(t, token.HS256, strings.Repeat("é", 16))
}

func TestFormatsRefuseToBeMade(t *testing.T) {
	ring := keyring.New(longSecret)
	for _, algorithm := range []token.Algorithm{"", "none", "hs256", "HS255", "RS256", "HS256 "} {
		if _, err := token.NewJWT(algorithm, ring, "data"); err == nil {
			t.Errorf("made for the algorithm %q", algorithm)
		}
	}
	for _, claim := range []string{"exp", "nbf", "iat", "\xff", "\xed\xa0\x80", strings.Repeat("c", 257)} {
		if token.ValidDataClaim(claim) {
			t.Errorf("valid as a claim: %q", claim)
		}
		if _, err := token.NewJWT(token.HS256, ring, claim); err == nil {
			t.Errorf("made for the claim %q", claim)
		}
	}
	if _, err := token.NewJWT(token.HS256, nil, "data"); err == nil {
		t.Error("a JWT without a key")
	}
	if _, err := token.NewSignedURL(nil); err == nil {
		t.Error("a signed form without a key")
	}
	// Play 2.5 had no limit, and a migration needs what it had.
	checkRoundTrip(t, newSignedURL(t, "x"), session())
}

func TestFormatsServeManyGoroutines(t *testing.T) {
	for name, format := range formats(t) {
		t.Run(name, func(t *testing.T) {
			var group sync.WaitGroup
			for i := range 8 {
				group.Go(func() {
					for j := range 100 {
						own := session()
						own.Pairs = append(own.Pairs, pairs(fmt.Sprint(i), strings.Repeat("v", j))...)
						checkRoundTrip(t, format, own)
					}
				})
			}
			group.Wait()
		})
	}
}
