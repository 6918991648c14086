package main

import (
	"strings"

	"github.com/satchel-go/satchel"
)

// unsignedHostilities are flash cookies that anybody may write, and that are parsed.
func unsignedHostilities() ([]hostility, error) {
	s, err := newSubject("unsigned flash", satchel.Config{InsecureUnsignedFlash: true})
	if err != nil {
		return nil, err
	}
	name := s.scopes.FlashCookieName()
	var all []hostility
	for _, c := range []struct{ name, text string }{
		{"equal signs", "="},
		{"ampersands", "&"},
		{"per cent signs", "%"},
		{"escaped per cent signs", "%25"},
		{"pairs of nothing", "=&"},
		{"equal pairs", "a=b&"},
	} {
		all = append(all, hostility{"flash of " + c.name, s, s.flash(), done, repeating(name, c.text)})
	}
	return append(all,
		hostility{"flash of different pairs", s, s.flash(), done, differentPairs(name)},
		hostility{"flash of different pairs, kept", s, s.keep(), done, differentPairs(name)},
	), nil
}

// differentPairs has no key twice in a value, and no value twice.
func differentPairs(name string) func(i, room int) string {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return func(i, room int) string {
		length := min(room-len(name)-len("="), valueLength)
		if length < 8 {
			return ""
		}
		var text strings.Builder
		for n := 0; text.Len()+len("ab=c&") <= length; n++ {
			text.WriteString(digits[n/len(digits)%len(digits):][:1] + digits[n%len(digits):][:1] + "=" + digits[i%len(digits):][:1] + "&")
		}
		return name + "=" + text.String()
	}
}
