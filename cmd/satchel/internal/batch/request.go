package batch

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// request is what a line says. What is absent is nil.
type request struct {
	op, codec                *string
	secret, algorithm, claim *string
	expiresAfterMS, skewS    *int64
	nowMS                    *int64
	cookie                   *string
	data, utf16Data          *pairs
	order                    *[]string
}

// Bounds of the numbers. Whole numbers up to 2^53-1 are those that every language reads
// as they are written (RFC 7493 section 2.2).
const (
	maxNumber = 1<<53 - 1
	maxSkewS  = math.MaxInt64 / int64(time.Second)
)

// parseRequest reads a line. The error holds nothing of it.
func parseRequest(line []byte) (*request, error) {
	r, err := newReader(line)
	if err != nil {
		return nil, err
	}
	var q request
	_, err = r.object("the line", func(name string) error { return q.member(r, name) })
	return &q, err
}

func (q *request) member(r *reader, name string) error {
	switch name {
	case "op", "kind":
		return assign("op", &q.op, r.text)
	case "codec":
		return assign(name, &q.codec, r.text)
	case "config":
		_, err := r.object(name, func(name string) error { return q.setting(r, name) })
		return err
	case "now_ms":
		return assign(name, &q.nowMS, r.number(0, maxNumber))
	case "cookie":
		return assign(name, &q.cookie, r.text)
	case "data":
		return assign(name, &q.data, r.pairs)
	case "data_utf16_hex":
		return assign(name, &q.utf16Data, r.pairs)
	case "order":
		return assign(name, &q.order, r.texts)
	}
	return q.setting(r, name)
}

// setting reads what may stand in config too.
func (q *request) setting(r *reader, name string) error {
	switch name {
	case "secret":
		return assign(name, &q.secret, r.text)
	case "algorithm":
		return assign(name, &q.algorithm, r.text)
	case "data_claim":
		return assign(name, &q.claim, r.text)
	case "expires_after_ms":
		return assign(name, &q.expiresAfterMS, r.number(-maxNumber, maxNumber))
	case "clock_skew_s":
		return assign(name, &q.skewS, r.number(0, maxSkewS))
	}
	r.value()
	return nil
}

// assign reads a member, unless it is null. Which of two counts differs from one reader of
// JSON to the next (RFC 8259 section 4), so that the second one is refused.
func assign[T any](name string, into **T, read func(name string) (*T, error)) error {
	value, err := read(name)
	switch {
	case err != nil || value == nil:
		return err
	case *into != nil:
		return fmt.Errorf("%s stands twice", name)
	}
	*into = value
	return nil
}

// settings are those of the codec, with the defaults of Play.
func (q *request) settings() (settings, error) {
	s := settings{codec: valueOr(q.codec, ""), algorithm: token.Algorithm(valueOr(q.algorithm, string(token.HS256)))}
	s.secret, s.claim = valueOr(q.secret, ""), valueOr(q.claim, "data")
	switch {
	case q.codec == nil:
		return s, errors.New("codec is missing")
	case s.codec == legacyUnsigned:
		return settings{codec: legacyUnsigned}, nil
	case s.secret == "":
		return s, errors.New("secret is missing or empty")
	}
	return s, nil
}

// token is the one that encode writes.
func (q *request) token() (token.Token, error) {
	list, err := q.list()
	if err != nil {
		return token.Token{}, err
	}
	now := q.now()
	t := token.Token{Pairs: list, IssuedAt: now, NotBefore: now}
	if q.expiresAfterMS != nil {
		expiry := now.UnixMilli() + *q.expiresAfterMS
		if expiry < 0 {
			return token.Token{}, errors.New("expires_after_ms goes back beyond 1970")
		}
		t.ExpiresAt = time.UnixMilli(expiry)
	}
	return t, nil
}

// list returns the pairs in the order of writing.
func (q *request) list() ([]token.Pair, error) {
	if q.data == nil && q.utf16Data == nil {
		return nil, errors.New("data is missing")
	}
	all := valueOr(q.data, pairs{})
	for _, pair := range valueOr(q.utf16Data, pairs{}).list {
		text, err := fromUTF16Hex(pair.Value)
		if err != nil {
			return nil, err
		}
		all.set(pair.Key, text)
	}
	if q.order == nil {
		return all.list, nil
	}
	var ordered pairs
	for _, key := range *q.order {
		i, found := all.index[key]
		if !found {
			return nil, errors.New("order has a key that the data does not have")
		}
		ordered.set(key, all.list[i].Value)
	}
	if len(ordered.list) != len(all.list) || len(*q.order) != len(all.list) {
		return nil, errors.New("order has to have each key of the data once")
	}
	return ordered.list, nil
}

func (q *request) now() time.Time { return time.UnixMilli(valueOr(q.nowMS, time.Now().UnixMilli())) }

func (q *request) skew() time.Duration { return time.Duration(valueOr(q.skewS, 300)) * time.Second }

func valueOr[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}
