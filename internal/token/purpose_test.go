package token_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

func TestAPurposeStandsBehindAllThatPlayWrites(t *testing.T) {
	for _, algorithm := range []token.Algorithm{token.HS256, token.HS384, token.HS512} {
		plain := newJWT(t, algorithm, longSecret)
		named := plain.ForPurpose("session", false)
		for _, in := range []token.Token{
			{},
			{Pairs: pairs("a", "b")},
			{IssuedAt: now, NotBefore: now},
			session(),
			{Pairs: pairs("satchel", "flash"), ExpiresAt: now},
		} {
			of, with := mustAppend(t, plain, in), mustAppend(t, named, in)
			if of[:strings.IndexByte(of, '.')] != with[:strings.IndexByte(with, '.')] {
				t.Errorf("%s: the header of %s is another one than that of %s", algorithm, with, of)
			}
			if got, want := payloadOf(t, with), strings.TrimSuffix(payloadOf(t, of), "}")+`,"satchel":"session"}`; got != want {
				t.Errorf("%s: the payload is\n%s, want\n%s", algorithm, got, want)
			}
			if back := mustParse(t, named, with); back.Purpose != "session" || !slices.Equal(back.Pairs, in.Pairs) {
				t.Errorf("%s: it comes back as %+v", algorithm, back)
			}
			if back := mustParse(t, plain, with); back.Purpose != "session" || !slices.Equal(back.Pairs, in.Pairs) {
				t.Errorf("%s: who knows no purposes reads %+v", algorithm, back)
			}
			if again := mustAppend(t, plain, in); again != of {
				t.Errorf("%s: the format without a purpose writes %s", algorithm, again)
			}
		}
	}
}

func TestTheLengthIsExactWithAPurpose(t *testing.T) {
	for _, purpose := range []string{"session", "flash", "x", `quo"ted`, "Größe", "😀", strings.Repeat("long", 30)} {
		for _, claim := range []string{"data", "d", `da"ta`} {
			format := newClaimJWT(t, token.HS256, claim, secret).ForPurpose(purpose, true)
			for size := range 12 {
				for _, in := range []token.Token{{}, {IssuedAt: now, NotBefore: now}, {IssuedAt: now, NotBefore: now, ExpiresAt: now.Add(time.Hour)}} {
					for range size {
						in.Pairs = append(in.Pairs, token.Pair{Key: strings.Repeat("k", len(in.Pairs)+1), Value: strings.Repeat("v", size)})
					}
					text := mustAppend(t, format, in)
					if got := format.Len(in, weigh(format, in.Pairs)); got != len(text) {
						t.Fatalf("purpose %q: Len = %d, the text has %d bytes", purpose, got, len(text))
					}
					if back := mustParse(t, format, text); back.Purpose != purpose {
						t.Fatalf("purpose %q comes back as %q", purpose, back.Purpose)
					}
				}
			}
		}
	}
}

// What a token of Play or of anybody with the key may say of its purpose, for a reader
// that is lenient and for one that is strict.
func TestAPurposeThatIs(t *testing.T) {
	for _, test := range []struct {
		name, claims    string
		lenient, strict error
	}{
		{"its own", `,"satchel":"session"`, nil, nil},
		{"its own with an escape", `,"satchel":"\u0073ession"`, nil, nil},
		{"its own before the pairs", "", nil, nil},
		{"another one", `,"satchel":"flash"`, token.ErrPurpose, token.ErrPurpose},
		{"its own in capitals", `,"satchel":"Session"`, token.ErrPurpose, token.ErrPurpose},
		{"its own and more", `,"satchel":"session "`, token.ErrPurpose, token.ErrPurpose},
		{"the beginning of its own", `,"satchel":"sess"`, token.ErrPurpose, token.ErrPurpose},
		{"absent, as Play has it", ``, nil, token.ErrPurpose},
		{"empty", `,"satchel":""`, nil, token.ErrPurpose},
		{"null", `,"satchel":null`, nil, token.ErrPurpose},
		{"a number", `,"satchel":1`, nil, token.ErrPurpose},
		{"a list with its own", `,"satchel":["session"]`, nil, token.ErrPurpose},
		{"an object", `,"satchel":{"session":true}`, nil, token.ErrPurpose},
		{"in another claim", `,"Satchel":"session"`, nil, token.ErrPurpose},
		{"in a claim of another name, though another one", `,"SATCHEL":"flash"`, nil, token.ErrPurpose},
		{"said twice, its own last", `,"satchel":"flash","satchel":"session"`, nil, nil},
		{"said twice, another one last", `,"satchel":"session","satchel":"flash"`, token.ErrPurpose, token.ErrPurpose},
		{"said twice, a number last", `,"satchel":"session","satchel":1`, nil, token.ErrPurpose},
		{"another one, and then a number", `,"satchel":"flash","satchel":1`, nil, token.ErrPurpose},
		{"no JSON", `,"satchel":session`, token.ErrMalformed, token.ErrMalformed},
		{"not at its end", `,"satchel":"session`, token.ErrMalformed, token.ErrMalformed},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := sign(ownHeader, `{"data":{"satchel":"flash"}`+test.claims+`}`)
			if test.name == "its own before the pairs" {
				text = sign(ownHeader, `{"satchel":"session","data":{"satchel":"flash"}}`)
			}
			for strict, want := range map[bool]error{false: test.lenient, true: test.strict} {
				format := newJWT(t, token.HS256, secret).ForPurpose("session", strict)
				if want != nil {
					refused(t, format, text, want)
				} else if back := mustParse(t, format, text); !slices.Equal(back.Pairs, pairs("satchel", "flash")) {
					t.Errorf("strict %t: it reads %v", strict, back.Pairs)
				}
			}
		})
	}
}

// The purpose is looked at behind the MAC: a forged one says nothing.
func TestAForgedPurposeIsABadSignature(t *testing.T) {
	format := newJWT(t, token.HS256, older).ForPurpose("session", true)
	for _, purpose := range []string{"session", "flash"} {
		refused(t, format, sign(ownHeader, `{"data":{},"satchel":"`+purpose+`"}`), token.ErrSignature)
	}
}

func TestThePairsCannotGoIntoTheClaimOfThePurpose(t *testing.T) {
	if token.ValidDataClaim("satchel") || !token.ValidDataClaim("Satchel") {
		t.Error("the claim of the purpose is good for pairs, or another one is not")
	}
	if format, err := token.NewJWT(token.HS256, keyring.New(secret), "satchel"); err == nil {
		t.Errorf("NewJWT = %v", format)
	}
}

// A retired key is told by name, and gives nothing.
func TestATokenOfARetiredKey(t *testing.T) {
	ring, _ := keyring.Schedule{{Secret: longSecret, State: keyring.Retired}, {Secret: older + older[:16] + secret}}.At(now)
	before := keyring.New(longSecret)
	makers := map[string]func(ring keyring.Ring) (token.Format, error){
		"HS256":     func(ring keyring.Ring) (token.Format, error) { return token.NewJWT(token.HS256, ring, "data") },
		"SignedURL": func(ring keyring.Ring) (token.Format, error) { return token.NewSignedURL(ring) },
		"Sealed": func(ring keyring.Ring) (token.Format, error) {
			derived, err := ring.Derive("purpose", 32)
			if err != nil {
				return nil, err
			}
			return token.NewSealed(derived, "context", 0)
		},
	}
	for name, maker := range makers {
		t.Run(name, func(t *testing.T) {
			writer, err := maker(before)
			if err != nil {
				t.Fatal(err)
			}
			reader, err := maker(ring)
			if err != nil {
				t.Fatal(err)
			}
			text := mustAppend(t, writer, token.Token{Pairs: pairs("user", "ada")})
			got, err := reader.Parse(text)
			if !errors.Is(err, token.ErrRetired) || len(got.Pairs) > 0 || got.KeyID != before[0].ID() {
				t.Errorf("Parse = %+v, %v, want %v and the key %s", got, err, token.ErrRetired, before[0].ID())
			}
			damaged := []byte(text)
			damaged[0]++
			if got, err := reader.Parse(string(damaged)); errors.Is(err, token.ErrRetired) || got.KeyID != "" {
				t.Errorf("what nobody has signed is %+v, %v", got, err)
			}
			if stale := mustParse(t, reader, mustAppend(t, reader, token.Token{})).Stale; stale {
				t.Error("what the signing key has signed is to be written anew")
			}
		})
	}
}

func TestWhatARetiringKeyHasVerifiedIsStaleAndOfAStagedOneIsNot(t *testing.T) {
	const third = "Vx3Yk9Tb1Nw7Qe5Rz2Ld8Hs4Gm6Pj0Cf"
	ring, _ := keyring.Schedule{
		{Secret: secret, State: keyring.Active}, {Secret: older, State: keyring.Retiring}, {Secret: third, State: keyring.Staged},
	}.At(now)
	format, err := token.NewJWT(token.HS256, ring, "data")
	if err != nil {
		t.Fatal(err)
	}
	for signer, want := range map[string]bool{secret: false, older: true, third: false} {
		if got := mustParse(t, format, mustAppend(t, newJWT(t, token.HS256, signer), session())); got.Stale != want {
			t.Errorf("signed with %.2s…, it is stale: %t, want %t", signer, got.Stale, want)
		}
	}
}
