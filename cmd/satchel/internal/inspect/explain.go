package inspect

import (
	"fmt"
	"strings"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// unauthentic explains why no reading fits.
func (s *Settings) unauthentic(c *pasted, l *look, secrets keyring.Ring) (satchel.Reason, string) {
	if l.format == JWT && newHash(l.jwt.algorithm) == nil {
		return satchel.ReasonAlgorithm, "its header names an algorithm that neither Play nor satchel accepts"
	}
	if l.format == JWT || l.format == SignedForm {
		if rules := damage(c.value, l); rules != "" {
			return satchel.ReasonMalformed, "it is damaged: " + rules
		}
	}
	if l.format == Sealed {
		var known []string
		for _, key := range secrets {
			if key.ID() == l.keyID {
				return satchel.ReasonSignature, "sealed with key " + l.keyID + ", which was given, but it does not open: " +
					"another name of cookie or application, another scope, or changed on the way"
			}
			known = append(known, key.ID())
		}
		return satchel.ReasonSignature, "sealed with key " + l.keyID + ", by its own account, which is not given; given: " + strings.Join(known, ", ")
	}
	words := "the signature does not match: another secret, "
	if l.format == JWT {
		words += "another name of application or cookie in the profile native, "
	}
	return satchel.ReasonSignature, words + "another program, or changed on the way" + tooShort(l, secrets)
}

// tooShort names the secrets that cannot have signed a JWT of a careful program.
func tooShort(l *look, secrets keyring.Ring) string {
	var words strings.Builder
	for _, key := range secrets {
		if l.format != JWT {
			break
		}
		if have, need := len(key.Bytes()), token.Algorithm(l.jwt.algorithm).Size(); have < need {
			fmt.Fprintf(&words, "; key %s has %s and is too short for %s, which needs %d", key.ID(), plural(have, "byte"), l.jwt.algorithm, need)
		}
	}
	return words.String()
}

// damage finds what no signature can be right with.
func damage(value string, l *look) string {
	if l.format != JWT {
		return ""
	}
	want := token.Algorithm(l.jwt.algorithm).Size()
	var found []broken
	for _, rule := range l.jwt.rules(value, "data") {
		if strings.Contains(rule.rule, "base64") || strings.Contains(rule.rule, "is empty") {
			found = append(found, rule)
		}
	}
	if size := len(decodeLeniently(l.jwt.signature)); size != want && len(found) == 0 {
		return "its signature has " + plural(size, "byte") + ", where " + l.jwt.algorithm + " has " + plural(want, "byte")
	}
	if len(found) == 0 {
		return ""
	}
	return sentence(found)
}

// explain says a reason in words.
func (s *Settings) explain(reason satchel.Reason, t *token.Token) string {
	tolerance := ", beyond the tolerance of " + span(s.ClockSkew)
	if reason == satchel.ReasonExpired && !t.ExpiresAt.IsZero() && s.Now.After(t.ExpiresAt) {
		return s.expiry(t.ExpiresAt).Words + tolerance
	}
	if reason == satchel.ReasonPremature {
		return "dated in the future" + tolerance + ": compare the clocks"
	}
	if words, known := explanations[reason]; known {
		return words
	}
	return "the program refuses it"
}

var explanations = map[satchel.Reason]string{
	satchel.ReasonExpired:   "its messages have waited for longer than SATCHEL_FLASH_MAX_AGE says, 5 minutes by default",
	satchel.ReasonMalformed: "the text is refused: not of the form that is expected, or a date of the session that is none",
	satchel.ReasonAlgorithm: "signed with another algorithm than the program expects",
	satchel.ReasonPurpose:   "a token of the other cookie, or, where the program demands a purpose, one that Play has written",
	satchel.ReasonIdle:      "the session has not been used for as long as SATCHEL_IDLE says",
	satchel.ReasonTooOld:    "the session is as old as SATCHEL_ABSOLUTE says",
	satchel.ReasonRevoked:   "the session began before SATCHEL_EPOCH, which ended it",
	satchel.ReasonRetired:   "signed with a key that is retired",
	satchel.ReasonOversized: "it is longer than a browser keeps, so no browser has sent it",
	satchel.ReasonSignature: "the signature does not match what the program expects: another secret, name or application, or changed on the way",
}
