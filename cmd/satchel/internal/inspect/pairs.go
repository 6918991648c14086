package inspect

import (
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// Pair is one pair of a cookie.
type Pair struct {
	Key        string   `json:"key"`
	Size       int      `json:"size"`       // bytes of the cookie that it takes
	Characters int      `json:"characters"` // of its value
	Bytes      int      `json:"bytes"`      // of its value, in UTF-8
	Meaning    string   `json:"meaning,omitempty"`
	Message    *Message `json:"message,omitempty"`
	Value      *string  `json:"value,omitempty"` // with Settings.Show
}

// Message is what the key of a message of the flash says besides.
type Message struct {
	Key  string `json:"key"`
	Path string `json:"path,omitempty"` // the page that it is for; empty for any
	Born *Date  `json:"born,omitempty"` // where it is another date than that of the token
}

// The reserved keys; see docs/formats.md.
const (
	idKey      = satchel.ReservedPrefix + "id"
	startedKey = satchel.ReservedPrefix + "started"
	renewedKey = satchel.ReservedPrefix + "renewed"
	activeKey  = satchel.ReservedPrefix + "active"
	formKey    = satchel.ReservedPrefix + "form"
)

// pairsOf describes the pairs of a token, in their order.
func (s *Settings) pairsOf(format Format, t *token.Token) []Pair {
	sizes := shares(format, t)
	list := make([]Pair, 0, min(len(t.Pairs), MaxPairs))
	for i, pair := range t.Pairs[:min(len(t.Pairs), MaxPairs)] {
		p := Pair{Key: pair.Key, Size: sizes[i], Characters: utf8.RuneCountInString(pair.Value), Bytes: len(pair.Value)}
		p.Meaning = s.meaning(pair)
		p.Message = s.message(pair.Key)
		if s.Show {
			value := pair.Value
			p.Value = &value
		}
		list = append(list, p)
	}
	return list
}

// meaning explains a reserved pair. Its value is said only where it is no credential.
func (s *Settings) meaning(pair token.Pair) string {
	if key := s.message(pair.Key); key != nil && key.Key == formKey || pair.Key == formKey {
		fields, _ := url.ParseQuery(pair.Value)
		return "the old input of a form, " + plural(len(fields), "field")
	}
	at, isDate := seconds(pair.Value)
	switch pair.Key {
	case idKey:
		return "the unique id of the session, which caches and deny lists know it by: keep it to yourself"
	case startedKey, renewedKey, activeKey:
		if !isDate {
			return "a date of the session that is none: a program refuses the cookie"
		}
	}
	switch pair.Key {
	case startedKey:
		return "when the session began: " + s.date(at, "started").Words
	case renewedKey:
		return "the last login (Renew): " + s.date(at, "renewed").Words
	case activeKey:
		return "when it was written: " + s.date(at, "written").Words
	}
	if strings.HasPrefix(pair.Key, satchel.ReservedPrefix) && s.message(pair.Key) == nil {
		return "a reserved key that the library does not know"
	}
	return ""
}

// message takes the key of a message apart; nil for any other key.
func (s *Settings) message(key string) *Message {
	waiting := satchel.Token{Pairs: []satchel.Pair{{Key: key}}}.WaitingMessages()[0]
	if waiting.Key == key {
		return nil
	}
	return &Message{Key: waiting.Key, Path: waiting.Path, Born: s.date(waiting.Born, "born")}
}

// seconds reads a date as the library writes it into a pair.
func seconds(text string) (time.Time, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 || n > 253402300799 { // the year 9999
		return time.Time{}, false
	}
	return time.Unix(n, 0), true
}

// shares returns how many bytes the cookie would be shorter without each pair.
func shares(format Format, t *token.Token) []int {
	ruler := ruler(format)
	weight := 0
	weights := make([]int, len(t.Pairs))
	for i, pair := range t.Pairs {
		weights[i] = ruler.Weigh(pair)
		weight += weights[i]
	}
	dates := token.Token{IssuedAt: t.IssuedAt, NotBefore: t.NotBefore, ExpiresAt: t.ExpiresAt}
	all := ruler.Len(dates, weight)
	for i := range weights {
		weights[i] = all - ruler.Len(dates, weight-weights[i])
	}
	return weights
}

// ruler returns a format to measure with. Its key is nobody's.
func ruler(format Format) token.Format {
	key := keyring.New(keyring.Generate())
	if format == Sealed {
		if derived, err := key.Derive("ruler", 32); err == nil {
			if sealed, err := token.NewSealed(derived, "ruler", 0); err == nil {
				return sealed
			}
		}
	}
	if format == JWT {
		if jwt, err := token.NewJWT(token.HS256, key, "data"); err == nil {
			return jwt
		}
	}
	return token.URLEncoded{}
}
