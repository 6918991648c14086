package inspect

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/satchel-go/satchel/internal/token"
)

// Format is the form of a cookie's value.
type Format string

// The formats. The words are part of the JSON output.
const (
	JWT        Format = "jwt"         // Play 2.6 and later, or signed by satchel
	SignedForm Format = "signed-form" // the session of Play 2.0.6 to 2.5
	Form       Format = "form"        // the unsigned flash of Play 2.5
	Sealed     Format = "sealed"      // encrypted by satchel
	ForeignJWT Format = "foreign-jwt" // a JSON Web Token of another program
	Other      Format = "other"       // something else, or nothing
)

// Ours tells whether satchel or Play writes the format.
func (f Format) Ours() bool { return f != Other && f != ForeignJWT }

// look is what a value looks like.
type look struct {
	format      Format
	description string
	jwt         *jwt   // of JWT and ForeignJWT
	keyID       string // of Sealed: the key's name, which stands there in clear
	mac, body   string // of SignedForm
}

var (
	macPrefix = regexp.MustCompile(`^[0-9A-Fa-f]{40}-`)
	fiveParts = regexp.MustCompile(`^eyJ[\w-]*(\.[\w-]*){4}$`)
	cutJWT    = regexp.MustCompile(`^eyJ[\w-]*(\.[\w-]*)?$`)
)

// lookAt recognizes a value by its shape and content.
func lookAt(c *pasted, settings *Settings) look {
	value := c.value
	if value == "" {
		return look{format: Other, description: "an empty value, as a deleted cookie has"}
	}
	if j, is := splitJWT(value); is {
		return j.look(settings.DataClaim)
	}
	if description, is := strangerOf(c.name, value); is {
		return look{format: Other, description: description + "; not a cookie of satchel's or Play's form"}
	}
	if macPrefix.MatchString(value) {
		return lookAtSigned(value)
	}
	if keyID, is := sealedKey(value); is {
		return look{format: Sealed, description: "sealed by satchel: encrypted, and signed with it", keyID: keyID}
	}
	if description, is := damaged(value); is {
		return look{format: Other, description: description}
	}
	if strings.Contains(value, "=") {
		return lookAtForm(c, settings)
	}
	if plain, err := url.PathUnescape(value); err == nil && plain != value {
		inner := *c
		if inner.value = plain; !strings.Contains(plain, "%") {
			if of := lookAt(&inner, settings); of.format.Ours() {
				return look{format: Other, description: "percent-encoded on the way; decoded it is " + of.description}
			}
		}
	}
	return look{format: Other, description: "nothing that satchel or Play writes"}
}

// damaged describes what may have been ours.
func damaged(value string) (description string, is bool) {
	switch {
	case fiveParts.MatchString(value):
		return "an encrypted token (JWE) of another program", true
	case cutJWT.MatchString(value) && strings.HasPrefix(decodeLeniently(strings.SplitN(value, ".", 2)[0]), `{"`):
		return "the beginning of a JSON Web Token: it is cut off, the signature is missing", true
	case base64Padded.MatchString(value):
		return "base64 with padding (=): satchel and Play write none, so this was encoded anew on the way, or is of another program", true
	}
	return "", false
}

func lookAtSigned(value string) look {
	mac, body, _ := strings.Cut(value, "-")
	l := look{format: SignedForm, description: "signed pairs, the session of Play 2.0.6 to 2.5", mac: mac, body: body}
	if !strings.Contains(body, "=") && strings.Contains(body, "%3A") {
		l.description = "signed pairs of Play before 2.0.6, which could be forged (August 2013); nobody reads them any more"
		l.format = Other
	}
	return l
}

// lookAtForm takes pairs for the unsigned flash of Play 2.5 only where the name does not
// contradict: anybody's cookie may have an equal sign.
func lookAtForm(c *pasted, settings *Settings) look {
	if c.name != "" && settings.scopeOf(c) != Flash {
		return look{format: Other, description: "pairs of another program; only a flash of Play 2.5 is unsigned (--scope flash, if this is one)"}
	}
	if c.name == "" {
		return look{format: Form, description: "unsigned pairs, as a flash of Play 2.5 or any form has them"}
	}
	return look{format: Form, description: "unsigned pairs, the flash of Play 2.0.6 to 2.5"}
}

func (j *jwt) look(dataClaim string) look {
	l := look{format: JWT, jwt: j}
	data := last(j.claims, dataClaim)
	switch {
	case len(data) > 0 && data[0] == '{' && newHash(j.algorithm) != nil:
		l.description = "a JSON Web Token, as Play 2.6 to 3.x and satchel write it"
	case len(data) > 0 && data[0] == '{':
		l.description = "a JSON Web Token with pairs as Play's, but with an algorithm that Play cannot use"
	case newHash(j.algorithm) != nil && j.claims == nil:
		l.description = "a JSON Web Token whose payload is damaged, or no JSON object"
	case j.algorithm == "" && len(j.payload) <= 8 && !strings.HasPrefix(j.payloadJSON, "{"):
		l.format, l.description = ForeignJWT, "a signed session of Flask (itsdangerous), no JSON Web Token"
	default:
		l.format = ForeignJWT
		l.description = "a JSON Web Token of another program: " + j.strangeness(dataClaim)
	}
	return l
}

// strangeness says what Play's tokens do not have, and this one has.
func (j *jwt) strangeness(dataClaim string) string {
	var parts []string
	switch {
	case j.algorithm == "":
		parts = append(parts, "no algorithm in the header")
	case newHash(j.algorithm) == nil:
		parts = append(parts, "signed with "+shorten(j.algorithm))
	}
	parts = append(parts, fmt.Sprintf("no pairs in a claim %q", shorten(dataClaim)))
	for _, claim := range j.claims {
		if claim.name != dataClaim && claim.raw[0] == '{' {
			return strings.Join(parts, ", ") + fmt.Sprintf("; if its pairs stand in %q, say --data-claim", shorten(claim.name))
		}
	}
	return strings.Join(parts, ", ")
}

// The beginning of a sealed text; see docs/formats.md.
const (
	sealedVersion = 0x01
	sealedClear   = 1 + 4                     // version and name of the key
	sealedLeast   = sealedClear + 24 + 3 + 16 // nonce, the shortest content, tag
)

// sealedKey returns the name of the key of a text that looks sealed.
func sealedKey(value string) (keyID string, is bool) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(value, "="))
	if err != nil || len(raw) < sealedLeast || raw[0] != sealedVersion {
		return "", false
	}
	return hex.EncodeToString(raw[1:sealedClear]), true
}

// isSigned tells whether a value looks like one that has a signature.
func isSigned(value string) bool {
	_, isJWT := splitJWT(value)
	_, isSealed := sealedKey(value)
	return isJWT || isSealed || macPrefix.MatchString(value)
}

// content is the strict reading of a value that nobody has verified: empty for what is
// encrypted, or not readable.
func (l *look) content(value, dataClaim string) token.Token {
	var t token.Token
	switch l.format {
	case JWT:
		t, _ = l.jwt.readUnverified(dataClaim)
	case SignedForm:
		t, _ = token.URLEncoded{}.Parse(l.body)
	case Form:
		t, _ = token.URLEncoded{}.Parse(value)
	case Sealed, ForeignJWT, Other: // encrypted, or not ours
	}
	return t
}
