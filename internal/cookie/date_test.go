package cookie_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
)

// The date of a line is the one that net/http writes, on every day of some years, at every
// second of a day, and in every zone.
func TestDatesAreThoseOfNetHTTP(t *testing.T) {
	line := cookie.NewLine(cookie.Attributes{Name: "a", MaxAge: time.Second})
	check := func(now time.Time) {
		t.Helper()
		_, got, _ := strings.Cut(string(line.AppendAttributes(nil, now)), "Expires=")
		if want := now.Add(time.Second).UTC().Format(http.TimeFormat); got != want {
			t.Fatalf("%v is %q, want %q", now, got, want)
		}
	}
	for day := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2033; day = day.AddDate(0, 0, 1) {
		check(day.Add(23*time.Hour + 59*time.Minute + 58*time.Second))
	}
	for second := range 86400 {
		check(time.Date(2028, 2, 28, 0, 0, second, 999, time.FixedZone("", (second%24-12)*3600)))
	}
	check(time.Date(9999, 12, 31, 23, 59, 58, 0, time.UTC))
	check(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC))
}
