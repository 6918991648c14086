package judge

import (
	"strconv"
	"strings"
	"time"
)

const monthNames = "janfebmaraprmayjunjulaugsepoctnovdec"

// cookieDate collects the parts of a date.
type cookieDate struct {
	hour, minute, second, day, month, year int
	hasTime, hasDay, hasMonth, hasYear     bool
}

// readDate reads a date as browsers do: the first time, day, month and year that stand
// anywhere in it, in any order, whatever else is there. There has been no form that all
// servers wrote.
func readDate(text string) (time.Time, bool) {
	var d cookieDate
	for _, part := range strings.FieldsFunc(text, isDelimiter) {
		d.read(part)
	}
	if !d.hasTime || !d.hasDay || !d.hasMonth || !d.hasYear {
		return time.Time{}, false
	}
	switch {
	case d.year >= 70 && d.year <= 99:
		d.year += 1900
	case d.year <= 69:
		d.year += 2000
	}
	date := time.Date(d.year, time.Month(d.month), d.day, d.hour, d.minute, d.second, 0, time.UTC)
	valid := d.year >= 1601 && d.hour <= 23 && d.minute <= 59 && d.second <= 59 && date.Day() == d.day
	return date, valid
}

func (d *cookieDate) read(part string) {
	if !d.hasTime && d.readTime(part) {
		d.hasTime = true
		return
	}
	digits := countDigits(part)
	number, _ := strconv.Atoi(part[:digits])
	switch {
	case !d.hasDay && (digits == 1 || digits == 2):
		d.day, d.hasDay = number, true
	case !d.hasMonth && monthOf(part) > 0:
		d.month, d.hasMonth = monthOf(part), true
	case !d.hasYear && (digits == 2 || digits == 4):
		d.year, d.hasYear = number, true
	}
}

// readTime reads hours, minutes and seconds of one or two digits each; what stands behind
// them does not count.
func (d *cookieDate) readTime(part string) bool {
	fields := strings.SplitN(part, ":", 3)
	if len(fields) < 3 {
		return false
	}
	var numbers [3]int
	for i, field := range fields {
		digits := countDigits(field)
		if digits < 1 || digits > 2 || digits < len(field) && i < 2 {
			return false
		}
		numbers[i], _ = strconv.Atoi(field[:digits])
	}
	d.hour, d.minute, d.second = numbers[0], numbers[1], numbers[2]
	return true
}

func monthOf(part string) int {
	if len(part) < 3 {
		return 0
	}
	i := strings.Index(monthNames, strings.ToLower(part[:3]))
	if i < 0 || i%3 != 0 {
		return 0
	}
	return i/3 + 1
}

func countDigits(text string) int {
	return len(text) - len(strings.TrimLeft(text, "0123456789"))
}

func isDelimiter(r rune) bool {
	return !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == ':' || r >= 0x7F)
}

// isUsualDate tells whether every reader of dates understands it: the form of HTTP, and
// the one with hyphens that Netscape had.
func isUsualDate(text string) bool {
	for _, layout := range []string{"Mon, 02 Jan 2006 15:04:05 GMT", "Mon, 02-Jan-2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 GMT"} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}
