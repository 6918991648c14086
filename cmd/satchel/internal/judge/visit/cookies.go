package visit

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// Pair is a cookie as a request has it.
type Pair struct{ Name, Value string }

// errNoCookies does not quote: the text is a credential.
var errNoCookies = errors.New("is no line of cookies as in session=…; theme=dark")

// ReadCookies reads the line that a browser sends, with or without the name of the field in
// front.
func ReadCookies(text string) ([]Pair, error) {
	line := strings.Trim(text, " \t\r\n")
	if len(line) > 7 && strings.EqualFold(line[:7], "cookie:") {
		line = line[7:]
	}
	var pairs []Pair
	for piece := range strings.SplitSeq(line, ";") {
		name, value, assigned := strings.Cut(strings.Trim(piece, " \t"), "=")
		visible := !strings.ContainsFunc(piece, func(r rune) bool { return r < ' ' && r != '\t' || r >= 0x7F })
		switch {
		case strings.Trim(piece, " \t") == "":
			continue
		case !assigned || name == "" || !visible || strings.ContainsAny(name, " \t"):
			return nil, errNoCookies
		}
		pairs = append(pairs, Pair{name, value})
	}
	if len(pairs) == 0 {
		return nil, errNoCookies
	}
	return pairs, nil
}

// cookies returns what a request for an address carries: what the site has set, and else
// what the options have for the place that was asked for first.
func (v *Visitor) cookies(address *url.URL) []Pair {
	var all []Pair
	for _, cookie := range v.jar.Cookies(address) {
		all = append(all, Pair{cookie.Name, cookie.Value})
	}
	if placeOf(address) != v.home {
		return all
	}
	for _, given := range v.options.Cookies {
		if !v.settled[given.Name] {
			all = append(all, given)
		}
	}
	return all
}

func header(pairs []Pair) string {
	texts := make([]string, len(pairs))
	for i, pair := range pairs {
		texts[i] = pair.Name + "=" + pair.Value
	}
	return strings.Join(texts, "; ")
}

// damaged changes a letter in the middle of the values of some cookies: at the end, some
// encodings have bits that say nothing.
func damaged(pairs []Pair, names []string) []Pair {
	damaged := slices.Clone(pairs)
	for i := range damaged {
		value := []byte(damaged[i].Value)
		if len(value) == 0 || !slices.Contains(names, damaged[i].Name) {
			continue
		}
		if middle := &value[len(value)/2]; *middle == 'A' {
			*middle = 'B'
		} else {
			*middle = 'A'
		}
		damaged[i].Value = string(value)
	}
	return damaged
}
