package keyring

import (
	"fmt"
	"slices"
	"time"
)

// State is what a key is used for.
type State uint8

// The states of a key in a ring, in the order of its life. ByDates is for an [Entry]
// only, which has dates instead.
const (
	ByDates  State = iota
	Staged         // verifies, so that nodes which sign with it already are understood
	Active         // signs and verifies; one key of a ring
	Retiring       // verifies, and what it verified is to be written anew
	Retired        // refuses what it would have verified
)

// stateNames are what String returns.
var stateNames = []string{ByDates: "by-dates", Staged: "staged", Active: "active", Retiring: "retiring", Retired: "retired"}

// String returns the name of the state in small letters.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// Entry is a secret and when it is used for what.
type Entry struct {
	Secret string

	// ActiveFrom is when it begins to sign. The zero time: it always did.
	ActiveFrom time.Time

	// RetiredFrom is when it ends to verify. The zero time: never.
	RetiredFrom time.Time

	// State, where it is not ByDates, is set by hand, and the dates do not count.
	State State
}

// Schedule is a list of secrets over time. Of several that could sign at a time, the
// one that was set by hand does, then the one with the latest ActiveFrom, then the
// first.
type Schedule []Entry

// At returns the ring of a moment, the signing key first and the retired ones last, and
// until when it holds; the zero time means for ever. Without a key that can sign, the
// ring is nil.
func (s Schedule) At(now time.Time) (ring Ring, until time.Time) {
	signing := s.signing(now)
	for _, date := range s.dates() {
		if date.After(now) {
			until = date
			break
		}
	}
	if signing < 0 {
		return nil, until
	}
	for i := range s {
		key := newKey(name(s[i].Secret), []byte(s[i].Secret))
		key.state = s.stateAt(i, signing, now)
		ring = append(ring, key)
	}
	slices.SortStableFunc(ring, func(a, b Key) int { return a.rank() - b.rank() })
	return ring, until
}

// Since returns from when on the ring of a moment holds: the last date that has passed; the
// zero time where there was none.
func (s Schedule) Since(now time.Time) (since time.Time) {
	for _, date := range s.dates() {
		if !date.After(now) {
			since = date
		}
	}
	return since
}

// stateAt returns the state of entry i while another one, or it, signs.
func (s Schedule) stateAt(i, signing int, now time.Time) State {
	e := &s[i]
	switch {
	case i == signing:
		return Active
	case e.State != ByDates && e.State != Active:
		return e.State
	case e.retired(now):
		return Retired
	case now.Before(e.ActiveFrom):
		return Staged
	default:
		return Retiring
	}
}

func (e *Entry) retired(now time.Time) bool {
	return e.State == Retired || e.State == ByDates && !e.RetiredFrom.IsZero() && !now.Before(e.RetiredFrom)
}

// signing returns the index of the entry that signs, or -1.
func (s Schedule) signing(now time.Time) int {
	best := -1
	for i := range s {
		switch e := &s[i]; {
		case e.State == Active:
			return i
		case e.State != ByDates || e.retired(now) || now.Before(e.ActiveFrom):
		case best < 0 || e.ActiveFrom.After(s[best].ActiveFrom):
			best = i
		}
	}
	return best
}

// dates returns the moments at which a state changes, in order.
func (s Schedule) dates() []time.Time {
	var dates []time.Time
	for i := range s {
		if s[i].State != ByDates {
			continue
		}
		for _, date := range []time.Time{s[i].ActiveFrom, s[i].RetiredFrom} {
			if !date.IsZero() {
				dates = append(dates, date)
			}
		}
	}
	slices.SortFunc(dates, time.Time.Compare)
	return dates
}

// Gap returns the first moment, from now on, at which no key would sign; ok is false
// where there is none.
func (s Schedule) Gap(now time.Time) (moment time.Time, ok bool) {
	if s.signing(now) < 0 {
		return now, true
	}
	for _, date := range s.dates() {
		if date.After(now) && s.signing(date) < 0 {
			return date, true
		}
	}
	return time.Time{}, false
}

// Hasty returns the index of an entry that ends to verify less than margin after it has
// ended to sign, so that what it signed last, on a node whose clock is slow, is lost; -1
// where there is none.
func (s Schedule) Hasty(margin time.Duration) int {
	dates := s.dates()
	for i := range s {
		end := s[i].RetiredFrom
		if s[i].State != ByDates || end.IsZero() {
			continue
		}
		signs := func(date time.Time) bool {
			return date.Before(end) && !date.Before(end.Add(-margin)) && s.signing(date) == i
		}
		if signs(end.Add(-margin)) || slices.ContainsFunc(dates, signs) {
			return i
		}
	}
	return -1
}
