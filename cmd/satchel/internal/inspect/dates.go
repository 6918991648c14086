package inspect

import (
	"fmt"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// Date is a date of a token.
type Date struct {
	Seconds int64  `json:"seconds"`        // since 1970
	Date    string `json:"date,omitempty"` // RFC 3339 in UTC; empty beyond the year 9999
	Words   string `json:"words"`          // seen from the moment that was judged for
}

// Dates are those of a token and of its session; nil where it has none.
type Dates struct {
	Issued    *Date `json:"issued,omitempty"`
	NotBefore *Date `json:"not_before,omitempty"`
	Expires   *Date `json:"expires,omitempty"`
	Started   *Date `json:"started,omitempty"` // satchel.started
	Renewed   *Date `json:"renewed,omitempty"` // satchel.renewed
	Active    *Date `json:"active,omitempty"`  // satchel.active
}

func (s *Settings) datesOf(t *token.Token) Dates {
	dates := Dates{
		Issued:    s.date(t.IssuedAt, "issued"),
		NotBefore: s.date(t.NotBefore, valid),
		Expires:   s.expiry(t.ExpiresAt),
	}
	for _, pair := range t.Pairs {
		at, ok := seconds(pair.Value)
		if !ok {
			continue
		}
		switch pair.Key {
		case startedKey:
			dates.Started = s.date(at, "started")
		case renewedKey:
			dates.Renewed = s.date(at, "renewed")
		case activeKey:
			dates.Active = s.date(at, "written")
		}
	}
	return dates
}

// date describes a date that should lie in the past.
func (s *Settings) date(at time.Time, verb string) *Date {
	if at.IsZero() {
		return nil
	}
	d := newDate(at)
	switch ahead := at.Sub(s.Now); {
	case verb != valid && ahead <= 0 && s.Now.Sub(at) < 2*time.Second:
		d.Words = verb + " just now"
	case verb == valid && ahead <= 0:
		d.Words = "valid for " + span(s.Now.Sub(at))
	case ahead <= 0:
		d.Words = verb + " " + span(s.Now.Sub(at)) + " ago"
	case ahead <= s.ClockSkew:
		d.Words = verb + " in " + span(ahead) + ", by clocks that differ less than the tolerance of " + span(s.ClockSkew)
	default:
		d.Words = verb + " in " + span(ahead) + ", beyond the tolerance of " + span(s.ClockSkew) + ": compare the clocks"
	}
	return d
}

const valid = "valid"

// expiry describes the date on which a token ends.
func (s *Settings) expiry(at time.Time) *Date {
	if at.IsZero() {
		return nil
	}
	d := newDate(at)
	switch late := s.Now.Sub(at); {
	case late <= 0:
		d.Words = "expires in " + span(at.Sub(s.Now))
	case late <= s.ClockSkew:
		d.Words = "expired " + span(late) + " ago, within the tolerance of " + span(s.ClockSkew)
	default:
		d.Words = "expired " + span(late) + " ago"
	}
	return d
}

func newDate(at time.Time) *Date {
	d := &Date{Seconds: at.Unix()}
	if year := at.UTC().Year(); year >= 0 && year <= 9999 {
		d.Date = at.UTC().Format(time.RFC3339)
	}
	return d
}

// span says a duration in its largest unit, rounded down. Beyond what a duration can be,
// it is the longest.
func span(d time.Duration) string {
	const day = 24 * time.Hour
	for _, unit := range []struct {
		least, length time.Duration
		name          string
	}{
		{730 * day, 365 * day, "year"},
		{2 * day, day, "day"},
		{2 * time.Hour, time.Hour, "hour"},
		{2 * time.Minute, time.Minute, "minute"},
		{0, time.Second, "second"},
	} {
		if d >= unit.least {
			return plural(int(d/unit.length), unit.name)
		}
	}
	return "no time"
}

// plural says a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
