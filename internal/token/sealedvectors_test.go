package token_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

const sealedVectorsFile = "../../docs/vectors/sealed.json"

// sealedVector is a case of docs/vectors/sealed.json: a value, and what it says or why
// it is refused.
type sealedVector struct {
	name, secret, info, context, value string

	in      token.Token
	refused string // the reason
}

const (
	// publishedSecret is the one of docs/formats.md, which New refuses.
	publishedSecret = "kT5Yw8Qm2Zr7Lx4Nd9Vb3Hc6Jf1Gs0Pa"
	otherPublished  = "für Beispiele, also kein Geheimnis: ñandú"
	flashInfo       = "satchel/1 XAES-256-GCM flash __Host-flash"
	flashContext    = "satchel/1 native flash __Host-flash"
)

func (v *sealedVector) format(t *testing.T, padTo int) *token.Sealed {
	return newSealedOf(t, keyring.New(v.secret), v.info, v.context, padTo)
}

// nonce is fixed, so that the file can be compared, and a different one in each case.
func (v *sealedVector) nonce() []byte {
	sum := sha256.Sum256([]byte(v.name))
	return sum[:24]
}

// sealedVectors makes the cases.
func sealedVectors(t *testing.T) []sealedVector {
	var list []sealedVector
	add := func(name string, in token.Token, padTo int, changes ...func(*sealedVector)) {
		v := sealedVector{name: name, secret: publishedSecret, info: sealedInfo, context: sealedContext, in: in}
		for _, change := range changes {
			change(&v)
		}
		text, err := v.format(t, padTo).AppendWithNonce(nil, in, v.nonce())
		if err != nil {
			t.Fatal(err)
		}
		v.value = string(text)
		list = append(list, v)
	}
	at := time.Unix(1_700_000_000, 0)
	bob := token.Token{IssuedAt: at, Pairs: pairs("connected", "user@gmail.com")}
	dated := func(issued, expires time.Time) token.Token {
		return token.Token{IssuedAt: issued, ExpiresAt: expires, Pairs: bob.Pairs}
	}
	add("a session of one pair", bob, 0)
	add("a session of several pairs keeps their order", token.Token{IssuedAt: at, Pairs: pairs("z", "1", "a", "2", "m", "3", "A", "4")}, 0)
	add("a session that expires after an hour", dated(at, at.Add(time.Hour)), 0)
	add("a session without pairs", token.Token{IssuedAt: at}, 0)
	add("a key and a value may be empty", token.Token{IssuedAt: at, Pairs: pairs("", "", "empty", "")}, 0)
	add("texts are UTF-8", token.Token{IssuedAt: at, Pairs: pairs("Größe", "1,80 m", "😀", "𝔘\ufeff\u2028", "\ufeff", "mark")}, 0)
	add("every character is allowed", token.Token{IssuedAt: at, Pairs: pairs("\x00\x01\x7f", "\r\n\t;,\"\\= <&>")}, 0)
	add("a size of 127 has one byte", token.Token{IssuedAt: at, Pairs: pairs("k", strings.Repeat("v", 127))}, 0)
	add("a size of 128 has two bytes", token.Token{IssuedAt: at, Pairs: pairs("k", strings.Repeat("v", 128))}, 0)
	add("padding to 64 bytes", bob, 64)
	add("padding to 64 bytes gives another session the same length", token.Token{IssuedAt: at, Pairs: pairs("connected", "o@x.io")}, 64)
	add("an expiry may be in the second of the issue", dated(at, at), 0)
	add("an expiry may be before the issue", dated(at, at.Add(-time.Hour)), 0)
	add("an issue may be before 1970", dated(time.Unix(-1, 0), time.Unix(0, 0)), 0)
	add("the time of issue may be absent", dated(time.Time{}, at), 0)
	add("the latest date", dated(time.Unix(1<<50, 0), time.Unix(1<<50, 0)), 0)
	add("the dates that are farthest apart", dated(time.Unix(-1<<50, 0), time.Unix(1<<50, 0)), 0)
	add("a flash has a key and a context of its own", token.Token{IssuedAt: at, Pairs: pairs("success", "Saved")}, 0,
		func(v *sealedVector) { v.info, v.context = flashInfo, flashContext })
	add("an application may have a name", bob, 0, func(v *sealedVector) { v.context += " shop" })
	add("a secret is the UTF-8 of its text", bob, 0, func(v *sealedVector) { v.secret = otherPublished })

	first := list[0]
	refuse := func(name, reason string, changes ...func(*sealedVector)) {
		v := first
		v.name, v.refused, v.in = name, reason, token.Token{}
		for _, change := range changes {
			change(&v)
		}
		list = append(list, v)
	}
	raw := []byte(decode(t, first.value))
	flip := func(i int) func(*sealedVector) {
		return func(v *sealedVector) {
			flipped := bytes.Clone(raw)
			flipped[(i+len(raw))%len(raw)] ^= 1
			v.value = encode(string(flipped))
		}
	}
	value := func(value string) func(*sealedVector) { return func(v *sealedVector) { v.value = value } }
	content := func(content string) func(*sealedVector) {
		return value(sealBytes(t, publishedSecret, []byte(content)))
	}
	refuse("a bit of the tag is flipped", "the tag does not match", flip(-1))
	refuse("a bit of the content is flipped", "the tag does not match", flip(sealedHead))
	refuse("a bit of the nonce's first half is flipped", "the tag does not match", flip(5))
	refuse("a bit of the nonce's second half is flipped", "the tag does not match", flip(sealedHead-1))
	refuse("a bit of the key's name is flipped", "no key has this name", flip(1))
	refuse("another version", "the version is not 1", flip(0))
	refuse("a byte is missing", "the tag does not match", value(encode(string(raw[:len(raw)-1]))))
	refuse("a byte more", "the tag does not match", value(encode(string(raw)+"\x00")))
	refuse("base64url with padding", "it has none", value(first.value+strings.Repeat("=", 3-len(raw)%3)))
	refuse("base64url with a line break", "it has none", value(first.value[:20]+"\n"+first.value[20:]))
	refuse("base64url with bits left over that are not zero", "there is one text for each token", value(spare(first.value)))
	refuse("a token that was moved to another cookie", "the context is authenticated", func(v *sealedVector) { v.context = "satchel/1 native session __Host-other" })
	refuse("a token that was moved to another application", "the context is authenticated", func(v *sealedVector) { v.context += " shop" })
	refuse("a token that was sealed with the key of the flash", "the tag does not match", func(v *sealedVector) { v.info = flashInfo })
	refuse("a token of another secret", "no key has this name", func(v *sealedVector) { v.secret = otherPublished })
	refuse("a number that is not in its shortest form", "nobody writes it", content("\x80\x00\x00\x00"))
	refuse("padding that is not zero", "nobody writes it", content("\x00\x00\x00\x00\x01"))
	refuse("equal keys", "nobody writes them", content("\x00\x00\x08\x01a\x01b\x01a\x01c"))
	refuse("a value that is no UTF-8", "nobody writes it", content("\x00\x00\x04\x01a\x01\xff"))
	refuse("pairs that end beyond their size", "nobody writes them", content("\x00\x00\x03\x01a\x01b"))
	refuse("a size beyond the end", "nobody writes it", content("\x00\x00\x7f\x01a\x01b"))
	return list
}

// The published cases are what this package makes, and what it makes of them.
func TestTheVectorsOfSealedAreThoseOfTheDocumentation(t *testing.T) {
	list := sealedVectors(t)
	for i := range list {
		v := &list[i]
		t.Run(v.name, func(t *testing.T) {
			format := v.format(t, 0)
			if v.refused != "" {
				refused(t, format, v.value, token.ErrMalformed, token.ErrSignature)
				return
			}
			want := v.in
			want.KeyID, want.NotBefore = format.SigningKeyID(), want.IssuedAt
			if got := mustParse(t, format, v.value); !equal(got, want) {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
	file := sealedVectorsText(t, list)
	old, err := os.ReadFile(sealedVectorsFile)
	if bytes.Equal(old, file) {
		return
	}
	if os.Getenv("UPDATE_DOCS") == "" {
		t.Fatalf("%s is not what is written (%v); if that is on purpose: UPDATE_DOCS=1 go test -run %s ./internal/token", sealedVectorsFile, err, t.Name())
	}
	if err := os.WriteFile(sealedVectorsFile, file, 0o644); err != nil {
		t.Fatal(err)
	}
}

// sealedVectorsText is the file, with one field on each line.
func sealedVectorsText(t *testing.T, list []sealedVector) []byte {
	var file bytes.Buffer
	file.WriteString("{\n  \"cases\": [")
	for i := range list {
		v := &list[i]
		fields := []any{
			"name", v.name, "secret", v.secret, "info", v.info,
			"key", hex.EncodeToString(derived(t, keyring.New(v.secret), v.info)[0].Bytes()),
			"context", v.context, "value", v.value,
		}
		if v.refused != "" {
			fields = append(fields, "refused", true, "reason", v.refused)
		} else {
			list := [][2]string{}
			for _, pair := range v.in.Pairs {
				list = append(list, [2]string{pair.Key, pair.Value})
			}
			fields = append(fields, "issued", seconds(v.in.IssuedAt), "expires", seconds(v.in.ExpiresAt), "pairs", list)
		}
		separator := "\n    {"
		if i > 0 {
			separator = ",\n    {"
		}
		for field := range slices.Chunk(fields, 2) {
			fmt.Fprintf(&file, "%s\n      %q: %s", separator, field[0], jsonOf(t, field[1]))
			separator = ","
		}
		file.WriteString("\n    }")
	}
	file.WriteString("\n  ]\n}\n")
	return file.Bytes()
}

// seconds is a date as the file has it: null for an absent one.
func seconds(date time.Time) *int64 {
	if date.IsZero() {
		return nil
	}
	whole := date.Unix()
	return &whole
}

func jsonOf(t *testing.T, value any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSpace(text.Bytes())
}
