package token_test

import (
	"crypto/aes"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

func TestNewSealedRefuses(t *testing.T) {
	good := derived(t, keyring.New(secret, older), "purpose")
	for name, test := range map[string]struct {
		ring  keyring.Ring
		padTo int
	}{
		"no ring":                    {nil, 0},
		"an empty ring":              {keyring.Ring{}, 0},
		"keys of 16 bytes":           {sized(t, 16), 0},
		"keys of 31 bytes":           {sized(t, 31), 0},
		"keys of 33 bytes":           {sized(t, 33), 0},
		"keys of 64 bytes":           {sized(t, 64), 0},
		"a second key of 24 bytes":   {append(good[:1:1], sized(t, 24)[1]), 0},
		"padding below zero":         {good, -1},
		"padding to more than 1 KiB": {good, 1025},
	} {
		t.Run(name, func(t *testing.T) {
			format, err := token.NewSealed(test.ring, sealedContext, test.padTo)
			if err == nil || format != nil || !strings.HasPrefix(err.Error(), "token: ") {
				t.Errorf("%v, %v", format, err)
			}
		})
	}
}

func sized(t *testing.T, size int) keyring.Ring {
	ring, err := keyring.New(secret, older).Derive("purpose", size)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// Go's AEADs with a nonce of the caller's are closed there.
func TestNewSealedReturnsAnErrorWhereOnlyFIPS140IsAllowed(t *testing.T) {
	const child = "SEALED_UNDER_FIPS140_ONLY"
	if os.Getenv(child) != "" {
		_, err := token.NewSealed(derived(t, keyring.New(secret), sealedInfo), sealedContext, 0)
		fmt.Fprintln(os.Stdout, "the error:", err)
		return
	}
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	command.Env = append(os.Environ(), child+"=1", "GODEBUG=fips140=only")
	output, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(output), "the error: token: GODEBUG=fips140=only") {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestStatesOfTheKeysOfSealedTokens(t *testing.T) {
	write := func(secret string) string { return mustAppend(t, newSealed(t, 0, secret), session()) }
	ring, _ := keyring.Schedule{
		{Secret: secret, State: keyring.Retiring},
		{Secret: older, State: keyring.Active},
		{Secret: unknown, State: keyring.Staged},
		{Secret: longSecret, State: keyring.Retired},
	}.At(now)
	format := newSealedOf(t, ring, sealedInfo, sealedContext, 0)
	active := keyring.New(older)[0].ID()
	if format.SigningKeyID() != active {
		t.Errorf("signs with %s, want the active key %s", format.SigningKeyID(), active)
	}
	if got := mustParse(t, newSealed(t, 0, older), mustAppend(t, format, session())); got.KeyID != active {
		t.Errorf("signed with %s, want the active key %s", got.KeyID, active)
	}
	for signer, stale := range map[string]bool{secret: true, older: false, unknown: false} {
		got := mustParse(t, format, write(signer))
		if want := keyring.New(signer)[0].ID(); got.KeyID != want || got.Stale != stale {
			t.Errorf("read with key %s, stale %v, want %s and %v", got.KeyID, got.Stale, want, stale)
		}
	}
	retired := write(longSecret)
	refused(t, format, retired, token.ErrRetired)
	for i := range len(retired) - 4 { // nobody learns from a forgery which keys there were
		forged := []byte(retired)
		forged[i+4] ^= 1
		refused(t, format, string(forged), token.ErrMalformed, token.ErrSignature)
	}
}

// Two secrets with one name of 32 bits take a search. The derived keys of one secret have
// one name as well.
func TestKeysOfOneNameAreEachTried(t *testing.T) {
	secrets := keyring.New(secret)
	session, flash := derived(t, secrets, "one purpose"), derived(t, secrets, "another")
	both, err := token.NewSealed(append(session[:1:1], flash...), sealedContext, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, info := range []string{"one purpose", "another"} {
		text := mustAppend(t, newSealedOf(t, secrets, info, sealedContext, 0), token.Token{Pairs: pairs("made", info)})
		if got := mustParse(t, both, text); got.Pairs[0].Value != info {
			t.Errorf("key %d: %+v", i, got)
		}
	}
	refused(t, both, mustAppend(t, newSealedOf(t, secrets, "a third", sealedContext, 0), token.Token{}), token.ErrSignature)
}

func TestPrintingSealedShowsNoKey(t *testing.T) {
	format := newSealed(t, 0, secret)
	mustParse(t, format, mustAppend(t, format, session()))
	key := derived(t, keyring.New(secret), sealedInfo)[0].Bytes()
	mask := xaesMask(t, key)
	holder := struct {
		format token.Format
		sealed *token.Sealed
	}{format, format}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%q", "%d", "%c", "%z"} {
		for _, value := range []any{format, holder, &holder, reflect.ValueOf(format).Elem()} {
			printed := fmt.Sprintf(verb, value)
			for _, hidden := range [][]byte{key, []byte(secret), mask} {
				for start := 0; start < len(hidden); start += 8 {
					part := hidden[start : start+8]
					decimals := strings.Trim(fmt.Sprint(part), "[]")
					goSyntax := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", part), "[]byte{"), "}")
					hexadecimal := hex.EncodeToString(part)
					for _, form := range []string{string(part), hexadecimal, strings.ToUpper(hexadecimal), decimals, goSyntax, fmt.Sprintf("% x", part)} {
						if strings.Contains(printed, form) {
							t.Errorf("%s of a %T shows %q: %.300s", verb, value, form, printed)
						}
					}
				}
			}
		}
	}
}

// xaesMask returns what the derivation keeps besides the key, from what it does to the
// zero nonce.
func xaesMask(t *testing.T, key []byte) []byte {
	_, subkey, err := token.XAES(key, make([]byte, 24))
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	mask := make([]byte, aes.BlockSize)
	block.Decrypt(mask, subkey)
	subtle.XORBytes(mask, mask, []byte{0, 1, 'X', 0, 15: 0})
	return mask
}
