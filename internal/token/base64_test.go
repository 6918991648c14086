package token_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// spare sets the bits of the last character of a segment that no byte has.
func spare(segment string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := len(segment) - 1
	return segment[:last] + string(alphabet[strings.IndexByte(alphabet, segment[last])|1])
}

// Headers and payloads of each length modulo three, since two of them leave bits
// over.
func TestOneTextForEachSegment(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for length := range 3 {
		padding := strings.Repeat(" ", length)
		header, payload := encode(ownHeader+padding), encode(`{"data":{"k":"v"}`+padding+`}`)
		mustParse(t, format, seal(header+"."+payload))
		change := func(what string, changed func(segment string) string) {
			t.Run(fmt.Sprintf("%s, length %d", what, length), func(t *testing.T) {
				for _, text := range []string{changed(header) + "." + payload, header + "." + changed(payload)} {
					if text != header+"."+payload {
						refused(t, format, seal(text), token.ErrMalformed)
					}
				}
			})
		}
		for _, padded := range []string{"=", "==", "==="} {
			change("padding "+padded, func(segment string) string { return segment + padded })
		}
		if len(header)%4 != 0 {
			change("bits that are left over in the header", spare)
		}
		for _, foreign := range []string{"\n", "\r", "\r\n", "\n\n", "\n\n\n\n", " ", "\t", "\x00", "+", "/", ",", "é"} {
			change(fmt.Sprintf("%q in the middle", foreign), func(segment string) string { return segment[:4] + foreign + segment[4:] })
			change(fmt.Sprintf("%q at the end", foreign), func(segment string) string { return segment + foreign })
			change(fmt.Sprintf("%q at the beginning", foreign), func(segment string) string { return foreign + segment })
		}
		change("one character more", func(segment string) string { return segment + "A" })
	}
}

func TestTheOtherAlphabetIsRefused(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	for _, value := range []string{"???", ">>>", "~~~", "ÿÿÿ"} {
		payload := `{"data":{"k":"` + value + `"}}`
		mustParse(t, format, sign(ownHeader, payload))
		standard := base64.RawStdEncoding.EncodeToString([]byte(payload))
		if standard == encode(payload) {
			t.Fatalf("%q looks the same in both alphabets", payload)
		}
		refused(t, format, seal(encode(ownHeader)+"."+standard), token.ErrMalformed)
	}
}

func TestOneTextForEachSignature(t *testing.T) {
	for name, format := range signed(t) {
		if name == "SignedURL" {
			continue
		}
		text := mustAppend(t, format, session())
		dot := strings.LastIndexByte(text, '.')
		body, signature := text[:dot+1], text[dot+1:]
		for what, other := range map[string]string{
			"padding":               signature + "=",
			"bits that are left":    spare(signature),
			"a line break":          signature + "\n",
			"a line break inside":   signature[:4] + "\r\n" + signature[4:],
			"a character more":      signature + "A",
			"a character less":      signature[:len(signature)-1],
			"the bytes in hex":      fmt.Sprintf("%x", decode(t, signature)),
			"the signature twice":   signature + signature,
			"the standard alphabet": base64.RawStdEncoding.EncodeToString([]byte(decode(t, signature))) + "=",
		} {
			if len(signature)%4 == 0 && what == "bits that are left" {
				continue // HS384 leaves none
			}
			t.Run(name+", "+what, func(t *testing.T) { refused(t, format, body+other, token.ErrMalformed, token.ErrSignature) })
		}
	}
}
