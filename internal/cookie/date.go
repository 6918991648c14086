package cookie

import "time"

const (
	weekdays = "SunMonTueWedThuFriSat"
	months   = "JanFebMarAprMayJunJulAugSepOctNovDec"
)

// appendDate appends a date as http.TimeFormat has it (RFC 9110 section 5.6.7), for the
// years 0 to 9999. It takes a fifth of the time of AppendFormat, which reads its layout
// each time: with an expiry that was a tenth of what a response with a message cost.
func appendDate(dst []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	dst = append(dst, weekdays[3*t.Weekday():3*t.Weekday()+3]...)
	dst = append(dst, ',', ' ')
	dst = append(appendTwo(dst, day), ' ')
	dst = append(dst, months[3*month-3:3*month]...)
	dst = append(dst, ' ')
	dst = append(appendTwo(appendTwo(dst, year/100), year%100), ' ')
	dst = append(appendTwo(dst, hour), ':')
	dst = append(appendTwo(dst, minute), ':')
	return append(appendTwo(dst, second), " GMT"...)
}

func appendTwo(dst []byte, n int) []byte {
	return append(dst, byte('0'+n/10), byte('0'+n%10)) //nolint:gosec // below 100
}
