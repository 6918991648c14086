package batch

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/satchel-go/satchel/cmd/satchel/internal/surrogates"
)

// reader goes through the JSON of one line from left to right, which encoding/json has
// found valid before. It takes over there since that package takes names without regard to
// case into a struct, and loses the order of the pairs in a map; reading its tokens takes
// more than twice as long. All texts without an escape are parts of the line.
type reader struct {
	line string
	pos  int
}

// newReader refuses a line that is no JSON object.
func newReader(line []byte) (*reader, error) {
	r := &reader{line: string(line)}
	switch r.space(); {
	case r.pos == len(r.line):
		return nil, errors.New("the line is empty")
	case !utf8.ValidString(r.line): // encoding/json would replace bytes
		return nil, errors.New("the line is not UTF-8")
	case !json.Valid(line):
		return nil, invalid(line)
	case r.line[r.pos] != '{':
		return nil, errors.New("the line is not a JSON object")
	}
	return r, nil
}

// invalid says where a line is no JSON.
func invalid(line []byte) error {
	var value json.RawMessage
	err := json.Unmarshal(line, &value)
	if fault, is := errors.AsType[*json.SyntaxError](err); is {
		return fmt.Errorf("the line is not valid JSON, see byte %d", fault.Offset)
	}
	return errors.New("the line is not valid JSON")
}

func (r *reader) space() {
	r.pos += len(r.line[r.pos:]) - len(strings.TrimLeft(r.line[r.pos:], " \t\r\n"))
}

// eat passes over c, if it is next.
func (r *reader) eat(c byte) bool {
	r.space()
	if r.line[r.pos] != c {
		return false
	}
	r.pos++
	return true
}

// value returns the text of the next value.
func (r *reader) value() string {
	r.space()
	start, depth := r.pos, 0
	for r.pos < len(r.line) {
		switch r.line[r.pos] {
		case '"':
			r.quoted()
		case '{', '[':
			depth++
			r.pos++
		case '}', ']':
			depth--
			r.pos++
		default:
			r.pos++
		}
		if depth == 0 && (r.pos == len(r.line) || strings.IndexByte(",:]} \t\r\n", r.line[r.pos]) >= 0) {
			break
		}
	}
	return r.line[start:r.pos]
}

// quoted passes over a string.
func (r *reader) quoted() {
	for r.pos++; r.line[r.pos] != '"'; r.pos++ {
		if r.line[r.pos] == '\\' {
			r.pos++
		}
	}
	r.pos++
}

// object reads an object, or null, which is an absent one. member reads the value of the key.
func (r *reader) object(name string, member func(key string) error) (present bool, err error) {
	if !r.eat('{') {
		return false, absent(r.value(), name, "an object")
	}
	for !r.eat('}') {
		r.eat(',')
		key, err := unquote(r.value())
		if err != nil {
			return false, err
		}
		r.eat(':')
		if err := member(key); err != nil {
			return false, err
		}
	}
	return true, nil
}

// absent takes null for nothing, and another value for an error.
func absent(value, name, want string) error {
	if value == "null" {
		return nil
	}
	return fmt.Errorf("%s has to be %s", name, want)
}

func (r *reader) text(name string) (*string, error) {
	value := r.value()
	if value[0] != '"' {
		return nil, absent(value, name, "a string")
	}
	text, err := unquote(value)
	return &text, err
}

// element reads a string inside a member, where null is none.
func (r *reader) element(name string) (string, error) {
	text, err := r.text("what is in " + name)
	switch {
	case err != nil:
		return "", err
	case text == nil:
		return "", fmt.Errorf("what is in %s has to be a string", name)
	}
	return *text, nil
}

// number returns a reader of numbers within bounds.
func (r *reader) number(least, most int64) func(name string) (*int64, error) {
	return func(name string) (*int64, error) {
		value := r.value()
		number, err := strconv.ParseInt(value, 10, 64)
		if err != nil || number < least || number > most {
			return nil, absent(value, name, fmt.Sprintf("a whole number from %d to %d", least, most))
		}
		return &number, nil
	}
}

func (r *reader) texts(name string) (*[]string, error) {
	if !r.eat('[') {
		return nil, absent(r.value(), name, "a list of strings")
	}
	list := []string{}
	for !r.eat(']') {
		r.eat(',')
		text, err := r.element(name)
		if err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return &list, nil
}

func (r *reader) pairs(name string) (*pairs, error) {
	var p pairs
	present, err := r.object(name, func(key string) error {
		value, err := r.element(name)
		p.set(key, value)
		return err
	})
	if err != nil || !present {
		return nil, err
	}
	return &p, nil
}

// unquote returns what a string says.
func unquote(quoted string) (text string, err error) {
	switch {
	case strings.IndexByte(quoted, '\\') < 0:
		return quoted[1 : len(quoted)-1], nil
	case surrogates.Half(quoted):
		return "", errHalfSurrogate
	}
	err = json.Unmarshal([]byte(quoted), &text)
	return text, err
}
