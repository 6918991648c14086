package inspect

import (
	"errors"
	"strings"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/rings"
	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// ReasonUnsigned is the reason for which a cookie is not verified that nothing signs. The
// other reasons are those of [satchel.ReasonOf].
const ReasonUnsigned satchel.Reason = "unsigned"

// ErrNoKey is the error for keys of which none signs at the moment that is judged for.
var ErrNoKey = errors.New("none of the keys signs at that moment: a program would refuse to start with them; see satchel keys check")

// finding is what a verification has found out.
type finding struct {
	reading *Reading // the one that is authentic; nil for none
	keyID   string
	token   token.Token // of the strict reader; empty where it refuses the text
	reason  satchel.Reason
	words   string
	short   bool // signed with a secret that is too short
}

// ringOf returns the secrets of a moment.
func ringOf(keys []satchel.Key, now time.Time) (keyring.Ring, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	ring, _ := rings.Plan(keys).At(now)
	if ring == nil {
		return nil, ErrNoKey
	}
	return ring, nil
}

// verify finds the reading in which a value is authentic, and what is wrong with it all
// the same, by what the settings expect.
func (s *Settings) verify(c *pasted, l *look, secrets keyring.Ring) finding {
	f := s.authenticate(c, l, secrets)
	switch {
	case l.format == Form:
		f.reason, f.words = ReasonUnsigned, "nothing signs it: anybody who can set a cookie can have written it"
	case f.reading == nil:
		f.reason, f.words = s.unauthentic(c, l, secrets)
	case f.short:
		f.reason = satchel.ReasonSignature
		f.words = "signed with a secret that is too short for " + f.reading.Algorithm +
			": Play up to 2.8 takes it, satchel and Play since 2.9 refuse to start with it"
	case f.reason == "":
		f.reason, f.words = s.judge(c, &f)
	}
	return f
}

// authenticate tries all readings under all keys.
func (s *Settings) authenticate(c *pasted, l *look, secrets keyring.Ring) finding {
	var other finding
	for _, reading := range s.readings(c, l) {
		f, found := s.try(&reading, c.value, l, secrets)
		switch {
		case !found:
		case s.mismatch(c, &f) == "":
			return f
		case other.reading == nil:
			other = f
		}
	}
	return other
}

// try reads a value in one way. The strict reader decides; what it refuses although the
// signature is right is explained.
func (s *Settings) try(r *Reading, value string, l *look, secrets keyring.Ring) (f finding, found bool) {
	ring, err := r.ring(secrets)
	if err != nil || len(ring) == 0 {
		return f, false
	}
	f.reading = r
	if format, err := r.format(longEnough(ring, r), s.DataClaim); err == nil {
		f.token, err = format.Parse(value)
		f.keyID = f.token.KeyID
		if err == nil {
			if purpose := Scope(f.token.Purpose); purpose == Session || purpose == Flash {
				r.Scope = purpose
			}
			return f, true
		}
		if errors.Is(err, token.ErrRetired) {
			f.token = token.Token{}
			f.reason, f.words = satchel.ReasonRetired, "signed with key "+f.keyID+", which is retired: what it signed is refused"
			return f, true
		}
	}
	return s.tryLeniently(f, value, l, ring)
}

// longEnough leaves out the keys that the strict reader would refuse to be made with.
func longEnough(ring keyring.Ring, r *Reading) keyring.Ring {
	need := token.Algorithm(r.Algorithm).Size()
	var long keyring.Ring
	for _, key := range ring {
		if len(key.Bytes()) >= need {
			long = append(long, key)
		}
	}
	return long
}

// tryLeniently finds the key of a text that the strict reader has refused, to explain why.
func (s *Settings) tryLeniently(f finding, value string, l *look, ring keyring.Ring) (finding, bool) {
	f.token = token.Token{}
	for _, key := range ring {
		var rules []broken
		switch {
		case l.format == JWT && l.jwt.signedBy(key.Bytes()):
			rules = l.jwt.rules(value, s.DataClaim)
		case l.format == SignedForm && signedForm(key, l):
			rules = formRules(l.body)
			if l.mac != strings.ToLower(l.mac) {
				rules = append(rules, broken{rule: "its signature has capital letters"})
			}
		case l.format == Sealed && strings.HasSuffix(value, "="):
			unpadded := strings.TrimRight(value, "=")
			format, err := f.reading.format(keyring.Ring{key}, s.DataClaim)
			if err != nil {
				continue
			}
			if _, err = format.Parse(unpadded); err != nil {
				continue
			}
			rules = []broken{{rule: "it has the padding (=) of base64, which was put there on the way"}}
		default:
			continue
		}
		f.keyID, f.short = key.ID(), len(key.Bytes()) < token.Algorithm(f.reading.Algorithm).Size()
		if !f.short {
			f.reason, f.words = satchel.ReasonMalformed, "the signature is right, but the text is refused: "+sentence(rules)
		}
		return f, true
	}
	return f, false
}

func signedForm(key keyring.Key, l *look) bool {
	format, err := token.NewSignedURL(keyring.Ring{key})
	if err != nil {
		return false
	}
	_, err = format.Parse(strings.ToLower(l.mac) + "-" + l.body)
	return !errors.Is(err, token.ErrSignature)
}

func sentence(rules []broken) string {
	if len(rules) == 0 {
		return "it breaks a rule of the strict reader"
	}
	texts := make([]string, len(rules))
	for i, rule := range rules {
		texts[i] = rule.rule
	}
	return strings.Join(texts, "; ")
}
