package bench

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/satchel-go/satchel"
)

// Subject is one column of the table: somebody who can do the work.
type Subject struct {
	Name     string
	Sessions bool      // takes part in the operations on sessions
	Flash    FlashKind // takes part in those on this kind of flash
	Floor    bool      // decodes nothing: its answers are fixed, what it writes cannot be read back

	// Handler returns the handler for one kind of work, middleware and all.
	Handler func(Work) http.Handler
}

// Subjects is the table. The floors come first.
func Subjects() ([]*Subject, error) {
	native, err := newSatchel("native", satchel.Config{})
	if err != nil {
		return nil, err
	}
	play, err := newSatchel("play", satchel.Config{Profile: satchel.Play})
	if err != nil {
		return nil, err
	}
	play25, err := newSatchel("play25", satchel.Config{Profile: satchel.Play25})
	if err != nil {
		return nil, err
	}
	sealed, err := newSatchel("sealed", satchel.Config{Sealed: true})
	if err != nil {
		return nil, err
	}
	limited, err := newSatchel("native-limited", satchel.Config{
		Limits:     satchel.NISTAAL2(),
		Revocation: satchel.Revocation{DenyList: satchel.NewMemoryDenyList(0)},
	})
	if err != nil {
		return nil, err
	}
	unsigned, err := newSatchel("native-unsigned", satchel.Config{InsecureUnsignedFlash: true})
	if err != nil {
		return nil, err
	}
	play25.Flash, unsigned.Flash = Unsigned, Unsigned
	unsigned.Sessions = false // they are those of native

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
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{secret}})
	if err != nil {
		return nil, err
	}
	pages, err := pageSubjects(scopes)
	return append([]*Subject{fresh, kept, none, native, play, play25, sealed, limited, unsigned}, pages...), err
}

// takesPart tells whether the subject has a cell in the operation's row.
func (s *Subject) takesPart(o *Operation) bool {
	switch {
	case o.Flash != NoFlash:
		return s.Flash == o.Flash
	case o.hostile:
		return s.Sessions && !s.Floor // no handler by hand is the measure of these
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
