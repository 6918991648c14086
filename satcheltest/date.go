package satcheltest

import (
	"strings"
	"time"
)

// dateParts are the flags and values of the algorithm in section 5.1.1; -1 is "not
// set".
type dateParts struct{ hour, minute, second, day, month, year int }

// parseDate reads a date of Expires as browsers do: words in nearly any order, of
// which most are passed over (section 5.1.1).
func parseDate(text string) (date time.Time, ok bool) {
	d := dateParts{hour: -1, day: -1, month: -1, year: -1}
	for _, word := range strings.FieldsFunc(text, isDateDelimiter) {
		d.take(word)
	}
	switch {
	case 70 <= d.year && d.year <= 99:
		d.year += 1900
	case 0 <= d.year && d.year <= 69:
		d.year += 2000
	}
	if d.hour < 0 || d.day < 0 || d.month < 0 || d.year < 0 {
		return time.Time{}, false
	}
	if d.day < 1 || d.day > 31 || d.year < 1601 || d.hour > 23 || d.minute > 59 || d.second > 59 {
		return time.Time{}, false
	}
	date = time.Date(d.year, time.Month(d.month), d.day, d.hour, d.minute, d.second, 0, time.UTC)
	return date, date.Day() == d.day // there is no 30th of February
}

// take gives a word to the first part that wants it.
func (d *dateParts) take(word string) {
	if d.hour < 0 && d.takeTime(word) {
		return
	}
	if d.day < 0 {
		if day, ok := leadingNumber(word, 1, 2); ok {
			d.day = day
			return
		}
	}
	if d.month < 0 && len(word) >= 3 {
		const months = "jan feb mar apr may jun jul aug sep oct nov dec"
		if i := strings.Index(months, lowerASCII(word[:3])); i >= 0 { // a word has no space
			d.month = i/4 + 1
			return
		}
	}
	if d.year < 0 {
		if year, ok := leadingNumber(word, 2, 4); ok {
			d.year = year
		}
	}
}

// takeTime reads three fields of one or two digits; what stands behind the third is
// passed over if it does not begin with a digit.
func (d *dateParts) takeTime(word string) bool {
	hours, rest, _ := strings.Cut(word, ":")
	minutes, seconds, _ := strings.Cut(rest, ":")
	hour, ok := number(hours, 1, 2)
	if !ok {
		return false
	}
	minute, ok := number(minutes, 1, 2)
	if !ok {
		return false
	}
	second, ok := leadingNumber(seconds, 1, 2)
	if !ok {
		return false
	}
	d.hour, d.minute, d.second = hour, minute, second
	return true
}

// leadingNumber reads the digits at the beginning of word, of which there have to be
// between least and most.
func leadingNumber(word string, least, most int) (n int, ok bool) {
	digits := 0
	for digits < len(word) && isDigit(word[digits]) {
		digits++
	}
	return number(word[:digits], least, most)
}

func number(digits string, least, most int) (n int, ok bool) {
	if len(digits) < least || len(digits) > most {
		return 0, false
	}
	for i := range len(digits) {
		if !isDigit(digits[i]) {
			return 0, false
		}
		n = 10*n + int(digits[i]-'0')
	}
	return n, true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isDateDelimiter(c rune) bool {
	return c == '\t' || ' ' <= c && c <= '/' || ';' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}
