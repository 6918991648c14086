package bench

import (
	"fmt"
	"strings"
)

// Work is what a handler does with its scopes. Each one answers with a body: the
// text that it read, or a fixed one. The last two have no handler and no request.
type Work int

// The kinds of work. The two that fill are not timed: they make the cookies that
// the others get.
const (
	Nothing Work = iota
	Fill
	FillLarge
	ReadKey
	ChangeKey
	SetFlash
	TakeFlash // read the message; the response deletes it
	ShowPage  // a page of html/template, with the user and the message; the response deletes it
	EncodeValue
	DecodeValue
)

// FlashKind tells whether a flash is signed: the two have different floors.
type FlashKind int

// The kinds of flash. NoFlash is for operations on the session, and for subjects
// that have none.
const (
	NoFlash FlashKind = iota
	Signed
	Unsigned
	Page // the message on a page
)

// Operation is one row of the table: what the request carries, what the handler
// does, and what it may cost.
type Operation struct {
	Name    string
	Work    Work
	Flash   FlashKind
	Cookie  func(*Subject) (string, error) // the Cookie header; "" for none
	Limit   Limit
	hostile bool // nothing in the header is valid
	large   bool // the session has 4 KB, which not every peer can hold
}

// onValue tells whether the operation is on the value of a cookie alone.
func (o *Operation) onValue() bool { return o.Work == EncodeValue || o.Work == DecodeValue }

// Limit is a target. Zero fields set none, but for Allocs; one that is zero is no target.
type Limit struct {
	Ratio   float64 // time, as a multiple of the measure's
	Above   float64 // time, in nanoseconds more than the measure's
	Allocs  int     // allocations, those of the measure aside where Above is set
	Against string  // the measure: this operation by the same subject; "" for the floor of this one
}

// Operations is the table.
func Operations() []Operation {
	untouched := Limit{Above: 250, Allocs: 2}
	read := Limit{Ratio: 1.2, Allocs: 4}
	hostile := Limit{Ratio: 2, Allocs: 4, Against: "read-4KB-session"}
	return []Operation{
		{Name: "untouched-no-cookie", Work: Nothing, Cookie: noCookie, Limit: untouched},
		{Name: "untouched", Work: Nothing, Cookie: session, Limit: untouched},
		{Name: "read-one-key", Work: ReadKey, Cookie: session, Limit: read},
		{Name: "change-one-key", Work: ChangeKey, Cookie: session, Limit: Limit{Ratio: 0.8, Allocs: 10}},
		{Name: "flash-set", Work: SetFlash, Flash: Signed, Cookie: noCookie, Limit: Limit{Ratio: 1, Allocs: 10}},
		{Name: "flash-take", Work: TakeFlash, Flash: Signed, Cookie: flash, Limit: Limit{Ratio: 1, Allocs: 10}},
		{Name: "unsigned-flash-set", Work: SetFlash, Flash: Unsigned, Cookie: noCookie, Limit: Limit{Ratio: 1.5, Allocs: 10}},
		{Name: "unsigned-flash-take", Work: TakeFlash, Flash: Unsigned, Cookie: flash, Limit: Limit{Ratio: 1.5, Allocs: 10}},

		// Without a request. No target was set for these: they show what the format costs.
		{Name: "encode", Work: EncodeValue},
		{Name: "decode", Work: DecodeValue},

		// As many allocations as html/template makes with the values as data.
		{Name: "page", Work: ShowPage, Flash: Page, Cookie: sessionAndFlash, Limit: Limit{Ratio: 1.3, Allocs: 134}},

		// The last row of these is the comparison for those below it.
		{Name: "read-4KB-session", Work: ReadKey, Cookie: largeSession, Limit: read, large: true},
		{Name: "hostile-1MB-of-dots", Work: ReadKey, Cookie: forged(strings.Repeat(".", 1<<20)), Limit: hostile, hostile: true},
		{Name: "hostile-3000-cookies", Work: ReadKey, Cookie: manyCookies, Limit: hostile, hostile: true},
		{Name: "hostile-3000-sessions", Work: ReadKey, Cookie: manySessions, Limit: hostile, hostile: true},
		{Name: "hostile-4KB-of-junk", Work: ReadKey, Cookie: forged(strings.Repeat("junk", 1010)), Limit: hostile, hostile: true},
		{Name: "hostile-4KB-forged", Work: ReadKey, Cookie: forgeries(1), Limit: hostile, hostile: true},
		{Name: "hostile-8-forged", Work: ReadKey, Cookie: forgeries(8), Limit: hostile, hostile: true},
	}
}

func noCookie(*Subject) (string, error) { return "", nil }

func session(s *Subject) (string, error)      { return s.cookieFrom(Fill) }
func largeSession(s *Subject) (string, error) { return s.cookieFrom(FillLarge) }
func flash(s *Subject) (string, error)        { return s.cookieFrom(SetFlash) }

func sessionAndFlash(s *Subject) (string, error) {
	filled, err := session(s)
	if err != nil {
		return "", err
	}
	message, err := flash(s)
	return filled + "; " + message, err
}

// forged gives a value under the session's name.
func forged(value string) func(*Subject) (string, error) {
	return func(s *Subject) (string, error) {
		name, err := s.sessionName()
		return name + "=" + value, err
	}
}

// manyCookies are cookies that are none of ours, some 36 KB of them.
func manyCookies(*Subject) (string, error) {
	return repeated(3000, func(i int) string { return fmt.Sprintf("k%04d=%d", i, i) }), nil
}

// manySessions are as many of the session's own name, all different.
func manySessions(s *Subject) (string, error) {
	name, err := s.sessionName()
	return repeated(3000, func(i int) string { return fmt.Sprintf("%s=%d", name, i) }), err
}

// forgeries are valid large sessions with one character changed in the middle:
// nothing but a MAC can tell, and each has one of its own.
func forgeries(count int) func(*Subject) (string, error) {
	return func(s *Subject) (string, error) {
		valid, err := largeSession(s)
		return repeated(count, func(i int) string {
			return changedInTheMiddle(valid, byte('A'+i))
		}), err
	}
}

// changedInTheMiddle has the capital letter there, or the small one where it is the same.
func changedInTheMiddle(valid string, letter byte) string {
	middle := len(valid) / 2
	if valid[middle] == letter {
		letter |= ' '
	}
	return valid[:middle] + string(letter) + valid[middle+1:]
}

func repeated(count int, cookie func(int) string) string {
	cookies := make([]string, count)
	for i := range cookies {
		cookies[i] = cookie(i)
	}
	return strings.Join(cookies, "; ")
}
