package rediscache

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/redis/rueidis"

	"github.com/satchel-go/satchel/cache"
)

// Why an operation did not come to its end.
var (
	errSlow  = errors.New("no answer within the budget")
	errDown  = errors.New("the server is down, and asked again in the background")
	errBusy  = errors.New("too much waits for the server already")
	errReply = errors.New("the reply makes no sense: is this a Redis or Valkey server?")
)

// failure is the error of an operation: text that can be shown, and what errors.Is finds.
type failure struct {
	text string
	is   []error
}

func (f *failure) Error() string   { return "rediscache: " + f.text }
func (f *failure) Unwrap() []error { return f.is }

func unavailable(text string, is ...error) error {
	return &failure{text, append(is, cache.ErrUnavailable)}
}

var errClosed error = &failure{"used after Close", []error{cache.ErrClosed}}

// broken tells whether an attempt has failed by its connection: it has neither gone
// through, nor been refused by the server or by this package, nor run out of time.
func broken(err error) bool {
	if err == nil || refused(err) || rueidis.IsParseErr(err) {
		return false
	}
	for _, own := range []error{errSlow, errDown, errBusy, errReply, errClosed, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, own) {
			return false
		}
	}
	return true
}

// refused tells whether the server itself has answered with an error: it is there, and the
// next operation may fare better.
func refused(err error) bool {
	_, is := errors.AsType[*rueidis.RedisError](err)
	return is
}

// demoted tells whether a server says that it is a replica, and takes no writes.
func demoted(err error) bool {
	reply, is := errors.AsType[*rueidis.RedisError](err)
	if !is {
		return false
	}
	text := strings.TrimPrefix(reply.Error(), "ERR ")
	inScript := strings.HasPrefix(text, "Error running script") && strings.Contains(text, "-READONLY ") // before Redis 7
	return inScript || strings.HasPrefix(text, "READONLY")
}

// maxShown is how much of an error of a server is passed on.
const maxShown = 200

// shown is the text of an error without what nobody should read: servers quote the
// arguments of a command that they do not know, which may be the password, the name of a
// session or a value; and what speaks another protocol may echo anything.
func (a address) shown(err error) string {
	text := err.Error()
	if before, _, cut := strings.Cut(text, ", with args beginning with"); cut {
		text = before
	}
	for _, secret := range []string{a.password, a.user} {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "[redacted]")
		}
	}
	if len(text) > maxShown {
		text = strings.ToValidUTF8(text[:maxShown], "") + "…"
	}
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		text = strconv.Quote(text)
	}
	return text
}

// panicked is the error of a panic inside the client library: replies of nonsense make it
// index where nothing is.
func panicked(v any) error { return fmt.Errorf("%w (%T)", errReply, v) }
