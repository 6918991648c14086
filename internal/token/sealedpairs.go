package token

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"time"
	"unicode/utf8"
)

// The content of a sealed token, all numbers in the base 128 of encoding/binary:
//
//	issued   seconds since 1970, zigzag
//	expiry   0 for none, else 1 more than the seconds from issue to expiry, zigzag
//	size     of all pairs in bytes
//	pairs    each one as a key and a value, both behind their sizes
//	padding  zero bytes, up to the end
//
// Zigzag costs no byte before the year 2514, and leaves no date that has to be refused or
// bent: a clock before 1970, an expiry in the second of the issue or before it. The time
// of issue may be absent: then it is the date that Go's zero time is. The size stands
// where one would expect the number of pairs, since [Format].Len knows how much they
// weigh, and not how many they are.

// minContent is the size of a content without pairs.
const minContent = 3

const (
	// maxSealedDate in seconds leaves each number below 2^53, as readers in JavaScript
	// need it. It is 35 million years.
	maxSealedDate = 1 << 50

	// noDate is what the zero time says in seconds since 1970.
	noDate = -62135596800
)

// appendContent appends the content for t, without padding.
func appendContent(dst []byte, t *Token) ([]byte, error) {
	if err := checkSealable(t); err != nil {
		return nil, err
	}
	size := 0
	for _, pair := range t.Pairs {
		size += weighSealed(pair)
	}
	issued, expiry := sealedDates(t)
	dst = binary.AppendUvarint(dst, issued)
	dst = binary.AppendUvarint(dst, expiry)
	dst = binary.AppendUvarint(dst, uint64(size))
	for _, pair := range t.Pairs {
		if !utf8.ValidString(pair.Key) || !utf8.ValidString(pair.Value) {
			return nil, ErrNotUTF8
		}
		dst = append(binary.AppendUvarint(dst, uint64(len(pair.Key))), pair.Key...)
		dst = append(binary.AppendUvarint(dst, uint64(len(pair.Value))), pair.Value...)
	}
	return dst, nil
}

// checkSealable refuses what would not come back as it is.
func checkSealable(t *Token) error {
	for _, date := range []time.Time{t.IssuedAt, t.ExpiresAt} {
		if !inSealedRange(date.Unix()) {
			return fmt.Errorf("token: the sealed form has no date as far away as %d seconds from 1970", date.Unix())
		}
	}
	if !t.NotBefore.IsZero() && t.NotBefore.Unix() != t.IssuedAt.Unix() {
		return errors.New("token: a sealed token is valid from its issue; NotBefore says something else")
	}
	if key, found := repeatedKey(t.Pairs); found {
		return fmt.Errorf("token: two pairs have the key %q", key)
	}
	return nil
}

func inSealedRange(seconds int64) bool { return -maxSealedDate <= seconds && seconds <= maxSealedDate }

// sealedDates returns the first two numbers of the content.
func sealedDates(t *Token) (issued, expiry uint64) {
	from, until := t.IssuedAt.Unix(), t.ExpiresAt.Unix()
	if until != noDate {
		expiry = 1 + zigzag(until-from)
	}
	return zigzag(from), expiry
}

// contentLen returns the size of a content without its padding.
func contentLen(t *Token, weight int) int {
	issued, expiry := sealedDates(t)
	return numberLen(issued) + numberLen(expiry) + numberLen(uint64(weight)) + weight //nolint:gosec // no weight is negative
}

func weighSealed(p Pair) int {
	return numberLen(uint64(len(p.Key))) + len(p.Key) + numberLen(uint64(len(p.Value))) + len(p.Value)
}

func numberLen(n uint64) int { return (bits.Len64(n|1) + 6) / 7 }

// zigzag puts the negative numbers between the others, so that small ones stay short.
func zigzag(n int64) uint64 { return uint64(n)<<1 ^ uint64(n>>63) } //nolint:gosec // bits, not numbers

func unzigzag(n uint64) int64 { return int64(n>>1) ^ -int64(n&1) }

// parseContent reads the content of an authentic token. It takes what appendContent
// writes, with any padding, and nothing else. The pairs are parts of text.
func parseContent(text string, t *Token) bool {
	r := contentReader{rest: text}
	issued, expiry := r.number(), r.number()
	entries := contentReader{rest: r.text()}
	if r.failed || strings.Trim(r.rest, "\x00") != "" || !parseDates(issued, expiry, t) {
		return false
	}
	count := 0
	for ahead := entries; ahead.rest != ""; count++ {
		ahead.text()
		ahead.text()
	}
	t.Pairs = make([]Pair, 0, count)
	for entries.rest != "" {
		pair := Pair{entries.text(), entries.text()}
		if !utf8.ValidString(pair.Key) || !utf8.ValidString(pair.Value) {
			return false
		}
		t.Pairs = append(t.Pairs, pair)
	}
	_, found := repeatedKey(t.Pairs)
	return !found && !entries.failed
}

func parseDates(issued, expiry uint64, t *Token) bool {
	from := unzigzag(issued)
	if !inSealedRange(from) {
		return false
	}
	if from != noDate {
		t.IssuedAt = time.Unix(from, 0)
		t.NotBefore = t.IssuedAt
	}
	if expiry == 0 {
		return true
	}
	until := from + unzigzag(expiry-1)
	t.ExpiresAt = time.Unix(until, 0)
	return inSealedRange(until) && until != noDate
}

// contentReader takes numbers and texts from the front. Once something is wrong it stays
// failed and has nothing left, so that no loop goes on.
type contentReader struct {
	rest   string
	failed bool
}

func (r *contentReader) fail() { *r = contentReader{failed: true} }

// maxNumberLen is the length of the longest number that anybody writes; see
// maxSealedDate.
const maxNumberLen = 8

// number reads a number in its shortest form.
func (r *contentReader) number() uint64 {
	var n uint64
	for i := range min(len(r.rest), maxNumberLen) {
		digit := r.rest[i]
		n |= uint64(digit&0x7F) << (7 * i)
		if digit < 0x80 {
			if digit == 0 && i > 0 {
				break
			}
			r.rest = r.rest[i+1:]
			return n
		}
	}
	r.fail()
	return 0
}

// text reads a size, and as many bytes.
func (r *contentReader) text() string {
	size := r.number()
	if size > uint64(len(r.rest)) {
		r.fail()
	}
	if r.failed {
		return ""
	}
	text := r.rest[:size]
	r.rest = r.rest[size:]
	return text
}

// repeatedKey finds a key that two pairs have. Beyond a few pairs a map does it, so that
// the work stays linear.
func repeatedKey(list []Pair) (key string, found bool) {
	if len(list) <= indexAfter {
		for i := range list {
			for j := range i {
				if list[i].Key == list[j].Key {
					return list[i].Key, true
				}
			}
		}
		return "", false
	}
	seen := make(map[string]bool, len(list))
	for i := range list {
		if seen[list[i].Key] {
			return list[i].Key, true
		}
		seen[list[i].Key] = true
	}
	return "", false
}
