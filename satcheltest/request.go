package satcheltest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// WithSession puts a session into r, as keys and values in turn, and returns r. Pairs
// that an earlier call has put there stay, but for those with a key that comes again;
// other cookies stay too. Reserved keys are allowed, as in [satchel.Scopes.EncodeSession].
//
// It ends the test where a key has no value, where the cookie would be too large, and
// where r has a session cookie that s does not accept.
func WithSession(tb testing.TB, s *satchel.Scopes, r *http.Request, keysAndValues ...string) *http.Request {
	tb.Helper()
	if err := sessionScope(s).addTo(r, keysAndValues); err != nil {
		tb.Fatalf("satcheltest: WithSession: %v", err)
	}
	return r
}

// WithFlash is [WithSession] for messages that come in with r. It makes one cookie, also
// where messages that the application sets have several (Config.FlashSlots).
func WithFlash(tb testing.TB, s *satchel.Scopes, r *http.Request, keysAndValues ...string) *http.Request {
	tb.Helper()
	if err := flashScope(s).addTo(r, keysAndValues); err != nil {
		tb.Fatalf("satcheltest: WithFlash: %v", err)
	}
	return r
}

// scope is what session and flash have in common.
type scope struct {
	word   string // in messages
	name   string
	is     func(name string) bool // its cookie, or one of its slots
	decode func(value string) (satchel.Token, error)
	encode func(pairs ...satchel.Pair) (string, error)
}

func sessionScope(s *satchel.Scopes) scope {
	name := s.SessionCookieName()
	return scope{"session", name, func(other string) bool { return other == name }, s.DecodeSession, s.EncodeSession}
}

func flashScope(s *satchel.Scopes) scope {
	return scope{"flash", s.FlashCookieName(), s.IsFlashCookie, s.DecodeFlash, s.EncodeFlash}
}

func (s scope) addTo(r *http.Request, keysAndValues []string) error {
	if len(keysAndValues)%2 != 0 {
		return fmt.Errorf("the key %q, which is the last text, has no value", keysAndValues[len(keysAndValues)-1])
	}
	pairs, others, err := s.takeFrom(r)
	if err != nil {
		return err
	}
	for i := 0; i < len(keysAndValues); i += 2 {
		pairs = append(pairs, satchel.Pair{Key: keysAndValues[i], Value: keysAndValues[i+1]}) // of equal keys the last counts
	}
	if len(pairs) == 0 {
		return nil // an empty scope has no cookie
	}
	value, err := s.encode(pairs...)
	if err != nil {
		return err
	}
	r.Header.Set("Cookie", strings.Join(append(others, s.name+"="+value), "; "))
	return nil
}

// takeFrom returns the pairs of the cookie in r, and the other cookies as they stand
// there.
func (s scope) takeFrom(r *http.Request) (pairs []satchel.Pair, others []string, err error) {
	for _, line := range r.Header.Values("Cookie") {
		for cookie := range strings.SplitSeq(line, ";") {
			cookie = trim(cookie)
			value, found := strings.CutPrefix(cookie, s.name+"=")
			switch {
			case cookie == "":
			case !found:
				others = append(others, cookie)
			default:
				token, err := s.decode(value)
				if err != nil {
					return nil, nil, fmt.Errorf("the request has a cookie %s already, and it is refused (%w); add a false one afterwards", s.name, err)
				}
				pairs = append(pairs, token.Pairs...)
			}
		}
	}
	return pairs, slices.Clip(others), nil
}
