package bench

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/satchel-go/satchel"
)

// Subject is one column of the table: somebody who can do the work.
type Subject struct {
	Name     string
	Sessions bool      // takes part in the operations on sessions
	Flash    FlashKind // takes part in those on this kind of flash
	Floor    bool      // decodes nothing: its answers are fixed, what it writes cannot be read back
	Peer     bool      // another library: it has no target, and no part in large sessions and hostile requests

	WithoutSession bool // knows of none, but takes part where nobody asks for it
	SetsAlways     bool // sets a cookie in each answer to a request that has brought one

	// Handler returns the handler for one kind of work, middleware and all.
	Handler func(Work) http.Handler

	// Codec is nil for a subject that cannot do without a request.
	Codec *Codec
}

// Subjects is the table. The floors come first.
func Subjects() ([]*Subject, error) { return subjectsAt(nil) }

// subjectsAt is the table with another clock for this project's subjects; nil for the
// system's.
func subjectsAt(clock func() time.Time) ([]*Subject, error) {
	native, err := newSatchel("native", satchel.Config{Clock: clock})
	if err != nil {
		return nil, err
	}
	play, err := newSatchel("play", satchel.Config{Clock: clock, Profile: satchel.Play})
	if err != nil {
		return nil, err
	}
	play25, err := newSatchel("play25", satchel.Config{Clock: clock, Profile: satchel.Play25})
	if err != nil {
		return nil, err
	}
	sealed, err := newSatchel("sealed", satchel.Config{Clock: clock, Sealed: true})
	if err != nil {
		return nil, err
	}
	limited, err := newSatchel("native-limited", satchel.Config{
		Clock:      clock,
		Limits:     satchel.NISTAAL2(),
		Revocation: satchel.Revocation{DenyList: satchel.NewMemoryDenyList(0)},
	})
	if err != nil {
		return nil, err
	}
	unsigned, err := newSatchel("native-unsigned", satchel.Config{Clock: clock, InsecureUnsignedFlash: true})
	if err != nil {
		return nil, err
	}
	play25.Flash, unsigned.Flash = Unsigned, Unsigned
	unsigned.Sessions = false                // they are those of native
	limited.Codec, unsigned.Codec = nil, nil // so are the values

	fresh, err := newFloor("floor", native, freshMAC)
	if err != nil {
		return nil, err
	}
	kept, err := newFloor("floor-kept-mac", native, keptMAC())
	if err != nil {
		return nil, err
	}
	none, err := newFloor("floor-no-mac", unsigned, nil)
	if err != nil {
		return nil, err
	}
	none.Flash, none.Sessions = Unsigned, false
	scopes, err := satchel.New(satchel.Config{Clock: clock, Secrets: []satchel.Secret{secret}})
	if err != nil {
		return nil, err
	}
	pages, err := pageSubjects(scopes)
	if err != nil {
		return nil, err
	}
	peers, err := peerSubjects(native)
	ours := []*Subject{fresh, kept, none, native, play, play25, sealed, limited, unsigned}
	return slices.Concat(ours, peers, pages), err
}

// takesPart tells whether the subject has a cell in the operation's row.
func (s *Subject) takesPart(o *Operation) bool {
	switch {
	case o.onValue():
		return s.Codec != nil
	case o.Flash != NoFlash:
		return s.Flash == o.Flash
	case s.WithoutSession:
		return o.Work == Nothing
	case o.hostile:
		return s.Sessions && !s.Floor && !s.Peer // no handler by hand is the measure of these
	case o.large:
		return s.Sessions && !s.Peer
	default:
		return s.Sessions
	}
}

// cookieFrom lets the subject itself make the cookie that a later request brings.
func (s *Subject) cookieFrom(work Work) (string, error) {
	e := newExchange(s.Handler(work), "")
	e.Serve()
	lines := e.response.header["Set-Cookie"]
	if e.response.status != http.StatusOK || len(lines) != 1 {
		return "", fmt.Errorf("%s: status %d and %d cookies in place of one", s.Name, e.response.status, len(lines))
	}
	cookie, _, _ := strings.Cut(lines[0], ";")
	return cookie, nil
}

func (s *Subject) sessionName() (string, error) {
	cookie, err := session(s)
	name, _, found := strings.Cut(cookie, "=")
	if err == nil && !found {
		err = errors.New(s.Name + ": the session's cookie has no name")
	}
	return name, err
}
