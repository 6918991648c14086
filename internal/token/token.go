package token

import (
	"errors"
	"time"
)

// Pair is one entry of a scope.
type Pair struct{ Key, Value string }

// Token is what a token's text says. What a format cannot carry is zero.
type Token struct {
	// Pairs in the order in which they were written.
	Pairs []Pair

	// IssuedAt, NotBefore and ExpiresAt are the dates of RFC 7519 section 4.1, in
	// whole seconds on the wire, rounded down. The zero time means absent; a
	// format leaves an absent date out.
	IssuedAt, NotBefore, ExpiresAt time.Time

	// KeyID names the key under which the token was found authentic. Writers
	// ignore it.
	KeyID string

	// Stale says that it should be written anew: the key is on its way out. Writers
	// ignore it.
	Stale bool

	// Purpose says what the token was made for, where its writer said so. Play does not;
	// writers ignore it.
	Purpose string
}

// Reasons for which a text is refused. The text itself, which belongs to whoever
// sent it, is never part of an error. The root package exports these values, which
// is why they carry its name.
var (
	ErrMalformed = errors.New("satchel: the cookie value is malformed")
	ErrSignature = errors.New("satchel: the signature of the cookie value does not match")
	ErrRetired   = errors.New("satchel: the cookie value is signed with a key that has been retired")
	ErrPurpose   = errors.New("satchel: the cookie value was made for another cookie, or does not say for which one")
	ErrAlgorithm = errors.New("satchel: the cookie value is signed with another algorithm than the configured one")
	ErrExpired   = errors.New("satchel: the cookie value has expired")
	ErrPremature = errors.New("satchel: the cookie value is not valid yet; compare the clocks")
)

// Format turns pairs into a token's text and back. Implementations are safe for
// concurrent use.
type Format interface {
	// Append appends the text of t to dst. It fails where a key or a value is no
	// UTF-8.
	Append(dst []byte, t Token) ([]byte, error)

	// Parse authenticates text, where the format can, and reads it. It does not
	// look at the clock; see [Token.ValidAt]. The error is one of those above, and the
	// token empty then, but for the name of a retired key.
	Parse(text string) (Token, error)

	// Weigh returns what one pair adds to a token, in a unit of the format's own.
	Weigh(p Pair) int

	// Len returns the exact length of the text that Append writes for the dates
	// of t and for pairs that weigh weight together. It does no work in
	// proportion to the pairs, so that a size can be asked for at every change.
	Len(t Token, weight int) int

	// SigningKeyID names the key that Append signs with; empty for an unsigned
	// format.
	SigningKeyID() string
}

// ValidAt checks the dates as Play does (play-jjwt): both ends are inclusive,
// both get the same tolerance, the clock counts in milliseconds against whole
// seconds, expiry is looked at first, and the time of issue is not looked at.
func (t Token) ValidAt(now time.Time, skew time.Duration) error {
	ms, tolerance := now.UnixMilli(), skew.Milliseconds()
	if !t.ExpiresAt.IsZero() && ms-tolerance > t.ExpiresAt.Unix()*1000 {
		return ErrExpired
	}
	if !t.NotBefore.IsZero() && ms+tolerance < t.NotBefore.Unix()*1000 {
		return ErrPremature
	}
	return nil
}

// pairs collects what a parser reads. Equal keys: the last one wins, in the place
// of the first, as in the maps of Java that Play reads into.
type pairs struct {
	list  []Pair
	index map[string]int // of list, once it is long
}

// indexAfter is the length beyond which a map finds equal keys. Below it a walk
// is faster and allocates nothing; without the map, a cookie of nothing but
// equal signs would cost time in the square of its length.
const indexAfter = 16

// maxExpected is how many pairs there is room for beforehand, at most: more than there are
// in any cookie, and 32 KB.
const maxExpected = 1024

// expect makes room for n pairs. The number comes from the text, hence the bound.
func (p *pairs) expect(n int) { p.list = make([]Pair, 0, min(n, maxExpected)) }

func (p *pairs) set(key, value string) {
	if i, found := p.find(key); found {
		p.list[i].Value = value
		return
	}
	p.list = append(p.list, Pair{key, value})
	switch {
	case p.index != nil:
		p.index[key] = len(p.list) - 1
	case len(p.list) > indexAfter:
		p.index = make(map[string]int, cap(p.list))
		for i, pair := range p.list {
			p.index[pair.Key] = i
		}
	}
}

func (p *pairs) find(key string) (int, bool) {
	if p.index != nil {
		i, found := p.index[key]
		return i, found
	}
	for i := range p.list {
		if p.list[i].Key == key {
			return i, true
		}
	}
	return 0, false
}
