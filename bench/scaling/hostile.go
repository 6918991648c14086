package main

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/satchel-go/satchel"
)

// bound is how much of a header is looked at.
const bound = 32 << 10

// lengths are those of the hostile headers: doublings up to the bound, and beyond it.
func lengths() []int {
	return []int{1 << 10, 2 << 10, 4 << 10, 8 << 10, 16 << 10, bound, 64 << 10, 1 << 20}
}

// valueLength is that of the values of hostile cookies: what is longer than a cookie can
// be is refused without a look.
const valueLength = 4000

// hostility is a kind of header that no browser of ours has sent.
type hostility struct {
	name    string
	subject subject
	handler http.Handler
	body    string
	cookie  func(i, room int) string // the cookie number i, in no more bytes than there is room for
}

// header has as many cookies as there is room for.
func (h hostility) header(length int) string {
	var all strings.Builder
	all.Grow(length)
	for i := 0; ; i++ {
		separator := "; "
		if i == 0 {
			separator = ""
		}
		cookie := h.cookie(i, length-all.Len()-len(separator))
		if cookie == "" {
			return all.String()
		}
		all.WriteString(separator)
		all.WriteString(cookie)
	}
}

// repeating fills values of one name with a text, which ends where it begins anew. Each
// begins with a letter of its own: of equal ones, the second is not looked at.
func repeating(name, text string) func(int, int) string {
	return func(i, room int) string {
		length := min(room-len(name)-len("=a"), valueLength)
		if length < len(text) {
			return ""
		}
		return name + "=" + string(rune('a'+i%26)) + strings.Repeat(text, length/len(text))
	}
}

// numberedCookies have a few bytes each, with their number in them.
func numberedCookies(format string) func(int, int) string {
	return func(i, room int) string {
		cookie := fmt.Sprintf(format, i)
		if len(cookie) > room {
			return ""
		}
		return cookie
	}
}

func hostilities() ([]hostility, error) {
	native, err := newSubject("native", satchel.Config{})
	if err != nil {
		return nil, err
	}
	name := native.scopes.SessionCookieName()
	forged, err := forgeries(native)
	if err != nil {
		return nil, err
	}
	read := native.read(userKey)
	all := []hostility{
		{"one value of dots", native, read, "", func(i, room int) string {
			if i > 0 {
				return ""
			}
			return name + "=" + strings.Repeat(".", room-len(name)-len("="))
		}},
		{"values of dots", native, read, "", repeating(name, ".")},
		{"values of base64", native, read, "", repeating(name, "junk")},
		{"forged tokens", native, read, "", forged},
		{"cookies of others", native, read, "", numberedCookies("other-%06d=v")},
		{"cookies of our name", native, read, "", numberedCookies(name + "=%06d")},
		{"empty cookies of our name", native, read, "", repeatingName(name)},
		{"the name without end", native, read, "", repeating("x", name)},
		{"the name, white space before it", native, read, "", repeating("x", strings.Repeat(" ", 40)+name+"=")},
		{"names that nearly are ours", native, read, "", numberedCookies(strings.ToUpper(name) + "=%06d")},
		{"semicolons", native, read, "", repeating("x", ";")},
	}
	unsigned, err := unsignedHostilities()
	if err != nil {
		return nil, err
	}
	behind, err := jsonHostilities()
	return append(append(all, unsigned...), behind...), err
}

// repeatingName has no value at all.
func repeatingName(name string) func(int, int) string {
	return func(_, room int) string {
		if room < len(name)+len("=") {
			return ""
		}
		return name + "="
	}
}

// hostileSeries has each kind in each length.
func hostileSeries() ([]*series, error) {
	kinds, err := hostilities()
	if err != nil {
		return nil, err
	}
	var all []*series
	for _, kind := range kinds {
		s := &series{name: "hostile: " + kind.name, subject: kind.subject.name, bound: bound}
		for _, length := range lengths() {
			p, err := newPoint(fmt.Sprintf("%d KiB", length>>10), kind.handler, kind.header(length), answer{kind.body, anyNumber})
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.name, err)
			}
			s.points = append(s.points, p)
		}
		all = append(all, s)
	}
	return all, nil
}
