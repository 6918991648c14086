package inspect

import (
	"encoding/json"
	"slices"
)

// Claim is a claim that is neither a date nor the pairs.
type Claim struct {
	Name    string  `json:"name"`
	Bytes   int     `json:"bytes"` // of its JSON
	Meaning string  `json:"meaning,omitempty"`
	Value   *string `json:"value,omitempty"` // its JSON, with Settings.Show
}

// purposeClaim says which of the two cookies a token of the profile Play is for.
const purposeClaim = "satchel"

// claimsOf describes the other claims of a token.
func (s *Settings) claimsOf(j *jwt) []Claim {
	list := []Claim{}
	for _, m := range j.claims {
		if len(list) == MaxPairs || slices.Contains([]string{s.DataClaim, "exp", "nbf", "iat"}, m.name) {
			continue
		}
		c := Claim{Name: m.name, Bytes: len(m.raw)}
		if purpose := textOf(m.raw); m.name == purposeClaim && (purpose == string(Session) || purpose == string(Flash)) {
			c.Meaning = "satchel made the token for the " + purpose
		} else if m.name == purposeClaim {
			c.Meaning = "says what a token is for, but not as satchel writes it"
		}
		if s.Show {
			value := string(m.raw)
			c.Value = &value
		}
		list = append(list, c)
	}
	return list
}

// Header is the header of a JSON Web Token. In JSON it is an object; of equal members the
// last one counts.
type Header []HeaderMember

// HeaderMember is one member: the text, or the JSON of what is no text.
type HeaderMember struct{ Name, Value string }

func headerOf(j *jwt) Header {
	list := make(Header, 0, len(j.members))
	for _, m := range j.members[:min(len(j.members), MaxPairs)] {
		value := textOf(m.raw)
		if value == "" {
			value = string(m.raw)
		}
		list = append(list, HeaderMember{m.name, value})
	}
	return list
}

// MarshalJSON implements [json.Marshaler]. Bytes that are no UTF-8 become U+FFFD.
func (h Header) MarshalJSON() ([]byte, error) {
	members := make(map[string]string, len(h))
	for _, m := range h {
		members[m.Name] = m.Value
	}
	return json.Marshal(members)
}
