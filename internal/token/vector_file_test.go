package token_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// vector is one case of testdata/play.json. A field that this type does not have
// is an error, since it would go unchecked.
type vector struct {
	ID, Kind, Title, Codec, Match, Note string
	Shareable                           bool

	Config struct {
		Secret         string
		Algorithm      token.Algorithm
		ExpiresAfterMS *int64 `json:"expires_after_ms"`
		ClockSkewS     int64  `json:"clock_skew_s"`
		DataClaim      string `json:"data_claim"`
	}
	NowMS int64 `json:"now_ms"`

	Data         map[string]string
	DataUTF16Hex map[string]string `json:"data_utf16_hex"`
	Order        []string
	Compare      string

	Cookie string
	Expect expectation

	// The answers of other versions of Play, and what internal/cookie tests.
	OtherLines json.RawMessage `json:"other_lines"`
	Attributes json.RawMessage
	Header     string
}

type expectation struct {
	Cookie, Payload, Error, Reason, Header string
	CookieLength                           *int `json:"cookie_length"`
	Data                                   map[string]string
	Cookies                                json.RawMessage
}

func readVectors(t *testing.T) []vector {
	t.Helper()
	text, err := os.ReadFile("testdata/play.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Format      int
		About, Play string
		Cases       []vector
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	if file.Format != 1 || file.Play != "3.0" {
		t.Fatalf("format %d of Play %s, want 1 of 3.0", file.Format, file.Play)
	}
	return file.Cases
}

// format is the one that the case asks for.
func (v *vector) format(t *testing.T) (token.Format, error) {
	ring := keyring.New(v.Config.Secret)
	newJWT := func() (*token.JWT, error) { return token.NewJWT(v.Config.Algorithm, ring, v.Config.DataClaim) }
	switch v.Codec {
	case "jwt":
		return newJWT()
	case "session-default":
		jwt, err := newJWT()
		return token.Fallback{JWT: jwt, Legacy: newSignedURL(t, v.Config.Secret)}, err
	case "flash-default":
		jwt, err := newJWT()
		return token.Fallback{JWT: jwt, Legacy: token.URLEncoded{}}, err
	case "legacy-signed":
		return token.NewSignedURL(ring)
	case "legacy-unsigned":
		return token.URLEncoded{}, nil
	}
	t.Fatalf("unknown codec %q", v.Codec)
	return nil, nil
}

func (v *vector) now() time.Time { return time.UnixMilli(v.NowMS) }

func (v *vector) token(t *testing.T) token.Token {
	data := maps.Clone(v.Data)
	if data == nil {
		data = map[string]string{}
	}
	for key, units := range v.DataUTF16Hex {
		data[key] = wtf8(t, units)
	}
	in := token.Token{IssuedAt: v.now(), NotBefore: v.now()}
	if after := v.Config.ExpiresAfterMS; after != nil {
		in.ExpiresAt = v.now().Add(time.Duration(*after) * time.Millisecond)
	}
	for _, key := range v.Order {
		in.Pairs = append(in.Pairs, token.Pair{Key: key, Value: data[key]})
	}
	if len(in.Pairs) != len(data) {
		t.Errorf("%d keys in order, %d in the data", len(in.Pairs), len(data))
	}
	return in
}

// wtf8 returns the bytes that stand for UTF-16 units, given as four hexadecimal
// digits each, where half a pair may be among them.
func wtf8(t *testing.T, units string) string {
	t.Helper()
	var text []byte
	for unit := range slices.Chunk([]byte(units), 4) {
		r, err := strconv.ParseUint(string(unit), 16, 16)
		if err != nil {
			t.Fatal(err)
		}
		if utf16.IsSurrogate(rune(r)) {
			text = append(text, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
		} else {
			text = utf8.AppendRune(text, rune(r))
		}
	}
	return string(text)
}
