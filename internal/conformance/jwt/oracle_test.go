package jwt_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/satchel-go/satchel/internal/token"
)

// payload is what an independent reader of JSON finds in one.
type payload struct {
	pairs    []token.Pair // the last of equal keys, in the place of the first
	exp, nbf time.Time
	iat      time.Time
	stricter []string // the classes for which this project refuses it
}

// The classes of payloads that are JSON and that this project refuses. From "a value that is
// no text" on they are listed as differences from Play in docs/from-play.md.
const (
	notAnObject   = "no object: RFC 7519 section 7.2 asks for one"
	blanksAround  = "white space around the object: Play up to 3.0 refuses it, and no writer makes it"
	noData        = "no claim with the pairs, or it is no object: this is no session, and Play refuses it too"
	tooDeep       = "a claim that nobody reads is more than a thousand deep, as Jackson has it"
	yearOne       = "the one moment that means an absent date in Go"
	beyond64      = "a date whose milliseconds have more than 64 bits: Play's arithmetic would wrap around"
	valueNotText  = "a value that is no text: Play turns it into one, and writes none"
	dateNotNumber = "a date that is no whole number: Play takes it, and writes none"
)

// independent reads a payload with jsontext, which refuses what is no UTF-8 and half a
// surrogate pair, as this project does. Equal members are allowed, as in Play.
func independent(text string) (p payload, err error) {
	value := jsontext.Value(text)
	if !value.IsValid(jsontext.AllowDuplicateNames(true)) {
		return p, fmt.Errorf("no JSON: %q", text)
	}
	if strings.Trim(text, " \t\r\n") != text {
		p.stricter = append(p.stricter, blanksAround)
	}
	if value.Kind() != '{' {
		p.stricter = append(p.stricter, notAnObject)
		return p, nil
	}
	found := false
	err = eachMember(value, func(name string, value jsontext.Value) error {
		switch name {
		case "data":
			found = value.Kind() == '{'
			p.pairs = nil
			if found {
				return eachMember(value, p.pair)
			}
		case "exp":
			p.exp = p.date(value)
			return nil
		case "nbf":
			p.nbf = p.date(value)
			return nil
		case "iat": // read where it is a date, and passed over where it is not
			other := payload{}
			p.iat = other.date(value)
		}
		if depth(value) > 1001 {
			p.stricter = append(p.stricter, tooDeep)
		}
		return nil
	})
	if !found {
		p.stricter = append(p.stricter, noData)
	}
	return p, err
}

// eachMember walks over an object.
func eachMember(object jsontext.Value, do func(name string, value jsontext.Value) error) error {
	decoder := jsontext.NewDecoder(bytes.NewReader(object), jsontext.AllowDuplicateNames(true))
	if _, err := decoder.ReadToken(); err != nil { // the brace
		return err
	}
	for decoder.PeekKind() == '"' {
		name, err := decoder.ReadToken()
		if err != nil {
			return err
		}
		key := name.String()
		value, err := decoder.ReadValue()
		if err != nil {
			return err
		}
		if err := do(key, bytes.Clone(value)); err != nil {
			return err
		}
	}
	if _, err := decoder.ReadToken(); err != nil {
		return err
	}
	if _, err := decoder.ReadToken(); err != io.EOF { //nolint:errorlint // the decoder returns it as it is
		return fmt.Errorf("behind the object: %w", err)
	}
	return nil
}

func (p *payload) pair(key string, value jsontext.Value) error {
	if value.Kind() != '"' {
		p.stricter = append(p.stricter, valueNotText)
		return nil
	}
	text, err := jsontext.AppendUnquote(nil, value)
	if err != nil {
		return err
	}
	for i := range p.pairs {
		if p.pairs[i].Key == key {
			p.pairs[i].Value = string(text)
			return nil
		}
	}
	p.pairs = append(p.pairs, token.Pair{Key: key, Value: string(text)})
	return nil
}

func (p *payload) date(value jsontext.Value) time.Time {
	if value.Kind() == 'n' {
		return time.Time{}
	}
	seconds, err := strconv.ParseInt(string(value), 10, 64)
	switch {
	case value.Kind() != '0' || bytes.ContainsAny(value, ".eE"):
		p.stricter = append(p.stricter, dateNotNumber)
	case err != nil || seconds > math.MaxInt64/1000-1 || seconds < -(math.MaxInt64/1000-1):
		p.stricter = append(p.stricter, beyond64)
	case time.Unix(seconds, 0).IsZero():
		p.stricter = append(p.stricter, yearOne)
	default:
		return time.Unix(seconds, 0)
	}
	return time.Time{}
}

// depth counts the brackets around the innermost value, and that value.
func depth(value jsontext.Value) int {
	decoder := jsontext.NewDecoder(bytes.NewReader(value), jsontext.AllowDuplicateNames(true))
	deepest := 0
	for {
		t, err := decoder.ReadToken()
		if err != nil {
			return deepest
		}
		here := decoder.StackDepth()
		if kind := t.Kind(); kind != '{' && kind != '[' && kind != '}' && kind != ']' {
			here++
		}
		deepest = max(deepest, here)
	}
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
