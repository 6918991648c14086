package inspect

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"hash"
	"slices"
	"strings"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// jwt is a text with two dots, read more leniently than any verification would.
type jwt struct {
	header, payload, signature string // as they stand in the text
	headerJSON, payloadJSON    string // empty for what is no base64 at all
	members, claims            []member
	algorithm                  string // as the header says; empty where it does not
}

// member is one member of a JSON object.
type member struct {
	name string
	raw  json.RawMessage
}

// splitJWT takes a text apart that may be a JSON Web Token: three parts, the first of them
// an object that names an algorithm.
func splitJWT(text string) (*jwt, bool) {
	parts := strings.Split(strings.TrimRight(text, "="), ".")
	if len(parts) != 3 || parts[0] == "" {
		return nil, false
	}
	j := &jwt{header: parts[0], payload: parts[1], signature: parts[2]}
	j.headerJSON, j.payloadJSON = decodeLeniently(j.header), decodeLeniently(j.payload)
	var isObject bool
	if j.members, isObject = membersOf(j.headerJSON); !isObject {
		return nil, false
	}
	j.claims, _ = membersOf(j.payloadJSON)
	j.algorithm = textOf(last(j.members, "alg"))
	return j, true
}

// decodeLeniently decodes base64 in either alphabet, with padding and spare bits; empty
// for what is none.
func decodeLeniently(part string) string {
	part = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(part, "="))
	decoded, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil && len(part)%4 == 1 {
		decoded, err = base64.RawURLEncoding.DecodeString(part[:len(part)-1]) // one character too many
	}
	if err != nil {
		return ""
	}
	return string(decoded)
}

// membersOf reads the members of a JSON object in order, equal ones too. What stands
// behind the object is not looked at.
func membersOf(text string) (members []member, isObject bool) {
	decoder := json.NewDecoder(strings.NewReader(text))
	if first, err := decoder.Token(); err != nil || first != json.Delim('{') {
		return nil, false
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return members, false
		}
		m := member{name: name.(string)} //nolint:forcetypeassert // the decoder takes no other name
		if err := decoder.Decode(&m.raw); err != nil {
			return members, false
		}
		members = append(members, m)
	}
	_, err := decoder.Token()
	return members, err == nil
}

// last returns the last member of a name, which is the one that counts.
func last(members []member, name string) json.RawMessage {
	for _, m := range slices.Backward(members) {
		if m.name == name {
			return m.raw
		}
	}
	return nil
}

// textOf returns the text of a JSON string; empty for any other value.
func textOf(raw json.RawMessage) (text string) {
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

// newHash returns the digest of an algorithm, or nil for one that Play cannot use.
func newHash(algorithm string) func() hash.Hash {
	switch algorithm {
	case string(token.HS256):
		return sha256.New
	case string(token.HS384):
		return sha512.New384
	case string(token.HS512):
		return sha512.New
	}
	return nil
}

// signedBy tells whether the signature is that of a key, with the leniency that decoders
// of base64 have. It never makes a token valid: the strict reader does.
func (j *jwt) signedBy(key []byte) bool {
	digest := newHash(j.algorithm)
	if digest == nil || len(key) == 0 {
		return false
	}
	mac := hmac.New(digest, key)
	mac.Write([]byte(j.header + "." + j.payload))
	return hmac.Equal(mac.Sum(nil), []byte(decodeLeniently(j.signature)))
}

// canonicalHeader is the header that the library writes.
var canonicalHeader = base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256"}`))

// readUnverified reads the content of a payload by the library's own strict parser: it is
// signed anew with a key that nobody has, so that there is no second parser.
func (j *jwt) readUnverified(dataClaim string) (token.Token, error) {
	return readAnew(canonicalHeader, j.payload, dataClaim)
}

func readAnew(header, payload, dataClaim string) (token.Token, error) {
	key := rand.Text() + rand.Text()
	format, err := token.NewJWT(token.HS256, keyring.New(key), dataClaim)
	if err != nil {
		return token.Token{}, err
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(header + "." + payload))
	return format.Parse(header + "." + payload + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}

// ParsePairs reads a JSON object of texts into pairs, in their order, by the parser that
// reads cookies. Errors do not repeat it.
func ParsePairs(object []byte) ([]token.Pair, error) {
	object = []byte(strings.TrimSpace(string(object)))
	if !json.Valid(object) || object[0] != '{' {
		return nil, errors.New("is no JSON object")
	}
	payload := base64.RawURLEncoding.EncodeToString([]byte(`{"data":` + string(object) + `}`))
	t, err := readAnew(canonicalHeader, payload, "data")
	if err != nil {
		return nil, errors.New("is a JSON object, but its values are not all texts in UTF-8")
	}
	return t.Pairs, nil
}
