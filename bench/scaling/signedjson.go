package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/satchel-go/satchel"
)

// jsonHostilities are what somebody with the secret of a Play application can write: the
// MAC is right, and what is behind it is nothing that a session has.
func jsonHostilities() ([]hostility, error) {
	s, err := newSubject("play", satchel.Config{Profile: satchel.Play})
	if err != nil {
		return nil, err
	}
	name := s.scopes.SessionCookieName()
	read := s.read(userKey)
	var all []hostility
	for _, c := range []struct{ name, begin, fill, end string }{
		{"brackets behind the MAC", `{"x":`, "[", ""},
		{"braces behind the MAC", `{"x":`, `{"":`, ""},
		{"a flat list behind the MAC", `{"x":[0`, ",0", "]}"},
		{"escapes behind the MAC", `{"x":"`, `\u0041`, `"`},
		{"different pairs behind the MAC", `{"data":{"k":"v"`, "", ""},
	} {
		write := signedJSON(name, func(_, length int) string {
			return c.begin + strings.Repeat(c.fill, max(0, length-len(c.begin)-len(c.end))/len(c.fill)) + c.end
		})
		if c.fill == "" {
			write = signedJSON(name, manyMembers)
		}
		all = append(all, hostility{c.name, s, read, "", write})
	}
	return all, nil
}

// manyMembers are pairs with names of their own, and no end: all are read, and refused.
func manyMembers(i, length int) string {
	var text strings.Builder
	text.WriteString(`{"data":{`)
	for n := 0; text.Len()+len(`"100":"a",`) <= length; n++ {
		text.WriteString(`"` + base64.RawURLEncoding.EncodeToString([]byte{byte(n >> 8), byte(n)}) + `":"` + string(rune('a'+i%26)) + `",`)
	}
	return text.String()
}

// signedJSON are tokens with a payload of about so many bytes and the right MAC.
func signedJSON(name string, payload func(i, length int) string) func(i, room int) string {
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256"}`))
	frame := len(header) + len("..") + base64.RawURLEncoding.EncodedLen(sha256.Size)
	return func(i, room int) string {
		length := (min(room-len(name)-len("="), valueLength) - frame) * 3 / 4
		if length < 64 {
			return ""
		}
		text := header + "." + base64.RawURLEncoding.EncodeToString([]byte(payload(i, length)))
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(text))
		return name + "=" + text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
}
