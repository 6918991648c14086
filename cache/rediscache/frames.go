package rediscache

import (
	"bytes"
	"errors"
	"strings"
)

// frames follows the Redis protocol through a stream of bytes without keeping them: it
// counts what is complete, and refuses what would hurt whoever believes it. The client
// library allocates what a reply announces before it has arrived, recurses as deep as it
// is nested, and panics in a goroutine of its own at a negative length and at a reply that
// nobody has asked for; a server that is none, or is broken, would end this process.
//
// https://redis.io/docs/latest/develop/reference/protocol-spec/
type frames struct {
	complete func(kind byte, word []byte) error // what is told of each whole message

	where  place
	kind   byte   // of the value that is being read
	number int64  // its length, as far as it was read
	digits int    // of it
	minus  bool   // it is negative
	line   int    // bytes of the line that was begun
	left   int64  // bytes of a string, with its end of line
	open   []open // the arrays around it
	total  int64  // bytes of the strings of this message
	parts  int64  // elements of its arrays
	word   []byte // the beginning of its first string: the name of a command, the kind of a push
	named  bool   // that string has ended
}

type place uint8

const (
	atKind place = iota
	inLine
	inString
)

// open is an array, a map or a set whose elements are being read.
type open struct {
	kind byte
	left int64
}

const (
	maxDepth    = 16
	maxElements = 1 << 20 // of all arrays of one reply; the client library takes 40 bytes for each
	maxLine     = 64 << 10
	maxWord     = 16
	maxMessage  = 4 * MaxValue // all strings of one reply
)

var (
	errLarge = errors.New("a reply that is larger than any that was asked for")
	errFrame = errors.New("what arrives is not the Redis protocol")
	errExtra = errors.New("a reply that nobody has asked for")
)

// follow reads on.
func (f *frames) follow(p []byte) error {
	for len(p) > 0 {
		switch f.where {
		case atKind:
			f.kind, p = p[0], p[1:]
			f.where, f.number, f.digits, f.minus, f.line = inLine, 0, 0, false, 0
		case inLine:
			end := bytes.IndexByte(p, '\n')
			part := p
			if end >= 0 {
				part = p[:end]
			}
			if f.line += len(part); f.line > maxLine {
				return errLarge
			}
			if err := f.count(part); err != nil {
				return err
			}
			if end < 0 {
				return nil
			}
			p = p[end+1:]
			if err := f.header(); err != nil {
				return err
			}
		case inString:
			n := min(int64(len(p)), f.left)
			f.note(p[:n])
			if f.left -= n; f.left == 0 {
				if err := f.value(); err != nil {
					return err
				}
			}
			p = p[n:]
		}
	}
	return nil
}

// sized tells whether a value of this kind begins with a length.
func sized(kind byte) bool { return strings.IndexByte("$!=*~%>|", kind) >= 0 }

// count reads the digits of a length.
func (f *frames) count(part []byte) error {
	if !sized(f.kind) {
		return nil
	}
	for _, c := range part {
		switch {
		case c == '\r':
		case c == '-' && f.digits == 0 && !f.minus:
			f.minus = true
		case c >= '0' && c <= '9' && f.digits < 12:
			f.number, f.digits = f.number*10+int64(c-'0'), f.digits+1
		default:
			return errFrame
		}
	}
	return nil
}

// header is called behind the first line of a value.
func (f *frames) header() error {
	length := f.number
	switch f.kind {
	case '$', '!', '=':
		if f.digits == 0 || f.minus && length != 1 {
			return errFrame
		}
		if f.minus {
			return f.value() // null, as of old
		}
		if f.total += length; length > MaxValue+8 || f.total > maxMessage {
			return errLarge
		}
		f.where, f.left = inString, length+2
		return nil
	case '*', '~', '>', '%', '|':
		return f.elements(length)
	case '+', '-', ':', '_', '#', ',', '(':
		return f.value()
	default:
		return errFrame
	}
}

// elements begins an array of so many.
func (f *frames) elements(length int64) error {
	double := f.kind == '%' || f.kind == '|'
	if f.digits == 0 || f.minus && (length != 1 || double) {
		return errFrame
	}
	if f.minus {
		return f.value()
	}
	if double {
		length *= 2
	}
	if f.parts += length; f.parts > maxElements || len(f.open) >= maxDepth {
		return errLarge
	}
	f.open = append(f.open, open{f.kind, length})
	return f.close()
}

// value is called behind a value that is no array, or is empty.
func (f *frames) value() error {
	f.named = true
	if len(f.open) == 0 {
		return f.message(f.kind)
	}
	f.open[len(f.open)-1].left--
	return f.close()
}

// close ends the arrays that have all their elements.
func (f *frames) close() error {
	f.where = atKind
	for len(f.open) > 0 && f.open[len(f.open)-1].left == 0 {
		kind := f.open[len(f.open)-1].kind
		f.open = f.open[:len(f.open)-1]
		if len(f.open) == 0 {
			if kind == '|' {
				break // it describes the value that follows
			}
			return f.message(kind)
		}
		// Neither is an element: an attribute, and an invalidation that Redis 6 sends in
		// the middle of a reply (redis issue 8935).
		if kind != '|' && kind != '>' {
			f.open[len(f.open)-1].left--
		}
	}
	return nil
}

func (f *frames) message(kind byte) error {
	word := f.word
	f.where, f.total, f.parts, f.word, f.named = atKind, 0, 0, f.word[:0], false
	return f.complete(kind, word)
}

// note keeps the beginning of the first string.
func (f *frames) note(part []byte) {
	if f.named {
		return
	}
	room := min(maxWord-len(f.word), len(part), int(max(f.left-2, 0))) // 2: the end of the line
	f.word = append(f.word, part[:room]...)
}
