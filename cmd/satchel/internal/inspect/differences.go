package inspect

import (
	"slices"
	"strings"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/token"
)

// differences finds what Play and satchel would not make the same of. A token of Native
// is nothing to Play in any case.
func (s *Settings) differences(c *pasted, l *look, r *Cookie, content *token.Token) []string {
	var found []string
	add := func(text string) { found = append(found, text) }
	if r.Reading != nil && r.Reading.Profile == satchel.Native {
		return nil
	}
	switch l.format {
	case JWT:
		for _, rule := range l.jwt.rules(c.value, s.DataClaim) {
			add("satchel refuses it: " + rule.String())
		}
		if purpose := textOf(last(l.jwt.claims, purposeClaim)); purpose != "" && r.Scope != "" && purpose != string(r.Scope) {
			add("satchel refuses it as a " + string(r.Scope) + ", since it was made for the " + shorten(purpose) + "; Play takes it as either")
		}
	case SignedForm:
		for _, rule := range formRules(l.body) {
			add("satchel refuses it: " + rule.String())
		}
		add("Play 2.6 to 3.x takes this form for ever; satchel in the profile play25, or until the date of a reader (Readers)")
	case Form:
		for _, rule := range formRules(c.value) {
			add("satchel refuses it: " + rule.String())
		}
		add("Play takes an unsigned flash by default; satchel in the profile play25, or with InsecureUnsignedFlash")
	default: // nothing to Play
		return nil
	}
	if r.Size > r.Limit {
		add("satchel refuses what is longer than a browser keeps; Play has no limit")
	}
	for _, pair := range content.Pairs {
		if strange(pair.Key) {
			add("a key is blank, has blanks at its ends, or is exp, nbf or iat: Play 3.1 changes or refuses it when it writes the session anew")
			break
		}
	}
	return found
}

// strange tells whether Play 3.1 would not write a key as it is.
func strange(key string) bool {
	return strings.TrimSpace(key) != key || key == "" || slices.Contains([]string{"exp", "nbf", "iat"}, key)
}
